// The C source: the tables of each function, and the functions.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/show.h"
#include "compiler/shape/binding.h"
#include "runtime/aot/text.h"

namespace sinter::runtime::aot {
namespace {

std::string place_of(const graph::Graph& graph, const graph::LocationSet& places) {
  if (places.empty() || places.front() >= graph.locations.size()) return "";
  const SourceLocation& at = graph.locations[places.front()];
  return at.line == 0 ? "" : fmt::format("{}:{}:{}: ", at.file, at.line, at.column);
}

std::string number(std::int64_t value) {
  return value == INT64_MIN ? "INT64_MIN" : fmt::format("INT64_C({})", value);
}

/// The expression of a size, of symbols s0, s1, ...
std::string expression(const Dim& dim) {
  std::string sum;
  for (const auto& [symbol, factor] : dim.terms()) {
    std::string term = fmt::format("s{}", symbol.index);
    if (factor != 1) term = fmt::format("sinter_multiply({}, {}, &ok)", number(factor), term);
    sum = sum.empty() ? term : fmt::format("sinter_add({}, {}, &ok)", sum, term);
  }
  if (sum.empty()) return number(dim.constant());
  return dim.constant() == 0 ? sum
                             : fmt::format("sinter_add({}, {}, &ok)", sum, number(dim.constant()));
}

std::string operation(const Symbol& symbol) {
  const std::string a = expression(symbol.a), b = expression(symbol.b);
  switch (symbol.op) {
    case DimOp::kMul:
      return fmt::format("sinter_multiply({}, {}, &ok)", a, b);
    case DimOp::kFloorDiv:
      return fmt::format("sinter_floor_divide({}, {}, &ok)", a, b);
    case DimOp::kMod:
      return fmt::format("sinter_modulo({}, {}, &ok)", a, b);
    case DimOp::kMax:
      return fmt::format("sinter_maximum({}, {})", a, b);
    case DimOp::kMin:
      return fmt::format("sinter_minimum({}, {})", a, b);
    case DimOp::kParameter:
    case DimOp::kIndex:
    case DimOp::kValue:
      break;
  }
  return "0";
}

/// The symbols that the rows use, by number.
std::vector<bool> needed_symbols(const Plan& plan) {
  const DimTable& dims = plan.function.graph->dims;
  std::vector<bool> needed(dims.size());
  const auto need = [&](const Dim& dim) {
    for (const auto& [symbol, factor] : dim.terms()) needed[symbol.index] = true;
  };
  std::ranges::for_each(plan.sizes, need);
  for (std::size_t i = dims.size(); i-- > 0;) {
    const Symbol& symbol = dims[SymbolId(static_cast<std::uint32_t>(i))];
    if (needed[i]) need(symbol.a), need(symbol.b);
  }
  return needed;
}

std::string size_function(const Plan& plan) {
  const DimTable& dims = plan.function.graph->dims;
  const std::vector<bool> needed = needed_symbols(plan);
  std::string text =
      fmt::format("static int {}_sizes(const int64_t* given, int64_t* sizes) {{\n  int ok = 1;\n",
                  plan.function.name);
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (!needed[i]) continue;
    const SymbolId id(static_cast<std::uint32_t>(i));
    const Symbol& symbol = dims[id];
    const auto given = std::ranges::find(plan.given, id, &SizePlan::symbol);
    std::string value;
    if (const auto known = plan.known(id)) {
      value = number(*known);
    } else if (given != plan.given.end()) {
      value = fmt::format("given[{}]", given - plan.given.begin());
    } else {
      value = symbol.op == DimOp::kParameter ? "0" : operation(symbol);
    }
    text += fmt::format("  const int64_t s{} = {};\n", i, value);
  }
  for (std::size_t i = 0; i < plan.sizes.size(); ++i)
    text += fmt::format("  sizes[{}] = {};\n", i, expression(plan.sizes[i]));
  return text + "  (void)given, (void)sizes;\n  return ok;\n}\n";
}

std::string rows_text(const std::vector<int>& rows) {
  return rows.empty() ? "NULL" : fmt::format("(const int[]){{{}}}", fmt::join(rows, ", "));
}

/// "static const T name[] = {rows};", with one row of zeros where there is none: C has no empty
/// arrays.
std::string table(const std::string& type, const std::string& name,
                  const std::vector<std::string>& rows) {
  return fmt::format("static const {} {}[] = {{\n  {}\n}};\n", type, name,
                     rows.empty() ? "{0}" : fmt::format("{}", fmt::join(rows, ",\n  ")));
}

std::string array_row(const ArrayPlan& array) {
  const std::size_t bytes = size_of(array.dtype);
  return fmt::format("{{{}, {}, {}, {}, {}, {}}}", c_string(array.name), bytes,
                     array.dtype == DType::kBool ? 1 : 0, array.is_result ? 1 : 0,
                     array.sizes.size(), rows_text(array.sizes));
}

/// What the site's failure says. Assertions say what the program says; their values are not shown.
std::string message_of(const graph::Graph& graph, const lower::Site& site) {
  if (site.is_position) return {};  // the call knows it
  if (!site.is_assertion) return site.message;
  const auto& show = std::get<graph::ShowAttr>(graph.def(site.value).attribute);
  if (!show.code.empty())
    return graph::fill_sizes(show.texts.at(0), show.texts.at(1), show.texts.at(2));
  return "assertion failed: " + show.texts.at(0);
}

std::string site_row(Plan& plan, const lower::Site& site) {
  const graph::Graph& graph = *plan.function.graph;
  const Shape& shape = graph.type(site.value).shape;
  std::vector<int> rows;
  if (!site.is_assertion && !graph::is_local(graph.dims, shape)) {
    for (const Dim& dim : shape) rows.push_back(plan.row(dim));
  }
  return fmt::format("{{{}, {}, {}, {}, {}}}", c_string(site.code),
                     c_string(place_of(graph, site.locations) + message_of(graph, site)),
                     site.is_position ? 1 : 0, rows.size(), rows_text(rows));
}

std::string guard_row(Plan& plan, const graph::Guard& guard) {
  const graph::Graph& graph = *plan.function.graph;
  const bool is_equality = guard.kind == graph::GuardKind::kEqual;
  std::string code = guard.code;
  std::string message = place_of(graph, guard.locations) + guard.message;
  if (code.empty()) {  // of a graph from a cache, which has no messages
    code = "E6063";
    message = fmt::format("{}: {} is {{left}}, but {} is {{right}}{}", plan.function.name,
                          graph.dims.print(guard.left), graph.dims.print(guard.right),
                          is_equality ? "" : ", which is more");
  }
  return fmt::format("{{{}, {}, {}, {}, {}}}", is_equality ? 1 : 0, plan.row(guard.left),
                     plan.row(guard.right), c_string(code), c_string(message));
}

std::string tables(const Built& built) {
  Plan plan = built.plan;
  const std::string& f = plan.function.name;
  std::vector<std::string> names, arrays, guards, sites, versions;
  for (const SizePlan& size : plan.given) names.push_back(c_string(size.label));
  for (const ArrayPlan& array : plan.arrays) arrays.push_back(array_row(array));
  for (const graph::Guard& guard : plan.function.graph->guards)
    guards.push_back(guard_row(plan, guard));
  for (const lower::Site& site : plan.sites) sites.push_back(site_row(plan, site));
  for (const Version& version : built.versions)
    versions.push_back(fmt::format("{{{}, {}, {}, {}}}", version.level, version.symbol,
                                   version.integers.size(), rows_text(version.integers)));
  std::string text;
  for (const Version& version : built.versions)
    text += fmt::format("void {}(struct sinter_call* call);\n", version.symbol);
  text += size_function(plan);
  text +=
      table("char* const", f + "_names", names.empty() ? std::vector<std::string>{"NULL"} : names);
  text += table("struct sinter_array", f + "_arrays", arrays);
  text += table("struct sinter_guard", f + "_guards", guards);
  text += table("struct sinter_site", f + "_failures", sites);
  text += table("struct sinter_version", f + "_versions", versions);
  text += fmt::format(
      "static const struct sinter_function {0}_function = {{\n"
      "  {1}, {2}, {0}_sizes, {3}, {0}_names, {4}, {0}_arrays, {5}, {0}_guards,\n"
      "  {6}, {0}_failures, {7}, {0}_versions\n}};\n\n",
      f, c_string(f), plan.sizes.size(), plan.given.size(), plan.arrays.size(), guards.size(),
      sites.size(), versions.size());
  return text;
}

std::string functions_text(const std::string& library, const Built& built) {
  const Plan& plan = built.plan;
  const std::string& f = plan.function.name;
  std::size_t integers = 1;
  for (const Version& version : built.versions)
    integers = std::max(integers, version.integers.size());
  const std::size_t sizes = std::max<std::size_t>(plan.sizes.size(), 1);
  std::string text = fmt::format(
      "{} {{\n"
      "  const int64_t given[] = {{{}}};\n"
      "  void* const buffers[] = {{{}}};\n"
      "  int64_t sizes[{}], integers[{}];\n"
      "  return sinter_run(&{}_function, given, buffers, sizes, integers, error);\n}}\n\n",
      c_declaration(library, plan), given_text(plan), buffers_text(plan), sizes, integers, f);
  const std::string shapes = c_shapes_declaration(library, plan);
  if (shapes.empty()) return text;
  text += fmt::format(
      "{} {{\n"
      "  const int64_t given[] = {{{}}};\n"
      "  int64_t sizes[{}];\n"
      "  const int status = sinter_check_sizes(&{}_function, given, sizes, error);\n"
      "  if (status != SINTER_AOT_OK) return status;\n",
      shapes, given_text(plan), sizes, f);
  for (const ArrayPlan& array : plan.arrays) {
    for (std::size_t axis = 0; array.is_result && axis < array.sizes.size(); ++axis)
      text += fmt::format("  {}[{}] = sizes[{}];\n", array.name, axis, array.sizes[axis]);
  }
  return text + "  return SINTER_AOT_OK;\n}\n\n";
}

}  // namespace

