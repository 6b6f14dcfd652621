#include "compiler/codegen/widen.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <set>

#include "compiler/support/check.h"

namespace sinter::codegen {
namespace {

using loop::Code;
using loop::Instruction;
using loop::Kernel;
using loop::LoopKind;

/// What the body of one vector loop needs.
struct Body {
  std::uint32_t id = 0;
  int lanes = 1;
  std::size_t widest = 0;  // bytes of the widest element that becomes a vector
  int work = 0;            // vector instructions per iteration, unrolled loops counted in full
  std::set<std::uint32_t> registers;  // registers with lanes
  bool counts = false;                // in registers of i64
  bool cold = false;
  int live = 0;  // vector registers that those need per vector of lanes
};

class Scanner {
 public:
  explicit Scanner(const Kernel& kernel) : k_(kernel) {}
  std::vector<Body> run() {
    block(k_.body());
    return std::move(bodies_);
  }

 private:
  void block(loop::BlockId id) {
    for (loop::ValueId v : k_.block(id).instructions) {
      const Instruction& i = k_[v];
      if (i.code == Code::kFor && i.kind == LoopKind::kVector) {
        Body body;
        body.id = v.index;
        body.lanes = i.lanes;
        body.cold = cold_ > 0;
        scan(i.body, body, 1);
        // Beside little else, splitting what is counted is what costs.
        constexpr int kLittle = 6;
        if (body.counts && (body.widest == 0 || body.work <= kLittle)) body.widest = 8;
        body.widest = std::max<std::size_t>(body.widest, 1);
        for (auto r : body.registers) {
          const auto& reg = k_.registers[r];
          body.live += reg.count *
                       static_cast<int>(std::max<std::size_t>(1, size_of(reg.type) / body.widest));
        }
        bodies_.push_back(body);
      } else if (i.code == Code::kFor || i.code == Code::kIf) {
        const bool cold = i.code == Code::kIf && i.cold;
        cold_ += cold ? 1 : 0;
        block(i.body);
        cold_ -= cold ? 1 : 0;
        if (i.code == Code::kIf) block(i.otherwise);
      }
    }
  }

  // i64 add, sub and mul are counted as addressing: they stay scalar unless their value is used as
  // data.
  static bool is_addressing(const Instruction& i) {
    return i.type == DType::kI64 && i.code == Code::kOp &&
           (i.op == Op::Add || i.op == Op::Sub || i.op == Op::Mul);
  }

  void widen(Body& body, DType type) { body.widest = std::max(body.widest, size_of(type)); }

  void scan(loop::BlockId id, Body& body, int copies) {
    for (loop::ValueId v : k_.block(id).instructions) {
      const Instruction& i = k_[v];
      if (i.code == Code::kFor) {
        const auto trips = static_cast<int>(k_[i.operands[1]].bits - k_[i.operands[0]].bits);
        scan(i.body, body, copies * trips);
        continue;
      }
      if (i.code == Code::kConst || i.code == Code::kInteger || is_addressing(i)) continue;
      body.work += copies;
      // Positions (i64) and counts that are kept in registers do not decide the width: where they
      // become vectors, those are split.
      const bool computes = i.code == Code::kOp || i.code == Code::kSet;
      body.counts |= i.code == Code::kSet && i.type == DType::kI64;
      if (i.type != DType::kBool && !(computes && i.type == DType::kI64)) {
        if (computes || i.code == Code::kLoad || i.code == Code::kStore) widen(body, i.type);
      }
      if ((i.code == Code::kGet || i.code == Code::kSet) && k_.registers[i.reg.index].lanes > 1) {
        body.registers.insert(i.reg.index);
      }
    }
  }

