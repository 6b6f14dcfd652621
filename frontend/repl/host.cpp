#include "frontend/repl/host.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <numbers>
#include <random>

namespace sinter::repl {
namespace {

using Arguments = std::vector<std::string>;

template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kUser, "E6201", fmt::format(format, std::forward<Args>(args)...));
}

bool is_text(const std::string& argument) {
  const std::string text = trimmed(argument);
  return text.size() >= 2 && text.front() == '"' && text.back() == '"';
}

std::string text_of(const std::string& function, const std::string& argument) {
  const std::string text = trimmed(argument);
  if (!is_text(text)) fail("{}: '{}' is no file name; write it in double quotes", function, text);
  return text.substr(1, text.size() - 2);
}

using Value = std::optional<Session::HostValue>;

Value load_file(Session& session, const Arguments& arguments) {
  if (arguments.empty() || arguments.size() > 2)
    fail("load takes a file and, for .npz, the name of a member: load(\"data.npz\", \"x\")");
  const std::string member = arguments.size() == 2 ? text_of("load", arguments[1]) : "";
  const Array value =
      session.work([file = text_of("load", arguments[0]), member] { return load(file, member); });
  std::string again = "load(" + trimmed(arguments[0]);
  if (arguments.size() == 2) again += ", " + trimmed(arguments[1]);
  return Session::HostValue{value, again + ")"};
}

Value save_file(Session& session, const Arguments& arguments) {
  if (arguments.size() != 2) fail("save takes a file and a value: save(\"y.npy\", y)");
  session.work([file = text_of("save", arguments[0]), value = session.value_of(arguments[1])] {
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

Request request_of(Session& session, const std::string& function, const Arguments& arguments) {
  Request request;
  std::int64_t elements = 1;
  for (const std::string& argument : arguments) {
    std::string text = trimmed(argument);
    const bool is_seed = text.starts_with("seed=") || text.starts_with("seed =");
    if (is_seed) text = text.substr(text.find('=') + 1);
    const Array value = session.value_of(text);
    if (value.rank() != 0 || is_float(value.dtype()) || value.item<std::int64_t>() < 0)
      fail("{}: '{}' is no size; write {}(1000, 3, seed=1)", function, text, function);
    const auto number = value.item<std::int64_t>();
    if (is_seed) {
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

/// `seeds` gives the seed of calls that name none, and starts anew with one that is named.
Value random(Session& session, const std::string& function, const Arguments& arguments,
             std::mt19937_64& seeds) {
  const Request request = request_of(session, function, arguments);
  if (request.seed) seeds.seed(*request.seed);
  const std::uint64_t seed = request.seed.value_or(seeds() >> 1);
  const Array array =
      session.work([shape = request.shape, seed, function, cancel = session.cancel()] {
        Array filled = Array::empty(DType::kF64, shape);
        fill(filled, seed, function == "randn", cancel);
        return filled;
      });
  std::string sizes;
  for (const std::int64_t size : request.shape) sizes += fmt::format("{}, ", size);
  return Session::HostValue{array, fmt::format("{}({}seed={})", function, sizes, seed)};
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) fail("cannot write {}", path);
}

Value draw(Session& session, const std::string& function, const Arguments& arguments,
           cli::Terminal& terminal, const PlotSize& size) {
  if (arguments.empty())
    fail("{0} takes a value and, for a file, its name: {0}(y, \"y.svg\")", function);
  const bool is_histogram = function == "hist";
  const Array value = session.value_of(arguments[0]);
  if (value.size() == 0) fail("{}: the array has no elements", function);
  int bins = 10;
  std::string path;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (is_text(arguments[i])) {
      path = text_of(function, arguments[i]);
      continue;
    }
    const auto number = session.value_of(arguments[i]).item<std::int64_t>();
    if (!is_histogram || number < 1 || number > 1000)
      fail("{}: '{}' is no number of bins", function, trimmed(arguments[i]));
    bins = static_cast<int>(number);
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
  // Seeds for both. A session's numbers are always the same: it starts with the seed 0.
  const auto seeds = std::make_shared<std::mt19937_64>(0);
  for (const std::string name : {"rand", "randn"}) {
    session.add_host(name, [name, seeds](Session& used, const Arguments& arguments) {
      return random(used, name, arguments, *seeds);
    });
  }
  for (const std::string name : {"plot", "hist"}) {
    session.add_host(name, [name, &terminal, size](Session& used, const Arguments& arguments) {
      return draw(used, name, arguments, terminal, size());
    });
  }
}

}  // namespace sinter::repl
