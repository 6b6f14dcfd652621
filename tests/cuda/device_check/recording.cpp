#include "tests/cuda/device_check/recording.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace sinter::test {
namespace {

void write_array(std::ostream& lines, std::ostream& elements, const char* what,
                 const Array& array) {
  lines << "  " << what << ' ' << name(array.dtype());
  for (const std::int64_t size : array.shape()) lines << ' ' << size;
  lines << '\n';
  const Array plain = array.contiguous();
  elements.write(static_cast<const char*>(plain.raw_data()),
                 static_cast<std::streamsize>(plain.bytes()));
}

DType dtype_of(const std::string& text) {
  for (const DType dtype :
       {DType::kBool, DType::kI8, DType::kI16, DType::kI32, DType::kI64, DType::kU8, DType::kU16,
        DType::kU32, DType::kU64, DType::kF32, DType::kF64}) {
    if (name(dtype) == text) return dtype;
  }
  throw std::runtime_error("a recording of type " + text);
}

Array read_array(std::istream& words, std::istream& elements) {
  std::string dtype;
  words >> dtype;
  Array::Shape shape;
  for (std::int64_t size = 0; words >> size;) shape.push_back(size);
  Array array = Array::empty(dtype_of(dtype), shape);
  elements.read(static_cast<char*>(array.raw_data()), static_cast<std::streamsize>(array.bytes()));
  if (!elements) throw std::runtime_error("arrays.bin ends too early");
  return array;
}

template <typename T, typename Bits>
bool is_same(const Array& a, const Array& b) {
  const auto* x = static_cast<const T*>(a.raw_data());
  const auto* y = static_cast<const T*>(b.raw_data());
  for (std::int64_t n = 0; n < a.size(); ++n) {
    if (std::isnan(x[n]) && std::isnan(y[n])) continue;
    if (std::bit_cast<Bits>(x[n]) != std::bit_cast<Bits>(y[n])) return false;
  }
  return true;
}

bool has_same_bits(const Array& a, const Array& b) {
  if (a.dtype() == DType::kF32) return is_same<float, std::uint32_t>(a, b);
  if (a.dtype() == DType::kF64) return is_same<double, std::uint64_t>(a, b);
  return std::memcmp(a.raw_data(), b.raw_data(), a.bytes()) == 0;
}

}  // namespace

void write_recording(const std::string& folder, const std::vector<RecordedCall>& calls) {
  std::ofstream lines(folder + "/calls.txt"), elements(folder + "/arrays.bin", std::ios::binary);
  for (const RecordedCall& call : calls) {
    lines << call.program << ' ' << call.line << ' ' << call.function << '\n';
    for (const Array& array : call.arguments) write_array(lines, elements, "argument", array);
    for (const Array& array : call.results) write_array(lines, elements, "result", array);
    if (!call.error.empty()) lines << "  error " << call.error << '\n';
  }
  lines.flush();
  elements.flush();
  if (!lines || !elements) throw std::runtime_error(folder + " cannot be written");
}

std::vector<RecordedCall> read_recording(const std::string& folder) {
  std::ifstream lines(folder + "/calls.txt"), elements(folder + "/arrays.bin", std::ios::binary);
  if (!lines || !elements) throw std::runtime_error("there is no recording in " + folder);
  std::vector<RecordedCall> calls;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    words >> first;
    if (!line.starts_with("  ")) {
      calls.push_back({first, 0, "", {}, {}, ""});
      words >> calls.back().line >> calls.back().function;
    } else if (calls.empty()) {
      throw std::runtime_error("calls.txt begins with an array");
    } else if (first == "error") {
      words >> calls.back().error;
    } else {
      auto& list = first == "argument" ? calls.back().arguments : calls.back().results;
      list.push_back(read_array(words, elements));
    }
  }
  if (elements.peek() != std::ifstream::traits_type::eof())
    throw std::runtime_error("arrays.bin is longer than calls.txt says");
  return calls;
}

RecordedCall outcome_of(const RecordedCall& call, const Function& function,
                        const std::vector<Array>& arguments) {
  RecordedCall outcome{call.program, call.line, call.function, {}, {}, ""};
  try {
    for (const Array& result : function.call(arguments))
      outcome.results.push_back(result.to_host());
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInternal) throw;
    outcome.error = error.code();
    outcome.results.clear();
  }
  return outcome;
}

std::string difference_of(const RecordedCall& found, const RecordedCall& expected) {
  if (found.error != expected.error) {
    const auto text = [](const std::string& error) { return error.empty() ? "results" : error; };
    return text(found.error) + ", expected " + text(expected.error);
  }
  if (found.results.size() != expected.results.size()) return "another number of results";
  for (std::size_t n = 0; n < found.results.size(); ++n) {
    const Array &a = found.results[n], &b = expected.results[n];
    if (a.type_text() != b.type_text())
      return "result " + std::to_string(n) + " is " + a.type_text() + ", expected " + b.type_text();
    if (!has_same_bits(a, b)) return "result " + std::to_string(n) + " has other bits";
  }
  return "";
}

}  // namespace sinter::test