  const Kernel& k_;
  std::vector<Body> bodies_;
  int cold_ = 0;
};

/// Vectors side by side: enough that operations do not wait for each other, and no more values than
/// registers hold. All vectors of a group are wanted only where registers with lanes would go to
/// memory otherwise, and where there is little code.
int interleave(const Body& body, int vectors, int vector_bits) {
  const int register_file = vector_bits >= 512 ? 32 : 16;
  constexpr int kSmallBudget = 192;  // vector instructions of a loop body with a whole group
  constexpr int kLittle = 64;        // the same without registers with lanes
  constexpr int kCodeBudget = 2048;  // of one with up to four vectors
  constexpr int kEnough = 4;
  const int work = std::max(1, body.work);
  if (vectors * std::max(1, body.live) <= register_file - 4 &&
      vectors * work <= (body.live > 0 ? kSmallBudget : kLittle))
    return vectors;
  const auto most = static_cast<unsigned>(std::min({vectors, kCodeBudget / work, kEnough}));
  return std::max(1, static_cast<int>(std::bit_floor(most)));
}

}  // namespace

WideningPlan plan_widening(const Kernel& kernel, int vector_bits, bool quick) {
  WideningPlan plan;
  plan.vector_bits = vector_bits;
  plan.quick = quick;
  plan.register_width.assign(kernel.registers.size(), 0);
  plan.register_in_memory.assign(kernel.registers.size(), false);
  const auto bodies = Scanner(kernel).run();
  for (const Body& body : bodies) {
    plan.loops[body.id].width =
        std::min<int>(body.lanes, vector_bits / 8 / static_cast<int>(body.widest));
  }
  for (bool changed = true;
       changed;) {  // loops that share registers take the narrowest width among them
    changed = false;
    for (const Body& body : bodies) {
      int width = plan.loops[body.id].width;
      for (auto r : body.registers) {
        int& w = plan.register_width[r];
        if (w != 0) width = std::min(width, w);
      }
      changed |= width != plan.loops[body.id].width;
      plan.loops[body.id].width = width;
      for (auto r : body.registers) {
        changed |= plan.register_width[r] != width;
        plan.register_width[r] = width;
      }
    }
  }
  for (const Body& body : bodies) {
    LoopPlan& p = plan.loops[body.id];
    const int vectors = body.lanes / p.width;
    p.cold = body.cold || quick;
    p.interleave = p.cold ? 1 : interleave(body, vectors, vector_bits);
    if (p.interleave != vectors) {
      for (auto r : body.registers) plan.register_in_memory[r] = true;
    }
  }
  // Registers with lanes that no vector loop touches are set and combined only.
  for (std::size_t r = 0; r < kernel.registers.size(); ++r) {
    const auto& reg = kernel.registers[r];
    if (plan.register_width[r] == 0) {
      plan.register_width[r] =
          std::min<int>(reg.lanes, vector_bits / 8 / static_cast<int>(size_of(reg.type)));
    }
  }
  verify(plan, kernel);
  return plan;
}

void verify(const WideningPlan& plan, const Kernel& kernel) {
  for (const Body& body : Scanner(kernel).run()) {
    const auto it = plan.loops.find(body.id);
    SINTER_CHECK(it != plan.loops.end(), "vector loop {} has no plan", body.id);
    const LoopPlan& p = it->second;
    SINTER_CHECK(p.width >= 1 && body.lanes % p.width == 0, "width {} does not divide {} lanes",
                 p.width, body.lanes);
    const int vectors = body.lanes / p.width;
    SINTER_CHECK(p.interleave >= 1 && vectors % p.interleave == 0, "{} vectors in groups of {}",
                 vectors, p.interleave);
    for (auto r : body.registers) {
      SINTER_CHECK(plan.register_width[r] == p.width, "register {} has vectors of another width",
                   r);
      SINTER_CHECK(p.interleave == vectors || plan.register_in_memory[r],
                   "register {} is not in memory", r);
    }
  }
}

std::string print(const WideningPlan& plan, const Kernel& kernel) {
  std::string text = fmt::format("vectors of {} bits\n", plan.vector_bits);
  for (const auto& [id, p] : plan.loops) {
    text += fmt::format("  loop with {} lanes: {} elements a vector, {} vectors side by side\n",
                        kernel.instructions[id].lanes, p.width, p.interleave);
  }
  return text;
}

}  // namespace sinter::codegen
