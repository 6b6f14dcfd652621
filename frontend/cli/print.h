// Arrays as text, laid out as NumPy's print does with its default options.
#pragma once

#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::cli {

/// NumPy's defaults (numpy.printoptions).
struct PrintOptions {
  std::int64_t threshold = 1000;  ///< Arrays with more elements are summarized.
  std::int64_t edge_items = 3;    ///< Elements shown at each end of a summarized axis.
  std::size_t line_width = 75;
  int precision = 8;  ///< Digits after the point, at most.
};

/// The elements: "[[1. 2.]\n [3. 4.]]", and for rank 0 the bare value.
std::string format_elements(const Array& array, const PrintOptions& options = {});

/// A result: "2.5  f64", or its type and in the next lines its elements.
std::string format_result(const Array& array, bool color, const PrintOptions& options = {});

/// What a program prints: "x = 2.5", or the name and type and in the next lines the elements.
std::string format_shown(const std::string& name, const Array& value);

/// One float as str(numpy.float32(x)) has it: the shortest text that reads back as the same value.
std::string format_scalar(double value, bool is_f32);

/// The texts of floats that stand in one array: aligned, in one notation, at most `precision`
/// digits after the point.
std::vector<std::string> format_floats(const std::vector<double>& values, bool is_f32,
                                       int precision);

}  // namespace sinter::cli
