#include "frontend/lift/dispatch.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

namespace sinter::lift {
namespace {

const char* cpp_type(DType type) {
  switch (type) {
    case DType::kBool:
      return "bool";
    case DType::kI8:
      return "std::int8_t";
    case DType::kI16:
      return "std::int16_t";
    case DType::kI32:
      return "std::int32_t";
    case DType::kI64:
      return "std::int64_t";
    case DType::kU8:
      return "std::uint8_t";
    case DType::kU16:
      return "std::uint16_t";
    case DType::kU32:
      return "std::uint32_t";
    case DType::kU64:
      return "std::uint64_t";
    case DType::kF32:
      return "float";
    default:
      return "double";
  }
}

/// A raw string literal, cut where a compiler may have a limit.
std::string literal(const std::string& text) {
  std::string result;
  constexpr std::size_t kPart = 8000;
  for (std::size_t at = 0; at < text.size(); at += kPart)
    result += "R\"SINTER(" + text.substr(at, kPart) + ")SINTER\"\n";
  return result.empty() ? "\"\"\n" : result;
}

/// The function of the header that calls one lifted function.
class Dispatcher {
 public:
  explicit Dispatcher(const Lifted& lifted) : lifted_(lifted), function_(lifted.function) {}

  std::string text() {
    declare();
    out_ += "  static const sinter::detail::LiftedFunction sinter_function(\n" +
            literal(lifted_.text) + "      , \"" + function_.name + "\", {" +
            types(lifted_.arguments) + "}, {" + types(lifted_.results) + "}, " + flags() + ");\n";
    symbols();
    conditions();
    out_ += "  if (sinter_fits) {\n";
    arrays();
    call();
    out_ += "  }\n";
    out_ += "  return " + plain() + ";\n}\n";
    close_namespaces();
    return out_;
  }

 private:
  const Variable& variable(int id) const {
    return function_.variables[static_cast<std::size_t>(id)];
  }
  const ArrayInfo& array(int id) const { return function_.arrays[static_cast<std::size_t>(id)]; }

  std::vector<std::string> scopes() const {
    std::vector<std::string> found;
    std::string rest = function_.qualified_name.substr(0, function_.qualified_name.find('<'));
    for (std::size_t at = rest.find("::"); at != std::string::npos; at = rest.find("::")) {
      found.push_back(rest.substr(0, at));
      rest = rest.substr(at + 2);
    }
    return found;
  }

  /// Types of the function's own namespace, whose name is also that of one inside of `lifted`.
  std::string global(const std::string& type) const {
    const auto names = scopes();
    if (names.empty()) return type;
    const std::string own = names[0] + "::";
    std::string text = type;
    for (std::size_t at = text.find(own); at != std::string::npos; at = text.find(own, at)) {
      const char before = at == 0 ? ' ' : text[at - 1];
      const bool whole =
          before != ':' && before != '_' && !std::isalnum(static_cast<unsigned char>(before));
      if (whole) text.insert(at, "::");
      at += own.size();
    }
    return text;
  }

  std::string parameters() const {
    std::string list;
    for (const Parameter& parameter : function_.parameters)
      list += (list.empty() ? "" : ", ") + global(parameter.declaration);
    return list;
  }

  void declare() {
    const auto names = scopes();
    if (function_.needs_declaration) {
      for (const std::string& scope : names) out_ += "namespace " + scope + " {\n";
      out_ += function_.cpp_result + " " + function_.plain_name + "(" + parameters() + ")" +
              (function_.is_noexcept ? " noexcept" : "") + ";\n";
      for (std::size_t i = 0; i < names.size(); ++i) out_ += "}\n";
    }
    out_ += "namespace lifted {\n";
    for (const std::string& scope : names) out_ += "namespace " + scope + " {\n";
    out_ += "inline " + global(function_.cpp_result) + " " + function_.plain_name + "(" +
            parameters() + ") {\n";
  }

  void close_namespaces() {
    for (std::size_t i = 0; i <= scopes().size(); ++i) out_ += "}\n";
    out_ += "\n";
  }

  std::string plain() const {
    std::string list;
    for (const Parameter& parameter : function_.parameters)
      list += (list.empty() ? "" : ", ") + parameter.name;
    return "::" + function_.qualified_name + "(" + list + ")";
  }

