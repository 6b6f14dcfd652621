// Functions as plain function pointers: a stub of machine code keeps the registers, and what they
// hold becomes a call.
#include "sinter/pointer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <mutex>

#include "compiler/support/check.h"
#include "compiler/support/few.h"
#include "frontend/api/boundary.h"
#include "frontend/api/state.h"
#include "runtime/jit_llvm/code_memory.h"

namespace sinter::detail {

namespace {

constexpr std::size_t kIntegerRegisters = 6;
constexpr std::size_t kFloatRegisters = 8;
constexpr std::size_t kMostParameters = 64;

/// What the stub keeps: registers that hold parameters, and what is returned.
struct Frame {
  std::array<std::uint64_t, kIntegerRegisters> integers;
  std::array<std::uint64_t, kFloatRegisters> floats;
  std::uint64_t result;
};

/// An array, or a number (rank 0): where its sizes come from.
struct Operand {
  TypedParameter type;
  std::string name;
  bool is_pointer = false;
  std::vector<Dim> shape;
};

std::vector<TypedParameter> types_of(std::span<const Operand> operands) {
  std::vector<TypedParameter> types;
  for (const Operand& operand : operands) types.push_back(operand.type);
  return types;
}

}  // namespace

struct PointerState {
  std::shared_ptr<FunctionState> function;
  std::shared_ptr<CompiledProgram> compiled;
  std::vector<SymbolId> sizes;                    ///< The first parameters.
  std::vector<std::pair<SymbolId, Dim>> derived;  ///< Sizes that follow from them.
  std::vector<Operand> arguments, results;
  std::optional<DType> returned;
  std::size_t key_size = 0;  ///< Sizes and strides of all arrays.
  std::optional<TypedCall> call;
  runtime::CodeBlock code;

  mutable std::mutex mutex;  ///< Of what follows.
  std::optional<Error> error;

  void run(Frame& frame, const std::uint64_t* stack) const;
  void fail(const Error& failure, Frame& frame);
};

namespace {

/// Takes parameters out of registers and the stack as the System V ABI lays them there.
class Parameters {
 public:
  Parameters(const Frame& frame, const std::uint64_t* stack) : frame_(frame), stack_(stack) {}
  std::uint64_t take(bool is_float) {
    if (is_float && float_ < kFloatRegisters) return frame_.floats[float_++];
    if (!is_float && integer_ < kIntegerRegisters) return frame_.integers[integer_++];
    return *stack_++;
  }

 private:
  const Frame& frame_;
  const std::uint64_t* stack_;
  std::size_t integer_ = 0, float_ = 0;
};

using Numbers = FewOrMany<std::int64_t, 128>;

/// Sizes and strides of row-major arrays one after another, as typed functions take them.
class Key {
 public:
  explicit Key(std::size_t size) : numbers_(size), left_(numbers_.list()) {}
  /// Returns the number of elements.
  std::int64_t add(const DimTable& dims, std::span<const Dim> shape,
                   std::span<const std::int64_t> values) {
    const std::span<std::int64_t> sizes = left_.first(shape.size());
    const std::span<std::int64_t> strides = left_.subspan(shape.size(), shape.size());
    std::int64_t stride = 1, elements = 1;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      sizes[axis] = dims.evaluate(shape[axis], values);
      strides[axis] = stride;
      stride *= std::max<std::int64_t>(sizes[axis], 1);
      elements *= sizes[axis];
    }
    left_ = left_.subspan(2 * shape.size());
    return elements;
  }
  std::span<const std::int64_t> numbers() const { return numbers_.list(); }

