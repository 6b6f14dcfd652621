// Parameters: numbers, pointers with extents, containers, views; and types.
#include <clang/AST/Attr.h>
#include <clang/AST/PrettyPrinter.h>
#include <clang/Basic/SourceManager.h>

#include <cctype>

#include "frontend/lift/ast_queries.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {

std::optional<DType> number_type(clang::QualType type) {
  type = type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  if (const auto* enumeration = type->getAs<clang::EnumType>()) {
    if (!enumeration->getDecl()->isComplete()) return std::nullopt;
    type = enumeration->getDecl()->getIntegerType().getCanonicalType();
  }
  const auto* builtin = type->getAs<clang::BuiltinType>();
  if (builtin == nullptr) return std::nullopt;
  using Kind = clang::BuiltinType;
  switch (builtin->getKind()) {
    case Kind::Bool:
      return DType::kBool;
    case Kind::Char_S:
    case Kind::SChar:
      return DType::kI8;
    case Kind::Char_U:
    case Kind::UChar:
    case Kind::Char8:
      return DType::kU8;
    case Kind::Short:
      return DType::kI16;
    case Kind::UShort:
    case Kind::Char16:
      return DType::kU16;
    case Kind::Int:
      return DType::kI32;
    case Kind::UInt:
    case Kind::Char32:
      return DType::kU32;
    case Kind::Long:
    case Kind::LongLong:
      return DType::kI64;  // On the 64-bit Linux that Sinter runs on.
    case Kind::ULong:
    case Kind::ULongLong:
      return DType::kU64;
    case Kind::Float:
      return DType::kF32;
    case Kind::Double:
      return DType::kF64;
    default:
      return std::nullopt;
  }
}

std::optional<ContainerType> container_type(clang::QualType type) {
  type = type.getNonReferenceType().getCanonicalType();
  const auto* record = type->getAsCXXRecordDecl();
  const auto* special = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(record);
  if (special == nullptr) return std::nullopt;
  const auto name = special->getName();
  const auto& arguments = special->getTemplateArgs();
  if (arguments.size() == 0 || arguments[0].getKind() != clang::TemplateArgument::Type)
    return std::nullopt;
  ContainerType result;
  result.element = arguments[0].getAsType();
  const auto integer = [&](unsigned i) -> std::optional<std::int64_t> {
    if (i >= arguments.size() || arguments[i].getKind() != clang::TemplateArgument::Integral)
      return std::nullopt;
    return arguments[i].getAsIntegral().getExtValue();
  };
  if (special->isInStdNamespace()) {
    if (name == "span") {
      result.kind = ContainerType::Kind::kSpan;
      const auto extent = integer(1);
      if (extent && *extent >= 0) result.size = extent;  // dynamic_extent is -1 as a signed number.
      return result;
    }
    if (name == "vector") {
      result.kind = ContainerType::Kind::kVector;
      if (result.element->isBooleanType()) return std::nullopt;
      return result;
    }
    if (name == "array") {
      result.kind = ContainerType::Kind::kArray;
      result.size = integer(1);
      return result;
    }
  }
  if (name == "View" && special->getQualifiedNameAsString() == "sinter::View") {
    result.kind = ContainerType::Kind::kView;
    result.rank = static_cast<int>(integer(1).value_or(1));
    return result;
  }
  if (name == "mdspan") {  // std's, Kokkos's, or one of the program with the same members.
    result.kind = ContainerType::Kind::kMdspan;
    if (arguments.size() < 2 || arguments[1].getKind() != clang::TemplateArgument::Type)
      return std::nullopt;
    const auto* extents = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
        arguments[1].getAsType()->getAsCXXRecordDecl());
    if (extents == nullptr) return std::nullopt;
    int rank = 0;
    for (const auto& argument : extents->getTemplateArgs().asArray()) {
      if (argument.getKind() == clang::TemplateArgument::Pack)
        rank += static_cast<int>(argument.pack_size());
      if (argument.getKind() == clang::TemplateArgument::Integral) ++rank;
    }
    result.rank = rank;
    return result;
  }
  return std::nullopt;
}

