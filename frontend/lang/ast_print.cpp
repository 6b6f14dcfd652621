// The syntax tree as s-expressions.
#include "compiler/support/check.h"
#include "frontend/lang/ast.h"

namespace sinter::lang {
namespace {

class Printer {
 public:
  explicit Printer(const Syntax& syntax) : syntax_(syntax) {}

  void expr(ExprId id) {
    if (!id) {
      out_ += '_';
      return;
    }
    const Expr& e = syntax_[id];
    switch (e.kind) {
      case ExprKind::Name:
        out_ += e.name;
        return;
      case ExprKind::Integer:
        out_ += std::to_string(e.integer);
        return;
      case ExprKind::Float:
        return number(e.number);
      case ExprKind::Bool:
        out_ += e.integer != 0 ? "true" : "false";
        return;
      case ExprKind::Text:
        out_ += fmt::format("\"{}\"", e.name);
        return;
      case ExprKind::NewAxis:
        out_ += "newaxis";
        return;
      case ExprKind::Ellipsis:
        out_ += "...";
        return;
      case ExprKind::Binary:
        return binary(id);
      case ExprKind::Unary:
        return list(spelling(e.op), e.children);
      case ExprKind::If:
        return list("if", e.children);
      case ExprKind::Call:
        return list("call", e.children);
      case ExprKind::Keyword:
        return list(fmt::format("{}=", e.name), e.children);
      case ExprKind::Subscript:
        return list("at", e.children);
      case ExprKind::Slice:
        return list("slice", e.children);
      case ExprKind::Attribute:
        return list(fmt::format(".{}", e.name), e.children);
      case ExprKind::Tuple:
        return list("tuple", e.children);
      case ExprKind::List:
        return list("list", e.children);
      case ExprKind::Binder:
        if (e.children.empty()) {
          out_ += e.name;
        } else {
          list(fmt::format("in {}", e.name), e.children);
        }
        return;
      case ExprKind::Reducer:
        return reducer(e);
    }
  }

  void function(const FunctionDecl& f, int indent = 0) {
    for (const Decorator& decorator : f.decorators) {
      list(fmt::format("@{}", decorator.name), decorator.arguments);
      out_ += '\n';
    }
    out_ += fmt::format("(fn {} (", f.name);
    for (std::size_t i = 0; i < f.parameters.size(); ++i) {
      if (i > 0) out_ += ' ';
      const ParameterDecl& p = f.parameters[i];
      out_ += p.type ? fmt::format("({} {})", p.name, print_type(syntax_, *p.type))
                     : std::string(p.name);
      if (!p.default_value) continue;
      out_ += '=';
      expr(p.default_value);
    }
    out_ += ") (";
    for (std::size_t i = 0; i < f.results.size(); ++i) {
      if (i > 0) out_ += ' ';
      out_ += print_type(syntax_, f.results[i]);
    }
    out_ += ')';
    block(f.body, indent + 1);
    out_ += indent == 0 ? ")\n" : ")";
  }

  void stmt(StmtId id, int indent) {
    const Stmt& s = syntax_[id];
    switch (s.kind) {
      case StmtKind::Assign:
        simple("=", s.targets, s.value);
        break;
      case StmtKind::Update:
        simple(spelling(s.op), s.targets, s.value);
        break;
      case StmtKind::Expression:
        expr(s.value);
        break;
      case StmtKind::Return:
        simple("return", {}, s.value);
        break;
      case StmtKind::Break:
        out_ += "(break)";
        break;
      case StmtKind::Continue:
        out_ += "(continue)";
        break;
      case StmtKind::Import:
        out_ += fmt::format("({})", syntax_.source->text(s.span));
        break;
      case StmtKind::Function:
        function(syntax_.functions[s.function], indent);
        break;
      case StmtKind::For:
      case StmtKind::While:
      case StmtKind::If:
      case StmtKind::Fused:
        compound(s, indent);
        break;
    }
  }

  void import_line(const ImportDecl& import) {
    out_ += fmt::format("({})\n", syntax_.source->text(import.span));
  }

  void constant(const ConstantDecl& constant) {
    out_ += fmt::format("(= {} ", constant.name);
    expr(constant.value);
    out_ += ")\n";
  }

  std::string take() { return std::move(out_); }

 private:
  void number(double value) {
    const std::string text = fmt::format("{}", value);
    out_ += text;
    if (text.find_first_of(".e") == std::string::npos) out_ += ".0";
  }

  void list(std::string_view head, const std::vector<ExprId>& children) {
    out_ += fmt::format("({}", head);
    for (const ExprId child : children) {
      out_ += ' ';
      expr(child);
    }
    out_ += ')';
  }

  void binary(ExprId id) {
    // The left spine may be long: heads outermost first, then operands innermost first.
    std::vector<ExprId> spine;
    ExprId left = id;
    for (; syntax_[left].kind == ExprKind::Binary; left = syntax_[left].children[0]) {
      spine.push_back(left);
      out_ += fmt::format("({} ", spelling(syntax_[left].op));
    }
    expr(left);
    for (auto node = spine.rbegin(); node != spine.rend(); ++node) {
      out_ += ' ';
      expr(syntax_[*node].children[1]);
      out_ += ')';
    }
  }

  void reducer(const Expr& e) {
    out_ += fmt::format("({} [", e.name);
    for (std::size_t i = 0; i + 1 < e.children.size(); ++i) {
      if (i > 0) out_ += ' ';
      expr(e.children[i]);
    }
    out_ += "] ";
    expr(e.children.back());
    out_ += ')';
  }

  void simple(std::string_view head, const std::vector<ExprId>& targets, ExprId value) {
    std::vector<ExprId> parts = targets;
    if (value) parts.push_back(value);
    list(head, parts);
  }

  void compound(const Stmt& s, int indent) {
    out_ += s.kind == StmtKind::For     ? "(for"
            : s.kind == StmtKind::While ? "(while"
            : s.kind == StmtKind::If    ? "(if"
                                        : "(fused";
    std::vector<ExprId> head = s.targets;
    if (s.value) head.push_back(s.value);
    if (s.upper) head.push_back(s.upper);
    for (const ExprId part : head) {
      out_ += ' ';
      expr(part);
    }
    block(s.body, indent + 1);
    if (!s.otherwise.empty()) {
      out_ += fmt::format("\n{:{}}else", "", indent * 2);
      block(s.otherwise, indent + 1);
    }
    out_ += ')';
  }

  void block(const std::vector<StmtId>& body, int indent) {
    for (const StmtId id : body) {
      out_ += fmt::format("\n{:{}}", "", indent * 2);
      stmt(id, indent);
    }
  }

  const Syntax& syntax_;
  std::string out_;
};

}  // namespace

std::string print(const Syntax& syntax, ExprId expr) {
  Printer printer(syntax);
  printer.expr(expr);
  return printer.take();
}

std::string print(const Syntax& syntax) {
  Printer printer(syntax);
  for (const ImportDecl& import : syntax.scopes[0].imports) printer.import_line(import);
  for (const ConstantDecl& constant : syntax.constants) printer.constant(constant);
  for (const FunctionDecl& function : syntax.functions) {
    if (!function.local) printer.function(function);
  }
  return printer.take();
}

std::string print_type(const Syntax& syntax, const TypeExpr& type) {
  std::string result(type.name);
  if (type.axes.empty()) return result;
  for (std::size_t i = 0; i < type.axes.size(); ++i) {
    result += i == 0 ? "[" : ", ";
    result += syntax.source->text(syntax[type.axes[i]].span);
  }
  return result + "]";
}

}  // namespace sinter::lang
