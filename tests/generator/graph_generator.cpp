#include "tests/generator/graph_generator.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "compiler/shape/binding.h"
#include "compiler/support/check.h"

namespace sinter::generator {
namespace {

using graph::Graph;
using graph::ValueId;

const std::vector<DType> kIntegers{DType::kI8, DType::kI16, DType::kI32, DType::kI64,
                                   DType::kU8, DType::kU16, DType::kU32, DType::kU64};
// Sizes round everything that an order of summation, a vector or a tile may depend on.
const std::vector<std::int64_t> kSizes{5,   1,   2,   3,    7,    8,    16,   17,   31,  32,
                                       33,  37,  63,  64,   65,   97,   127,  128,  129, 255,
                                       256, 257, 511, 1021, 4095, 4096, 4097, 8193, 0};

class Generator {
 public:
  Generator(Decisions& decisions, const Options& options)
      : d_(decisions), options_(options), g_(program_.graph) {}

  Program run() {
    g_.name = "generated";
    program_.tame = options_.tame;
    program_.input_seed = static_cast<std::uint64_t>(d_.below(1 << 16));
    choose_dimensions();
    const std::int64_t parameters = 1 + d_.below(3);
    for (std::int64_t k = 0; k < parameters; ++k) add_parameter(k);
    for (int i = 0; i < options_.max_nodes && !d_.used_up(); ++i) add_something();
    choose_results();
    return std::move(program_);
  }

 private:
  // Sizes.

  void choose_dimensions() {
    const std::int64_t count = 1 + d_.below(4);
    for (std::int64_t i = 0; i < count; ++i) {
      dimensions_.push_back(Dim(g_.dims.parameter(std::string(1, static_cast<char>('A' + i)))));
      // The first is often large: long sums over few rows.
      program_.sizes.push_back(d_.chance(i == 0 ? 60 : 30) ? d_.pick(kSizes) : 1 + d_.below(20));
    }
  }
  std::int64_t value(const Dim& dim) const {
    auto sizes = program_.sizes;
    sizes.resize(g_.dims.size(), 0);
    return g_.dims.evaluate(dim, sizes);
  }
  bool small_enough(const Shape& shape) const {
    std::int64_t count = 1;
    for (const Dim& dim : shape) {
      const std::int64_t size = value(dim);
      if (size < 0 || size > options_.max_elements) return false;
      count *= std::max<std::int64_t>(size, 1);
      if (count > options_.max_elements) return false;
    }
    return shape.size() <= 5;
  }
  /// left >= right has to hold for every call; false when it does not for this one.
  bool require(const Dim& left, const Dim& right) {
    if (value(left) < value(right)) return false;
    g_.add_guard({graph::GuardKind::kAtLeast,
                  left,
                  right,
                  "E0402",
                  "a size is {left}, at least {right} is needed",
                  {}});
    return true;
  }

  // Values.

  ValueId add(ValueId v) {
    if (std::find(pool_.begin(), pool_.end(), v) == pool_.end()) pool_.push_back(v);
    return v;
  }
  DType choose_dtype() {
    if (options_.tame) return d_.chance(30) ? DType::kF32 : DType::kF64;
    if (!d_.chance(55)) return d_.chance(80) ? DType::kF32 : DType::kF64;
    return d_.chance(15) ? DType::kBool : d_.pick(kIntegers);
  }
  void add_parameter(std::int64_t k) {
    Shape shape;
    const std::int64_t rank = d_.below(8) % 4 + (k == 0 ? 1 : 0);
    for (std::int64_t axis = 0; axis < rank; ++axis) {
      Shape larger = shape;
      larger.push_back(d_.chance(8)   ? Dim(1)
                       : d_.chance(8) ? Dim(1 + d_.below(9))
                                      : d_.pick(dimensions_));
      if (small_enough(larger)) shape = larger;
    }
    add(g_.add_parameter("x" + std::to_string(k), {choose_dtype(), shape}));
  }
  /// A value made before, more often a late one.
  ValueId any() {
    const auto n = static_cast<std::int64_t>(pool_.size());
    const std::int64_t back = d_.chance(40) ? d_.below(n) : d_.below(std::min<std::int64_t>(n, 3));
    return pool_[static_cast<std::size_t>(n - 1 - back)];
  }
  ValueId another(ValueId than) {
    const ValueId v = any();
    return v == than ? any() : v;
  }
  const graph::Type& type(ValueId v) const { return g_.type(v); }

