#include "frontend/repl/host.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <random>

namespace sinter::repl {
namespace {

using Argument = HostCall::Argument;

template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kUser, "E6201", fmt::format(format, std::forward<Args>(args)...));
}

/// Arguments of functions that take none by name.
void check_keywords(const HostCall& call, std::string_view allowed = {}) {
  for (const Argument& argument : call.arguments) {
    if (argument.keyword.empty() || argument.keyword == allowed) continue;
    fail("{} has no argument called '{}'", call.function, argument.keyword);
  }
}

std::string file_of(const HostCall& call, const Argument& argument) {
  if (!argument.text) {
    fail("{}: '{}' is no file name; write it in double quotes", call.function, argument.code);
  }
  return *argument.text;
}

/// What has an effect and no value, where only a value is wanted.
void check_is_run(const HostCall& call, Purpose purpose) {
  if (purpose == Purpose::kRun) return;
  fail("{} has no value to look at; write it as a statement of its own", call.function);
}

using Value = std::optional<Session::HostValue>;

Value load_file(Session& session, const HostCall& call, Purpose /*purpose*/) {
  const std::vector<Argument>& arguments = call.arguments;
  check_keywords(call);
  if (arguments.empty() || arguments.size() > 2)
    fail("load takes a file and, for .npz, the name of a member: load(\"data.npz\", \"x\")");
  Origin origin;
  origin.file = file_of(call, arguments[0]);
  if (arguments.size() == 2) origin.member = file_of(call, arguments[1]);
  const Array value =
      session.work([file = origin.file, member = origin.member] { return load(file, member); });
  return Session::HostValue{value, origin};
}

Value save_file(Session& session, const HostCall& call, Purpose purpose) {
  check_is_run(call, purpose);
  check_keywords(call);
  if (call.arguments.size() != 2) fail("save takes a file and a value: save(\"y.npy\", y)");
  session.work([file = file_of(call, call.arguments[0]),
                value = session.value_of(call.arguments[1].code, purpose)] {
    save(file, value);
    return true;
  });
  return std::nullopt;
}

/// The shape and the seed of rand(shape..., seed=n).
struct Request {
  Array::Shape shape;
  std::optional<std::uint64_t> seed;
};

Request request_of(Session& session, const HostCall& call, Purpose purpose) {
  const std::string& function = call.function;
  check_keywords(call, "seed");
  Request request;
  std::int64_t elements = 1;
  for (const Argument& argument : call.arguments) {
    const std::string& text = argument.code;
    const Array value = session.value_of(text, purpose);
    if (value.rank() != 0 || is_float(value.dtype()) || value.item<std::int64_t>() < 0)
      fail("{}: '{}' is no size; write {}(1000, 3, seed=1)", function, text, function);
    const auto number = value.item<std::int64_t>();
    if (argument.keyword == "seed") {
      request.seed = static_cast<std::uint64_t>(number);
      continue;
    }
    if (number != 0 && elements > (std::int64_t{1} << 40) / number)
      fail("{}: that are too many elements", function);
    elements *= number;
    request.shape.push_back(number);
  }
  return request;
}

/// Uniform in [0, 1): 53 bits of a Mersenne twister, the same on every machine.
double uniform(std::mt19937_64& generator) {
  return static_cast<double>(generator() >> 11) * 0x1p-53;
}

void fill(Array& array, std::uint64_t seed, bool normal, const CancelToken& cancel) {
  constexpr std::int64_t kBetweenLooks = 1 << 16;
  std::mt19937_64 generator(seed);
  auto* const elements = array.data<double>();
  for (std::int64_t i = 0; i < array.size(); ++i) {
    if (i % kBetweenLooks == 0 && cancel.is_cancelled())
      throw Error(ErrorKind::kCancelled, "E6031", "interrupted");
    elements[i] = uniform(generator);
    if (!normal) continue;
    // Box and Muller's method, one of its two numbers.
    const double angle = 2 * std::numbers::pi * uniform(generator);
    elements[i] = std::sqrt(-2 * std::log(1 - elements[i])) * std::cos(angle);
  }
}

Array random_array(const Session& session, const Array::Shape& shape, std::uint64_t seed,
                   bool normal, const CancelToken& cancel) {
  return session.work([shape, seed, normal, cancel] {
    Array filled = Array::empty(DType::kF64, shape);
    fill(filled, seed, normal, cancel);
    return filled;
  });
}