  std::string types(const std::vector<Item>& items) const {
    std::string list;
    for (const Item& item : items) {
      const DType type = item.kind == Item::Kind::kArray    ? array(item.id).type
                         : item.kind == Item::Kind::kResult ? function_.result
                                                            : handed(item.id);
      const std::size_t rank = item.kind == Item::Kind::kArray ? array(item.id).size.size() : 0;
      list += (list.empty() ? "" : ", ") + std::string("{sinter::DTypeOf<") + cpp_type(type) +
              ">::value, " + std::to_string(rank) + "}";
    }
    return list;
  }

  DType handed(int id) const {
    const Variable::Kind kind = variable(id).kind;
    return kind == Variable::Kind::kSize || kind == Variable::Kind::kDerived ? DType::kI64
                                                                             : variable(id).type;
  }

  std::string flags() const {
    const bool exact = !lifted_.reorders && !function_.uses_math;
    return std::string("{.may_fail = ") + (lifted_.may_fail ? "true" : "false") +
           ", .exact = " + (exact ? "true" : "false") + "}";
  }

  std::string symbol(int id) const { return "sinter_n_" + variable(id).name; }

  std::string text_of(const Polynomial& value) const {
    return value.text([&](int id) { return symbol(id); });
  }

  /// An expression of parameters as C++, in 64 bits.
  std::string text_of(const ExprPtr& e) const {
    switch (e->kind) {
      case ExprKind::kConstant:
        if (is_float(e->type)) return std::to_string(e->real);
        return "std::int64_t{" + std::to_string(e->integer) + "}";
      case ExprKind::kScalar:
        return is_integer(variable(e->id).type) ? symbol(e->id) : variable(e->id).cpp;
      case ExprKind::kAffine:
        return "(" + text_of(*e->polynomial) + ")";
      case ExprKind::kCast:
        if (is_integer(e->type) && is_integer(e->children[0]->type)) return text_of(e->children[0]);
        return std::string("static_cast<") + cpp_type(e->type) + ">(" + text_of(e->children[0]) +
               ")";
      case ExprKind::kUnary:
        return std::string("(") + (e->name == "not" ? "!" : e->name) + text_of(e->children[0]) +
               ")";
      case ExprKind::kAnd:
      case ExprKind::kOr:
        return "(" + text_of(e->children[0]) + (e->kind == ExprKind::kAnd ? " && " : " || ") +
               text_of(e->children[1]) + ")";
      case ExprKind::kSelect:
        return "(" + text_of(e->children[0]) + " ? " + text_of(e->children[1]) + " : " +
               text_of(e->children[2]) + ")";
      case ExprKind::kCall: {
        const std::string own = e->name == "maximum"   ? "std::max<std::int64_t>"
                                : e->name == "minimum" ? "std::min<std::int64_t>"
                                                       : "std::abs";
        std::string list;
        for (const ExprPtr& child : e->children)
          list += (list.empty() ? "" : ", ") + text_of(child);
        return own + "(" + list + ")";
      }
      default: {
        const std::string a = text_of(e->children[0]), b = text_of(e->children[1]);
        if ((e->name == "/" || e->name == "%") && is_integer(e->type))
          return "(" + b + " == 0 ? 0 : " + a + " " + e->name + " " + b + ")";
        return "(" + a + " " + e->name + " " + b + ")";
      }
    }
  }

  void names_in(const ExprPtr& e, std::set<int>& found) const {
    if (e->kind == ExprKind::kScalar && is_integer(variable(e->id).type)) found.insert(e->id);
    if (e->kind == ExprKind::kAffine) {
      for (const auto& [monomial, coefficient] : e->polynomial->terms())
        found.insert(monomial.begin(), monomial.end());
    }
    for (const ExprPtr& child : e->children) names_in(child, found);
  }