  ValueId constant(DType dtype) {
    static const std::vector<double> numbers{1,     0,   2, 0.5, -1, 3,   1.5,
                                             -0.25, 0.1, 7, 100, -3, 1e-3};
    double number = d_.pick(numbers);
    if (options_.tame) number = number <= 0 ? 0.75 : number;
    if (dtype == DType::kF32 || dtype == DType::kF64) return g_.constant_float(dtype, number);
    return g_.constant_int(dtype, static_cast<std::int64_t>(number));
  }

  /// Makes v a value of this dtype and shape, by a cast and a broadcast where there is one, else a
  /// constant.
  ValueId fit(ValueId v, DType dtype, Shape shape) {
    std::vector<int> axes;
    if (!broadcast_axes(type(v).shape, shape, axes)) {
      v = constant(dtype);
      axes.clear();
    }
    return g_.broadcast(g_.cast(v, dtype), shape, axes);
  }
  bool broadcast_axes(const Shape& from, const Shape& to, std::vector<int>& axes) const {
    axes.resize(from.size());
    std::size_t end = to.size();
    for (std::size_t i = from.size(); i-- > 0;) {
      while (end > 0 && !(from[i] == to[end - 1] || from[i] == Dim(1))) --end;
      if (end < i + 1 || end == 0) return false;
      axes[i] = static_cast<int>(--end);
    }
    return true;
  }

  // Elementwise ops.

