#include "runtime/core/show.h"

#include <cstdio>
#include <cstring>
#include <string>

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

void ShowSink::print(const graph::Node& node, std::vector<Array> values) const {
  Printed printed;
  if (!node.locations.empty()) printed.location = graph_.locations[node.locations.front()];
  const auto& texts = std::get<graph::ShowAttr>(node.attribute).texts;
  for (std::size_t i = 0; i < values.size(); ++i)
    printed.values.emplace_back(texts.at(i), std::move(values[i]));
  if (options_.on_print) return options_.on_print(printed);
  const std::string text = printed.text();
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void ShowSink::item(std::size_t site, std::size_t item, const void* data,
                    const std::int64_t* sizes) noexcept {
  const std::lock_guard lock(mutex_);
  if (problem_) return;
  try {
    if (nodes_.empty()) nodes_ = graph::shows_of(graph_);
    const graph::Node& node = graph_.node(nodes_.at(site));
    if (item == 0) items_.clear();
    if (item < node.operands.size()) {
      const graph::Type& type = graph_.type(node.operands[item]);
      const std::span<const std::int64_t> shape(sizes, type.shape.size());
      Array copy = make_array(nullptr, type.dtype, shape);
      if (copy.bytes() != 0) std::memcpy(copy.raw_data(), data, copy.bytes());
      items_.push_back(std::move(copy));
    }
    if (item + 1 < node.operands.size()) return;
    if (node.op == Op::Print) return print(node, std::move(items_));
    std::vector<graph::ShownValue> values;
    for (const Array& value : items_)
      values.push_back(
          {value.dtype(), {value.shape().begin(), value.shape().end()}, value.raw_data()});
    assertion_ = graph::assertion_message(std::get<graph::ShowAttr>(node.attribute), values);
  } catch (...) {
    problem_ = std::current_exception();
  }
}

}  // namespace runtime
}  // namespace sinter