  void symbols() {
    std::set<int> used = function_.symbols;
    for (const Item& item : lifted_.arguments) {
      if (item.kind != Item::Kind::kArray) used.insert(item.id);
    }
    for (std::size_t id = function_.variables.size(); id-- > 0;) {
      if (used.contains(static_cast<int>(id)) &&
          function_.variables[id].kind == Variable::Kind::kDerived)
        names_in(function_.variables[id].value, used);
    }
    for (const ExprPtr& e : function_.early) names_in(e, used);
    if (function_.narrows_sizes) {
      for (std::size_t id = 0; id < function_.variables.size(); ++id) {
        if (function_.variables[id].kind == Variable::Kind::kSize)
          used.insert(static_cast<int>(id));
      }
    }
    // Sizes and parameters first: what is derived is computed of them.
    for (const bool derived : {false, true}) {
      for (const int id : used) {
        const Variable& found = variable(id);
        if ((found.kind == Variable::Kind::kDerived) != derived || !is_integer(found.type))
          continue;
        const std::string value =
            derived ? text_of(found.value) : "static_cast<std::int64_t>(" + found.cpp + ")";
        out_ += "  [[maybe_unused]] const std::int64_t " + symbol(id) + " = " + value + ";\n";
      }
    }
  }

  void conditions() {
    std::string list;
    const auto require = [&](const std::string& condition) {
      list += (list.empty() ? "" : " && ") + condition;
    };
    for (const int id : function_.symbols) require(symbol(id) + " >= 0");
    for (const Guard& guard : function_.guards) require(text_of(guard.value) + " >= 0");
    for (const ExprPtr& e : function_.early) require("!" + text_of(e));
    if (function_.narrows_sizes) {
      for (std::size_t id = 0; id < function_.variables.size(); ++id) {
        if (function_.variables[id].kind == Variable::Kind::kSize)
          require(symbol(static_cast<int>(id)) + " <= 2147483647");
      }
    }
    out_ += "  const bool sinter_fits = " + (list.empty() ? std::string("true") : list) + ";\n";
  }

  std::vector<int> used_arrays() const {
    std::vector<int> found;
    for (const auto* items : {&lifted_.arguments, &lifted_.results}) {
      for (const Item& item : *items) {
        if (item.kind == Item::Kind::kArray &&
            std::find(found.begin(), found.end(), item.id) == found.end())
          found.push_back(item.id);
      }
    }
    return found;
  }

  bool is_result(int id) const {
    return std::any_of(lifted_.results.begin(), lifted_.results.end(), [&](const Item& item) {
      return item.kind == Item::Kind::kArray && item.id == id;
    });
  }

  void arrays() {
    std::string list;
    for (const int id : used_arrays()) {
      const ArrayInfo& used = array(id);
      std::string sizes, strides, offset;
      for (std::size_t axis = 0; axis < used.size.size(); ++axis) {
        sizes += (sizes.empty() ? "" : ", ") + text_of(used.size[axis]);
        const std::string stride = !used.strides.empty()
                                       ? "static_cast<std::int64_t>(" + used.strides[axis] + ")"
                                       : text_of(used.stride[axis]);
        strides += (strides.empty() ? "" : ", ") + stride;
        if (!(used.low[axis] == Polynomial(0)))
          offset += " + (" + text_of(used.low[axis]) + ") * (" + stride + ")";
      }
      out_ += "    const sinter::detail::LiftedArray<" + std::to_string(used.size.size()) +
              "> sinter_a_" + used.name + "(" + used.cpp + offset + ", {" + sizes + "}, {" +
              strides + "});\n";
      list += (list.empty() ? "" : ", ") +
              ("sinter_a_" + used.name + ".range(" + (is_result(id) ? "true" : "false") + ")");
    }
    if (!list.empty())
      out_ += "    const sinter::detail::LiftedRange sinter_ranges[] = {" + list + "};\n";
    out_ += list.empty()
                ? "    const bool sinter_apart = true;\n"
                : "    const bool sinter_apart = sinter_function.are_apart(sinter_ranges);\n";
  }