std::string given_text(const Plan& plan) {
  std::vector<std::string> names;
  for (const SizePlan& size : plan.given) names.push_back(size.name);
  return names.empty() ? "0" : fmt::format("{}", fmt::join(names, ", "));
}

std::string buffers_text(const Plan& plan) {
  std::vector<std::string> buffers;
  for (const ArrayPlan& array : plan.arrays) {
    const bool is_value = !array.is_result && array.type.shape.empty();
    buffers.push_back(fmt::format("(void*){}{}", is_value ? "&" : "", array.name));
  }
  return fmt::format("{}", fmt::join(buffers, ", "));
}

std::string c_source(const std::string& library, std::span<const Built> functions) {
  const bool on_gpu = !functions.empty() && functions.front().gpu.has_value();
  std::string text = fmt::format(
      "/* {0}: the functions of {0}.h. Made by `sinter build`. */\n"
      "#include \"{0}.h\"\n\n"
      "#include \"sinter_aot_runtime.h\"\n{1}\n",
      library,
      on_gpu ? "#include \"sinter_aot_host_values.h\"\n#include \"sinter_aot_cuda.h\"\n" : "");
  for (const Built& built : functions) text += tables(built) + functions_text(library, built);
  if (on_gpu) text += gpu_source(library, functions);
  return text + fmt::format(
                    "int {0}_level(void) {{ return sinter_level(); }}\n\n"
                    "void {0}_limit_level(int most) {{\n"
                    "  __atomic_store_n(&sinter_most_level, most, __ATOMIC_RELAXED);\n}}\n",
                    library);
}

}  // namespace sinter::runtime::aot