  bool allowed(Op op) const {
    if (op == Op::Cast || op == Op::BitCast || op == Op::Ldexp || op == Op::AngleRest ||
        op == Op::AngleQuadrant)
      return false;
    if (is_math(op) && !options_.math) return false;
    if (!options_.tame) return true;
    return op == Op::Add || op == Op::Mul || op == Op::Max || op == Op::Min || op == Op::Sqrt ||
           op == Op::Div;
  }
  /// Every op, and those that keep numbers numbers more often.
  static std::vector<Op> weighted_ops() {
    std::vector<Op> ops{Op::Add};
    for (int i = 0; i < op_count(); ++i) {
      const auto op = static_cast<Op>(i);
      if (is_elementwise(op)) ops.push_back(op);
    }
    for (Op op : {Op::Add, Op::Sub, Op::Mul}) ops.insert(ops.end(), 6, op);
    for (Op op :
         {Op::Div, Op::Max, Op::Min, Op::Select, Op::Fma, Op::Exp, Op::Log, Op::Tanh, Op::Sqrt}) {
      ops.insert(ops.end(), 2, op);
    }
    return ops;
  }
  static bool suits(TypeRule rule, DType found) {
    switch (rule) {
      case TypeRule::Numeric:
        return found != DType::kBool;
      case TypeRule::Float:
      case TypeRule::Math:
      case TypeRule::FloatTest:
        return is_float(found);
      case TypeRule::Integer:
        return is_integer(found);
      case TypeRule::Bitwise:
        return !is_float(found);
      case TypeRule::Logical:
        return found == DType::kBool;
      default:
        return true;
    }
  }
  DType operand_dtype(TypeRule rule, DType found) {
    const bool is_number = found != DType::kBool;
    switch (rule) {
      case TypeRule::Numeric:
        return is_number ? found : DType::kF32;
      case TypeRule::Float:
      case TypeRule::Math:
      case TypeRule::FloatTest:
        return is_float(found) ? found : d_.chance(25) ? DType::kF64 : DType::kF32;
      case TypeRule::Integer:
        return is_integer(found) ? found : d_.pick(kIntegers);
      case TypeRule::Bitwise:
        return !is_float(found) ? found : d_.pick(kIntegers);
      case TypeRule::Logical:
        return DType::kBool;
      default:
        return found;
    }
  }
  void add_elementwise() {
    static const std::vector<Op> ops = weighted_ops();
    Op op = d_.pick(ops);
    while (!allowed(op) && !d_.used_up()) op = d_.pick(ops);
    if (!allowed(op)) op = Op::Add;
    ValueId first = any();
    for (int i = 0; i < 3 && !suits(info(op).rule, type(first).dtype); ++i) first = any();
    const Shape shape = type(first).shape;
    const DType dtype = operand_dtype(info(op).rule, type(first).dtype);
    std::vector<ValueId> operands{g_.cast(first, dtype)};
    while (static_cast<int>(operands.size()) < info(op).arity)
      operands.push_back(fit(another(first), dtype, shape));
    if (op == Op::Select) operands[0] = fit(operands[0], DType::kBool, shape);
    const bool may_fail = info(op).may_fail && is_integer(dtype);
    if (may_fail && !(options_.failing && d_.chance(50))) {
      // A divisor that is not zero, an exponent that is not negative.
      const bool power = op == Op::IntegerPow;
      operands[1] = g_.binary(power ? Op::And : Op::Or, operands[1],
                              fit(g_.constant_int(dtype, power ? 63 : 1), dtype, shape));
    } else if (dtype == DType::kF32 && d_.chance(10) && !options_.tame && op != Op::Select) {
      operands[0] = g_.unary(Op::Abs, operands[0]);  // Keeps log and sqrt busy with numbers.
    }
    if (op == Op::Exp && d_.chance(50)) operands[0] = g_.unary(Op::Tanh, operands[0]);
    if (op == Op::SignBit || op == Op::CopySign) operands.back() = without_nan(operands.back());
    add(g_.elementwise(op, operands));
  }
  /// The sign of a NaN that an operation made is not fixed by the language, so nothing may see it.
  ValueId without_nan(ValueId v) {
    const graph::Type found = type(v);
    const std::array operands{g_.unary(Op::IsNan, v),
                              fit(g_.constant_int(found.dtype, 1), found.dtype, found.shape), v};
    return g_.elementwise(Op::Select, operands);
  }
  void add_cast() {
    const ValueId v = any();
    const DType to = choose_dtype();
    add(g_.cast(v, to));
  }

  // Array ops.

  int choose_axis(ValueId v) { return static_cast<int>(d_.below(type(v).rank())); }

  void add_reduction() {
    ValueId v = any();
    for (int i = 0; i < 4 && type(v).rank() == 0; ++i) v = any();
    if (type(v).rank() == 0) return;
    static const std::vector<Op> ops{
        Op::ReduceSum, Op::ReduceSum, Op::ReduceDot, Op::ReduceProd,   Op::ReduceMax,
        Op::ReduceMin, Op::ReduceAny, Op::ReduceAll, Op::ReduceArgMax, Op::ReduceArgMin};
    static const std::vector<Op> tame{Op::ReduceSum, Op::ReduceSum, Op::ReduceMax, Op::ReduceMin};
    const Op op = d_.pick(options_.tame ? tame : ops);
    const int axis = choose_axis(v);
    const Dim size = type(v).shape[static_cast<std::size_t>(axis)];
    if (op == Op::ReduceAny || op == Op::ReduceAll) {
      add(g_.reduce(op, g_.cast(v, DType::kBool), axis));
      return;
    }
    if (op >= Op::ReduceMax && op <= Op::ReduceArgMin && !require(size, 1)) return;
    v = g_.cast(v, operand_dtype(TypeRule::Numeric, type(v).dtype));
    if (op == Op::ReduceDot) {
      const ValueId other = fit(any(), type(v).dtype, type(v).shape);
      Shape shape = type(v).shape;
      shape.erase(shape.begin() + axis);
      add(g_.append(op, {v, other}, graph::AxisAttr{axis}, {type(v).dtype, shape}));
      return;
    }
    add(g_.reduce(op, v, axis));
    // Often what a reduction gives meets what it came from: softmax and its relatives.
    if (d_.chance(50) && op != Op::ReduceArgMax && op != Op::ReduceArgMin) {
      std::vector<int> axes(type(v).shape.size());
      std::iota(axes.begin(), axes.end(), 0);
      axes.erase(axes.begin() + axis);
      const ValueId back = g_.broadcast(pool_.back(), type(v).shape, axes);
      add(g_.binary(options_.tame ? Op::Mul : d_.chance(50) ? Op::Sub : Op::Max, v, back));
    }
  }

