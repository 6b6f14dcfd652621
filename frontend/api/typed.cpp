// Functions with C++ types: the check, and calls.
#include "sinter/typed.h"

#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/api/boundary.h"
#include "frontend/api/state.h"

namespace sinter::detail {

struct TypedState {
  std::shared_ptr<FunctionState> function;
  Function handle;
  std::vector<TypedParameter> arguments, results;
  runtime::PlanTable plans;

  void call_in_full(std::span<void* const> data, std::span<const std::int64_t> key);
};

namespace {

/// "f32[_, _]".
std::string text_of(DType dtype, std::size_t rank) {
  if (rank == 0) return std::string(name(dtype));
  std::vector<std::string_view> axes(rank, "_");
  return fmt::format("{}[{}]", name(dtype), fmt::join(axes, ", "));
}

std::string text_of(const TypedParameter& parameter) {
  return text_of(parameter.dtype, static_cast<std::size_t>(parameter.rank));
}

std::vector<lang::ArgumentType> types_of(const TypedState& state) {
  const auto& parameters = state.function->info.parameters;
  std::vector<lang::ArgumentType> types;
  for (const TypedParameter& argument : state.arguments)
    types.push_back({argument.dtype, argument.rank,
                     std::vector<bool>(static_cast<std::size_t>(argument.rank))});
  for (std::size_t i = types.size(); i < parameters.size(); ++i)
    types.push_back({DType::kF64, 0, {}, true});
  return types;
}

/// What a parameter declares on its own, dtype and rank; types that hang together are the
/// checker's.
void check_arguments(const TypedState& state) {
  const lang::FunctionInfo& info = state.function->info;
  check_count(info, state.arguments.size());
  for (std::size_t i = 0; i < state.arguments.size(); ++i) {
    const auto& parameter = info.parameters[i];
    const TypedParameter& found = state.arguments[i];
    const bool wrong_dtype = parameter.dtype && *parameter.dtype != found.dtype;
    const bool wrong_rank = parameter.rank && *parameter.rank != found.rank;
    if (wrong_dtype || wrong_rank) {
      user_error("E6042", "parameter '{}' of {} is {}; the C++ type asked for is {}",
                 parameter.name, info.text, parameter.type, text_of(found));
    }
  }
}

void check_results(const TypedState& state, const graph::Graph& graph, bool is_scalar) {
  const lang::FunctionInfo& info = state.function->info;
  const auto& results = graph.body().results;
  if (results.size() != state.results.size()) {
    user_error("E6042", "{} has {} result{}; the C++ type asked for {}", info.text, results.size(),
               results.size() == 1 ? "" : "s",
               is_scalar ? std::string("returns one number")
                         : fmt::format("has {} views of elements that are not const",
                                       state.results.size()));
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    const graph::Type& type = graph.type(results[i]);
    const TypedParameter& found = state.results[i];
    if (type.dtype == found.dtype && std::cmp_equal(type.shape.size(), found.rank)) continue;
    user_error("E6042", "result {} of {} is {}; the C++ type asked for is {}", i, info.text,
               text_of(type.dtype, type.shape.size()), text_of(found));
  }
}

}  // namespace

TypedCall::TypedCall(const Function& function, std::span<const TypedParameter> arguments,
                     std::span<const TypedParameter> results, bool is_scalar) {
  at_boundary([&] {
    state_.reset(new TypedState{FunctionState::of(function),
                                function,
                                {arguments.begin(), arguments.end()},
                                {results.begin(), results.end()},
                                {}});
    check_arguments(*state_);
    const auto compiled = state_->function->program_for(types_of(*state_));
    check_results(*state_, compiled->program.graph(), is_scalar);
  });
}

void TypedState::call_in_full(std::span<void* const> data, std::span<const std::int64_t> key) {
  const auto take = [&](const TypedParameter& parameter, bool writable) {
    const auto rank = static_cast<std::size_t>(parameter.rank);
    const auto shape = key.first(rank);
    const auto strides = key.subspan(rank, rank);
    Array view = Array::view_bytes(data.front(), parameter.dtype, {shape.begin(), shape.end()},
                                   {strides.begin(), strides.end()}, writable);
    key = key.subspan(2 * rank);
    data = data.subspan(1);
    return view;
  };
  std::vector<Array> in, out;
  for (const TypedParameter& argument : arguments) in.push_back(take(argument, false));
  for (const TypedParameter& result : results) out.push_back(take(result, true));
  handle.call_into(in, out);
  if (!plans.has_room(runtime::CallPlan::key_of(in, out))) return;
  if (auto plan = function->program_for(in)->program.plan(in, out)) plans.add(std::move(plan));
}

void TypedCall::operator()(std::span<void* const> data, std::span<const std::int64_t> key) const {
  const runtime::CallPlan* plan = state_->plans.find(key);
  if (plan != nullptr && plan->run(data)) return;
  at_boundary([&] { state_->call_in_full(data, key); });
}

}  // namespace sinter::detail
