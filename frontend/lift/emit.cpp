// Statements as they stand in C++, and the function around them.
#include "frontend/lift/emit.h"

#include <algorithm>
#include <utility>

namespace sinter::lift {

void Emitter::line(const std::string& text) {
  lines_.push_back(std::string(static_cast<std::size_t>(indent_) * 4, ' ') + text);
}

std::string Emitter::unique(const std::string& wanted) {
  std::string result = wanted;
  for (int i = 2; names_.contains(result); ++i) result = wanted + "_" + std::to_string(i);
  names_.insert(result);
  return result;
}

/// Indices of loops that stand one after the other have one name where C++ gives them one.
std::string Emitter::enter_index(int id) {
  const Variable& index = variable(id);
  std::string own = index.name;
  const bool counted =
      own.starts_with(index.cpp) && own.size() > index.cpp.size() && own[index.cpp.size()] == '_' &&
      own.find_first_not_of("0123456789", index.cpp.size() + 1) == std::string::npos;
  if (counted) {
    bool taken = false;
    for (const auto& [other, name] : index_names_) taken = taken || name == index.cpp;
    for (const Variable& other : function_.variables)
      taken = taken || (other.kind != Variable::Kind::kIndex && other.name == index.cpp);
    for (const ArrayInfo& other : function_.arrays) taken = taken || other.name == index.cpp;
    if (!taken) own = index.cpp;
  }
  index_names_[id] = own;
  return own;
}

void Emitter::leave_index(int id) { index_names_.erase(id); }

/// An array whose elements are used before all of them are set is an argument.
void Emitter::need(int id) {
  if (defined_.contains(id) || private_.contains(id)) return;
  needed_.insert(id);
}

void Emitter::block(const std::vector<Stmt>& body) {
  frames_.push_back({&body, 0, false});
  for (std::size_t i = 0; i < body.size(); ++i) {
    frames_.back().next = i + 1;
    statement(body[i]);
  }
  frames_.pop_back();
}

void Emitter::statement(const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::kAssign: {
      const std::string value = typed(stmt.value);
      used_variables_.insert(stmt.id);
      line(variable(stmt.id).name + " = " + value);
      zero_lines_[stmt.id] = lines_.size() - 1;
      first_values_[stmt.id] = stmt.value;
      return;
    }
    case StmtKind::kStore:
      return structured_store(stmt);
    case StmtKind::kArray: {
      std::string sizes;
      for (const Polynomial& size : array(stmt.id).size)
        sizes += (sizes.empty() ? "" : ", ") + polynomial_text(size);
      if (array(stmt.id).size.size() > 1) sizes = "(" + sizes + ")";
      const std::string type(name(array(stmt.id).type));
      const bool zero = !stmt.value || (stmt.value->kind == ExprKind::kConstant &&
                                        stmt.value->integer == 0 && stmt.value->real == 0);
      line(array(stmt.id).name + " = " +
           (zero ? "zeros(" + sizes + ", " + type + ")"
                 : "full(" + sizes + ", " + typed(stmt.value) + ")"));
      defined_.insert(stmt.id);
      return;
    }
    case StmtKind::kFor: {
      Reason why;
      if (!raise(stmt, why)) structured_for(stmt, why);
      return;
    }
    case StmtKind::kWhile: {
      loops_.push_back({stmt.place, "ordered loop", {stmt.place, "it is no loop that counts", ""}});
      const std::string condition = text(stmt.value);
      line("while " + condition + " {");
      ++indent_;
      ++loop_depth_;
      const bool saved = std::exchange(top_level_, false);
      zero_lines_.clear();
      frames_.back().repeats = true;
      block(stmt.body);
      top_level_ = saved;
      --loop_depth_;
      --indent_;
      line("}");
      return;
    }
    case StmtKind::kIf: {
      line("if " + text(stmt.value) + " {");
      ++indent_;
      const bool saved = std::exchange(top_level_, false);
      zero_lines_.clear();
      block(stmt.body);
      --indent_;
      if (!stmt.other.empty()) {
        line("} else {");
        ++indent_;
        block(stmt.other);
        --indent_;
      }
      zero_lines_.clear();
      top_level_ = saved;
      line("}");
      return;
    }
    case StmtKind::kBreak:
      return line("break");
    case StmtKind::kContinue:
      return line("continue");
    case StmtKind::kReturn:
      return return_values(stmt.value);
  }
}