namespace {

/// The name of the template whose arguments stand around a position: "span" of std::span<int, 3>.
std::string template_around(const std::string& type, std::size_t at) {
  int depth = 0;
  while (at > 0 && depth >= 0) {
    --at;
    depth += type[at] == '>' ? 1 : (type[at] == '<' ? -1 : 0);
  }
  std::size_t begin = at;
  const auto in_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  while (begin > 0 && in_name(type[begin - 1])) --begin;
  return type.substr(begin, at - begin);
}

}  // namespace

/// std::span<T, 18446744073709551615> as std::span<T>; elsewhere the number says that it is
/// unsigned, as compilers want it.
std::string without_dynamic_extent(std::string type) {
  const std::string extent = "18446744073709551615";
  for (std::size_t at = type.find(extent); at != std::string::npos; at = type.find(extent, at)) {
    const std::size_t end = type.find_first_of(",>", at);
    if (template_around(type, at) == "span" && type.compare(at - 2, 2, ", ") == 0) {
      type.erase(at - 2, end - at + 2);
    } else {
      type.replace(at, end - at, extent + "U");
      at += extent.size();
    }
  }
  return type;
}

Place Translator::place(clang::SourceLocation location) const {
  const auto& sources = context_.getSourceManager();
  const auto spelled = sources.getPresumedLoc(sources.getExpansionLoc(location));
  if (spelled.isInvalid()) return function_.place;
  return {spelled.getFilename(), spelled.getLine(), spelled.getColumn()};
}

void Translator::refuse(Place where, std::string why, std::string help) const {
  throw Refusal{{std::move(where), std::move(why), std::move(help)}};
}

void Translator::refuse(const clang::Stmt& where, std::string why, std::string help) const {
  refuse(place(where), std::move(why), std::move(help));
}

DType Translator::number(clang::QualType type, const Place& where) const {
  if (const auto found = number_type(type)) return *found;
  refuse(where, "the type " + type.getAsString() + " is no number of the language",
         "use bool, an integer, float or double");
}

/// Names of the language that a variable must not have.
bool is_taken(const std::string& name) {
  static const std::set<std::string> words{
      "fn",       "return",  "for",      "in",       "while",   "if",      "else",     "break",
      "continue", "import",  "from",     "as",       "and",     "or",      "not",      "true",
      "false",    "newaxis", "sum",      "mean",     "max",     "min",     "prod",     "any",
      "all",      "argmax",  "argmin",   "bool",     "i8",      "i16",     "i32",      "i64",
      "u8",       "u16",     "u32",      "u64",      "f16",     "bf16",    "f32",      "f64",
      "c64",      "c128",    "parallel", "fused",    "by",      "where",   "fmod",     "minimum",
      "maximum",  "zeros",   "abs",      "sqrt",     "exp",     "log",     "sin",      "cos",
      "tan",      "floor",   "ceil",     "trunc",    "pow",     "fma",     "border",   "const",
      "clamp",    "wrap",    "fill",     "reflect",  "cumsum",  "cumprod", "copysign", "inf",
      "nan",      "pi",      "print",    "assert",   "exp2",    "expm1",   "log2",     "log10",
      "log1p",    "asin",    "acos",     "atan",     "atan2",   "sinh",    "cosh",     "tanh",
      "asinh",    "acosh",   "atanh",    "cbrt",     "erf",     "erfc",    "lgamma",   "rint",
      "hypot",    "isnan",   "isinf",    "isfinite", "signbit", "fmin",    "fmax",     "full"};
  return words.contains(name);
}

std::string Translator::fresh_name(const std::string& wanted) {
  std::string base;
  for (const char c : wanted) base += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  if (base.empty() || std::isdigit(static_cast<unsigned char>(base[0]))) base = "v" + base;
  while (!base.empty() && base.back() == '_') base.pop_back();
  if (base.empty()) base = "v";
  std::string name = is_taken(base) ? base + "_" : base;
  for (int i = 2; names_.contains(name); ++i) name = base + "_" + std::to_string(i);
  names_.insert(name);
  return name;
}

