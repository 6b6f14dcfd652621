// Products of tiles by matrix units: an unrolled loop over positions whose body adds up products of
// two buffers in shared memory (LOOP_IR.md, `unrolled(R)`), and how those are filled. Where there
// are no such units the loop is written as it stands, and so it is for f64 where nobody has seen
// that the units' bits are those of fma.
#include <algorithm>
#include <optional>

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

using Factor = MatrixFactor;

/// What a loop multiplies, and where it adds that up.
struct Products {
  Factor left, right;
  loop::RegisterId sum;
};

/// Where the loop's body reads, at one of its positions and for lane 0.
class Place {
 public:
  Place(const loop::Kernel& kernel, ValueId loop) : k_(kernel), loop_(loop) {
    for_each(k_, loop, [&](ValueId v) { inside_.insert(v.index); });
  }
  /// Without what the loop does not change, which `begin` is then.
  std::int64_t at(ValueId place, std::int64_t position, ValueId* begin) {
    position_ = position;
    begin_ = begin;
    return sum(place);
  }

 private:
  std::int64_t sum(ValueId v) {
    const Instruction& i = k_[v];
    if (i.code == Code::kOp && i.op == Op::Add && inside_.contains(v.index))
      return sum(i.operands[0]) + sum(i.operands[1]);
    if (i.code == Code::kConst || inside_.contains(v.index)) return number(v);
    SINTER_CHECK(!*begin_ || *begin_ == v, "a tile that begins at two places");
    *begin_ = v;
    return 0;
  }
  std::int64_t number(ValueId v) {
    const Instruction& i = k_[v];
    if (i.code == Code::kConst) return static_cast<std::int64_t>(i.bits);
    if (i.code == Code::kFor) return v == loop_ ? position_ : 0;
    SINTER_CHECK(i.code == Code::kOp && i.operands.size() == 2, "where a factor lies");
    const std::int64_t a = number(i.operands[0]), b = number(i.operands[1]);
    if (i.op == Op::FloorDiv) return a / b;
    if (i.op == Op::Mod) return a % b;
    SINTER_CHECK(i.op == Op::Add || i.op == Op::Mul, "where a factor lies");
    return i.op == Op::Add ? a + b : a * b;
  }

  const loop::Kernel& k_;
  ValueId loop_;
  std::set<std::uint32_t> inside_;
  std::int64_t position_ = 0;
  ValueId* begin_ = nullptr;
};

Products products_of(const loop::Kernel& k, ValueId loop) {
  Products found;
  std::set<std::uint32_t> rounded;
  for_each(k, loop, [&](ValueId v) {
    if (k[v].code == Code::kOp && k[v].op == Op::RoundTf32) rounded.insert(k[v].operands[0].index);
  });
  Place place(k, loop);
  for_each(k, loop, [&](ValueId v) {
    const Instruction& i = k[v];
    if (i.code == Code::kSet) found.sum = i.reg;
    if (i.code != Code::kLoad) return;
    Factor& factor = found.left.buffer ? found.right : found.left;
    factor.buffer = i.buffer;
    factor.rounds = rounded.contains(v.index);
    const std::int64_t first = place.at(i.operands[0], 0, &factor.begin);
    // Of pairs the next one, and its first half.
    const int packed = MatrixTile{k.buffers[i.buffer.index].type}.packed();
    factor.by_lines = place.at(i.operands[0], packed, &factor.begin) - first == packed;
  });
  SINTER_CHECK(found.left.buffer && found.right.buffer && found.sum,
               "a loop of products without factors");
  return found;
}

std::string word_text(const MatrixTile& tile) {
  return tile.packed() == 2 ? "u32" : type_text(tile.type);
}

/// Since when there are instructions for such factors.
const char* architectures(DType type) {
  switch (type) {
    case DType::kF16:
      return ">= 750";
    case DType::kF64:
      return "== 900";
    default:
      return ">= 800";
  }
}

}  // namespace

/// Declares where a thread's fragments begin, as `name`: a warp has `lines` of `all` lines.
Writer::Strides Writer::begin_fragments(const char* name, const MatrixFactor& from,
                                        const MatrixTile& tile, const std::string& warp, int lines,
                                        int all) {
  const Strides stride =
      from.by_lines ? Strides{1, tile.line_stride()} : Strides{tile.stride(all), 1};
  std::string first = buffer(from.buffer);
  if (from.begin) first += " + " + operand(from.begin);
  if (tile.packed() == 2) first = fmt::format("(const u32*)({})", first);
  line(fmt::format("const {}* const {} = {} + ({} * {} + t % 32 / 4) * {} + t % 4 * {};",
                   word_text(tile), name, first, warp, lines, stride.line, stride.word));
  return stride;
}

