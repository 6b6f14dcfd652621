#include "frontend/repl/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "frontend/lang/builtin_names.h"
#include "frontend/repl/syntax.h"

namespace sinter::repl {
namespace {

constexpr std::size_t kKnownFunctions = 256;

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
}

/// As many lines and columns of nothing, so that what follows stands where it stood.
std::string blanked(std::string text) {
  for (char& c : text)
    if (c != '\n') c = ' ';
  return text;
}

/// A name in place of a call, and no longer, so that what follows stands where it stood: `rand`, as
/// messages are to name it.
std::string name_for(const HostCall& call,
                     const std::function<bool(const std::string&)>& is_taken) {
  const std::size_t length = call.end - call.begin;
  for (int i = 0;; ++i) {
    std::string name = i == 0 ? call.function : fmt::format("{}_{}", call.function, i);
    if (name.size() > length) name = fmt::format("_{}", i);
    if (!is_taken(name)) return name;
  }
}

ExplainOptions types_of(const std::vector<Array>& arguments) {
  ExplainOptions types;
  for (const Array& argument : arguments) {
    ArgumentType type{argument.dtype(), {}};
    for (const std::int64_t size : argument.shape()) type.shape.push_back(size == 1 ? 1 : -1);
    types.arguments.push_back(std::move(type));
  }
  return types;
}

/// The first line of an input, or what of it there is room for.
std::string shortened(std::string_view input) {
  constexpr std::size_t kRoom = 40;
  const std::string_view line = input.substr(0, input.find('\n'));
  if (line.size() == input.size() && line.size() <= kRoom) return std::string(line);
  std::size_t end = std::min(line.size(), kRoom);
  while (end > 0 && (static_cast<unsigned char>(input[end]) & 0xC0U) == 0x80U) --end;
  return std::string(line.substr(0, end)) + " ...";
}

/// The functions and constants of a program that had another text before: "f, n".
std::string changed(const Program& before, const Program& program) {
  std::vector<std::string> names;
  for (const Program::Part& part : program.parts) {
    const Program::Part* const old = before.find(part.name);
    if (old != nullptr && old->text != part.text) names.push_back(part.name);
  }
  return joined(names);
}

}  // namespace

Session::Session(EngineOptions options, ImportOptions imports)
    : engine_(std::move(options), imports), imports_(std::move(imports)) {}

std::vector<std::string> Session::host_names() const {
  std::vector<std::string> names;
  for (const auto& [name, host] : hosts_) names.push_back(name);
  return names;
}

std::vector<std::string> Session::value_names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : values_) names.push_back(name);
  for (const auto& [name, text] : literals_) names.push_back(name);
  return names;
}

bool Session::exists(std::string_view name) const {
  const std::string text(name);
  return values_.contains(text) || literals_.contains(text);
}

void Session::set_value(const std::string& name, std::optional<Array> value) {
  const auto old = values_.find(name);
  changes_.values.try_emplace(name,
                              old == values_.end() ? std::nullopt : std::optional(old->second));
  if (value) {
    values_.insert_or_assign(name, std::move(*value));
  } else {
    values_.erase(name);
  }
}

void Session::set_literal(const std::string& name, std::optional<std::string> text) {
  const auto old = literals_.find(name);
  changes_.literals.try_emplace(name,
                                old == literals_.end() ? std::nullopt : std::optional(old->second));
  if (text) {
    literals_.insert_or_assign(name, std::move(*text));
  } else {
    literals_.erase(name);
  }
}

void Session::take_back() {
  const Changes changes = std::move(changes_);
  for (const auto& [name, value] : changes.values) set_value(name, value);
  for (const auto& [name, text] : changes.literals) set_literal(name, text);
  if (changes.definitions) definitions_ = *changes.definitions;
  if (changes.seeds) seeds_ = *changes.seeds;
  record_.cut(changes.steps);
}

std::uint64_t Session::next_seed(std::optional<std::uint64_t> given, Purpose purpose) {
  std::mt19937_64 next = seeds_;
  if (given) next.seed(*given);
  const std::uint64_t seed = given.value_or(next() >> 1);
  if (purpose == Purpose::kRun) {
    if (!changes_.seeds) changes_.seeds = seeds_;
    seeds_ = next;
  }
  return seed;
}

