#include "frontend/cli/print.h"

#include <algorithm>
#include <utility>

#include "frontend/cli/style.h"

namespace sinter::cli {
namespace {

/// Which positions of an axis are shown; a summarized axis has a gap after `edge_items`.
struct AxisView {
  std::vector<std::int64_t> positions;
  bool gap = false;
};

AxisView view_axis(std::int64_t size, bool summarize, std::int64_t edge) {
  AxisView view;
  view.gap = summarize && size > 2 * edge;
  for (std::int64_t i = 0; i < size; ++i) {
    if (view.gap && i == edge) i = size - edge;
    view.positions.push_back(i);
  }
  return view;
}

template <typename T>
T element(const Array& array, std::int64_t offset) {
  return array.data<const T>()[offset];
}

double float_at(const Array& array, std::int64_t offset) {
  return array.dtype() == DType::kF32 ? element<float>(array, offset)
                                      : element<double>(array, offset);
}

std::string integer_at(const Array& array, std::int64_t offset) {
  switch (array.dtype()) {
    case DType::kBool:
      return element<bool>(array, offset) ? "True" : "False";
    case DType::kI8:
      return std::to_string(element<std::int8_t>(array, offset));
    case DType::kI16:
      return std::to_string(element<std::int16_t>(array, offset));
    case DType::kI32:
      return std::to_string(element<std::int32_t>(array, offset));
    case DType::kI64:
      return std::to_string(element<std::int64_t>(array, offset));
    case DType::kU8:
      return std::to_string(element<std::uint8_t>(array, offset));
    case DType::kU16:
      return std::to_string(element<std::uint16_t>(array, offset));
    case DType::kU32:
      return std::to_string(element<std::uint32_t>(array, offset));
    default:
      return std::to_string(element<std::uint64_t>(array, offset));
  }
}

/// Formats the shown elements first (their widths depend on each other), then lays them out in
/// lines.
class Printer {
 public:
  Printer(const Array& array, const PrintOptions& options) : array_(array), options_(options) {
    const bool summarize = array.size() > options.threshold;
    for (int axis = 0; axis < array.rank(); ++axis) {
      views_.push_back(view_axis(array.shape(axis), summarize, options.edge_items));
    }
    std::vector<std::int64_t> offsets;
    collect(0, 0, offsets);
    if (is_float(array.dtype())) {
      std::vector<double> values;
      for (const std::int64_t offset : offsets) values.push_back(float_at(array, offset));
      texts_ = format_floats(values, array.dtype() == DType::kF32, options.precision);
    } else {
      for (const std::int64_t offset : offsets) texts_.push_back(integer_at(array, offset));
      std::size_t width = array.dtype() == DType::kBool ? 5 : 0;  // NumPy: [ True]
      for (const std::string& text : texts_) width = std::max(width, text.size());
      for (std::string& text : texts_) text.insert(0, width - text.size(), ' ');
    }
  }

  std::string print() { return axis_text(0, " ", options_.line_width); }

 private:
  void collect(int axis, std::int64_t offset, std::vector<std::int64_t>& offsets) const {
    if (axis == array_.rank()) {
      offsets.push_back(offset);
      return;
    }
    const std::int64_t stride = array_.strides()[static_cast<std::size_t>(axis)];
    for (const std::int64_t position : views_[static_cast<std::size_t>(axis)].positions) {
      collect(axis + 1, offset + position * stride, offsets);
    }
  }

  /// The text of the sub-array that starts at the next element; `width` is what is left of a line
  /// for it.
  std::string axis_text(int axis, const std::string& indent, std::size_t width) {
    if (axis == array_.rank()) return texts_[next_++];
    return "[" +
           (axis + 1 == array_.rank() ? row_text(axis, indent, width)
                                      : block_text(axis, indent, width)) +
           "]";
  }

  /// The innermost axis: words separated by blanks, broken into lines. One column per closing
  /// bracket stays free.
  std::string row_text(int axis, const std::string& indent, std::size_t width) {
    const AxisView& view = views_[static_cast<std::size_t>(axis)];
    const std::size_t limit = width - std::min<std::size_t>(width, 1);
    std::string done;
    std::string line = indent;
    const auto add = [&](const std::string& word) {
      if (line.size() + word.size() > limit && line.size() > indent.size()) {
        done += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        line = indent;
      }
      line += word;
    };
    for (std::size_t i = 0; i < view.positions.size(); ++i) {
      if (view.gap && i == static_cast<std::size_t>(options_.edge_items)) {
        add("...");
        line += " ";
      }
      add(texts_[next_++]);
      if (i + 1 != view.positions.size()) line += " ";
    }
    return (done + line).substr(indent.size());
  }

  /// An outer axis: sub-arrays on lines of their own, with blank lines that grow with the rank.
  std::string block_text(int axis, const std::string& indent, std::size_t width) {
    const AxisView& view = views_[static_cast<std::size_t>(axis)];
    const std::string separator(static_cast<std::size_t>(array_.rank() - axis - 1), '\n');
    std::string result;
    for (std::size_t i = 0; i < view.positions.size(); ++i) {
      if (i != 0) result += separator + indent;
      if (view.gap && i == static_cast<std::size_t>(options_.edge_items)) {
        result += "..." + separator + indent;
      }
      result += axis_text(axis + 1, indent + " ", width - std::min<std::size_t>(width, 1));
    }
    return result;
  }

  const Array& array_;
  const PrintOptions& options_;
  std::vector<AxisView> views_;
  std::vector<std::string> texts_;
  std::size_t next_ = 0;
};

}  // namespace

std::string format_elements(const Array& array, const PrintOptions& options) {
  if (!is_computable(array.dtype())) return array.to_string();
  if (array.rank() == 0) {
    return is_float(array.dtype()) ? format_scalar(float_at(array, 0), array.dtype() == DType::kF32)
                                   : integer_at(array, 0);
  }
  if (array.size() == 0) return "[]";
  return Printer(array, options).print();
}

std::string format_result(const Array& array, bool color, const PrintOptions& options) {
  const std::string type = paint(color, Color::kNote, array.type_text());
  if (array.rank() == 0) return format_elements(array, options) + "  " + type + "\n";
  return type + "\n" + format_elements(array, options) + "\n";
}

std::string format_shown(const std::string& name, const Array& value) {
  std::string text = name + " = ";
  if (value.rank() > 0) text += value.type_text() + (value.rank() > 1 ? "\n" : " ");
  return text + format_elements(value) + '\n';
}

}  // namespace sinter::cli