  void add_broadcast() {
    const ValueId v = any();
    Shape shape = type(v).shape;
    const auto at = static_cast<std::size_t>(d_.below(type(v).rank() + 1));
    std::vector<int> axes;
    for (int i = 0; i < type(v).rank(); ++i)
      axes.push_back(i + (static_cast<std::size_t>(i) >= at ? 1 : 0));
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(at),
                 d_.chance(25) ? Dim(1) : bound_dimension());
    for (Dim& dim : shape) {
      if (dim == Dim(1) && d_.chance(30)) dim = bound_dimension();
    }
    if (small_enough(shape)) add(g_.broadcast(v, shape, axes));
  }
  /// A dimension that some parameter has as a whole axis, so that the call binds it.
  Dim bound_dimension() {
    std::vector<Dim> bound{Dim(1 + d_.below(5))};
    for (const Dim& dim : dimensions_) {
      for (ValueId p : g_.body().arguments) {
        const Shape& shape = type(p).shape;
        if (std::find(shape.begin(), shape.end(), dim) != shape.end()) {
          bound.push_back(dim);
          break;
        }
      }
    }
    return d_.pick(bound);
  }

  void add_transpose() {
    const ValueId v = any();
    std::vector<int> axes(type(v).shape.size());
    std::iota(axes.begin(), axes.end(), 0);
    for (std::size_t i = axes.size(); i > 1; --i) {
      std::swap(axes[i - 1],
                axes[static_cast<std::size_t>(d_.below(static_cast<std::int64_t>(i)))]);
    }
    add(g_.transpose(v, axes));
  }

  void add_reshape() {
    const ValueId v = any();
    Shape shape = type(v).shape;
    if (shape.size() >= 2 && d_.chance(60)) {
      const auto at =
          static_cast<std::size_t>(d_.below(static_cast<std::int64_t>(shape.size()) - 1));
      shape[at] = g_.dims.mul(shape[at], shape[at + 1]);
      shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    } else {
      shape.insert(shape.begin() + d_.below(type(v).rank() + 1), Dim(1));
    }
    if (small_enough(shape)) add(g_.reshape(v, shape));
  }

  void add_slice() {
    const ValueId v = any();
    if (type(v).rank() == 0) return;
    Shape shape = type(v).shape;
    std::vector<Dim> start(shape.size(), Dim(0));
    std::vector<std::int64_t> step(shape.size(), 1);
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (axis != 0 && !d_.chance(50)) continue;
      const Dim size = shape[axis];
      const std::int64_t first = d_.below(3), cut = d_.below(3);
      switch (d_.below(4)) {
        case 0:  // x[first:-cut]
          if (!require(size, first + cut)) break;
          start[axis] = first;
          shape[axis] = size - first - cut;
          break;
        case 1:  // x[first::2]
          if (!require(size, first)) break;
          start[axis] = first;
          step[axis] = 2;
          shape[axis] = g_.dims.floor_div(size - first + 1, 2);
          break;
        case 2:  // x[::-1]
          if (!require(size, 1)) break;
          start[axis] = size - 1;
          step[axis] = -1;
          break;
        default:  // x[first:first + 1]
          if (!require(size, first + 1)) break;
          start[axis] = first;
          shape[axis] = 1;
      }
    }
    add(g_.slice(v, shape, start, step));
  }

