// The C header.
#include "compiler/support/check.h"
#include "runtime/aot/text.h"

namespace sinter::runtime::aot {

std::string_view c_type(DType dtype) {
  switch (dtype) {
    case DType::kBool:
    case DType::kU8:
      return "uint8_t";
    case DType::kI8:
      return "int8_t";
    case DType::kI16:
      return "int16_t";
    case DType::kI32:
      return "int32_t";
    case DType::kI64:
      return "int64_t";
    case DType::kU16:
    case DType::kF16:
    case DType::kBF16:
      return "uint16_t";
    case DType::kU32:
      return "uint32_t";
    case DType::kU64:
      return "uint64_t";
    case DType::kF32:
      return "float";
    case DType::kF64:
      return "double";
    case DType::kC64:
    case DType::kC128:  // No function takes them yet.
      break;
  }
  unavailable("E0803", "building functions of {}", name(dtype));
}

namespace {

std::string parameters(const Plan& plan) {
  std::string text;
  const auto add = [&](const std::string& parameter) {
    text += (text.empty() ? "" : ", ") + parameter;
  };
  for (const SizePlan& size : plan.given) add("int64_t " + size.name);
  for (const ArrayPlan& array : plan.arrays) {
    const bool is_value = !array.is_result && array.type.shape.empty();
    add(fmt::format("{}{}{} {}", array.is_result || is_value ? "" : "const ", c_type(array.dtype),
                    is_value ? "" : "*", array.name));
  }
  return text;
}

std::string shape_parameters(const Plan& plan) {
  std::string text;
  for (const SizePlan& size : plan.given)
    text += (text.empty() ? "int64_t " : ", int64_t ") + size.name;
  for (const ArrayPlan& array : plan.arrays) {
    if (!array.is_result || array.type.shape.empty()) continue;
    text += fmt::format("{}int64_t {}[{}]", text.empty() ? "" : ", ", array.name,
                        array.type.shape.size());
  }
  return text;
}

std::string note(DType dtype) {
  if (dtype == DType::kBool) return ", bytes 0 and 1";
  return dtype == DType::kF16 || dtype == DType::kBF16 ? ", as bits" : "";
}

std::string documentation(const Plan& plan) {
  const Function& f = plan.function;
  std::string text = "/* " + comment_text(f.signature);
  if (const std::string known = plan.known_text(); !known.empty()) text += ", for " + known;
  text += "\n";
  if (!f.doc.empty()) {
    text += " *\n * ";
    for (const char c : comment_text(f.doc)) text += c == '\n' ? "\n * " : std::string(1, c);
    text += "\n";
  }
  text += " *\n";
  for (const SizePlan& size : plan.given)
    text += fmt::format(" *   {}: the size {}\n", size.name, size.label);
  for (const ArrayPlan& array : plan.arrays)
    text += fmt::format(" *   {}: {}{}{}\n", array.name, comment_text(array.type_text),
                        note(array.dtype), array.is_result ? ", written" : "");
  return text + " */\n";
}

std::string gpu_declarations(const std::string& library) {
  return fmt::format(
      "/* The compute capability whose code runs on a GPU, 90 for 9.0; 0: *error says why there is "
      "none.\n"
      " * GPUs are numbered as CUDA does. Calls on one run one after another. */\n"
      "int {0}_cuda_code(int device, sinter_aot_error* error);\n"
      "/* Gives back memory, code and contexts that the library keeps on GPUs for later calls. */\n"
      "void {0}_cuda_close(void);\n\n",
      library);
}

}  // namespace

std::string c_declaration(const std::string& library, const Plan& plan) {
  return fmt::format("int {}_{}({}, sinter_aot_error* error)", library, plan.function.name,
                     parameters(plan));
}

std::string c_gpu_declaration(const std::string& library, const Plan& plan) {
  return fmt::format("int {}_{}_cuda(int device, {}, sinter_aot_error* error)", library,
                     plan.function.name, parameters(plan));
}

std::string c_shapes_declaration(const std::string& library, const Plan& plan) {
  const std::string list = shape_parameters(plan);
  bool any = false;
  for (const ArrayPlan& array : plan.arrays) any |= array.is_result && !array.type.shape.empty();
  if (!any) return "";
  return fmt::format("int {}_{}_shapes({}, sinter_aot_error* error)", library, plan.function.name,
                     list);
}

std::string c_header(const std::string& library, std::span<const Built> functions) {
  std::string text = fmt::format(
      "/* {0}: functions that Sinter compiled ahead of time. Made by `sinter build`.\n"
      " *\n"
      " * Arrays lie row after row, without gaps. Results share no memory with other arrays. "
      "Every\n"
      " * function returns SINTER_AOT_OK, or why it failed; then *error says more, unless error "
      "is\n"
      " * NULL, and results are unspecified. Functions may be called from any number of threads. "
      "*/\n"
      "#ifndef SINTER_AOT_LIBRARY_{0}_H\n"
      "#define SINTER_AOT_LIBRARY_{0}_H\n\n"
      "#include \"sinter_aot.h\"\n\n"
      "#if defined(__GNUC__)\n"
      "#pragma GCC visibility push(default)\n"
      "#endif\n"
      "#ifdef __cplusplus\n"
      "extern \"C\" {{\n"
      "#endif\n\n",
      library);
  for (const Built& built : functions) {
    text += documentation(built.plan);
    text += c_declaration(library, built.plan) + ";\n";
    if (const std::string shapes = c_shapes_declaration(library, built.plan); !shapes.empty()) {
      text += "/* The shapes of its results for these sizes. */\n" + shapes + ";\n";
    }
    if (built.gpu) {
      text += "/* The same on a GPU; arrays lie on the host, and are copied there and back. */\n" +
              c_gpu_declaration(library, built.plan) + ";\n";
    }
    text += "\n";
  }
  if (!functions.empty() && functions.front().gpu) text += gpu_declarations(library);
  return text + fmt::format(
                    "/* The x86-64 level whose code is used on this processor (2, 3 or 4); 0: the "
                    "processor has less than all. */\n"
                    "int {0}_level(void);\n"
                    "/* Uses code of at most this level from now on; for tests. */\n"
                    "void {0}_limit_level(int most);\n\n"
                    "#ifdef __cplusplus\n"
                    "}}\n"
                    "#endif\n"
                    "#if defined(__GNUC__)\n"
                    "#pragma GCC visibility pop\n"
                    "#endif\n\n"
                    "#endif\n",
                    library);
}

}  // namespace sinter::runtime::aot