Function Session::defined_function(const std::string& name) const {
  const Program program = program_of(name);
  try {
    return engine_.compile(program.text, "<session>").function(name);
  } catch (const Error& error) {
    rethrow(error, {}, program);
  }
}

void Session::rethrow_of(const std::string& name, const Error& error) const {
  rethrow(error, {}, program_of(name));
}

Places Session::places_of(const std::string& name) const { return places({}, program_of(name)); }

void Session::reset() {
  definitions_.clear();
  values_.clear();
  literals_.clear();
  known_.clear();
  record_.clear();
  seeds_.seed(0);
}

bool Session::forget(const std::string& name) {
  const std::vector<Definition> definitions = definitions_;
  const Literals literals = literals_;
  const std::size_t erased = std::erase_if(
      definitions_, [&](const Definition& definition) { return definition.name == name; });
  if (literals_.erase(name) + erased == 0) return values_.erase(name) > 0;
  try {
    check_program();
  } catch (const Error& error) {
    definitions_ = definitions;
    literals_ = literals;
    throw with_note(error,
                    fmt::format("{} is kept: what is left does not compile without it", name));
  }
  return true;
}

void Session::set_options(const EngineOptions& options) {
  earlier_ledger_ = ledger();
  engine_ = Engine(options, imports_);
  known_.clear();
}