int Translator::add_variable(const std::string& name, DType type, Variable::Kind kind) {
  Variable variable;
  variable.name = fresh_name(name);
  variable.type = type;
  variable.kind = kind;
  variable.cpp = name;
  function_.variables.push_back(std::move(variable));
  return static_cast<int>(function_.variables.size()) - 1;
}

int Translator::size_variable(const std::string& name, const std::string& cpp) {
  for (std::size_t i = 0; i < function_.variables.size(); ++i) {
    const Variable& variable = function_.variables[i];
    if (variable.kind == Variable::Kind::kSize && variable.cpp == cpp) return static_cast<int>(i);
  }
  const int id = add_variable(name, DType::kU64, Variable::Kind::kSize);
  function_.variables.back().cpp = cpp;
  return id;
}

int Translator::add_array(const std::string& name, DType type, Place where) {
  ArrayInfo array;
  array.name = fresh_name(name);
  array.type = type;
  array.place = std::move(where);
  function_.arrays.push_back(std::move(array));
  return static_cast<int>(function_.arrays.size()) - 1;
}

void Translator::declared_extents(const clang::ParmVarDecl& declaration, ArrayInfo& array) {
  // SINTER_EXTENT(n, m) keeps its text; the names in it are earlier or later integer parameters.
  for (const auto* annotation : declaration.specific_attrs<clang::AnnotateAttr>()) {
    const auto text = annotation->getAnnotation();
    if (!text.starts_with("sinter.extent=")) continue;
    std::string list = text.substr(14).str();
    std::size_t begin = 0;
    while (begin <= list.size()) {
      const std::size_t end = std::min(list.find(',', begin), list.size());
      ExprPtr extent;  // A product of names and numbers.
      std::size_t from = begin;
      while (from <= end) {
        const std::size_t to = std::min(list.find('*', from), end);
        std::string factor = list.substr(from, to - from);
        std::erase_if(factor, [](char c) { return std::isspace(static_cast<unsigned char>(c)); });
        ExprPtr part;
        if (!factor.empty() && factor.find_first_not_of("0123456789") == std::string::npos) {
          part = integer_constant(std::stoll(factor), DType::kI64);
        }
        for (std::size_t i = 0; i < function_.variables.size(); ++i) {
          const Variable& variable = function_.variables[i];
          if (variable.kind == Variable::Kind::kParameter && variable.cpp == factor &&
              is_integer(variable.type))
            part = cast_to(make_expr(ExprKind::kScalar, variable.type,
                                     place(declaration.getLocation()), {}, "", static_cast<int>(i)),
                           DType::kI64);
        }
        if (!part)
          refuse(
              place(declaration.getLocation()),
              "SINTER_EXTENT names `" + factor + "`, which is no integer parameter of the function",
              "give products of integer parameters and numbers");
        extent = extent
                     ? make_expr(ExprKind::kBinary, DType::kI64, part->place, {extent, part}, "*")
                     : part;
        from = to + 1;
      }
      array.extents.push_back(extent);
      begin = end + 1;
    }
    array.has_limit = true;
  }
}