void Emitter::structured_for(const Stmt& stmt, Reason reason) {
  loops_.push_back({stmt.place, "ordered loop", std::move(reason)});
  const auto bound = [&](const ExprPtr& e) {
    if (e->kind == ExprKind::kAffine) return polynomial_text(*e->polynomial);
    return text(e, 9);
  };
  const std::string low = bound(stmt.low), high = bound(stmt.high);
  const std::string index = enter_index(stmt.id);
  line("for " + index + " in " + low + ".." + high +
       (stmt.step == 1 ? "" : " by " + std::to_string(stmt.step)) + " {");
  ++indent_;
  ++loop_depth_;
  const bool saved = std::exchange(top_level_, false);
  zero_lines_.clear();
  zero_array_lines_.clear();
  frames_.push_back({&stmt.body, 0, true});
  for (std::size_t i = 0; i < stmt.body.size(); ++i) {
    frames_.back().next = i + 1;
    statement(stmt.body[i]);
  }
  frames_.pop_back();
  zero_lines_.clear();
  zero_array_lines_.clear();
  top_level_ = saved;
  --loop_depth_;
  --indent_;
  line("}");
  leave_index(stmt.id);
}

void Emitter::structured_store(const Stmt& stmt) {
  const std::string value = typed(stmt.value);
  std::string inside;
  for (const ExprPtr& e : stmt.subscripts) {
    if (e->kind != ExprKind::kAffine) may_fail_ = true;
    inside += (inside.empty() ? "" : ", ") + subscript(e);
  }
  need(stmt.id);
  written_.insert(stmt.id);
  zero_array_lines_.erase(stmt.id);
  line(array(stmt.id).name + "[" + inside + "] = " + value);
}

void Emitter::return_values(const ExprPtr& value) {
  std::string list;
  for (const Parameter& parameter : function_.parameters) {
    const bool given =
        parameter.is_array ? written_.contains(parameter.id) : variable(parameter.id).is_result;
    if (!given) continue;
    if (parameter.is_array) need(parameter.id);
    list += (list.empty() ? "" : ", ") +
            (parameter.is_array ? array(parameter.id).name : name_of(parameter.id));
  }
  if (value) list += (list.empty() ? "" : ", ") + typed(value);
  line("return " + list);
}

/// A size as text, where its variables are dimensions; another name for it elsewhere.
std::string Emitter::axis_text(const Polynomial& size, const std::string& fallback) {
  const bool open = size.mentions_any([&](int id) { return !dimensions_.contains(id); });
  return open ? unique(fallback) : size.text([&](int id) { return variable(id).name; });
}

/// Variables that the shapes of arguments give are dimensions, the others are arguments of their
/// own.
void Emitter::choose_dimensions() {
  for (bool changed = true; changed;) {
    changed = false;
    for (const Parameter& parameter : function_.parameters) {
      if (!parameter.is_array || !needed_.contains(parameter.id)) continue;
      for (const Polynomial& size : array(parameter.id).size) {
        std::set<int> open;
        for (const auto& [monomial, coefficient] : size.terms()) {
          for (const int id : monomial) {
            if (!dimensions_.contains(id)) open.insert(id);
          }
        }
        if (open.size() != 1) continue;
        const auto factor = size.coefficient(*open.begin());
        if (!factor || !factor->is_constant() || *factor->constant() <= 0) continue;
        dimensions_.insert(*open.begin());
        changed = true;
      }
    }
  }
}

bool Emitter::is_made(const Variable& v) {
  return v.kind == Variable::Kind::kSize || v.kind == Variable::Kind::kDerived;
}

/// What the lifted function takes, in order: what its text declares and what calls hand over.
std::vector<Item> Emitter::arguments() const {
  std::vector<Item> items;
  const auto is_needed = [&](int id) {
    return used_variables_.contains(id) && !dimensions_.contains(id);
  };
  for (const Parameter& parameter : function_.parameters) {
    if (parameter.is_array ? needed_.contains(parameter.id) : is_needed(parameter.id)) {
      items.push_back(
          {parameter.is_array ? Item::Kind::kArray : Item::Kind::kScalar, parameter.id});
    }
  }
  for (int id = 0; id < static_cast<int>(function_.variables.size()); ++id) {
    if (is_made(function_.variables[static_cast<std::size_t>(id)]) && is_needed(id))
      items.push_back({Item::Kind::kScalar, id});
  }
  return items;
}

/// What it gives, in order.
std::vector<Item> Emitter::results() const {
  std::vector<Item> items;
  for (const Parameter& parameter : function_.parameters) {
    if (parameter.is_array && written_.contains(parameter.id))
      items.push_back({Item::Kind::kArray, parameter.id});
    if (!parameter.is_array && variable(parameter.id).is_result)
      items.push_back({Item::Kind::kScalar, parameter.id});
  }
  if (function_.has_result) items.push_back({Item::Kind::kResult, -1});
  return items;
}

