// The C++ header, and the CMake target.
#include <fmt/format.h>

#include "runtime/aot/text.h"

namespace sinter::runtime::aot {
namespace {

std::string cpp_type(DType dtype) {
  if (dtype == DType::kBool) return "bool";
  const std::string text(c_type(dtype));
  return text.ends_with("_t") ? "std::" + text : text;
}

std::string view_type(const ArrayPlan& array) {
  return fmt::format("sinter_aot::View<{}{}, {}>", array.is_result ? "" : "const ",
                     cpp_type(array.dtype), array.type.shape.size());
}

std::string parameter(const ArrayPlan& array) {
  if (!array.type.shape.empty()) return fmt::format("{} {}", view_type(array), array.name);
  return fmt::format("{}{} {}", cpp_type(array.dtype), array.is_result ? "&" : "", array.name);
}

/// What the C function is given for the array.
std::string argument(const ArrayPlan& array) {
  const bool is_number = array.type.shape.empty();
  if (is_number && !array.is_result) return array.name;
  const std::string pointer = is_number ? "&" + array.name : array.name + ".data()";
  if (array.dtype != DType::kBool) return pointer;
  return fmt::format("reinterpret_cast<{}{}*>({})", array.is_result ? "" : "const ",
                     c_type(array.dtype), pointer);
}

/// Declares the sizes and takes them from the arguments.
std::string sizes_text(const Plan& plan) {
  const graph::Graph& graph = *plan.function.graph;
  const std::string f = c_string(plan.function.name);
  std::string declared, taken;
  for (const SizePlan& size : plan.given)
    declared += fmt::format("  sinter_aot::Size {}({}, {});\n", size.name, f, c_string(size.label));
  for (std::size_t i = 0; i < plan.argument_count(); ++i) {
    const ArrayPlan& array = plan.arrays[i];
    for (std::size_t axis = 0; axis < array.type.shape.size(); ++axis) {
      const Dim& dim = array.type.shape[axis];
      std::string size = fmt::format("sinter_aot::Size({}, {}, {})", f,
                                     c_string(graph.dims.print(dim)), dim.constant());
      if (const auto symbol = dim.as_symbol()) {
        for (const SizePlan& given : plan.given) {
          if (given.symbol == *symbol) size = given.name;
        }
        if (const auto known = plan.known(*symbol)) {
          size = fmt::format("sinter_aot::Size({}, {}, {})", f, c_string(graph.dims[*symbol].name),
                             *known);
        }
      }
      taken += fmt::format("  {}.take({}.shape()[{}], {});\n", size, array.name, axis,
                           c_string(array.name));
    }
  }
  return declared + taken;
}

std::string call_list(const Plan& plan) {
  std::string list;
  for (const SizePlan& size : plan.given) list += size.name + ".value(), ";
  return list;
}

std::string shape_check(const std::string& library, const Plan& plan) {
  if (c_shapes_declaration(library, plan).empty()) return "";
  std::string declared, list = call_list(plan), checked;
  for (const ArrayPlan& array : plan.arrays) {
    if (!array.is_result || array.type.shape.empty()) continue;
    const std::string name = array.name + "_shape_";
    declared += fmt::format("  std::array<std::int64_t, {}> {};\n", array.type.shape.size(), name);
    list += name + ".data(), ";
    checked += fmt::format("  sinter_aot::check_result({}, {}, {}.shape(), {});\n",
                           c_string(plan.function.name), c_string(array.name), array.name, name);
  }
  return fmt::format("{}  sinter_aot::check(::{}_{}_shapes({}&error), error);\n{}", declared,
                     library, plan.function.name, list, checked);
}

std::string wrapper(const std::string& library, const Plan& plan, bool on_gpu) {
  const Function& f = plan.function;
  const bool returns = plan.returns_number();
  std::string list = on_gpu ? "int device" : "";
  std::string arguments = (on_gpu ? "device, " : "") + call_list(plan);
  for (const ArrayPlan& array : plan.arrays) {
    arguments += argument(array) + ", ";
    if (array.is_result && returns) continue;
    list += (list.empty() ? "" : ", ") + parameter(array);
  }
  std::string doc = f.doc.empty() ? f.signature : f.signature + "\n\n" + f.doc;
  if (const std::string known = plan.known_text(); !known.empty()) doc += "\nFor " + known + ".";
  if (on_gpu)
    doc = fmt::format("{} on a GPU, as CUDA numbers them; views lie on the host.", f.name);
  std::string text = "/// ";
  for (const char c : doc) {
    if (c == '\n' && text.ends_with(' ')) text.pop_back();
    if (c == '\n' && text.ends_with('\\')) text += '.';  // not a comment that goes on
    text += c == '\n' ? "\n/// " : std::string(1, c);
  }
  const std::string cpp_name = f.name + (on_gpu ? "_cuda" : is_identifier(f.name) ? "" : "_");
  text += fmt::format("{}\ninline {} {}({}) {{\n{}  sinter_aot_error error;\n{}",
                      text.ends_with('\\') ? "." : "",
                      returns ? cpp_type(plan.arrays.back().dtype) : "void", cpp_name, list,
                      sizes_text(plan), shape_check(library, plan));
  if (returns)
    text +=
        fmt::format("  {} {}{{}};\n", cpp_type(plan.arrays.back().dtype), plan.arrays.back().name);
  text += fmt::format("  sinter_aot::check(::{}_{}{}({}&error), error);\n", library, f.name,
                      on_gpu ? "_cuda" : "", arguments);
  if (returns) text += fmt::format("  return {};\n", plan.arrays.back().name);
  return text + "}\n\n";
}

}  // namespace

std::string cpp_header(const std::string& library, std::span<const Built> functions) {
  std::string text = fmt::format(
      "// {0}: functions that Sinter compiled ahead of time, with C++ types. Made by `sinter "
      "build`.\n"
      "//\n"
      "// Views lie row after row, without gaps; results share no memory with other arrays. What "
      "goes wrong is thrown\n// as sinter_aot::Error.\n"
      "#ifndef SINTER_AOT_LIBRARY_{0}_HPP\n"
      "#define SINTER_AOT_LIBRARY_{0}_HPP\n\n"
      "#include \"{0}.h\"\n"
      "#include \"sinter_aot.hpp\"\n\n"
      "namespace {0} {{\n\n",
      library);
  for (const Built& built : functions) {
    text += wrapper(library, built.plan, false);
    if (built.gpu) text += wrapper(library, built.plan, true);
  }
  return text + fmt::format("}}  // namespace {}\n\n#endif\n", library);
}

std::string cmake_lists(const std::string& library, std::span<const Built> functions) {
  const bool on_gpu = !functions.empty() && functions.front().gpu.has_value();
  std::string objects, needs;
  if (on_gpu) {
    needs = fmt::format(
        "find_package(Threads REQUIRED)\n"
        "target_link_libraries({} PRIVATE Threads::Threads ${{CMAKE_DL_LIBS}})\n",
        library);
  }
  for (const Built& built : functions) {
    for (const Version& version : built.versions) objects += "\n  " + version.file;
  }
  return fmt::format(
      "# {0}: functions that Sinter compiled ahead of time. Made by `sinter build`. Use:\n"
      "#   add_subdirectory(this_folder)\n"
      "#   target_link_libraries(program PRIVATE {0}::{0})\n"
      "# BUILD_SHARED_LIBS decides whether it is a static or a shared library.\n"
      "cmake_minimum_required(VERSION 3.16)\n"
      "project({0} LANGUAGES C)\n"
      "option({0}_THREADS \"Run large work on several threads, with OpenMP\" ON)\n\n"
      "set(objects{1})\n"
      "set_source_files_properties(${{objects}} PROPERTIES EXTERNAL_OBJECT ON GENERATED OFF)\n"
      "add_library({0} {0}.c {2}${{objects}})\n"
      "add_library({0}::{0} ALIAS {0})\n"
      "target_include_directories({0} PUBLIC $<BUILD_INTERFACE:${{CMAKE_CURRENT_SOURCE_DIR}}>)\n"
      "set_target_properties({0} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON\n"
      "                      C_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE ON)\n"
      "target_link_libraries({0} PRIVATE m)\n"
      "{3}"
      "if({0}_THREADS)\n"
      "  find_package(OpenMP COMPONENTS C)\n"
      "  if(OpenMP_C_FOUND)\n"
      "    target_link_libraries({0} PRIVATE OpenMP::OpenMP_C)\n"
      "  endif()\n"
      "endif()\n",
      library, objects, on_gpu ? library + "_cubins.c " : "", needs);
}

}  // namespace sinter::runtime::aot
