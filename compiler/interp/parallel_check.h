// Whether the iterations of a `parallel for` are as independent as it says: which iteration read
// and wrote each element of the arrays that the loop carries. Internal to the interpreter.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "compiler/interp/evaluate.h"

namespace sinter::interp {

class ParallelCheck {
 public:
  ParallelCheck(const graph::Graph& graph, const graph::Node& loop,
                std::span<const Tensor> carried);

  void begin_iteration(std::int64_t index);
  /// A node without regions. `operands`: their values, then, where it does not change its first
  /// one, the result; `start`: of slices and updates. E0319 when it meets another iteration's
  /// elements.
  void run(const graph::Node& node, Operands operands, std::span<const std::int64_t> start);
  /// Values that are handed to a region, and by it.
  void hand_over(std::span<const graph::ValueId> from, std::span<const graph::ValueId> to);

 private:
  struct Elements {
    std::vector<std::int64_t> writer;  ///< Iterations by their number from 0; or one of these:
    std::vector<std::int64_t> reader;
  };
  static constexpr std::int64_t kNone = -1, kSeveral = -2;
  /// A value whose elements are elements of a carried array.
  struct Known {
    std::size_t array;
    std::optional<Tensor> positions;  ///< Row-major ones in that array; none: all, as they stand.
  };

  const Known* known(graph::ValueId v) const;
  Tensor positions(const Known& value, std::span<const std::int64_t> shape) const;
  void read(const Known& value, std::span<const std::int64_t> elements, const graph::Node& by);
  void write(std::size_t array, std::span<const std::int64_t> elements, const graph::Node& by);
  void read_all(graph::ValueId v, const graph::Node& by);
  bool view(const graph::Node& node, Operands operands, std::span<const std::int64_t> start);
  void change(const graph::Node& node, Operands operands, std::span<const std::int64_t> start);
  [[noreturn]] void fail(const char* what, std::int64_t other, std::int64_t element,
                         std::size_t array, const graph::Node& by) const;

  const graph::Graph& g_;
  const graph::Node& loop_;
  std::int64_t iteration_ = 0;
  std::vector<Elements> arrays_;  ///< By carried value; empty for scalars.
  std::vector<std::vector<std::int64_t>> shapes_;
  std::map<std::uint32_t, Known> known_;
};

}  // namespace sinter::interp