void Translator::pointer_parameter(const clang::ParmVarDecl& declaration, clang::QualType pointee) {
  const Place where = place(declaration.getLocation());
  std::vector<std::int64_t> inner;
  clang::QualType element = pointee;
  std::string first = declaration.getNameAsString();
  while (const auto* array = context_.getAsConstantArrayType(element)) {
    inner.push_back(array->getSize().getSExtValue());
    element = array->getElementType();
    first += "[0]";
  }
  if (element->isPointerType())
    refuse(where,
           "`" + declaration.getNameAsString() +
               "` is a pointer to pointers: its rows lie anywhere in memory",
           "use one block of memory: a pointer and sizes, std::span or std::mdspan");
  const auto found = number_type(element);
  if (!found)
    refuse(where,
           "the elements of `" + declaration.getNameAsString() + "` are " + element.getAsString() +
               ", which is no number of the language",
           "use arrays of bool, integers, float or double");
  const int id = add_array(declaration.getNameAsString(), *found, where);
  ArrayInfo& array = function_.arrays.back();
  array.cpp = first;
  array.is_const = element.isConstQualified();
  Binding binding;
  binding.kind = Binding::Kind::kAddress;
  binding.address.array = id;
  binding.address.element = pointee;
  bindings_[&declaration] = binding;
  array.inner = std::move(inner);  // The outermost extent is found from the accesses.
  function_.parameters.push_back({true, id, declaration.getNameAsString(), {}});
}

void Translator::container_parameter(const clang::ParmVarDecl& declaration,
                                     const ContainerType& type) {
  const Place where = place(declaration.getLocation());
  const std::string name = declaration.getNameAsString();
  clang::QualType element = type.element;
  std::vector<std::int64_t> inner;
  while (const auto deeper = container_type(element)) {
    if (deeper->kind != ContainerType::Kind::kArray)
      refuse(where,
             "the elements of `" + name +
                 "` are containers of their own: its rows lie anywhere in memory",
             "use one block of memory: a std::vector of all elements and sizes");
    inner.push_back(*deeper->size);
    element = deeper->element;
  }
  const auto found = number_type(element);
  if (!found)
    refuse(where,
           "the elements of `" + name + "` are " + element.getAsString() +
               ", which is no number of the language",
           "use elements of bool, integers, float or double");
  const int id = add_array(name, *found, where);
  ArrayInfo& array = function_.arrays.back();
  const bool is_view = type.kind == ContainerType::Kind::kSpan ||
                       type.kind == ContainerType::Kind::kView ||
                       type.kind == ContainerType::Kind::kMdspan;
  array.is_const = element.isConstQualified() ||
                   (!is_view && declaration.getType().getNonReferenceType().isConstQualified());
  array.has_limit = true;
  const auto size_expr = [&](const std::string& what, const std::string& cpp) {
    const int size = size_variable(what, cpp);
    return cast_to(make_expr(ExprKind::kScalar, DType::kU64, where, {}, "", size), DType::kI64);
  };
  std::vector<ExprPtr> extents;
  std::vector<std::string> strides;
  std::string cpp;
  if (type.kind == ContainerType::Kind::kView || type.kind == ContainerType::Kind::kMdspan) {
    const bool view = type.kind == ContainerType::Kind::kView;
    cpp = view ? name + ".data()" : name + ".data_handle()";
    for (int axis = 0; axis < type.rank; ++axis) {
      const std::string k = std::to_string(axis);
      extents.push_back(size_expr(
          name + "_" + k, view ? name + ".shape()[" + k + "]" : name + ".extent(" + k + ")"));
      strides.push_back(view ? name + ".strides()[" + k + "]" : name + ".stride(" + k + ")");
    }
  } else {
    cpp = name + ".data()";
    // Of arrays in arrays, the innermost first one.
    for (std::size_t i = 0; i < inner.size(); ++i)
      cpp = (i == 0 ? name : cpp.substr(0, cpp.size() - 7)) + "[0].data()";
    extents.push_back(type.size ? integer_constant(*type.size, DType::kI64)
                                : size_expr(name + "_size", name + ".size()"));
    for (const std::int64_t size : inner) extents.push_back(integer_constant(size, DType::kI64));
  }
  ArrayInfo& added = function_.arrays[static_cast<std::size_t>(id)];
  added.extents = std::move(extents);
  added.strides = std::move(strides);
  added.cpp = std::move(cpp);
  Binding binding;
  binding.kind = Binding::Kind::kAddress;
  binding.address.array = id;
  binding.address.element = type.element;
  bindings_[&declaration] = binding;
  function_.parameters.push_back({true, id, name, {}});
}

