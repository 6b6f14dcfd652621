// Text form of the loop IR: one instruction a line, blocks in braces, values numbered in order of
// appearance.
#include <fmt/format.h>

#include <bit>
#include <iterator>

#include "compiler/ir/loop.h"

namespace sinter::loop {
namespace {

class Printer {
 public:
  explicit Printer(const Kernel& kernel) : k_(kernel), numbers_(kernel.instructions.size(), 0) {}

  std::string run() {
    out("kernel {}{}\n", k_.name, k_.scalar_loops ? " scalar_loops" : "");
    for (std::size_t i = 0; i < k_.integers.size(); ++i) out("integer {} {}\n", i, k_.integers[i]);
    for (std::size_t i = 0; i < k_.buffers.size(); ++i) {
      static constexpr std::string_view kKinds[] = {"input", "output", "local"};
      const Buffer& b = k_.buffers[i];
      out("buffer ${} {} {} {}\n", i, kKinds[static_cast<int>(b.kind)], sinter::name(b.type),
          b.name);
    }
    for (std::size_t i = 0; i < k_.registers.size(); ++i) {
      const Register& r = k_.registers[i];
      out("register @{} {} lanes={} count={} {}\n", i, sinter::name(r.type), r.lanes, r.count,
          r.name);
    }
    for (const Place& place : k_.places)
      out("place {}:{} {}\n", place.line, place.column, place.file);
    text_ += "body {\n";
    block(k_.body(), 1);
    text_ += "}\n";
    return std::move(text_);
  }

 private:
  template <typename... Args>
  void out(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }

  void block(BlockId id, int indent) {
    for (ValueId v : k_.block(id).instructions) instruction(v, indent);
  }

  void operands(const Instruction& i, std::size_t first = 0) {
    for (std::size_t n = first; n < i.operands.size(); ++n)
      out(" %{}", numbers_[i.operands[n].index]);
  }

  void instruction(ValueId id, int indent) {
    const Instruction& i = k_[id];
    text_.append(static_cast<std::size_t>(2 * indent), ' ');
    if (has_value(i.code)) {
      numbers_[id.index] = next_++;
      out("%{} = ", numbers_[id.index]);
    }
    switch (i.code) {
      case Code::kOp:
        out("{} {}", info(i.op).spelling, sinter::name(i.type));
        break;
      case Code::kConst:
        out("const {} {:#x}", sinter::name(i.type), i.bits);
        break;
      case Code::kInteger:
        out("integer {}", i.bits);
        break;
      case Code::kReduceLanes:
        out("reduce_lanes{} {} {} @{}", i.any_zero ? ".any_zero" : "", info(i.op).spelling,
            sinter::name(i.type), i.reg.index);
        break;
      case Code::kScanLanes:
        out("scan_lanes {} {} @{}", info(i.op).spelling, sinter::name(i.type), i.reg.index);
        break;
      case Code::kGet:
        out("get {} @{}", sinter::name(i.type), i.reg.index);
        break;
      case Code::kLane:
        out("lane {} @{}", sinter::name(i.type), i.reg.index);
        break;
      case Code::kSet:
        out("set @{}", i.reg.index);
        break;
      case Code::kLoad:
        out("load{}", i.masked ? ".masked" : "");
        if (i.async) out(".async({})", i.lanes);
        out(" {} ${}", sinter::name(i.type), i.buffer.index);
        break;
      case Code::kStore:
        out("store{}{}", i.masked ? ".masked" : "", i.streaming ? ".streaming" : "");
        if (i.atomic) out(".atomic({})", info(i.op).spelling);
        if (i.async) out(".async({})", i.lanes);
        out(" ${}", i.buffer.index);
        break;
      case Code::kAlloc:
        out("alloc ${}", i.buffer.index);
        break;
      case Code::kPrefetch:
        out("prefetch ${}", i.buffer.index);
        break;
      case Code::kFailIf:
        out("fail_if site={}", i.bits);
        if (i.operands.size() > 2) out(" axis={}", i.lanes);
        break;
      case Code::kStopIfFailed:
        text_ += "stop_if_failed";
        break;
      case Code::kShow:
        out("show site={} item={}", i.bits, i.lanes);
        if (i.buffer) out(" ${}", i.buffer.index);
        break;
      case Code::kCount:
        out("count loop={}", i.bits);
        break;
      case Code::kThreads:
        text_ += "threads";
        break;
      case Code::kAwait:
        out("await {}", i.bits);
        break;
      case Code::kFor:
        out("for {}{}", name(i.kind), i.ordered ? ".ordered" : "");
        if (i.kind == LoopKind::kVector || i.kind == LoopKind::kParallel || i.lanes > 0)
          out("({})", i.lanes);
        if (i.bits != 1) out(" step={}", i.bits);
        if (i.until) out(" until={}", i.until.index);
        if (i.poll >= 0) out(" poll={}", i.poll);
        break;
      case Code::kIf:
        text_ += i.cold ? "if.cold" : "if";
        break;
    }
    if (i.place >= 0) out(" !{}", i.place);
    operands(i);
    if (i.code == Code::kConst) comment(i);
    if (i.code == Code::kInteger) out("  # {}", k_.integers[i.bits]);
    if (i.code == Code::kFor || i.code == Code::kIf) {
      text_ += " {\n";
      block(i.body, indent + 1);
      text_.append(static_cast<std::size_t>(2 * indent), ' ');
      if (i.code == Code::kIf && !k_.block(i.otherwise).instructions.empty()) {
        text_ += "} else {\n";
        block(i.otherwise, indent + 1);
        text_.append(static_cast<std::size_t>(2 * indent), ' ');
      }
      text_ += "}";
    }
    text_ += "\n";
  }

  void comment(const Instruction& i) {
    if (i.type == DType::kF32) {
      out("  # {}", std::bit_cast<float>(static_cast<std::uint32_t>(i.bits)));
    } else if (i.type == DType::kF64) {
      out("  # {}", std::bit_cast<double>(i.bits));
    } else if (i.type == DType::kI64) {
      out("  # {}", static_cast<std::int64_t>(i.bits));
    }
  }

  const Kernel& k_;
  std::vector<std::uint32_t> numbers_;
  std::uint32_t next_ = 0;
  std::string text_;
};

}  // namespace

std::string_view name(Code code) {
  static constexpr std::string_view kNames[] = {
      "op",           "const",          "integer", "load",  "store",   "get",   "set",
      "reduce_lanes", "scan_lanes",     "lane",    "for",   "if",      "alloc", "fail_if",
      "prefetch",     "stop_if_failed", "show",    "count", "threads", "await"};
  static_assert(std::size(kNames) == static_cast<std::size_t>(Code::kAwait) + 1);
  return kNames[static_cast<std::size_t>(code)];
}

std::string_view name(LoopKind kind) {
  static constexpr std::string_view kNames[] = {"serial",   "parallel",  "vector",
                                                "unrolled", "gpu_block", "gpu_thread"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool has_value(Code code) {
  switch (code) {
    case Code::kStore:
    case Code::kSet:
    case Code::kScanLanes:
    case Code::kIf:
    case Code::kAlloc:
    case Code::kFailIf:
    case Code::kPrefetch:
    case Code::kStopIfFailed:
    case Code::kShow:
    case Code::kCount:
    case Code::kAwait:
      return false;
    default:
      return true;
  }
}

std::string print(const Kernel& kernel) { return Printer(kernel).run(); }

}  // namespace sinter::loop