  void add_concat() {
    const ValueId a = any();
    if (type(a).rank() == 0) return;
    const int axis = choose_axis(a);
    const auto at = static_cast<std::size_t>(axis);
    // A second operand of the same shape but along the axis.
    std::vector<ValueId> operands{a};
    for (ValueId v : pool_) {
      Shape shape = type(v).shape;
      if (shape.size() != type(a).shape.size()) continue;
      shape[at] = type(a).shape[at];
      if (shape == type(a).shape && d_.chance(40)) operands.push_back(g_.cast(v, type(a).dtype));
      if (operands.size() == 3) break;
    }
    if (operands.size() == 1)
      operands.push_back(fit(constant(type(a).dtype), type(a).dtype, type(a).shape));
    Shape shape = type(a).shape;
    for (std::size_t i = 1; i < operands.size(); ++i)
      shape[at] = shape[at] + type(operands[i]).shape[at];
    if (small_enough(shape)) add(g_.concat(operands, axis));
  }

  void add_sizes() {
    const Dim dim = bound_dimension();
    if (options_.tame) return;
    if (d_.chance(50)) {
      add(g_.dim_size(dim));
    } else if (small_enough({dim})) {
      add(g_.iota(dim));
    }
  }

  void add_refine() {
    const ValueId fast = g_.cast(any(), DType::kF32);
    add(g_.refine(fast, fit(any(), DType::kF32, type(fast).shape)));
  }

  void add_gather() {
    const ValueId x = any();
    if (type(x).rank() == 0) return;
    const int axis = choose_axis(x);
    const Dim size = type(x).shape[static_cast<std::size_t>(axis)];
    ValueId at = any();
    Shape shape = type(x).shape;
    shape.erase(shape.begin() + axis);
    shape.insert(shape.begin() + axis, type(at).shape.begin(), type(at).shape.end());
    if (!small_enough(shape)) return;
    at = g_.cast(at, DType::kI64);
    if (!(options_.failing && d_.chance(50))) {
      if (!require(size, 1)) return;
      at = g_.binary(Op::Mod, at, fit(g_.dim_size(size), DType::kI64, type(at).shape));
    }
    add(g_.gather(x, at, axis));
  }

  void add_scan() {
    ValueId v = any();
    if (type(v).rank() == 0) return;
    static const std::vector<Op> ops{Op::ScanSum, Op::ScanSum, Op::ScanProd, Op::ScanMax,
                                     Op::ScanMin};
    const Op op = options_.tame ? Op::ScanSum : d_.pick(ops);
    v = g_.cast(v, operand_dtype(TypeRule::Numeric, type(v).dtype));
    add(g_.scan(op, v, choose_axis(v)));
  }

  /// Reads beyond the ends of an axis: at shifted positions, as stencils do, or anywhere.
  void add_border() {
    const ValueId x = any();
    if (type(x).rank() == 0) return;
    static const std::vector<Op> modes{Op::GatherClamp, Op::GatherWrap, Op::GatherReflect,
                                       Op::GatherFill};
    const Op mode = d_.pick(modes);
    const int axis = choose_axis(x);
    const Dim size = type(x).shape[static_cast<std::size_t>(axis)];
    if (mode != Op::GatherFill && !require(size, 1)) return;
    ValueId at = any();
    if (d_.chance(70) || is_float(type(at).dtype)) {
      at = g_.iota(d_.chance(70) ? size : bound_dimension());
      const Shape shape = type(at).shape;
      const ValueId shift = g_.constant_int(DType::kI64, d_.below(7) - 3);
      at = g_.binary(Op::Add, at, fit(shift, DType::kI64, shape));
    }
    Shape shape = type(x).shape;
    shape.erase(shape.begin() + axis);
    shape.insert(shape.begin() + axis, type(at).shape.begin(), type(at).shape.end());
    if (!small_enough(shape)) return;
    const ValueId fill = mode == Op::GatherFill ? constant(type(x).dtype) : ValueId();
    const ValueId read = g_.gather(mode, x, g_.cast(at, DType::kI64), {axis}, fill);
    add(read);
    if (shape == type(x).shape && type(x).dtype != DType::kBool && d_.chance(60))
      add(g_.binary(d_.chance(50) ? Op::Add : Op::Max, read, x));
  }