void Writer::multiply_tiles(ValueId id) {
  const Instruction& i = k_[id];
  meet_before_loop(accesses(id));
  const Products products = products_of(k_, id);
  const loop::Register& r = k_.registers[products.sum.index];
  const DType type = k_.buffers[products.left.buffer.index].type;
  const auto positions = static_cast<int>(k_[i.operands[1]].bits);
  const MatrixTile tile{type, i.lanes, r.lanes / i.lanes, positions};
  const int words = positions / tile.packed();
  SINTER_CHECK(words % tile.depth() == 0, "{} words for {} at once", words, tile.depth());
  const int down = tile.fragments_down(), across = tile.fragments_across();
  const int halves = tile.fragment_rows() / 8, quarters = tile.depth() / 4;
  line(fmt::format("#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ {}", architectures(type)));
  open("");
  const Strides rows =
      begin_fragments("x", products.left, tile, fmt::format("t / 32 / {}", tile.warps_across()),
                      tile.warp_rows(), tile.rows);
  const Strides columns =
      begin_fragments("y", products.right, tile, fmt::format("t / 32 % {}", tile.warps_across()),
                      tile.warp_columns(), tile.columns);
  line("#pragma unroll");
  open(fmt::format("for (int k = 0; k < {}; k += {})", words, tile.depth()));
  line(fmt::format("{} a[{}][{}], b[{}][{}];", word_text(tile), down, halves * quarters, across,
                   quarters));
  const auto each = [&](const char* index, int count, const std::string& body) {
    line("#pragma unroll");
    line(fmt::format("for (int {0} = 0; {0} < {1}; ++{0}) {2}", index, count, body));
  };
  const auto read = [](const Factor& from, const std::string& place) {
    return from.rounds ? "nearest_tf32(" + place + ")" : place;
  };
  for (int quarter = 0; quarter < quarters; ++quarter) {
    const std::string k = fmt::format("(k + {})", 4 * quarter);
    for (int half = 0; half < halves; ++half) {
      const std::string place = fmt::format("x[{} * {} + (m * {} + {}) * {}]", k, rows.word,
                                            tile.fragment_rows(), 8 * half, rows.line);
      each("m", down,
           fmt::format("a[m][{}] = {};", quarter * halves + half, read(products.left, place)));
    }
    const std::string place = fmt::format("y[{} * {} + n * {}]", k, columns.word, 8 * columns.line);
    each("n", across, fmt::format("b[n][{}] = {};", quarter, read(products.right, place)));
  }
  line("#pragma unroll");
  open(fmt::format("for (int m = 0; m < {}; ++m)", down));
  const std::string multiply =
      tile.packed() == 2 ? fmt::format("multiply_pairs_of_{}", name(type)) : "multiply_fragments";
  each("n", across,
       fmt::format("{}(r{} + (m * {} + n) * {}, a[m], b[n]);", multiply, products.sum.index, across,
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

/// A copy of neighbours to shared memory, which is done later.
void Writer::store_async(ValueId id) {
  const Instruction& i = k_[id];
  const Instruction& from = k_[i.operands[1]];
  line(fmt::format("{}copy_async<{}>({} + {}, {} + {}, {});",
                   i.masked ? "if (" + operand(i.operands[2]) + ") " : "",
                   static_cast<std::size_t>(i.lanes) * size_of(i.type), buffer(i.buffer),
                   operand(i.operands[0]), buffer(from.buffer), operand(from.operands[0]),
                   from.masked ? operand(from.operands[1]) : "true"));
}

/// Whether a position is a multiple of two.
bool Writer::is_even_position(ValueId v) const {
  const Instruction& i = k_[v];
  if (i.code == Code::kConst) return i.bits % 2 == 0;
  if (i.code != Code::kOp || (i.op != Op::Add && i.op != Op::Mul)) return false;
  const bool a = is_even_position(i.operands[0]), b = is_even_position(i.operands[1]);
  return i.op == Op::Add ? a && b : a || b;
}

/// Whether two stores of f16 or bf16 fill one word.
bool Writer::are_pair(ValueId first, ValueId second) const {
  const Instruction &a = k_[first], &b = k_[second];
  if (!in_lanes_ || a.code != Code::kStore || b.code != Code::kStore || a.buffer != b.buffer)
    return false;
  if (k_.buffers[a.buffer.index].type == a.type || a.masked || b.masked) return false;
  const Instruction& next = k_[b.operands[0]];
  if (next.code != Code::kOp || next.op != Op::Add || !is_even_position(a.operands[0]))
    return false;
  const auto is_one = [&](ValueId v) { return k_[v].code == Code::kConst && k_[v].bits == 1; };
  return (next.operands[0] == a.operands[0] && is_one(next.operands[1])) ||
         (next.operands[1] == a.operands[0] && is_one(next.operands[0]));
}

void Writer::store_pair(ValueId first, ValueId second) {
  const Instruction& i = k_[first];
  line(fmt::format("*(u32*)({} + {}) = pair_of_{}({}, {});", buffer(i.buffer),
                   operand(i.operands[0]), name(k_.buffers[i.buffer.index].type),
                   operand(i.operands[1]), operand(k_[second].operands[1])));
}

}  // namespace sinter::cuda
