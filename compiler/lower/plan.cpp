#include "compiler/lower/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/ir/loop_count.h"
#include "compiler/shape/binding.h"

namespace sinter::lower {

using graph::Graph;
using graph::Node;
using graph::ValueId;

namespace {

std::string_view name(PhaseKind kind) {
  static constexpr std::string_view kNames[] = {"elementwise", "rows", "columns", "contraction",
                                                "concat",      "scan", "refine"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string shape_text(const Graph& graph, const Shape& shape) {
  std::string text = "[";
  for (const Dim& d : shape) text += (text.size() > 1 ? ", " : "") + graph.dims.print(d);
  return text + "]";
}

/// Values in memory that a phase reaches, and the places of what it computes on the way.
class Walk {
 public:
  Walk(const Graph& graph, const std::function<bool(ValueId)>& is_at_hand)
      : g_(graph), is_at_hand_(is_at_hand) {}

  /// `user`: what takes elements of the value; none: all of them are needed.
  void visit(ValueId v, ValueId user, bool top) {
    if (is_constant(g_, v)) return;
    if (g_.is_argument(v) || (!top && is_at_hand_(v))) return read(v, user);
    if (!seen_.insert(v.index).second) return;
    const Node& node = g_.def(v);
    places_.insert(node.locations.begin(), node.locations.end());
    for (std::size_t n = 0; n < node.operands.size(); ++n) {
      if (node.op == Op::Refine && n == 1) break;  // the slow side, which is rare
      const bool picks = node.op == Op::Slice || (is_gather(node.op) && n == 0);
      visit(node.operands[n], picks ? v : ValueId(), false);
    }
  }

  PhaseInputs inputs() const {
    PhaseInputs inputs;
    for (const auto& [value, users] : reads_) {
      const ValueId read(value);
      if (users.contains(read.index)) {
        inputs.reads.push_back({read, g_.type(read).shape});
        continue;
      }
      for (const std::uint32_t user : users)
        inputs.reads.push_back({read, g_.type(ValueId(user)).shape});
    }
    inputs.places.assign(places_.begin(), places_.end());
    return inputs;
  }

 private:
  void read(ValueId v, ValueId user) { reads_[v.index].insert(user ? user.index : v.index); }

  const Graph& g_;
  const std::function<bool(ValueId)>& is_at_hand_;
  std::set<std::uint32_t> seen_, places_;
  std::map<std::uint32_t, std::set<std::uint32_t>> reads_;  ///< And what takes parts of them.
};

/// "4-6, 9".
std::string ranges_of(const std::set<std::uint32_t>& lines) {
  std::vector<std::string> parts;
  for (auto it = lines.begin(); it != lines.end();) {
    const std::uint32_t begin = *it;
    std::uint32_t end = begin;
    for (++it; it != lines.end() && *it == end + 1; ++it) ++end;
    parts.push_back(begin == end ? fmt::to_string(begin) : fmt::format("{}-{}", begin, end));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// "softmax.sinter:4-6, 9; main.sinter:2".
std::string lines_of(const graph::LocationSet& places, const Graph& graph) {
  std::map<std::string, std::set<std::uint32_t>> files;
  for (const std::uint32_t at : places) {
    const SourceLocation& place = graph.locations[at];
    if (place.line > 0)
      files[place.file.substr(place.file.rfind('/') + 1)].insert(
          static_cast<std::uint32_t>(place.line));
  }
  std::vector<std::string> parts;
  for (const auto& [file, lines] : files) parts.push_back(file + ":" + ranges_of(lines));
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

PhaseInputs inputs_of(const Phase& phase, const Graph& graph,
                      const std::function<bool(ValueId)>& is_at_hand) {
  const std::vector<ValueId> own = phase.computed();
  const std::function<bool(ValueId)> others = [&](ValueId v) {
    return is_at_hand(v) && std::ranges::find(own, v) == own.end();
  };
  Walk walk(graph, others);
  for (const ValueId v : own) walk.visit(v, {}, true);
  PhaseInputs inputs = walk.inputs();
  std::erase_if(inputs.reads, [](const auto& read) { return read.shape.empty(); });
  return inputs;
}

std::string print(const PhaseInputs& inputs, const Graph& graph, int depth) {
  const std::string indent(static_cast<std::size_t>(2 * depth), ' ');
  std::string text;
  if (const std::string lines = lines_of(inputs.places, graph); !lines.empty())
    text += fmt::format("{}  of {}\n", indent, lines);
  std::vector<std::string> reads;
  const auto& arguments = graph.body().arguments;
  for (std::size_t n = 0; n < inputs.reads.size(); ++n) {
    const ValueId value = inputs.reads[n].value;
    std::size_t parts = 1;
    while (n + 1 < inputs.reads.size() && inputs.reads[n + 1].value == value) ++parts, ++n;
    const Shape& shape = parts > 1 ? graph.type(value).shape : inputs.reads[n].shape;
    const auto argument = std::ranges::find(arguments, value);
    const std::string name =
        argument == arguments.end()
            ? fmt::format("%{}", value.index)
            : graph.parameter_names[static_cast<std::size_t>(argument - arguments.begin())];
    reads.push_back(fmt::format("{}: {}{}", name, sinter::name(graph.type(value).dtype),
                                shape_text(graph, shape)));
    if (parts > 1) reads.back() += fmt::format(" in {} parts", parts);
  }
  if (!reads.empty()) text += fmt::format("{}  reads {}\n", indent, fmt::join(reads, ", "));
  return text;
}

std::string print(const Phase& phase, const Graph& graph, int number, int depth) {
  const std::string indent(static_cast<std::size_t>(2 * depth), ' ');
  std::string text = fmt::format("{}kernel {}: {}", indent, number, name(phase.kind));
  if (phase.kind == PhaseKind::kRows || phase.kind == PhaseKind::kElementwise)
    text += " over " + shape_text(graph, phase.outer);
  if (!phase.reason.empty()) text += fmt::format("  (starts here because {})", phase.reason);
  text += "\n";
  for (std::size_t p = 0; p < phase.passes.size(); ++p) {
    for (ValueId v : phase.passes[p]) {
      const Node& node = graph.def(v);
      text += fmt::format("{}  pass {}: %{} = {} over {}\n", indent, p + 1, v.index,
                          info(node.op).spelling,
                          graph.dims.print(graph.type(node.operands[0]).shape.back()));
    }
    for (ValueId v : phase.row_values_after(p)) {
      text +=
          fmt::format("{}  per row: %{} = {}\n", indent, v.index, info(graph.def(v).op).spelling);
    }
  }
  if (phase.contract) {
    text += fmt::format("{}  contraction %{} over {} operands\n", indent, phase.contract.index,
                        graph.def(phase.contract).operands.size());
  }
  const auto stores = [&](ValueId v, std::string_view how) {
    const auto& type = graph.type(v);
    text += fmt::format("{}  stores %{}: {}{} by {}{}\n", indent, v.index, sinter::name(type.dtype),
                        shape_text(graph, type.shape), info(graph.def(v).op).spelling, how);
  };
  for (ValueId v : phase.along) stores(v, ", on the way");
  for (ValueId v : phase.roots) stores(v, "");
  for (ValueId v : phase.refined) stores(v, ", row by row");
  return text;
}

std::string plan_with_work(const Lowered& lowered, const Graph& graph,
                           std::span<const std::int64_t> sizes,
                           std::span<const std::int64_t> integers) {
  std::vector<loop::InstructionRange> ranges;
  for (const PlannedKernel& kernel : lowered.kernels)
    ranges.push_back({kernel.first_instruction, kernel.last_instruction});
  const auto work = loop::count_operations(lowered.kernel, integers, ranges, lowered.instructions);
  const auto bytes_of = [&](ValueId value, const Shape& shape) {
    return static_cast<std::uint64_t>(
               graph::element_count(graph::evaluate_shape(graph.dims, shape, sizes))) *
           size_of(graph.type(value).dtype);
  };
  // Parts of an array may overlap: together they are no more than it.
  const auto bytes = [&](const std::vector<PlannedKernel::Access>& accesses) {
    std::map<std::uint32_t, std::uint64_t> by_value;
    for (const auto& [value, shape] : accesses) by_value[value.index] += bytes_of(value, shape);
    std::uint64_t sum = 0;
    for (const auto& [value, own] : by_value)
      sum += std::min(own, bytes_of(ValueId(value), graph.type(ValueId(value)).shape));
    return sum;
  };
  const auto is_known = [&](const std::vector<PlannedKernel::Access>& accesses) {
    return std::ranges::none_of(
        accesses, [&](const auto& one) { return graph::is_local(graph.dims, one.shape); });
  };
  std::string plan = lowered.plan;
  for (std::size_t n = lowered.kernels.size(); n-- > 0;) {
    const PlannedKernel& kernel = lowered.kernels[n];
    std::string line(static_cast<std::size_t>(2 * kernel.depth + 2), ' ');
    if (is_known(kernel.reads) && is_known(kernel.writes))
      line += fmt::format("{} bytes read, {} stored{}; ", bytes(kernel.reads), bytes(kernel.writes),
                          kernel.depth > 0 ? " each time" : "");
    const std::uint64_t times =
        kernel.elements && !graph::is_local(graph.dims, *kernel.elements)
            ? static_cast<std::uint64_t>(
                  graph::element_count(graph::evaluate_shape(graph.dims, *kernel.elements, sizes)))
            : 1;
    line += fmt::format("{}{} operations of floats\n", work[n].at_least ? "at least " : "",
                        work[n].floats * times);
    plan.insert(kernel.plan_end, line);
  }
  return plan;
}

}  // namespace sinter::lower
