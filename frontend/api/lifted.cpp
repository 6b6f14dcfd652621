// Calls of lifted functions, with plain C++ behind them.
#include "sinter/lifted.h"

#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>

#include "compiler/support/check.h"
#include "runtime/environment.h"
#include "sinter/sinter.h"

namespace sinter::detail {

struct LiftedState {
  std::string source, name;
  std::vector<TypedParameter> arguments, results;
  LiftedOptions options;
  std::once_flag once;
  std::optional<TypedCall> call;
  std::optional<Function> function;
  std::atomic<bool> works{false};  ///< A call has succeeded.
  std::atomic<bool> off{false};    ///< Plain C++ runs from now on.
  std::atomic<bool> warned{false};
  std::shared_ptr<std::atomic<std::uint64_t>> calls;

  void warn(const std::string& why) {
    if (warned.exchange(true)) return;
    fmt::print(stderr, "sinter: {} runs as plain C++: {}\n", name, why);
  }
  bool prepare();
};

namespace {

/// What SINTER_DEVICE asks for. The engine is static: LLVM, whose own static objects end in the
/// same moments of the process, must not be at work in it then, in the background; so it compiles
/// in a process of its own.
EngineOptions engine_options() {
  EngineOptions options;
  options.compiler_process = CompilerLimits{};
  const std::string text = runtime::environment::lifted_device();
  if (text.empty()) return options;
  if (text == "auto") {
    options.backend = Backend::kAuto;
    return options;
  }
  const auto device = Device::parse(text);
  if (!device)
    user_error("E6047", "SINTER_DEVICE is '{}', which is neither cpu, cuda, cuda:N nor auto", text);
  if (!device->is_cpu()) options.backend = Backend::kCuda;
  options.device = device->number;
  return options;
}

/// One engine for all lifted functions: they share threads, a device and compiled kernels.
const Engine& shared_engine() {
  static const Engine engine(engine_options());
  return engine;
}

/// Calls of all lifted functions of the process, by name.
struct Counts {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<std::atomic<std::uint64_t>>> calls;

  std::shared_ptr<std::atomic<std::uint64_t>> of(const std::string& name) {
    const std::lock_guard lock(mutex);
    auto& found = calls[name];
    if (!found) found = std::make_shared<std::atomic<std::uint64_t>>(0);
    return found;
  }
};

Counts& counts() {
  static Counts all;
  return all;
}

/// Views of the arrays of a call.
std::vector<Array> views(std::span<const TypedParameter> parameters, std::span<void* const>& data,
                         std::span<const std::int64_t>& key, bool writable) {
  std::vector<Array> found;
  for (const TypedParameter& parameter : parameters) {
    const auto rank = static_cast<std::size_t>(parameter.rank);
    const auto shape = key.first(rank);
    const auto strides = key.subspan(rank, rank);
    found.push_back(Array::view_bytes(data.front(), parameter.dtype, {shape.begin(), shape.end()},
                                      {strides.begin(), strides.end()}, writable));
    key = key.subspan(2 * rank);
    data = data.subspan(1);
  }
  return found;
}

std::string first_line(const Error& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

/// How far two numbers are apart, as a part of the largest number of the result.
bool agree(double a, double b, double largest, DType type, bool exact) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (a == b) return true;
  if (exact || !is_float(type)) return false;
  const double tolerance = type == DType::kF32 ? 1e-4 : 1e-10;
  return std::abs(a - b) <= tolerance * std::max({largest, std::abs(a), std::abs(b)});
}

std::string position(std::int64_t flat, std::span<const std::int64_t> shape) {
  std::vector<std::int64_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    index[axis] = flat % shape[axis];
    flat /= shape[axis];
  }
  return fmt::format("[{}]", fmt::join(index, ", "));
}

}  // namespace

bool LiftedState::prepare() {
  std::call_once(once, [&] {
    try {
      const Module module = shared_engine().compile(source, "lifted");
      function = module.function(name);
      call.emplace(*function, arguments, results, false);
    } catch (const Error& error) {
      warn(first_line(error));
      off = true;
    }
  });
  return !off;
}

LiftedFunction::LiftedFunction(const char* source, const char* name,
                               std::initializer_list<TypedParameter> arguments,
                               std::initializer_list<TypedParameter> results, LiftedOptions options)
    : state_(std::make_shared<LiftedState>()) {
  state_->source = source;
  state_->name = name;
  state_->arguments = arguments;
  state_->results = results;
  state_->options = options;
  state_->calls = counts().of(name);
}