 private:
  Numbers numbers_;
  std::span<std::int64_t> left_;
};

/// Called by the stub. Nothing is thrown through machine code that no unwinder knows.
void enter(PointerState* state, Frame* frame, const std::uint64_t* stack) noexcept {
  try {
    at_boundary([&] { state->run(*frame, stack); });
  } catch (const Error& error) {
    state->fail(error, *frame);
  }
}

/// The stub: keeps the registers in a Frame on the stack, calls `enter`, and returns the result in
/// both registers that may be looked at.
runtime::CodeBlock make_stub(const runtime::EngineCore& core, PointerState* state) {
#if defined(__x86_64__)
  constexpr std::array<std::uint8_t, 100> kBegin = {
      0xf3, 0x0f, 0x1e, 0xfa,                    // endbr64
      0x55, 0x48, 0x89, 0xe5,                    // push rbp; mov rbp, rsp
      0x48, 0x81, 0xec, 0x80, 0,    0,    0,     // sub rsp, 128
      0x48, 0x89, 0x3c, 0x24,                    // mov [rsp], rdi
      0x48, 0x89, 0x74, 0x24, 0x08,              // mov [rsp + 8], rsi
      0x48, 0x89, 0x54, 0x24, 0x10,              // mov [rsp + 16], rdx
      0x48, 0x89, 0x4c, 0x24, 0x18,              // mov [rsp + 24], rcx
      0x4c, 0x89, 0x44, 0x24, 0x20,              // mov [rsp + 32], r8
      0x4c, 0x89, 0x4c, 0x24, 0x28,              // mov [rsp + 40], r9
      0x66, 0x0f, 0xd6, 0x44, 0x24, 0x30,        // movq [rsp + 48], xmm0
      0x66, 0x0f, 0xd6, 0x4c, 0x24, 0x38,        // ... xmm1
      0x66, 0x0f, 0xd6, 0x54, 0x24, 0x40,        // ... xmm2
      0x66, 0x0f, 0xd6, 0x5c, 0x24, 0x48,        // ... xmm3
      0x66, 0x0f, 0xd6, 0x64, 0x24, 0x50,        // ... xmm4
      0x66, 0x0f, 0xd6, 0x6c, 0x24, 0x58,        // ... xmm5
      0x66, 0x0f, 0xd6, 0x74, 0x24, 0x60,        // ... xmm6
      0x66, 0x0f, 0xd6, 0x7c, 0x24, 0x68,        // ... xmm7
      0x48, 0x8d, 0x55, 0x10, 0x48, 0x89, 0xe6,  // lea rdx, [rbp + 16]; mov rsi, rsp
      0x48};                                     // (of the next instruction)
  constexpr std::array<std::uint8_t, 15> kEnd = {
      0xff, 0xd0,                          // call rax
      0x48, 0x8b, 0x44, 0x24, 0x70,        // mov rax, [rsp + 112]
      0xf3, 0x0f, 0x7e, 0x44, 0x24, 0x70,  // movq xmm0, [rsp + 112]
      0xc9, 0xc3};                         // leave; ret
  static_assert(offsetof(Frame, floats) == 48 && offsetof(Frame, result) == 112);
  std::vector<std::uint8_t> code(kBegin.begin(), kBegin.end());
  const auto add_address = [&](std::uint8_t opcode, std::uint64_t address) {
    code.push_back(opcode);
    for (int byte = 0; byte < 8; ++byte)
      code.push_back(static_cast<std::uint8_t>(address >> (8 * byte)));
  };
  add_address(0xbf, std::bit_cast<std::uint64_t>(state));  // mov rdi, state
  code.push_back(0x48);
  add_address(0xb8, std::bit_cast<std::uint64_t>(&enter));  // mov rax, enter
  code.insert(code.end(), kEnd.begin(), kEnd.end());
  runtime::CodeBlock block = core.code_memory().allocate(code.size());
  std::memcpy(block.data(), code.data(), code.size());
  block.seal();
  return block;
#else
  static_cast<void>(core);
  static_cast<void>(state);
  throw Error(ErrorKind::kUnavailable, "E8003",
              "function pointers are not available for this processor yet");
#endif
}

/// The types that the program is compiled for: those that the function declares.
std::vector<lang::ArgumentType> declared_types(const lang::FunctionInfo& info) {
  std::vector<lang::ArgumentType> types;
  for (const lang::ParameterInfo& parameter : info.parameters) {
    if (!parameter.dtype || !parameter.rank || !parameter.default_value.empty()) {
      user_error("E6043",
                 "{} cannot be a function pointer: parameter '{}' needs a dtype and a rank, and no "
                 "default value",
                 info.text, parameter.name);
    }
    types.push_back({*parameter.dtype, *parameter.rank,
                     std::vector<bool>(static_cast<std::size_t>(*parameter.rank))});
  }
  return types;
}

Operand operand_of(const graph::Graph& graph, graph::ValueId value, std::string name) {
  const graph::Type& type = graph.type(value);
  return {{type.dtype, type.rank()}, std::move(name), type.rank() > 0, type.shape};
}

/// Named sizes become parameters; a declared expression of them (f64[N + 1]) gives the size of its
/// axis.
void collect_sizes(PointerState& state, const graph::Graph& graph) {
  std::vector<std::pair<SymbolId, std::string>> unnamed;
  for (const Operand& argument : state.arguments) {
    for (std::size_t axis = 0; axis < argument.shape.size(); ++axis) {
      const auto symbol = argument.shape[axis].as_symbol();
      if (!symbol || std::ranges::find(state.sizes, *symbol) != state.sizes.end()) continue;
      if (graph.dims[*symbol].name == fmt::format("{}.{}", argument.name, axis)) {
        unnamed.emplace_back(*symbol, fmt::format("axis {} of {}", axis, argument.name));
      } else {
        state.sizes.push_back(*symbol);
      }
    }
  }
  const auto is_known = [&](const Dim& dim) {
    return std::ranges::all_of(dim.terms(), [&](const auto& term) {
      return std::ranges::find(state.sizes, term.first) != state.sizes.end();
    });
  };
  for (const auto& [symbol, text] : unnamed) {
    const auto found = std::ranges::find_if(graph.guards, [&,
                                                           dim = Dim(symbol)](const auto& guard) {
      return guard.kind == graph::GuardKind::kEqual && guard.left == dim && is_known(guard.right);
    });
    if (found == graph.guards.end()) {
      user_error("E6043",
                 "{} cannot be a function pointer: {} is no name and follows from no names",
                 state.function->info.text, text);
    }
    state.derived.emplace_back(symbol, found->right);
  }
}

std::shared_ptr<PointerState> prepare(const Function& function, bool returns_result) {
  auto state = std::make_shared<PointerState>();
  state->function = FunctionState::of(function);
  const lang::FunctionInfo& info = state->function->info;
  state->compiled = state->function->program_for(declared_types(info));
  const graph::Graph& graph = state->compiled->program.graph();
  for (const graph::ValueId parameter : graph.body().arguments) {
    state->arguments.push_back(
        operand_of(graph, parameter, info.parameters[state->arguments.size()].name));
  }
  collect_sizes(*state, graph);
  const std::size_t results = graph.body().results.size();
  for (const graph::ValueId result : graph.body().results) {
    const std::size_t i = state->results.size();
    state->results.push_back(
        operand_of(graph, result, results == 1 ? "result" : fmt::format("result{}", i)));
    Operand& operand = state->results.back();
    operand.is_pointer = true;
    const auto local = std::ranges::find_if(
        operand.shape, [&](const Dim& dim) { return graph.dims.is_local(dim); });
    if (local != operand.shape.end()) {
      user_error("E6043",
                 "{} cannot be a function pointer: the size of axis {} of {} is known only after "
                 "the call, and the caller provides the memory",
                 info.text, local - operand.shape.begin(), operand.name);
    }
  }
  if (returns_result && (state->results.size() != 1 || state->results[0].type.rank != 0)) {
    user_error("E6043", "a function pointer cannot return the results of {}: it takes pointers",
               info.text);
  }
  const std::size_t count = state->sizes.size() + state->arguments.size() + state->results.size();
  if (count > kMostParameters) {
    user_error("E6043", "a function pointer has at most {} parameters; {} needs {}",
               kMostParameters, info.text, count);
  }
  for (const auto* list : {&state->arguments, &state->results}) {
    for (const Operand& operand : *list) state->key_size += 2 * operand.shape.size();
  }
  if (returns_result) state->returned = state->results[0].type.dtype;
  return state;
}

void finish(const std::shared_ptr<PointerState>& state, const Function& function) {
  const std::vector<TypedParameter> arguments = types_of(state->arguments);
  const std::vector<TypedParameter> results = types_of(state->results);
  state->call.emplace(function, arguments, results, state->returned.has_value());
  state->code = make_stub(*state->function->module->core, state.get());
}

std::string text_of(const PointerParameter& parameter) {
  return fmt::format("{}{}{}", parameter.is_pointer && parameter.is_const ? "const " : "",
                     name(parameter.dtype), parameter.is_pointer ? "*" : "");
}

/// "int (*)(i64 N, const f32* x, f32* result)".
std::string text_of(const PointerState& state, std::span<const PointerParameter> parameters) {
  std::vector<std::string> texts, names;
  for (const SymbolId size : state.sizes)
    names.push_back(state.compiled->program.graph().dims[size].name);
  for (const Operand& argument : state.arguments) names.push_back(argument.name);
  for (const Operand& result : state.results) names.push_back(result.name);
  for (std::size_t i = 0; i < parameters.size(); ++i)
    texts.push_back(fmt::format("{} {}", text_of(parameters[i]), names[i]));
  return fmt::format("{} (*)({})", state.returned ? name(*state.returned) : "int",
                     fmt::join(texts, ", "));
}

/// The parameters that a function pointer has.
std::vector<PointerParameter> parameters_of(const PointerState& state) {
  std::vector<PointerParameter> parameters(state.sizes.size());
  for (const Operand& argument : state.arguments)
    parameters.push_back({argument.type.dtype, argument.is_pointer, argument.is_pointer});
  if (!state.returned)
    for (const Operand& result : state.results)
      parameters.push_back({result.type.dtype, true, false});
  return parameters;
}

bool is_same(const PointerParameter& a, const PointerParameter& b) {
  return a.dtype == b.dtype && a.is_pointer == b.is_pointer && a.is_const == b.is_const;
}

}  // namespace

