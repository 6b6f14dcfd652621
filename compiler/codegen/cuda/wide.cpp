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
    if (i.masked || i.operands.empty() || i.operands[0] != kernel_.loop) continue;
    if (i.code == Code::kLoad && !stored.contains(i.buffer.index)) wide_loads_.push_back(v);
    if (i.code == Code::kStore && !i.atomic) wide_stores_.push_back(v);
  }
  return !wide_loads_.empty() || !wide_stores_.empty();
}

bool Writer::is_wide(ValueId v) const {
  const auto has = [&](const std::vector<ValueId>& list) {
    return std::find(list.begin(), list.end(), v) != list.end();
  };
  return in_wide_ && (has(wide_loads_) || has(wide_stores_));
}

std::string Writer::wide_part(ValueId v) const { return fmt::format("w{}.part[part]", v.index); }

/// Whether a thread fetches what its next iterations need before it computes: where that takes so
/// long that too few loads would be under way.
bool Writer::fetches_ahead() const {
  constexpr int kLongBody = 40;
  int count = 0;
  for_each(k_, k_[kernel_.loop].body, [&](ValueId) { ++count; });
  return !wide_loads_.empty() && count > kLongBody;
}

/// All iterations but the last few; `whole` is where those begin.
void Writer::wide_iterations(const std::string& index, const std::string& end) {
  kernel_.iterations_per_thread = kWide;
  line(fmt::format("const i64 whole = {} / {} * {};", end, kWide, kWide));
  const auto type = [&](loop::BufferId id) { return type_text(k_.buffers[id.index].type); };
  const auto loaded = [&](ValueId v, const char* where) {
    const std::string from = buffer(k_[v].buffer);
    return fmt::format("*(const Wide<{}>*)({} + {})", type(k_[v].buffer), from, where);
  };
  const bool ahead = fetches_ahead();
  line(fmt::format("const i64 step = (i64)gridDim.x * {};", kWide * kBlockThreads));
  if (ahead) {
    line(fmt::format("const i64 start = group * {};", kWide));
    for (const ValueId v : wide_loads_) {
      line(fmt::format("Wide<{}> next{};", type(k_[v].buffer), v.index));
      line(fmt::format("if (start < whole) next{} = {};", v.index, loaded(v, "start")));
    }
  }
  open(fmt::format("for (i64 first = group * {}; first < whole; first += step)", kWide));
  for (const ValueId v : wide_loads_) {
    line(fmt::format("const Wide<{}> w{} = {};", type(k_[v].buffer), v.index,
                     ahead ? fmt::format("next{}", v.index) : loaded(v, "first")));
  }
  if (ahead) {
    line("const i64 after = first + step;");
    open("if (after < whole)");
    for (const ValueId v : wide_loads_)
      line(fmt::format("next{} = {};", v.index, loaded(v, "after")));
    close();
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