std::string Emitter::signature() {
  choose_dimensions();
  std::string parameters, results;
  int count = 0;
  const auto add = [](std::string& list, const std::string& item) {
    list += (list.empty() ? "" : ", ") + item;
  };
  const auto array_type = [&](int id) {
    if (const auto known = shape_texts_.find(id); known != shape_texts_.end()) return known->second;
    std::string axes;
    for (std::size_t axis = 0; axis < array(id).size.size(); ++axis) {
      axes += (axes.empty() ? "" : ", ") +
              axis_text(array(id).size[axis], array(id).name + "_" + std::to_string(axis));
    }
    return shape_texts_[id] = std::string(name(array(id).type)) + "[" + axes + "]";
  };
  for (const Item& item : arguments()) {
    if (item.kind == Item::Kind::kArray) {
      add(parameters, array(item.id).name + ": " + array_type(item.id));
    } else {
      const Variable& number = variable(item.id);
      add(parameters,
          number.name + ": " + (is_made(number) ? "i64" : std::string(name(number.type))));
    }
  }
  for (const Item& item : this->results()) {
    add(results, item.kind == Item::Kind::kArray    ? array_type(item.id)
                 : item.kind == Item::Kind::kScalar ? std::string(name(variable(item.id).type))
                                                    : std::string(name(function_.result)));
    ++count;
  }
  if (count == 0)
    throw Refusal{{function_.place, "it neither returns nor writes anything",
                   "return a value, or write to an array"}};
  return "fn " + function_.name + "(" + parameters + ") -> " +
         (count == 1 ? results : "(" + results + ")") + " {";
}

namespace {

void collect_written(const std::vector<Stmt>& body, std::set<int>& written) {
  for (const Stmt& stmt : body) {
    if (stmt.kind == StmtKind::kStore) written.insert(stmt.id);
    collect_written(stmt.body, written);
    collect_written(stmt.other, written);
  }
}

bool always_returns(const std::vector<Stmt>& body) {
  if (body.empty()) return false;
  const Stmt& last = body.back();
  return last.kind == StmtKind::kReturn ||
         (last.kind == StmtKind::kIf && always_returns(last.body) && always_returns(last.other));
}

}  // namespace

Lifted Emitter::run() {
  for (const Variable& known : function_.variables) {
    if (known.kind != Variable::Kind::kIndex) names_.insert(known.name);
  }
  for (const ArrayInfo& known : function_.arrays) names_.insert(known.name);
  std::set<int> stored;
  collect_written(function_.body, stored);
  for (const int id : stored) {
    if (!array(id).is_parameter) continue;
    written_.insert(id);
    if (array(id).is_const)
      throw Refusal{{array(id).place,
                     "`" + array(id).name + "` is written, but its type is const or a copy",
                     "pass it by reference or as a pointer"}};
  }
  block(function_.body);
  if (!always_returns(function_.body)) {
    if (function_.has_result)
      throw Refusal{
          {function_.place, "it may end without returning a value", "return a value at its end"}};
    return_values(nullptr);
  }
  Lifted lifted;
  std::string text;
  for (const auto& helper : function_.helpers) {
    Emitter inner(*helper);
    text += inner.run_helper() + "\n";
    may_fail_ = may_fail_ || inner.may_fail_;
  }
  text += signature() + "\n";
  for (const std::string& written : lines_) {
    if (!written.empty()) text += written + "\n";
  }
  text += "}\n";
  lifted.arguments = arguments();
  lifted.results = results();
  lifted.text = std::move(text);
  lifted.loops = std::move(loops_);
  lifted.may_fail = may_fail_;
  lifted.reorders = reorders_;
  return lifted;
}

std::string Emitter::run_helper() {
  find_shapes(function_);
  for (const Variable& known : function_.variables) {
    if (known.kind != Variable::Kind::kIndex) names_.insert(known.name);
  }
  block(function_.body);
  std::string parameters;
  for (const Parameter& parameter : function_.parameters) {
    parameters += (parameters.empty() ? "" : ", ") + variable(parameter.id).name + ": " +
                  std::string(name(variable(parameter.id).type));
  }
  std::string text = "fn " + function_.name + "(" + parameters + ") -> " +
                     std::string(name(function_.result)) + " {\n";
  for (const std::string& written : lines_) text += written + "\n";
  return text + "}\n";
}

Lifted emit(Function function) {
  auto kept = std::make_shared<Function>(std::move(function));
  Emitter emitter(*kept);
  Lifted lifted = emitter.run();
  lifted.function = std::move(*kept);
  return lifted;
}

}  // namespace sinter::lift