void PointerState::run(Frame& frame, const std::uint64_t* stack) const {
  Parameters parameters(frame, stack);
  const graph::Graph& graph = compiled->program.graph();
  const Numbers of_symbols(graph.dims.size());
  const std::span<std::int64_t> values = of_symbols.list();
  for (const SymbolId size : sizes) {
    values[size.index] = static_cast<std::int64_t>(parameters.take(false));
    if (values[size.index] < 0) {
      user_error("E6043", "{} is {}; sizes are not negative", graph.dims[size].name,
                 values[size.index]);
    }
  }
  for (const auto& [size, dim] : derived) values[size.index] = graph.dims.evaluate(dim, values);
  std::array<std::uint64_t, kMostParameters> numbers;
  std::array<void*, kMostParameters> data;
  std::size_t count = 0;
  Key key(key_size);
  const auto add = [&](const Operand& operand, void* place) {
    const std::int64_t elements = key.add(graph.dims, operand.shape, values);
    if (operand.is_pointer && place == nullptr && elements != 0)
      user_error("E6043", "a pointer to {} elements is null", elements);
    data[count++] = place;
  };
  for (const Operand& argument : arguments) {
    const bool is_float = !argument.is_pointer && sinter::is_float(argument.type.dtype);
    numbers[count] = parameters.take(is_float);
    add(argument, argument.is_pointer ? std::bit_cast<void*>(numbers[count]) : &numbers[count]);
  }
  frame.result = 0;
  for (const Operand& result : results)
    add(result, returned ? &frame.result : std::bit_cast<void*>(parameters.take(false)));
  (*call)(std::span<void* const>(data.data(), count), key.numbers());
}

