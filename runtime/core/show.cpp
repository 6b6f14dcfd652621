#include "runtime/core/show.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

#include "compiler/shape/binding.h"
#include "compiler/support/check.h"
#include "runtime/core/array_state.h"

namespace sinter {

std::string Printed::text() const {
  std::string out;
  for (const auto& [name, value] : values) {
    out +=
        location.line == 0 ? std::string() : fmt::format("{}:{}: ", location.file, location.line);
    out += name + " = ";
    if (value.rank() > 0) out += value.type_text() + (value.rank() > 1 ? "\n" : " ");
    out += value.to_string() + "\n";
  }
  return out;
}

namespace runtime {

template <typename Body>
void ShowSink::ask_host(const graph::Node& node, std::string_view what, Body&& body) const {
  const auto failed = [&](std::string_view words) {
    graph::fail_at(ErrorKind::kUser, "E6046", fmt::format("{} failed: {}", what, words),
                   graph_.locations, node.locations);
  };
  try {
    std::forward<Body>(body)();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    failed(error.what());
  } catch (...) {
    failed("it threw something that is no std::exception");
  }
}

void ShowSink::print(const graph::Node& node, std::vector<Array> values) const {
  Printed printed;
  if (!node.locations.empty()) printed.location = graph_.locations[node.locations.front()];
  const auto& texts = std::get<graph::ShowAttr>(node.attribute).texts;
  for (std::size_t i = 0; i < values.size(); ++i)
    printed.values.emplace_back(texts.at(i), std::move(values[i]));
  if (options_.on_print)
    return ask_host(node, "EngineOptions::on_print", [&] { options_.on_print(printed); });
  const std::string text = printed.text();
  std::fwrite(text.data(), 1, text.size(), stderr);
}

namespace {

/// Memory for what a call of the host gives beside its result: `sizes` are the axes of each after
/// another, behind those that number the calls.
std::vector<Array> further_results(const graph::ShowAttr& about, std::span<const Array> sizes,
                                   const Array& result) {
  std::vector<Array> results;
  for (const graph::ShowAttr::Further& further : about.further) {
    const auto batch = result.shape().first(static_cast<std::size_t>(about.batch_axes));
    std::vector<std::int64_t> shape(batch.begin(), batch.end());
    for (int axis = 0; axis < further.rank; ++axis) {
      shape.push_back(sizes.front().item<std::int64_t>());
      sizes = sizes.subspan(1);
    }
    results.push_back(make_array(nullptr, further.dtype, shape));
  }
  return results;
}

}  // namespace

void ShowSink::call_host(const graph::Node& node, std::span<const Array> arguments,
                         const Array& result) {
  const auto& about = std::get<graph::ShowAttr>(node.attribute);
  if (about.kept != 0) {
    result.assign(kept_.at(static_cast<std::size_t>(about.kept - 1)));
    return;
  }
  const auto found = std::ranges::find(options_.functions, about.function, &HostFunction::name);
  SINTER_CHECK(found != options_.functions.end(), "no host function {}", about.function);
  std::size_t sizes = 0;
  for (const auto& further : about.further) sizes += static_cast<std::size_t>(further.rank);
  const std::size_t own = arguments.size() - sizes;
  kept_ = further_results(about, arguments.subspan(own), result);
  std::vector<Array> list;
  if (!kept_.empty()) {
    list.push_back(result);
    list.insert(list.end(), kept_.begin(), kept_.end());
  }
  const std::span<const Array> results =
      list.empty() ? std::span(&result, 1) : std::span<const Array>(list);
  ask_host(node, fmt::format("the host function {}", about.function),
           [&] { found->run(arguments.first(own), results, about.batch_axes); });
}

bool ShowSink::item(std::size_t site, std::size_t item, const void* data,
                    const std::int64_t* sizes) noexcept {
  const std::lock_guard lock(mutex_);
  if (problem_) return false;
  try {
    take(site, item, data, sizes);
  } catch (...) {
    problem_ = std::current_exception();
  }
  return !problem_;
}

void ShowSink::take(std::size_t site, std::size_t item, const void* data,
                    const std::int64_t* sizes) {
  if (nodes_.empty()) nodes_ = graph::shows_of(graph_);
  const graph::Node& node = graph_.node(nodes_.at(site));
  const std::size_t count = node.operands.size();
  const graph::Type& type = graph_.type(item < count ? node.operands[item] : node.results.front());
  const std::vector<std::int64_t> shape(sizes, sizes + type.shape.size());
  if (item == 0) items_.clear();
  if (node.op == Op::CallHost) {
    // Arrays stay where they are until the call, a scalar's place is used again.
    const bool stays = item == count || !shape.empty();
    const Array view = Array::view_bytes(const_cast<void*>(data), type.dtype, shape, {}, true);
    if (item == count) return call_host(node, items_, view);
    items_.push_back(stays ? view : view.copy());
    return;
  }
  if (item < count) {
    Array copy = make_array(nullptr, type.dtype, shape);
    if (copy.bytes() != 0) std::memcpy(copy.raw_data(), data, copy.bytes());
    items_.push_back(std::move(copy));
  }
  if (item + 1 < count) return;
  if (node.op == Op::Print) return print(node, std::move(items_));
  std::vector<graph::ShownValue> values;
  for (const Array& value : items_)
    values.push_back(
        {value.dtype(), {value.shape().begin(), value.shape().end()}, value.raw_data()});
  assertion_ = graph::assertion_message(std::get<graph::ShowAttr>(node.attribute), values);
}

}  // namespace runtime
}  // namespace sinter
