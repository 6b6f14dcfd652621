// Which parts of a loop IR kernel run on the host, and which as kernels of the GPU. Internal to
// code generation for CUDA.
#pragma once

#include <functional>
#include <set>
#include <utility>

#include "compiler/codegen/cuda/program.h"

namespace sinter::cuda {

/// Iterations of a loop over lanes that a warp's threads hold in registers together, and pairs';
/// beyond `kLongRow` a pair does so with so much less in each that more of them run at once.
inline constexpr std::uint64_t kMostUnrolledOfWarp = 1024, kMostUnrolledOfPair = 4096;
inline constexpr std::uint64_t kLongRow = 512;

/// Calls visit(instruction) for everything in a block, inner blocks included, in order.
void for_each(const loop::Kernel& kernel, loop::BlockId block,
              const std::function<void(loop::ValueId)>& visit);
/// The same for an instruction and what stands in it.
void for_each(const loop::Kernel& kernel, loop::ValueId instruction,
              const std::function<void(loop::ValueId)>& visit);

/// Values outside of kernels that need no kernel of their own: they are computed wherever they are
/// needed, from the call's integers, elements of its inputs, the indices of loops that the host
/// runs, and what kernels that have run left in the state.
class Known {
 public:
  explicit Known(const loop::Kernel& kernel)
      : k_(kernel), strictly_(kernel.instructions.size()), known_(kernel.instructions.size()) {}
  bool operator()(loop::ValueId v) const { return known_[v.index]; }
  /// Looks at an instruction whose operands have been looked at. `from_state`: what the state gives
  /// will do.
  void look_at(loop::ValueId v, bool from_state);
  void add_index(loop::ValueId v) { strictly_[v.index] = known_[v.index] = true; }
  void add_state(loop::ValueId v) { known_[v.index] = true; }

 private:
  const loop::Kernel& k_;
  std::vector<bool> strictly_;  ///< Without the state.
  std::vector<bool> known_;
};

/// Fills in everything but parameters and source.
class Splitter {
 public:
  explicit Splitter(Program& program);
  void run();
  const Known& known() const { return known_; }

 private:
  std::vector<Step> block(loop::BlockId id);
  void instruction(loop::ValueId id, std::vector<Step>& steps);
  void host_loop(loop::ValueId id, std::vector<Step>& steps);
  void host_branch(loop::ValueId id, std::vector<Step>& steps);
  void allocate(loop::ValueId id, std::vector<Step>& steps);
  void launch(loop::ValueId parallel, std::vector<Step>& steps);
  void flush(std::vector<Step>& steps);
  bool joins(const DeviceKernel& kernel, const std::vector<Step>& steps) const;
  bool needs_host(loop::ValueId id) const;
  bool is_fixed_outside(loop::ValueId value, const std::set<std::uint32_t>& inside) const;
  bool suits_pairs(loop::ValueId loop) const;
  bool fits_pairs(const std::vector<loop::ValueId>& instructions) const;
  Mapping mapping_of(const std::vector<loop::ValueId>& instructions, bool once) const;
  bool take_shared(DeviceKernel& kernel, loop::ValueId alloc) const;
  void find_own_copy(DeviceKernel& kernel) const;
  void take_scratch(DeviceKernel& kernel, const std::vector<loop::ValueId>& instructions);
  void refuse(loop::ValueId id) const;
  void find_users();
  void use(loop::ValueId v, int kernel);
  void assign_slots();
  bool keeps_register(std::uint32_t reg, int kernel) const;
  std::int64_t place(std::int64_t bytes);

  Program& p_;
  const loop::Kernel& k_;
  Known known_;
  std::vector<loop::ValueId> pending_;  ///< What the next kernel that runs once will do.
  std::vector<int> kernel_of_;          ///< By instruction: the kernel that runs it; -1: the host.
  std::set<int> repeated_;              ///< Kernels in loops that the host runs.
  std::set<std::uint32_t> is_copied_;   ///< Buffers that are copied to asynchronously.
  int host_loops_ = 0;
  std::set<std::uint32_t> shared_values_;
  std::set<std::pair<std::uint32_t, int>> used_;  ///< Of values that the host knows.
  std::map<std::uint32_t, std::set<int>> register_users_;
};

}  // namespace sinter::cuda