void PointerState::fail(const Error& failure, Frame& frame) {
  frame.result = returned ? 0 : static_cast<std::uint64_t>(failure.kind()) + 1;
  if (returned == DType::kF64)
    frame.result = std::bit_cast<std::uint64_t>(std::numeric_limits<double>::quiet_NaN());
  if (returned == DType::kF32)
    frame.result = std::bit_cast<std::uint32_t>(std::numeric_limits<float>::quiet_NaN());
  const std::scoped_lock lock(mutex);
  error = failure;
}

PointerCode::PointerCode(const Function& function, std::span<const PointerParameter> parameters,
                         std::optional<DType> returned) {
  at_boundary([&] {
    state_ = prepare(function, returned.has_value());
    const std::vector<PointerParameter> expected = parameters_of(*state_);
    const bool same =
        state_->returned == returned && std::ranges::equal(parameters, expected, is_same);
    if (!same) {
      user_error("E6043", "a pointer to {} is {}", state_->function->info.text,
                 text_of(*state_, expected));
    }
    finish(state_, function);
  });
}

PointerCode::PointerCode(const Function& function, bool returns_result) {
  at_boundary([&] {
    state_ = prepare(function, returns_result);
    finish(state_, function);
  });
}

void* PointerCode::entry() const noexcept { return state_->code.data(); }

std::optional<Error> PointerCode::last_error() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->error;
}

}  // namespace sinter::detail