  void call() {
    std::string data, key;
    const auto add_array = [&](int id) {
      data += (data.empty() ? "" : ", ") + ("sinter_a_" + array(id).name + ".data()");
      for (std::size_t axis = 0; axis < array(id).size.size(); ++axis)
        key += (key.empty() ? "" : ", ") +
               ("sinter_a_" + array(id).name + ".size(" + std::to_string(axis) + ")");
      for (std::size_t axis = 0; axis < array(id).size.size(); ++axis)
        key += (key.empty() ? "" : ", ") +
               ("sinter_a_" + array(id).name + ".stride(" + std::to_string(axis) + ")");
    };
    std::string after, kept;
    for (const Item& item : lifted_.arguments) {
      if (item.kind == Item::Kind::kArray) {
        add_array(item.id);
        continue;
      }
      const std::string own = "sinter_value_" + variable(item.id).name;
      const Variable& found = variable(item.id);
      const bool own_symbol =
          found.kind == Variable::Kind::kSize || found.kind == Variable::Kind::kDerived;
      out_ += std::string("    ") + cpp_type(handed(item.id)) + " " + own + " = " +
              (own_symbol ? symbol(item.id) : found.cpp) + ";\n";
      data += (data.empty() ? "" : ", ") + ("&" + own);
    }
    for (const Item& item : lifted_.results) {
      if (item.kind == Item::Kind::kArray) {
        add_array(item.id);
        continue;
      }
      const bool returned = item.kind == Item::Kind::kResult;
      const std::string own =
          returned ? "sinter_returned" : "sinter_result_" + variable(item.id).name;
      out_ += std::string("    ") + cpp_type(returned ? function_.result : handed(item.id)) + " " +
              own + "{};\n";
      data += (data.empty() ? "" : ", ") + ("&" + own);
      if (returned) {
        kept = own;
      } else {
        after += "        " + variable(item.id).cpp + " = " + own + ";\n";
      }
    }
    out_ += "    void* const sinter_data[] = {" + data + "};\n";
    out_ += "    const std::array<std::int64_t, " + std::to_string(count_key()) + "> sinter_key{" +
            key + "};\n";
    out_ += "    if (sinter_apart) {\n";
    out_ +=
        "      if (sinter_function.checks()) {\n        auto sinter_check = "
        "sinter_function.compute(sinter_data, sinter_key);\n";
    const std::string give_back =
        kept.empty() ? "return;"
                     : "return static_cast<" + function_.cpp_result + ">(" + kept + ");";
    if (kept.empty()) {
      out_ += "        " + plain() + ";\n";
    } else {
      out_ += "        " + kept + " = " + plain() + ";\n";
    }
    for (const Item& item : lifted_.results) {
      if (item.kind == Item::Kind::kScalar)
        out_ += "        sinter_result_" + variable(item.id).name + " = " + variable(item.id).cpp +
                ";\n";
    }
    out_ += "        sinter_check.compare(sinter_data, sinter_key);\n        " + give_back +
            "\n      }\n";
    out_ += "      if (sinter_function.run(sinter_data, sinter_key)) {\n" + after + "        " +
            give_back + "\n      }\n    }\n";
  }

  std::size_t count_key() const {
    std::size_t count = 0;
    for (const auto* items : {&lifted_.arguments, &lifted_.results}) {
      for (const Item& item : *items) {
        if (item.kind == Item::Kind::kArray) count += 2 * array(item.id).size.size();
      }
    }
    return count;
  }

  const Lifted& lifted_;
  const Function& function_;
  std::string out_;
};

}  // namespace

std::string dispatch_header(const LiftedFile& lifted) {
  std::string text =
      "// Generated by sinter lift from " + std::filesystem::path(lifted.file).filename().string() +
      ". Include it behind the declarations of the functions in it.\n// NOLINTBEGIN\n#pragma "
      "once\n\n"
      "#include <algorithm>\n#include <array>\n#include <cstdint>\n#include <cstdlib>\n\n#include "
      "\"sinter/lifted.h\"\n\n";
  for (const Lifted& function : lifted.functions) text += Dispatcher(function).text();
  for (const Refused& refused : lifted.refused) {
    text += "// Not lifted: " + refused.name + " (" + std::to_string(refused.reason.place.line) +
            ":" + std::to_string(refused.reason.place.column) + ")\n";
    const auto base = [](const std::string& name) { return name.substr(0, name.find('<')); };
    const bool shared =
        std::any_of(lifted.functions.begin(), lifted.functions.end(), [&](const Lifted& other) {
          return base(other.function.qualified_name) == base(refused.name);
        });
    if (!shared) text += refused.forwards;
  }
  return text + "// NOLINTEND\n";
}

}  // namespace sinter::lift