  void add_contract() {
    ValueId a = any();
    if (type(a).rank() == 0) return;
    const DType dtype = d_.chance(85) && !is_float(type(a).dtype)
                            ? DType::kF32
                            : operand_dtype(TypeRule::Numeric, type(a).dtype);
    const Dim reduced = type(a).shape[static_cast<std::size_t>(choose_axis(a))];
    std::vector<ValueId> operands{g_.cast(a, dtype)};
    const std::int64_t count = 2 + (d_.chance(30) ? 1 : 0);
    while (static_cast<std::int64_t>(operands.size()) < count)
      operands.push_back(g_.cast(any(), dtype));
    // Indices 0, 1, ... of the result get their sizes as operands need them; -1 stands for the
    // reduced one.
    Shape shape;
    graph::ContractAttr attribute;
    for (ValueId v : operands) {
      std::vector<int> indices;
      for (const Dim& dim : type(v).shape) {
        indices.push_back(contract_index(dim, reduced, indices, shape));
      }
      attribute.operand_indices.push_back(std::move(indices));
    }
    for (auto& indices : attribute.operand_indices) {
      std::replace(indices.begin(), indices.end(), -1, static_cast<int>(shape.size()));
    }
    attribute.split = 1 + static_cast<int>(d_.below(count - 1));
    if (!carries_reduced(attribute, shape.size()) || !small_enough(shape)) return;
    std::int64_t products = value(reduced);
    for (const Dim& dim : shape) products *= std::max<std::int64_t>(value(dim), 1);
    if (products <= options_.max_products) add(g_.contract(operands, attribute, shape));
  }
  int contract_index(const Dim& dim, const Dim& reduced, const std::vector<int>& used,
                     Shape& shape) {
    const auto is_used = [&](int i) {
      return std::find(used.begin(), used.end(), i) != used.end();
    };
    if (dim == reduced && !is_used(-1)) return -1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (shape[i] == dim && !is_used(static_cast<int>(i)) && d_.chance(50))
        return static_cast<int>(i);
    }
    shape.push_back(dim);
    return static_cast<int>(shape.size()) - 1;
  }
  static bool carries_reduced(const graph::ContractAttr& attribute, std::size_t reduced) {
    for (const auto& indices : attribute.operand_indices) {
      if (std::find(indices.begin(), indices.end(), static_cast<int>(reduced)) != indices.end())
        return true;
    }
    return false;
  }

  /// What index notation gives for sum[k] a[.., k, ..] * b[.., k, ..], perhaps squared or with a
  /// reduction of it all.
  void add_sum_of_products() {
    const ValueId a = any();
    if (type(a).rank() == 0) return;
    const auto at = static_cast<std::size_t>(choose_axis(a));
    const Dim reduced = type(a).shape[at];
    ValueId b = any();
    for (int i = 0; i < 4 && !has_axis(b, reduced); ++i) b = any();
    if (!has_axis(b, reduced)) return;
    const DType dtype = operand_dtype(TypeRule::Numeric, type(a).dtype);
    const Shape left = type(a).shape, right = type(b).shape;
    const auto other =
        static_cast<std::size_t>(std::find(right.begin(), right.end(), reduced) - right.begin());
    // The axes before the reduced one, that one, the axes after it; of the left factor first.
    Shape joint(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(at));
    joint.insert(joint.end(), right.begin(), right.begin() + static_cast<std::ptrdiff_t>(other));
    joint.insert(joint.end(), left.begin() + static_cast<std::ptrdiff_t>(at), left.end());
    joint.insert(joint.end(), right.begin() + static_cast<std::ptrdiff_t>(other) + 1, right.end());
    if (!small_enough(joint)) return;
    std::vector<int> left_axes, right_axes;
    for (std::size_t i = 0; i < left.size(); ++i)
      left_axes.push_back(static_cast<int>(i < at ? i : i + other));
    for (std::size_t i = 0; i < right.size(); ++i) {
      right_axes.push_back(static_cast<int>(i < other    ? at + i
                                            : i == other ? at + other
                                                         : left.size() + i - 1));
    }
    ValueId product = g_.binary(Op::Mul, g_.broadcast(g_.cast(a, dtype), joint, left_axes),
                                g_.broadcast(g_.cast(b, dtype), joint, right_axes));
    if (d_.chance(30)) product = g_.binary(Op::Mul, product, product);
    ValueId sum = g_.reduce(Op::ReduceSum, product, static_cast<int>(at + other));
    while (type(sum).rank() > 0 && d_.chance(25))
      sum = g_.reduce(Op::ReduceSum, sum, type(sum).rank() - 1);
    add(sum);
  }
  bool has_axis(ValueId v, const Dim& size) const {
    const Shape& shape = type(v).shape;
    return std::find(shape.begin(), shape.end(), size) != shape.end();
  }

  void add_something() {
    if (d_.chance(options_.tame ? 25 : 8)) return add_sum_of_products();
    if (d_.chance(6)) return add_scan();
    if (!options_.tame && d_.chance(7)) return add_border();
    const std::int64_t choice = d_.below(100);
    if (options_.tame && (choice >= 95 || (choice >= 60 && choice < 64))) return;
    if (choice < 42) return add_elementwise();
    if (choice < 60) return add_reduction();
    if (choice < 64) return add_cast();
    if (choice < 70) return add_broadcast();
    if (choice < 74) return add_transpose();
    if (choice < 78) return add_reshape();
    if (choice < 82) return add_slice();
    if (choice < 85) return add_concat();
    if (choice < 87) return add_sizes();
    if (choice < 90) return add_refine();
    if (choice < 97) return add_contract();
    return add_gather();
  }

  /// Values that nobody reads, the last ones first; rarely others.
  void choose_results() {
    std::vector<bool> read(g_.value_count());
    for (graph::NodeId id : g_.body().nodes) {
      for (ValueId operand : g_.node(id).operands) read[operand.index] = true;
    }
    std::vector<ValueId> results;
    for (std::size_t i = pool_.size(); i-- > 0 && results.size() < 4;) {
      if (!read[pool_[i].index] && !(g_.is_argument(pool_[i]) && !results.empty()))
        results.push_back(pool_[i]);
    }
    if (results.empty() || d_.chance(5)) results.push_back(any());
    g_.set_results(std::move(results));
  }

  Decisions& d_;
  const Options& options_;
  Program program_;
  Graph& g_;
  std::vector<Dim> dimensions_;
  std::vector<ValueId> pool_;
};

}  // namespace

Program generate(Decisions& decisions, const Options& options) {
  return Generator(decisions, options).run();
}

bool uses_math(const Graph& graph) {
  for (graph::NodeId id : graph.body().nodes) {
    const Op op = graph.node(id).op;
    if (is_math(op)) return true;
  }
  return false;
}

std::string describe(const Program& program) {
  std::string out = fmt::format("inputs from seed {}{}; sizes", program.input_seed,
                                program.tame ? " (tame)" : "");
  for (std::size_t i = 0; i < program.sizes.size(); ++i) {
    const auto& symbol = program.graph.dims[SymbolId(i)];
    if (symbol.op == DimOp::kParameter) out += fmt::format(" {}={}", symbol.name, program.sizes[i]);
  }
  return out + "\n" + graph::print(program.graph);
}

}  // namespace sinter::generator
