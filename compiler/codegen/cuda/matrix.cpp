// Products of tiles by matrix units: an unrolled loop over positions whose body adds up products of
// two buffers in shared memory (LOOP_IR.md, `unrolled(R)`). Where there are none it is written as
// it stands, and so it is for f64 where nobody has seen that the units' bits are those of fma.
#include <algorithm>

#include "compiler/codegen/cuda/expression.h"
#include "compiler/codegen/cuda/split.h"
#include "compiler/codegen/cuda/writer.h"
#include "compiler/ir/matrix_tile.h"
#include "compiler/support/check.h"

namespace sinter::cuda {

using loop::Code;
using loop::Instruction;
using loop::MatrixTile;
using loop::ValueId;

namespace {

/// What such a loop multiplies, and where it adds that up.
struct Products {
  loop::BufferId left, right;
  bool left_by_lines = false, right_by_lines = false;  ///< A line's positions lie side by side.
  loop::RegisterId sum;
};

Products products_of(const loop::Kernel& k, ValueId loop) {
  Products found;
  for_each(k, loop, [&](ValueId v) {
    const Instruction& i = k[v];
    if (i.code == Code::kSet) found.sum = i.reg;
    if (i.code != Code::kLoad) return;
    const auto& place = k[i.operands[0]].operands;
    const bool by_lines = std::find(place.begin(), place.end(), loop) != place.end();
    (found.left ? found.right_by_lines : found.left_by_lines) = by_lines;
    (found.left ? found.right : found.left) = i.buffer;
  });
  SINTER_CHECK(found.left && found.right && found.sum, "a loop of products without factors");
  return found;
}

}  // namespace

void Writer::multiply_tiles(ValueId id) {
  const Instruction& i = k_[id];
  meet_before_loop(accesses(id));
  const Products products = products_of(k_, id);
  const loop::RegisterId sum = products.sum;
  const loop::Register& r = k_.registers[sum.index];
  const MatrixTile tile{r.type, i.lanes, r.lanes / i.lanes};
  const auto depth = k_[i.operands[1]].bits;
  SINTER_CHECK(depth % static_cast<std::uint64_t>(tile.depth()) == 0, "{} positions for {} at once",
               depth, tile.depth());
  const int down = tile.fragments_down(), across = tile.fragments_across();
  const int halves = tile.fragment_rows() / 8, quarters = tile.depth() / 4;
  const std::string type = type_text(r.type);
  const auto position_stride = [&](bool by_lines, int lines) {
    return by_lines ? 1 : tile.stride(lines);
  };
  const auto line_stride = [](bool by_lines) { return by_lines ? MatrixTile::kLineStride : 1; };
  const bool left = products.left_by_lines, right = products.right_by_lines;
  const int row_stride = position_stride(left, tile.rows);
  const int column_stride = position_stride(right, tile.columns);
  line(fmt::format("#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ {}",
                   tile.single() ? ">= 800" : "== 900"));
  open("");
  const auto base = [&](const char* name, loop::BufferId from, const std::string& warp, int lines,
                        bool by_lines, int stride) {
    line(fmt::format("const {}* const {} = {} + ({} * {} + t % 32 / 4) * {} + t % 4 * {};", type,
                     name, buffer(from), warp, lines, line_stride(by_lines), stride));
  };
  base("x", products.left, fmt::format("t / 32 / {}", tile.warps_across()), tile.warp_rows(), left,
       row_stride);
  base("y", products.right, fmt::format("t / 32 % {}", tile.warps_across()), tile.warp_columns(),
       right, column_stride);
  line("#pragma unroll");
  open(fmt::format("for (int k = 0; k < {}; k += {})", depth, tile.depth()));
  line(fmt::format("{} a[{}][{}], b[{}][{}];", type, down, halves * quarters, across, quarters));
  const auto each = [&](const char* index, int count, const std::string& body) {
    line("#pragma unroll");
    line(fmt::format("for (int {0} = 0; {0} < {1}; ++{0}) {2}", index, count, body));
  };
  for (int quarter = 0; quarter < quarters; ++quarter) {
    const std::string k = fmt::format("(k + {})", 4 * quarter);
    for (int half = 0; half < halves; ++half) {
      each("m", down,
           fmt::format("a[m][{}] = x[{} * {} + (m * {} + {}) * {}];", quarter * halves + half, k,
                       row_stride, tile.fragment_rows(), 8 * half, line_stride(left)));
    }
    each("n", across,
         fmt::format("b[n][{}] = y[{} * {} + n * {}];", quarter, k, column_stride,
                     8 * line_stride(right)));
  }
  const std::string name = fmt::format("r{}", sum.index);
  line("#pragma unroll");
  open(fmt::format("for (int m = 0; m < {}; ++m)", down));
  each("n", across,
       fmt::format("multiply_fragments({} + (m * {} + n) * {}, a[m], b[n]);", name, across,
                   tile.fragment_results()));
  close();
  close();
  close();
  line("#else");
  const Accesses before = touched_;
  unrolled_loop(id);
  touched_ = before;
  line("#endif");
}

}  // namespace sinter::cuda
