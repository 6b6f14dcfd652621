// Short ways to build one-op graphs and run them through the interpreter.
#pragma once

#include <initializer_list>
#include <vector>

#include "compiler/interp/interp.h"

namespace sinter::interp::test {

using Sizes = std::vector<std::int64_t>;

template <typename T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, bool>) return DType::kBool;
  if constexpr (std::is_same_v<T, std::int8_t>) return DType::kI8;
  if constexpr (std::is_same_v<T, std::int16_t>) return DType::kI16;
  if constexpr (std::is_same_v<T, std::int32_t>) return DType::kI32;
  if constexpr (std::is_same_v<T, std::int64_t>) return DType::kI64;
  if constexpr (std::is_same_v<T, std::uint8_t>) return DType::kU8;
  if constexpr (std::is_same_v<T, std::uint16_t>) return DType::kU16;
  if constexpr (std::is_same_v<T, std::uint32_t>) return DType::kU32;
  if constexpr (std::is_same_v<T, std::uint64_t>) return DType::kU64;
  if constexpr (std::is_same_v<T, float>) return DType::kF32;
  if constexpr (std::is_same_v<T, double>) return DType::kF64;
}

template <typename T>
Tensor tensor(Sizes shape, const std::vector<T>& values) {
  Tensor result{dtype_of<T>(), std::move(shape), {}};
  result.data.resize(values.size() * sizeof(T));
  const auto out = result.as<T>();
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = values[i];  // vector<bool> has no data()
  return result;
}
template <typename T>
Tensor vec(const std::vector<T>& values) {
  return tensor<T>({static_cast<std::int64_t>(values.size())}, values);
}
template <typename T>
std::vector<T> values_of(const Tensor& t) {
  const auto span = t.as<T>();
  return {span.begin(), span.end()};
}

inline std::vector<Tensor> run(const graph::Graph& g, const std::vector<Tensor>& inputs,
                               const Options& options = {}) {
  std::vector<View> views;
  for (const Tensor& t : inputs) views.push_back(view_of(t));
  return interpret(g, views, options);
}

/// A graph with a parameter per tensor (constant sizes), built by `build(graph, parameters)` to one
/// result, then run.
template <typename Build>
Tensor run_op(const std::vector<Tensor>& inputs, Build build, const Options& options = {}) {
  graph::Graph g;
  std::vector<graph::ValueId> parameters;
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    Shape shape(inputs[k].shape.begin(), inputs[k].shape.end());
    parameters.push_back(g.add_parameter("p" + std::to_string(k), {inputs[k].dtype, shape}));
  }
  g.set_results({build(g, parameters)});
  return run(g, inputs, options).at(0);
}

template <typename Out>
std::vector<Out> elementwise(Op op, const std::vector<Tensor>& inputs) {
  return values_of<Out>(
      run_op(inputs, [&](graph::Graph& g, const auto& p) { return g.elementwise(op, p); }));
}
template <typename To, typename From>
std::vector<To> cast(const std::vector<From>& values) {
  return values_of<To>(run_op(
      {vec(values)}, [&](graph::Graph& g, const auto& p) { return g.cast(p[0], dtype_of<To>()); }));
}

}  // namespace sinter::interp::test