bool LiftedFunction::are_apart(std::span<const LiftedRange> ranges) const {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    for (std::size_t j = i + 1; j < ranges.size(); ++j) {
      const LiftedRange &a = ranges[i], &b = ranges[j];
      if (!a.written && !b.written) continue;
      if (std::less<>()(a.begin, b.end) && std::less<>()(b.begin, a.end)) return false;
    }
  }
  return true;
}

bool LiftedFunction::checks() const {
  static const std::string mode = runtime::environment::lifted_check();
  return !mode.empty() && mode != "0";
}

bool LiftedFunction::run(std::span<void* const> data, std::span<const std::int64_t> key) const {
  LiftedState& state = *state_;
  if (state.off || !state.prepare()) return false;
  if (state.works && !state.options.may_fail) {
    // Only memory that runs out can end such a call: then results that are arguments, too, may have
    // changed, and the error is the caller's.
    (*state.call)(data, key);
    ++*state.calls;
    return true;
  }
  auto all_data = data;
  auto all_key = key;
  (void)views(state.arguments, all_data, all_key, false);
  std::vector<Array> targets, copies;
  const auto result_data = all_data;
  try {
    targets = views(state.results, all_data, all_key, true);
    for (std::size_t i = 0; i < targets.size(); ++i) {
      bool carried = false;
      for (std::size_t j = 0; j < state.arguments.size(); ++j)
        carried = carried || data[j] == result_data[i];
      copies.push_back(carried ? targets[i].copy() : Array());
      if (!carried) targets[i] = Array();
    }
    (*state.call)(data, key);
    state.works = true;
    ++*state.calls;
    return true;
  } catch (const Error& error) {
    state.warn(first_line(error));
    // What the data of one call did says nothing about the next.
    if (error.kind() != ErrorKind::kUser) state.off = true;
    for (std::size_t i = 0; i < copies.size(); ++i) {
      if (targets[i].rank() > 0) targets[i].assign(copies[i]);
    }
    return false;
  }
}

LiftedCheck LiftedFunction::compute(std::span<void* const> data,
                                    std::span<const std::int64_t> key) const {
  LiftedCheck check;
  check.state_ = state_;
  if (state_->off || !state_->prepare()) return check;
  try {
    ++*state_->calls;
    check.results_ = state_->function->call(views(state_->arguments, data, key, false));
  } catch (const Error& error) {
    state_->warn(first_line(error));
  }
  return check;
}

namespace {

/// Array::to_vector, which would become a symbol of the library here.
template <typename T>
std::vector<T> elements(const Array& array) {
  const Array same = array.astype(DTypeOf<T>::value).contiguous();
  const auto* first = static_cast<const T*>(same.raw_data());
  return {first, first + same.size()};
}

}  // namespace

void LiftedCheck::compare(std::span<void* const> data, std::span<const std::int64_t> key) const {
  if (results_.empty()) return;
  (void)views(state_->arguments, data, key, false);
  const std::vector<Array> plain = views(state_->results, data, key, false);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const DType type = plain[i].dtype();
    const auto expected = elements<double>(plain[i]);
    const auto found = elements<double>(results_[i]);
    // Integers of 64 bits do not fit a double: their bits are compared.
    const auto expected_bits =
        is_integer(type) ? elements<std::int64_t>(plain[i]) : std::vector<std::int64_t>();
    const auto found_bits =
        is_integer(type) ? elements<std::int64_t>(results_[i]) : std::vector<std::int64_t>();
    double largest = 0;
    for (const double value : expected)
      largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
    std::size_t wrong = 0, first = 0;
    for (std::size_t k = 0; k < expected.size(); ++k) {
      const bool same = expected_bits.empty()
                            ? agree(expected[k], found[k], largest, type, state_->options.exact)
                            : expected_bits[k] == found_bits[k];
      if (same) continue;
      if (wrong++ == 0) first = k;
    }
    if (wrong == 0) continue;
    fmt::print(stderr,
               "sinter: SINTER_CHECK: {} differs from plain C++ in {} of {} elements of result {}; "
               "at {} it is {}, plain C++ has {}\n",
               state_->name, wrong, expected.size(), i,
               position(static_cast<std::int64_t>(first), plain[i].shape()), found[first],
               expected[first]);
    if (runtime::environment::lifted_check() == "abort") std::abort();
  }
}

}  // namespace sinter::detail

namespace sinter {

std::uint64_t lifted_calls(const std::string& name) { return *detail::counts().of(name); }

}  // namespace sinter