std::vector<LedgerEntry> Session::ledger() const {
  // All inputs are functions of one name: times tell which kernel is whose.
  const auto key = [](const std::string& specialization, double disk, double lowering, double llvm,
                      double link) {
    return std::tuple(specialization, disk, lowering, llvm, link);
  };
  std::map<std::tuple<std::string, double, double, double, double>, std::string> inputs;
  for (const auto& [text, known] : known_) {
    for (const CompileInfo& made : known.function.compile_history()) {
      const CompileTimes& t = made.times;
      inputs.emplace(key(made.specialization, t.disk, t.lowering, t.llvm, t.link), known.input);
    }
  }
  std::vector<LedgerEntry> rows = earlier_ledger_;
  for (LedgerEntry& row : engine_.ledger()) {
    const auto input = inputs.find(
        key(row.specialization, row.disk_ms, row.lowering_ms, row.llvm_ms, row.link_ms));
    if (input != inputs.end())
      row.function = fmt::format("`{}` as {}", shortened(input->second), row.function);
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Carries out the calls of the session's own functions.
Session::Prepared Session::prepare(const std::string& text, Purpose purpose) {
  Prepared prepared;
  prepared.text = text;
  std::size_t recorded = 0;  // what of the text is in prepared.recorded
  const std::vector<std::string> names = names_in(text);
  const std::vector<HostCall> calls = host_calls(text, host_names());
  const auto is_taken = [&](const std::string& name) {
    // The text itself may have other uses for it.
    return exists(name) || defines(name) || prepared.given.contains(name) ||
           std::ranges::count(names, name) > std::ranges::count(calls, name, &HostCall::function);
  };
  for (const HostCall& call : calls) {
    if (defines(call.function)) continue;  // the user's own function of that name
    auto value = hosts_.at(call.function)(*this, call, purpose);
    if (!value) {
      throw Error(
          ErrorKind::kUser, "E6201",
          fmt::format("{} has no value: write it as a statement of its own", call.function));
    }
    const std::size_t length = call.end - call.begin;
    const std::string name = name_for(call, is_taken);
    prepared.given.emplace(name, std::move(*value));
    prepared.text.replace(call.begin, length, name + std::string(length - name.size(), ' '));
    prepared.recorded += text.substr(recorded, call.begin - recorded) + name;
    recorded = call.end;
  }
  prepared.recorded += text.substr(recorded);
  prepared.effect = effect_of(prepared.recorded, [&](std::string_view name) {
    return prepared.given.contains(std::string(name)) || exists(name);
  });
  return prepared;
}

/// `before` stands before the statements, so that places are those of the input.
Session::Wrapped Session::wrap(const Prepared& prepared, const std::string& before,
                               const std::string& result) const {
  const Effect& effect = prepared.effect;
  Wrapped wrapped;
  std::string numbers;
  const std::vector<std::string> hidden = hidden_constants(definitions_, literals_);
  for (const std::string& name : effect.reads) {
    const auto given = prepared.given.find(name);
    const auto value = values_.find(name);
    if (given != prepared.given.end()) {
      wrapped.arguments.push_back(given->second.value);
    } else if (value != values_.end()) {
      wrapped.arguments.push_back(value->second);
    } else {
      const auto literal = literals_.find(name);
      if (literal == literals_.end()) continue;
      // Other constants are those of the program, which functions see, too.
      const bool is_own = std::ranges::find(effect.assigned, name) != effect.assigned.end() ||
                          std::ranges::find(hidden, name) != hidden.end();
      if (!is_own) continue;
      wrapped.numbers.emplace_back(*literal);
      numbers += name + " = " + literal->second + "; ";
      continue;
    }
    wrapped.parameters.push_back(name);
  }
  wrapped.header = "fn input(" + joined(wrapped.parameters) + ")";
  wrapped.text = wrapped.header + (result.empty() ? "" : " -> " + result) + " {\n" + numbers +
                 (effect.has_value ? "return (\n" : "\n") + before + prepared.text + "\n";
  if (effect.has_value) {
    wrapped.text += ")\n";
  } else {
    // A function has a result: a statement that assigns nothing returns a zero.
    wrapped.text += "return " + (effect.assigned.empty() ? "0" : joined(effect.assigned)) + "\n";
  }
  wrapped.text += "}\n";
  wrapped.lines_before = 2;
  return wrapped;
}

/// What the statements take from the program.
std::vector<std::string> Session::program_names(const Prepared& prepared, const Wrapped& wrapped) {
  std::vector<std::string> names = prepared.effect.reads;
  std::erase_if(names, [&](const std::string& name) {
    return std::ranges::find(wrapped.parameters, name) != wrapped.parameters.end() ||
           std::ranges::find(wrapped.numbers, name, &std::pair<std::string, std::string>::first) !=
               wrapped.numbers.end();
  });
  return names;
}

Session::Known Session::function_of(const Wrapped& wrapped, const Prepared& prepared,
                                    const Typed& typed) {
  const Program program = needed(program_names(prepared, wrapped));
  const auto found = known_.find(wrapped.text);
  const bool imports = std::ranges::any_of(definitions_, [](const Definition& definition) {
    return definition.kind == Item::Kind::kImport;  // the files may have changed
  });
  if (!imports && found != known_.end() && found->second.program.text == program.text) {
    found->second.types = types_of(wrapped.arguments);
    found->second.number = ++compiled_;
    return found->second;
  }
  std::string note;
  if (found != known_.end()) note = changed(found->second.program, program);
  try {
    const Function function = work([engine = engine_, text = wrapped.text + program.text] {
      return engine.compile(text, "<input>").function("input");
    });
    Known known{trimmed(prepared.text),      function, program,
                types_of(wrapped.arguments), note,     ++compiled_};
    known_.insert_or_assign(wrapped.text, known);
    if (known_.size() > kKnownFunctions) {
      known_.erase(std::ranges::min_element(known_, {}, [](const auto& entry) {
        return entry.second.number;  // asked for longest ago
      }));
    }
    return known;
  } catch (const Error& error) {
    rethrow(error, typed, program);
  }
}

std::vector<Session::Known> Session::inputs_using(const std::string& name) const {
  std::vector<Known> found;
  if (!defines(name)) return found;
  const Program now = program_of(name);
  for (const auto& [text, known] : known_) {
    const bool same = std::ranges::all_of(now.parts, [&](const Program::Part& part) {
      const Program::Part* const used = known.program.find(part.name);
      return used != nullptr && used->text == part.text;
    });
    if (same) found.push_back(known);
  }
  std::ranges::sort(found, {}, &Known::number);
  return found;
}

std::vector<Array> Session::run(const Prepared& prepared, const std::string& before,
                                const std::string& input) {
  const Wrapped wrapped = wrap(prepared, before);
  const Typed typed{input, input_name_, wrapped.lines_before, lines_of(wrapped.text) - 1,
                    wrapped.header};
  const Known known = function_of(wrapped, prepared, typed);
  std::vector<Array> results;
  try {
    results = work([function = known.function, arguments = wrapped.arguments, cancel = cancel_] {
      function.prepare(arguments, Effort::kAuto);
      CallOptions options;
      options.cancel = &cancel;
      return function.call(arguments, options);
    });
  } catch (const Error& error) {
    rethrow(error, typed, known.program);
  }
  record(prepared, wrapped, results);
  const Effect& effect = prepared.effect;
  if (effect.has_value) return results;
  for (std::size_t i = 0; i < effect.assigned.size() && i < results.size(); ++i) {
    set_literal(effect.assigned[i], std::nullopt);
    set_value(effect.assigned[i], results[i]);
  }
  return {};
}

/// `save(...)` and `x = load(...)`: nothing to compile.
std::optional<std::vector<Array>> Session::run_host_statement(const std::string& piece) {
  const std::optional<HostStatement> statement = host_statement(piece, host_names());
  if (!statement || defines(statement->call.function)) return {};
  const std::string& target = statement->target;
  if (lang::is_reserved(target) || defines(target)) return {};  // an error, in its usual words
  auto value = hosts_.at(statement->call.function)(*this, statement->call, Purpose::kRun);
  if (!value) {
    if (target.empty()) return std::vector<Array>{};
    throw Error(ErrorKind::kUser, "E6201",
                fmt::format("{} has no value: write it as a statement of its own",
                            statement->call.function));
  }
  const std::string name = target.empty() ? "_" : target;
  record(name, *value, false);
  set_literal(name, std::nullopt);
  set_value(name, value->value);
  return target.empty() ? std::vector<Array>{value->value} : std::vector<Array>{};
}

std::vector<Array> Session::run_statement(const std::string& input, std::size_t begin,
                                          std::size_t end) {
  const std::string piece = input.substr(begin, end - begin);
  if (auto values = run_host_statement(piece)) return *values;
  const Prepared prepared = prepare(piece, Purpose::kRun);
  const Effect& effect = prepared.effect;
  for (const std::string& name : effect.assigned) {
    if (!defines(name)) continue;
    throw Error(
        ErrorKind::kUser, "E6202",
        fmt::format("'{0}' is a function; `:reset {0}` forgets it, and frees the name", name));
  }
  std::vector<Array> results = run(prepared, blanked(input.substr(0, begin)), input);
  if (!effect.number.empty() && effect.assigned.size() == 1) {
    set_value(effect.assigned[0], std::nullopt);
    set_literal(effect.assigned[0], effect.number);
  }
  return results;
}

void Session::check_definitions(const std::string& input, const std::vector<Item>& items,
                                const std::vector<Definition>& others) const {
  // The input stands first, without its statements: places in it are those of the input.
  std::string text;
  for (const Item& item : items) {
    if (item.kind == Item::Kind::kStatement) continue;
    text += blanked(input.substr(text.size(), item.begin - text.size()));
    text += input.substr(item.begin, item.end - item.begin);
  }
  text += '\n';
  const Program rest = whole_program(others, literals_);
  try {
    static_cast<void>(engine_.compile(text + rest.text, "<input>"));
  } catch (const Error& error) {
    rethrow(error, {input, input_name_, 0, lines_of(text) - 1}, rest);
  }
}

std::vector<std::string> Session::define(const std::string& input, const std::vector<Item>& items) {
  std::vector<std::string> defined;
  std::vector<Definition> made;
  for (const Item& item : items) {
    if (item.kind == Item::Kind::kStatement) continue;
    std::string text = input.substr(item.begin, item.end - item.begin);
    FunctionNames names;
    if (item.kind == Item::Kind::kFunction) {
      names = names_of_functions(text);
      if (std::ranges::find(names.reads, "_") != names.reads.end())
        refuse_last_value(input, input_name_, item);
    }
    made.push_back(
        {item.kind, item.name, std::move(text), std::move(names.reads), std::move(names.indices)});
    if (!item.name.empty()) defined.push_back(item.name);
  }
  if (made.empty()) return defined;
  for (const std::string& name : defined) {
    set_value(name, std::nullopt);
    set_literal(name, std::nullopt);
  }
  const auto is_made = [&](const Definition& old) {
    return std::ranges::any_of(made, [&](const Definition& definition) {
      return definition.kind == old.kind &&
             (definition.name.empty() ? definition.text == old.text : definition.name == old.name);
    });
  };
  std::vector<Definition> others;
  std::ranges::remove_copy_if(definitions_, std::back_inserter(others), is_made);
  check_definitions(input, items, others);
  changes_.definitions = definitions_;
  definitions_ = std::move(others);
  definitions_.insert(definitions_.end(), made.begin(), made.end());
  return defined;
}

/// Functions may use the constants of their own input, whatever the order.
void Session::add_constants(const std::string& input, const std::vector<Item>& items) {
  const bool defines_any = std::ranges::any_of(
      items, [](const Item& item) { return item.kind == Item::Kind::kFunction; });
  if (!defines_any) return;
  for (const Item& item : items) {
    if (item.kind != Item::Kind::kStatement) continue;
    const std::string piece = input.substr(item.begin, item.end - item.begin);
    const Effect effect = effect_of(piece, [](std::string_view /*name*/) { return false; });
    // A value of that name stays until the statement is carried out; functions do not see it.
    if (!effect.number.empty()) set_literal(effect.assigned[0], effect.number);
  }
}

/// Functions that use a constant have to be right with its new value, too.
void Session::check_constants() const {
  std::vector<std::string> names;
  for (const auto& [name, before] : changes_.literals) {
    const auto now = literals_.find(name);
    const bool same = now != literals_.end() && before == now->second;
    if (before && !same) names.push_back(name);
  }
  if (any_uses(definitions_, names)) check_program();
}

void Session::check_program() const {
  const Program program = whole_program(definitions_, literals_);
  try {
    static_cast<void>(engine_.compile(program.text, "<session>"));
  } catch (const Error& error) {
    rethrow(error, {}, program);
  }
}

Session::Outcome Session::evaluate(const std::string& input, const Listener& listener,
                                   const std::string& name) {
  input_name_ = name;
  changes_ = {};
  changes_.steps = record_.size();
  try {
    check_syntax(input, name);
    const std::vector<Item> items = split(input);
    Outcome outcome;
    add_constants(input, items);
    outcome.defined = define(input, items);
    for (const Item& item : items) {
      if (item.kind == Item::Kind::kFunction && listener.defined) listener.defined(item.name);
      if (item.kind != Item::Kind::kStatement) continue;
      outcome.values = run_statement(input, item.begin, item.end);
      if (outcome.values.empty()) continue;
      set_literal("_", std::nullopt);
      set_value("_", outcome.values.front());
      if (listener.value) listener.value(outcome.values);
    }
    check_constants();
    record_.tidy(values_);
    return outcome;
  } catch (...) {
    take_back();
    throw;
  }
}

Compiled Session::compile(const std::string& input, Purpose purpose, const std::string& result) {
  check_syntax(input, "<input>");
  const Prepared prepared = prepare(input, purpose);
  const Wrapped wrapped = wrap(prepared, "", result);
  const Typed typed{prepared.text, "<input>", wrapped.lines_before, lines_of(wrapped.text) - 1,
                    wrapped.header};
  const Known known = function_of(wrapped, prepared, typed);
  const auto moved = [this, typed, program = known.program](const Error& error) {
    rethrow(error, typed, program);
  };
  return {known.function, wrapped.arguments,           known.types, known.note,
          moved,          places(typed, known.program)};
}

Array Session::value_of(const std::string& expression, Purpose purpose, const std::string& type) {
  const std::string name = trimmed(expression);
  if (const auto value = values_.find(name); value != values_.end()) return value->second;
  // Sizes and the like decide types.
  const Compiled compiled =
      compile(name, purpose == Purpose::kRun ? Purpose::kRun : Purpose::kValues, type);
  try {
    return work([compiled, cancel = cancel_] {
      CallOptions options;
      options.cancel = &cancel;
      return compiled.function.call(compiled.arguments, options).front();
    });
  } catch (const Error& error) {
    compiled.rethrow(error);
    throw;
  }
}

}  // namespace sinter::repl
