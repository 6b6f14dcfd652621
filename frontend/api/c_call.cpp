// The C interface: calls.
#include <chrono>

#include "frontend/api/c_handles.h"

namespace sinter::detail {
namespace {

CallOptions call_options(const sinter_call_options* from) {
  sinter_call_options none{};
  none.size = sizeof none;
  const sinter_call_options set = of_size(from, none, "sinter_call_options");
  CallOptions out;
  if (set.cancel != nullptr) out.cancel = &set.cancel->token;
  out.time_limit = set.time_limit;
  out.iteration_limit = set.iteration_limit;
  out.memory_limit = set.memory_limit;
  return out;
}

std::vector<Array> arrays_of(const sinter_array* const* arrays, std::size_t count,
                             const char* what) {
  std::vector<Array> out;
  if (count == 0) return out;
  given(arrays, what);
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out.push_back(given(arrays[i], what).array);
  return out;
}

/// Handles of results, for the caller.
void give(std::vector<Array> arrays, const std::string& function, sinter_array** results,
          std::size_t result_count) {
  if (arrays.size() != result_count) {
    user_error("E6011", "{} gives {} results; there is room for {}", function, arrays.size(),
               result_count);
  }
  if (result_count != 0) given(results, "results");
  std::vector<std::unique_ptr<sinter_array>> handles;
  for (auto& array : arrays) handles.push_back(std::make_unique<sinter_array>(std::move(array)));
  for (std::size_t i = 0; i < result_count; ++i) results[i] = handles[i].release();
}

}  // namespace
}  // namespace sinter::detail

namespace detail = sinter::detail;

extern "C" {

sinter_status sinter_cancel_token_new(sinter_cancel_token** token, sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(token, "token");
    *token = new sinter_cancel_token;
  });
}

void sinter_cancel_token_cancel(const sinter_cancel_token* token) {
  if (token != nullptr) token->token.cancel();
}

void sinter_cancel_token_free(sinter_cancel_token* token) { delete token; }

sinter_status sinter_call(const sinter_function* function, const sinter_array* const* arguments,
                          size_t argument_count, const sinter_call_options* options,
                          sinter_array** results, size_t result_count, sinter_error** error) {
  return detail::guarded(error, [&] {
    const auto& callee = detail::given(function, "function").function;
    if (result_count != 0) detail::given(results, "results");
    const auto list = detail::arrays_of(arguments, argument_count, "an argument");
    auto arrays = callee.call(list, detail::call_options(options));
    detail::give(std::move(arrays), callee.signature().name, results, result_count);
  });
}

sinter_status sinter_call_into(const sinter_function* function,
                               const sinter_array* const* arguments, size_t argument_count,
                               const sinter_call_options* options,
                               const sinter_array* const* results, size_t result_count,
                               sinter_error** error) {
  return detail::guarded(error, [&] {
    const auto list = detail::arrays_of(arguments, argument_count, "an argument");
    const auto targets = detail::arrays_of(results, result_count, "a result");
    detail::given(function, "function")
        .function.call_into(list, targets, detail::call_options(options));
  });
}

sinter_status sinter_prepare(const sinter_function* function, const sinter_array* const* arguments,
                             size_t argument_count, sinter_error** error) {
  return detail::guarded(error, [&] {
    const auto list = detail::arrays_of(arguments, argument_count, "an argument");
    detail::given(function, "function").function.prepare(list);
  });
}

sinter_status sinter_call_async(const sinter_function* function,
                                const sinter_array* const* arguments, size_t argument_count,
                                const sinter_call_options* options, sinter_future** future,
                                sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(future, "future");
    const auto& callee = detail::given(function, "function").function;
    auto list = detail::arrays_of(arguments, argument_count, "an argument");
    auto made = std::make_unique<sinter_future>();
    made->function = callee.signature().name;
    made->results = callee.call_async(std::move(list), detail::call_options(options)).share();
    *future = made.release();
  });
}

int sinter_future_wait(const sinter_future* future, double seconds) {
  if (future == nullptr) return 1;
  if (seconds < 0) return future->results.wait(), 1;
  constexpr double kMost = 1e6;  // more would not fit the clock
  const std::chrono::duration<double> time(seconds > kMost ? kMost : seconds);
  return future->results.wait_for(time) == std::future_status::ready ? 1 : 0;
}

sinter_status sinter_future_get(const sinter_future* future, sinter_array** results,
                                size_t result_count, sinter_error** error) {
  return detail::guarded(error, [&] {
    const auto& from = detail::given(future, "future");
    detail::give(from.results.get(), from.function, results, result_count);
  });
}

void sinter_future_free(sinter_future* future) {
  if (future != nullptr) future->results.wait();
  delete future;
}

}  // extern "C"
