// switch, as a chain of if and else.
#include <algorithm>

#include "frontend/lift/ast_queries.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {
namespace {

/// One or more labels and the statements behind them, up to the break.
struct Section {
  std::vector<const clang::CaseStmt*> cases;
  bool is_default = false;
  std::vector<const clang::Stmt*> body;
  bool ends = false;
};

bool leaves(const clang::Stmt& stmt) {
  if (const auto* block = llvm::dyn_cast<clang::CompoundStmt>(&stmt))
    return !block->body_empty() && leaves(*block->body_back());
  return llvm::isa<clang::BreakStmt>(stmt) || llvm::isa<clang::ContinueStmt>(stmt) ||
         llvm::isa<clang::ReturnStmt>(stmt);
}

/// A break that ends the switch from the middle of a section; those of inner loops are theirs.
const clang::Stmt* inner_break(const clang::Stmt* stmt) {
  if (stmt == nullptr || llvm::isa<clang::ForStmt>(stmt) || llvm::isa<clang::WhileStmt>(stmt) ||
      llvm::isa<clang::DoStmt>(stmt) || llvm::isa<clang::CXXForRangeStmt>(stmt) ||
      llvm::isa<clang::SwitchStmt>(stmt))
    return nullptr;
  if (llvm::isa<clang::BreakStmt>(stmt)) return stmt;
  for (const clang::Stmt* child : stmt->children()) {
    if (const clang::Stmt* found = inner_break(child)) return found;
  }
  return nullptr;
}

/// The statement behind labels, which become the section's.
const clang::Stmt& take_labels(const clang::Stmt& stmt, Section& section) {
  const clang::Stmt* at = &stmt;
  while (const auto* label = llvm::dyn_cast<clang::SwitchCase>(at)) {
    if (const auto* given = llvm::dyn_cast<clang::CaseStmt>(label)) {
      section.cases.push_back(given);
    } else {
      section.is_default = true;
    }
    at = label->getSubStmt();
  }
  return *at;
}

/// Takes the break off the end of a section, also out of a block.
void without_break(std::vector<const clang::Stmt*>& body) {
  while (!body.empty()) {
    if (llvm::isa<clang::BreakStmt>(body.back())) {
      body.pop_back();
      return;
    }
    const auto* block = llvm::dyn_cast<clang::CompoundStmt>(body.back());
    if (block == nullptr || !leaves(*block)) return;
    body.pop_back();
    body.insert(body.end(), block->body_begin(), block->body_end());
  }
}

}  // namespace

void Translator::switch_statement(const clang::SwitchStmt& stmt, Block& to) {
  if (stmt.getConditionVariable())
    refuse(stmt, "a variable is declared in a condition", "declare it before");
  if (stmt.getInit()) statement(*stmt.getInit(), to);
  const auto* block = llvm::dyn_cast<clang::CompoundStmt>(stmt.getBody());
  if (block == nullptr)
    refuse(stmt, "a switch statement without a block", "write it as if and else");
  std::vector<Section> sections;
  for (const clang::Stmt* child : block->body()) {
    if (llvm::isa<clang::SwitchCase>(child)) {
      if (!sections.empty() && !sections.back().ends)
        refuse(*child, "a case of a switch runs on into this one",
               "end every case with break or return, or write if and else");
      child = &take_labels(*child, sections.emplace_back());
    } else if (sections.empty() || sections.back().ends) {
      refuse(*child, "a statement of a switch that no case leads to",
             "declare variables before the switch, and take out what never runs");
    }
    sections.back().body.push_back(child);
    sections.back().ends = leaves(*child);
  }
  const ExprPtr tested = kept(value(*stmt.getCond()), to);
  std::stable_partition(sections.begin(), sections.end(),
                        [](const Section& section) { return !section.is_default; });
  Block* target = &to;
  for (Section& section : sections) {
    without_break(section.body);
    for (const clang::Stmt* child : section.body) {
      if (const clang::Stmt* found = inner_break(child))
        refuse(*found, "a break in the middle of a case", "write the rest of the case as else");
    }
    const auto write = [&](Block& body) {
      for (const clang::Stmt* child : section.body) statement(*child, body);
    };
    if (section.is_default) {
      write(*target);
      continue;
    }
    Stmt made = make_stmt(StmtKind::kIf, place(*section.cases[0]));
    for (const clang::CaseStmt* given : section.cases) {
      const ExprPtr hit = case_test(*given, tested);
      made.value =
          made.value ? make_expr(ExprKind::kOr, DType::kBool, hit->place, {made.value, hit}) : hit;
    }
    write(made.body);
    target->push_back(std::move(made));
    target = &target->back().other;
  }
}

ExprPtr Translator::case_test(const clang::CaseStmt& given, const ExprPtr& tested) {
  const Place where = place(given);
  const auto compare = [&](const char* relation, const clang::Expr& bound) {
    return make_expr(ExprKind::kBinary, DType::kBool, where,
                     {tested, cast_to(value(bound), tested->type)}, relation);
  };
  if (given.getRHS() == nullptr) return compare("==", *given.getLHS());
  return make_expr(ExprKind::kAnd, DType::kBool, where,
                   {compare(">=", *given.getLHS()), compare("<=", *given.getRHS())});
}

}  // namespace sinter::lift
