// Elements that threads combine in any order: atomically, in the array itself or in a copy that
// each block has in shared memory and hands over when it ends.
#include "compiler/codegen/cuda/expression.h"
#include "compiler/codegen/cuda/writer.h"
#include "compiler/ir/identity.h"
#include "compiler/support/check.h"

namespace sinter::cuda {

using loop::Instruction;
using loop::ValueId;

std::string Writer::combine_call(Op op, DType type, const std::string& place,
                                 const std::string& value) {
  if (op == Op::Add && is_integer(type) && size_of(type) >= 4)
    return fmt::format("add_at({}, {});", place, value);
  return fmt::format("combine_at({}, {}, [](const {}& x, const {}& y) {{ return {}; }});", place,
                     value, type_text(type), type_text(type), combine(op, type, "x", "y"));
}

/// Nobody reads what is combined before all of the kernel is done: there is nothing to meet for.
void Writer::combine_at(ValueId id) {
  const Instruction& i = k_[id];
  std::string condition;
  if (!alone() && !in_lanes_) condition = "t == 0";
  if (i.masked) condition += (condition.empty() ? "" : " && ") + operand(i.operands[3]);
  const std::string offset = operand(i.operands[0]), value = operand(i.operands[1]);
  std::string call = combine_call(i.op, i.type, buffer(i.buffer) + " + " + offset, value);
  if (kernel_.own_buffer) {
    call = fmt::format("if (has_own) {{ {} }} else {{ {} }}",
                       combine_call(i.op, i.type, "own + " + offset, value), call);
  }
  line(condition.empty() ? call : fmt::format("if ({}) {{ {} }}", condition, call));
}

void Writer::begin_own_copy() {
  const DType type = k_.buffers[kernel_.own_buffer.index].type;
  parameter(Parameter::kOwnCopy, 0, "i64 own_copy");
  line("extern __shared__ __align__(16) char shared_memory[];");
  line(fmt::format("{0}* const own = ({0}*)shared_memory;", type_text(type)));
  line("const bool has_own = own_copy != 0;");
  line(fmt::format("const i64 own_elements = has_own ? {} : i64(0);",
                   operand(kernel_.own_elements)));
  line(fmt::format("for (i64 n = threadIdx.x; n < own_elements; n += {}) own[n] = {};",
                   kBlockThreads, constant_text(type, identity_bits(kernel_.own_op, type))));
  line("if (has_own) __syncthreads();");
}

void Writer::end_own_copy() {
  const DType type = k_.buffers[kernel_.own_buffer.index].type;
  line("if (has_own) __syncthreads();");
  line(fmt::format(
      "for (i64 n = threadIdx.x; n < own_elements; n += {}) {{ {} }}", kBlockThreads,
      combine_call(kernel_.own_op, type, buffer(kernel_.own_buffer) + " + n", "own[n]")));
}

}  // namespace sinter::cuda
