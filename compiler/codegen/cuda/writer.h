// The text of one CUDA kernel. Internal to code generation for CUDA.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "compiler/codegen/cuda/program.h"
#include "compiler/ir/matrix_tile.h"

namespace sinter::cuda {

/// Memory that instructions touch: buffers, and registers that live in the state.
struct Accesses {
  std::set<std::uint32_t> read, written;
  std::set<std::uint32_t> copied;  ///< Asynchronously: nobody else touches that before an await.
  std::set<std::uint32_t> landed;  ///< What an await waits for: from then on it is written.
  void add(const Accesses& other);
  /// Whether doing `next` after this needs all threads to meet in between.
  bool conflicts(const Accesses& next) const;
};

/// A factor of products that matrix units add up, in shared memory.
struct MatrixFactor {
  loop::BufferId buffer;
  loop::ValueId begin;    ///< Where the tile begins: a value from outside of the loop; none: at 0.
  bool by_lines = false;  ///< A line's positions lie side by side.
  bool rounds = false;    ///< To tf32, when it is read.
};

class Writer {
 public:
  Writer(const Program& program, DeviceKernel& kernel);
  /// Fills in the kernel's parameters.
  std::string text();

 private:
  void epilogue();
  // writer.cpp
  void body();
  void iterations();
  void iteration();
  void declare_registers();
  void block(loop::BlockId id);
  void instruction(loop::ValueId id);
  void define(loop::ValueId id, const std::string& value);
  void load(loop::ValueId id);
  void store(loop::ValueId id);
  void set(loop::ValueId id);
  void serial_loop(loop::ValueId id);
  int unroll_factor(const loop::Instruction& loop) const;
  void unrolled_loop(loop::ValueId id);
  void branch(loop::ValueId id);
  void allocate(loop::ValueId id);
  void fail_if(loop::ValueId id);
  void stop_if_failed();
  std::string operand(loop::ValueId v);
  std::string outside(loop::ValueId v);
  std::string op_text(const loop::Instruction& i);
  std::string buffer(loop::BufferId id);
  std::string parameter(Parameter::Kind kind, std::uint32_t number, const std::string& declaration);
  std::string register_text(loop::RegisterId reg, const std::string& index,
                            const std::string& slot);
  void each_slot(int count, const std::function<void()>& body);
  std::string index_of(const loop::Instruction& i, std::size_t n);
  Accesses accesses(loop::ValueId id) const;
  void meet_before(const Accesses& next);
  void meet_before_loop(const Accesses& all);
  void line(const std::string& text);
  void open(const std::string& text) {
    line(text + " {");
    ++depth_;
  }
  void close() {
    --depth_;
    line("}");
  }
  int threads() const { return group_threads(kernel_.mapping); }
  bool alone() const { return kernel_.mapping == Mapping::kThread; }
  const char* meet() const {
    return kernel_.mapping == Mapping::kWarp ? "__syncwarp();" : "__syncthreads();";
  }

  // patterns.cpp
  struct Limited {
    bool is_upper;
    double limit;
    loop::ValueId number, value;
  };
  std::optional<Limited> limited(loop::ValueId v) const;
  double largest(loop::ValueId v) const;
  std::optional<loop::ValueId> rounded_sum(loop::ValueId n) const;
  std::optional<std::uint64_t> bound(loop::ValueId v);
  std::string lane_part(loop::ValueId id) const;
  std::string pattern_text(loop::ValueId id);

  // scatter.cpp
  void combine_at(loop::ValueId id);
  void begin_own_copy();
  void end_own_copy();
  std::string combine_call(Op op, DType type, const std::string& place, const std::string& value);

  // matrix.cpp
  struct Strides {
    int word, line;  ///< From one to the next in shared memory.
  };
  Strides begin_fragments(const char* name, const MatrixFactor& from, const loop::MatrixTile& tile,
                          const std::string& warp, int lines, int all);
  void multiply_tiles(loop::ValueId id);
  void store_async(loop::ValueId id);
  bool are_pair(loop::ValueId first, loop::ValueId second) const;
  bool is_even_position(loop::ValueId v) const;
  void store_pair(loop::ValueId first, loop::ValueId second);

  // wide.cpp
  bool find_wide();
  struct Stride {
    bool known = false;
    std::int64_t step = 0;  ///< From one iteration to the next.
    bool aligned = false;   ///< The first one is a multiple of four.
  };
  Stride stride(loop::ValueId v);
  Stride find_stride(loop::ValueId v);
  bool is_vector(loop::ValueId position);
  bool is_wide(loop::ValueId v) const;
  std::string wide_part(loop::ValueId v) const;
  void wide_iterations(const std::string& index, const std::string& end);

  // lanes.cpp
  void vector_loop(loop::ValueId id);
  bool is_even(const loop::Instruction& loop, int step) const;
  bool is_single(const loop::Instruction& loop, int step) const;
  int row_passes() const;
  void unroll(const loop::Instruction& loop);
  void lane_body(const loop::Instruction& loop, const std::string& index, const std::string& place,
                 const std::string& end);
  bool uses_lanes(loop::ValueId id) const;
  void reduce_lanes(loop::ValueId id);
  void scan_lanes(loop::ValueId id);
  bool reads_last_lane_only(loop::RegisterId reg) const;
  void combine_neighbours(loop::ValueId id, const std::vector<std::string>& x);
  void scan_step(loop::ValueId id, const std::vector<std::string>& x, int h);
  void lane(loop::ValueId id);
  int slots(const loop::Register& reg) const;
  std::string combine(Op op, DType type, const std::string& a, const std::string& b);
  void exchange(DType type, const std::string& from);
  std::vector<std::string> copies(const loop::Instruction& i, const std::string& index);

  const Program& p_;
  const loop::Kernel& k_;
  DeviceKernel& kernel_;
  std::string text_, prologue_, shared_;
  int depth_ = 1;
  std::set<std::uint32_t> inside_;   ///< Instructions that the kernel runs.
  std::set<std::uint32_t> outside_;  ///< Values from elsewhere that the prologue defines.
  std::set<std::uint32_t> scratch_;  ///< Buffers that are allocated here.
  std::set<std::uint32_t> registers_;
  Accesses touched_;  ///< Since all threads met.
  bool in_lanes_ = false;
  loop::ValueId lanes_from_zero_;  ///< The loop that is written, where its first lane is lane 0.
  std::string slot_ = "0";         ///< Of the lane that is written: a number, or a loop's variable.
  int unique_ = 0;
  std::map<std::uint32_t, std::optional<std::uint64_t>> bounds_;  ///< By value.
  std::map<std::uint32_t, Stride> strides_;                       ///< By value.
  bool in_wide_ = false;  ///< One of several iterations of a thread is written.
  std::vector<loop::ValueId> wide_loads_, wide_stores_;
  loop::ValueId turns_;             ///< The serial.ordered loop that is written.
  std::set<std::uint32_t> copied_;  ///< Buffers that are copied to asynchronously,
  bool copies_vectors_ = false;     ///< some of them without a thread's registers.
  bool exchanges_ = false;          ///< Threads of a block hand values to each other.
};

}  // namespace sinter::cuda