Value random(Session& session, const HostCall& call, Purpose purpose) {
  const Request request = request_of(session, call, purpose);
  if (purpose == Purpose::kTypes)
    return Session::HostValue{Array::empty(DType::kF64, request.shape), {}};
  const std::uint64_t seed = session.next_seed(request.seed, purpose);
  Origin origin;
  origin.make = [shape = request.shape, seed, normal = call.function == "randn"](Session& used) {
    return random_array(used, shape, seed, normal, used.cancel());
  };
  return Session::HostValue{origin.make(session), origin};
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) fail("cannot write {}", path);
}

Value draw(Session& session, const HostCall& call, Purpose purpose, cli::Terminal& terminal,
           const PlotSize& size) {
  const std::string& function = call.function;
  check_is_run(call, purpose);
  check_keywords(call);
  if (call.arguments.empty())
    fail("{0} takes a value and, for a file, its name: {0}(y, \"y.svg\")", function);
  const bool is_histogram = function == "hist";
  const Array value = session.value_of(call.arguments[0].code, purpose);
  if (value.size() == 0) fail("{}: the array has no elements", function);
  if (!is_histogram && value.rank() > 1) {
    fail("plot draws an array with one axis, and this is {}: choose a part, such as plot(y[{}0])",
         value.type_text(), value.rank() == 2 ? ":, " : "..., ");
  }
  int bins = 10;
  std::string path;
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const Argument& argument = call.arguments[i];
    if (argument.text) {
      path = *argument.text;
      if (!path.ends_with(".svg"))
        fail("{}: pictures are written as SVG, and '{}' does not end with .svg", function, path);
      continue;
    }
    if (!is_histogram)
      fail("plot takes one array and, for a file, its name: '{}' is neither", argument.code);
    const Array number = session.value_of(argument.code, purpose);
    if (number.rank() != 0 || is_float(number.dtype()) || number.item<std::int64_t>() < 1 ||
        number.item<std::int64_t>() > 1000)
      fail("{}: '{}' is no number of bins", function, argument.code);
    bins = static_cast<int>(number.item<std::int64_t>());
  }
  const bool is_svg = !path.empty();
  const std::string picture = session.work([value, is_histogram, is_svg, bins, size] {
    const std::vector<double> values = value.to_vector<double>();
    if (is_svg) return is_histogram ? histogram_svg(values, bins) : plot_svg(values);
    return is_histogram ? histogram(values, bins, size) : plot(values, size);
  });
  if (is_svg) write_file(path, picture);
  terminal.out << (is_svg ? "wrote " + path + "\n" : picture);
  return std::nullopt;
}

}  // namespace

std::string host_documentation(std::string_view name) {
  struct Row {
    std::string_view name, signature, text, examples;
  };
  constexpr Row kRows[] = {
      {"load", "file, member?",
       "An array from a file: .npy, .npz (the name of a member), .csv or .csv.gz.",
       "  x = load(\"x.npy\")\n  y = load(\"data.npz\", \"y\")\n  table = load(\"table.csv\")\n"},
      {"save", "file, x", "Writes an array to a file of the same kinds.", "  save(\"y.npy\", y)\n"},
      {"rand", "*shape, seed?", "Random numbers from 0 up to 1, the same in every session.",
       "  x = rand(1000, 3)\n  y = rand(10, seed=1)\n"},
      {"randn", "*shape, seed?", "Normally distributed random numbers, the same in every session.",
       "  x = randn(1000)\n  y = randn(10, seed=1)\n"},
      {"plot", "y, file?",
       "The values against their positions, in the terminal or as SVG in a file.",
       "  plot(y)\n  plot(y, \"y.svg\")\n"},
      {"hist", "y, bins?, file?",
       "How many values lie in each of so many (10) bins of equal width.",
       "  hist(y)\n  hist(y, 20)\n  hist(y, \"y.svg\")\n"},
  };
  for (const Row& row : kRows) {
    if (row.name != name) continue;
    return fmt::format("{}({})\n\n{}\n\nExamples:\n{}\nOf the session; programs do not have it\n",
                       row.name, row.signature, row.text, row.examples);
  }
  return {};
}

void add_host_functions(Session& session, cli::Terminal& terminal, std::function<PlotSize()> size) {
  session.add_host("load", load_file);
  session.add_host("save", save_file);
  session.add_host("rand", random);
  session.add_host("randn", random);
  for (const std::string name : {"plot", "hist"}) {
    session.add_host(name, [&terminal, size](Session& used, const HostCall& call, Purpose purpose) {
      return draw(used, call, purpose, terminal, size());
    });
  }
}

}  // namespace sinter::repl