void Translator::parameter(const clang::ParmVarDecl& declaration, std::size_t number) {
  const Place where = place(declaration.getLocation());
  const clang::QualType type = declaration.getType();
  const clang::QualType bare = type.getNonReferenceType();
  const std::string name = declaration.getNameAsString();
  if (name.empty())
    refuse(where, "parameter " + std::to_string(number + 1) + " has no name", "give it a name");
  if (bare->isPointerType()) {
    if (type->isReferenceType())
      refuse(where, "`" + name + "` is a reference to a pointer", "pass the pointer by value");
    return pointer_parameter(declaration, bare->getPointeeType());
  }
  if (bare->isArrayType() && type->isReferenceType()) {  // T (&a)[N]
    const auto* array = context_.getAsConstantArrayType(bare);
    if (array == nullptr)
      refuse(where, "the size of `" + name + "` is not a constant", "use std::span");
    pointer_parameter(declaration, array->getElementType());
    return;
  }
  if (const auto container = container_type(bare)) {
    const bool by_value =
        !type->isReferenceType() && (container->kind == ContainerType::Kind::kVector ||
                                     container->kind == ContainerType::Kind::kArray);
    container_parameter(declaration, *container);
    if (by_value) function_.arrays.back().is_const = true;
    return;
  }
  const auto scalar = number_type(bare);
  if (!scalar)
    refuse(where,
           "the parameter `" + name + "` has the type " + type.getAsString() +
               ", which is neither a number nor an array",
           "pass its numbers and arrays as parameters of their own");
  const int id = add_variable(name, *scalar, Variable::Kind::kParameter);
  function_.variables.back().is_result = type->isLValueReferenceType() && !bare.isConstQualified();
  Binding binding;
  binding.id = id;
  bindings_[&declaration] = binding;
  function_.parameters.push_back({false, id, name, {}});
}

void Translator::translate(const clang::FunctionDecl& declaration) {
  if (inlined_.empty()) inlined_.push_back(&declaration);
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&declaration);
  if (method != nullptr && method->isInstance())
    refuse(function_.place, "it is a member function, whose object is not an array",
           "make it a free function of arrays and numbers");
  clang::PrintingPolicy policy(context_.getLangOpts());
  policy.SuppressTagKeyword = true;
  policy.FullyQualifiedName = true;
  policy.PrintCanonicalTypes = true;
  for (std::size_t i = 0; i < declaration.getNumParams(); ++i) {
    const clang::ParmVarDecl& parameter_decl = *declaration.getParamDecl(static_cast<unsigned>(i));
    parameter(parameter_decl, i);
    std::string declared = parameter_decl.getNameAsString();
    parameter_decl.getType().getAsStringInternal(declared, policy);
    function_.parameters.back().declaration = without_dynamic_extent(declared);
  }
  for (const clang::ParmVarDecl* parameter_decl : declaration.parameters()) {
    const auto found = bindings_.find(parameter_decl);
    if (found->second.kind == Binding::Kind::kAddress)
      declared_extents(*parameter_decl,
                       function_.arrays[static_cast<std::size_t>(found->second.address.array)]);
  }
  const clang::QualType result = declaration.getReturnType();
  function_.cpp_result = result.getAsString(policy);
  if (!result->isVoidType()) {
    function_.result = number(result, function_.place);
    if (result->isReferenceType())
      refuse(function_.place, "it returns a reference", "return a value");
    function_.has_result = true;
  }
  for (const clang::ParmVarDecl* parameter_decl : declaration.parameters()) {
    Binding& binding = bindings_.at(parameter_decl);
    if (parameter_decl->getType()->isPointerType() &&
        may_change(declaration.getBody(), *parameter_decl))
      let_move(parameter_decl->getNameAsString(), binding, place(parameter_decl->getLocation()),
               function_.body);
  }
  statements_of(declaration.getBody(), function_.body);
}

}  // namespace sinter::lift
