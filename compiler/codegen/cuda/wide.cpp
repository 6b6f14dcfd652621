// Elementwise loops: a thread takes four consecutive iterations, so that what they load and store
// at their own index moves as one vector.
#include <algorithm>

#include "compiler/codegen/cuda/expression.h"
#include "compiler/codegen/cuda/split.h"
#include "compiler/codegen/cuda/writer.h"
#include "compiler/support/check.h"

namespace sinter::cuda {

using loop::Code;
using loop::Instruction;
using loop::ValueId;

namespace {

/// Of a body that is written out four times.
constexpr int kMostInstructions = 600;

}  // namespace

/// Whether the iterations of the kernel's loop may be taken four at a time; notes which loads and
/// stores become vectors then.
bool Writer::find_wide() {
  if (!alone() || !kernel_.loop || p_.may_fail || !kernel_.scratch.empty()) return false;
  const Instruction& loop = k_[kernel_.loop];
  const Instruction& begin = k_[loop.operands[0]];
  if (begin.code != Code::kConst || begin.bits != 0 || loop.bits != 1) return false;
  int count = 0;
  bool loops = false;
  std::set<std::uint32_t> stored;
  for_each(k_, loop.body, [&](ValueId v) {
    const Instruction& i = k_[v];
    ++count;
    loops |= i.code == Code::kFor;
    if (i.code == Code::kStore) stored.insert(i.buffer.index);
  });
  if (loops || count > kMostInstructions) return false;
  // Only what every iteration does: not what stands in branches.
  for (const ValueId v : k_.block(loop.body).instructions) {
    const Instruction& i = k_[v];
    if (i.masked || i.operands.empty()) continue;
    if (i.code == Code::kLoad && !stored.contains(i.buffer.index) && is_vector(i.operands[0]))
      wide_loads_.push_back(v);
    if (i.code == Code::kStore && !i.atomic && i.operands[0] == kernel_.loop)
      wide_stores_.push_back(v);
  }
  return !wide_loads_.empty() || !wide_stores_.empty();
}

/// How a position changes over four iterations that begin at a multiple of four.
Writer::Stride Writer::stride(ValueId v) {
  if (const auto found = strides_.find(v.index); found != strides_.end()) return found->second;
  return strides_[v.index] = find_stride(v);
}

Writer::Stride Writer::find_stride(ValueId v) {
  constexpr std::int64_t kAligned = kWide;
  const Instruction& i = k_[v];
  if (v == kernel_.loop) return {true, 1, true};
  if (i.type != DType::kI64) return {};
  if (i.code == Code::kConst) return {true, 0, static_cast<std::int64_t>(i.bits) % kAligned == 0};
  if (!inside_.contains(v.index)) return {true, 0, false};
  if (i.code != Code::kOp || i.operands.size() != 2) return {};
  const Stride a = stride(i.operands[0]), b = stride(i.operands[1]);
  if (!a.known || !b.known) return {};
  const Instruction& right = k_[i.operands[1]];
  const auto number = static_cast<std::int64_t>(right.bits);
  const bool by_number = right.code == Code::kConst && number > 0;
  switch (i.op) {
    case Op::Add:
      return {true, a.step + b.step, a.aligned && b.aligned};
    case Op::Mul:
      if (a.step == 0 && b.step == 0) return {true, 0, a.aligned || b.aligned};
      if (by_number && number < (std::int64_t{1} << 32))
        return {true, a.step * number, a.aligned || b.aligned};
      return {};
    case Op::Mod:  // by a multiple of four nothing wraps on the way
      if (by_number && number % kAligned == 0 && a.aligned && (a.step == 0 || a.step == 1))
        return a;
      break;
    case Op::FloorDiv:
      if (by_number && number == 1) return a;
      if (by_number && number % kAligned == 0 && a.aligned && (a.step == 0 || a.step == 1))
        return {true, 0, false};
      break;
    default:
      break;
  }
  if (a.step == 0 && b.step == 0) return {true, 0, false};
  return {};
}

/// Whether four iterations read four neighbours, from a multiple of four on.
bool Writer::is_vector(ValueId position) {
  const Stride s = stride(position);
  return s.known && s.step == 1 && s.aligned;
}

bool Writer::is_wide(ValueId v) const {
  const auto has = [&](const std::vector<ValueId>& list) {
    return std::find(list.begin(), list.end(), v) != list.end();
  };
  return in_wide_ && (has(wide_loads_) || has(wide_stores_));
}

std::string Writer::wide_part(ValueId v) const { return fmt::format("w{}.part[part]", v.index); }

/// All iterations but the last few; `whole` is where those begin.
void Writer::wide_iterations(const std::string& index, const std::string& end) {
  kernel_.iterations_per_thread = kWide;
  line(fmt::format("const i64 whole = {} / {} * {};", end, kWide, kWide));
  const auto type = [&](loop::BufferId id) { return type_text(k_.buffers[id.index].type); };
  open(fmt::format("for (i64 first = group * {}; first < whole; first += (i64)gridDim.x * {})",
                   kWide, kWide * kBlockThreads));
  for (const ValueId v : wide_loads_) {
    const std::string from = buffer(k_[v].buffer);
    if (k_[v].operands[0] == kernel_.loop) {
      line(fmt::format("const Wide<{0}> w{1} = *(const Wide<{0}>*)({2} + first);",
                       type(k_[v].buffer), v.index, from));
    } else {
      line(fmt::format("Wide<{}> w{};", type(k_[v].buffer), v.index));
    }
  }
  for (const ValueId v : wide_stores_)
    line(fmt::format("Wide<{}> w{};", type(k_[v].buffer), v.index));
  line("#pragma unroll");
  open(fmt::format("for (int part = 0; part < {}; ++part)", kWide));
  line(fmt::format("const i64 {} = first + part;", index));
  in_wide_ = true;
  iteration();
  in_wide_ = false;
  close();
  for (const ValueId v : wide_stores_) {
    const std::string to = buffer(k_[v].buffer);
    line(fmt::format("*(Wide<{}>*)({} + first) = w{};", type(k_[v].buffer), to, v.index));
  }
  close();
}

}  // namespace sinter::cuda
