#include "frontend/repl/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "frontend/lang/diagnostics.h"

namespace sinter::repl {
namespace {

constexpr std::size_t kKnownFunctions = 256;

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

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

/// The functions of a program that had another text before: "f, g".
std::string changed(const std::vector<Definition>& before, const Program& program) {
  std::vector<std::string> names;
  for (const Program::Part& part : program.parts) {
    const Definition* const old = find_function(before, part.name);
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

Function Session::defined_function(const std::string& name) const {
  const Program program = program_of(name);
  try {
    return engine_.compile(program.text, "<session>").function(name);
  } catch (const Error& error) {
    rethrow(error, 0, 0, "", program);
  }
}

void Session::rethrow_of(const std::string& name, const Error& error) const {
  rethrow(error, 0, 0, "", program_of(name));
}

void Session::reset() {
  definitions_.clear();
  values_.clear();
  literals_.clear();
  known_.clear();
  record_.clear();
}

bool Session::forget(const std::string& name) {
  const std::size_t definitions = std::erase_if(
      definitions_, [&](const Definition& definition) { return definition.name == name; });
  return values_.erase(name) + literals_.erase(name) + definitions > 0;
}

void Session::set_options(const EngineOptions& options) {
  engine_ = Engine(options, imports_);
  known_.clear();
}

Session::Wrapped Session::wrap(const std::string& statements, const Effect& effect) const {
  Wrapped wrapped;
  wrapped.assigned = effect.assigned;
  wrapped.has_value = effect.has_value;
  for (const std::string& name : names_in(statements)) {
    if (values_.contains(name) && !contains(wrapped.parameters, name))
      wrapped.parameters.push_back(name);
  }
  for (const std::string& name : effect.assigned) {
    const auto literal = literals_.find(name);
    if (literal != literals_.end()) wrapped.weak += name + " = " + literal->second + "; ";
  }
  wrapped.text = "fn input(" + joined(wrapped.parameters) + ") {\n" + wrapped.weak +
                 (effect.has_value ? "return (\n" : "\n") + statements + "\n";
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

void Session::rethrow(const Error& error, std::size_t lines_before, std::size_t header_lines,
                      const std::string& input, const Program& program) const {
  if (error.kind() == ErrorKind::kInternal || error.diagnostics().front().location.line == 0)
    throw error;
  lang::Source source{input + "\n", input_name_};
  for (const Program::Part& part : program.parts) source.add(part.text + "\n", part.name);
  const auto moved = [&](SourceLocation place) {
    if ((place.file != "<input>" && place.file != "<session>") || place.line == 0) return place;
    if (place.line > header_lines) {
      const std::size_t line = place.line - header_lines;
      const Program::Part* const part = program.part_at(line);
      if (part == nullptr) return place;
      place.file = part->name;
      place.line = static_cast<std::uint32_t>(line - part->first_line + 1);
    } else {
      place.file = input_name_;
      const std::size_t line = place.line > lines_before ? place.line - lines_before : 1;
      place.line = static_cast<std::uint32_t>(std::min(line, lines_of(input)));
    }
    return place;
  };
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  std::string text;
  for (Diagnostic& diagnostic : diagnostics) {
    const bool in_function = diagnostic.location.line > header_lines;
    diagnostic.location = moved(diagnostic.location);
    // "unknown name `x`", "unknown function `lod`"
    const std::string& message = diagnostic.message;
    const std::size_t quote = message.find('`');
    if (in_function && diagnostic.code == "E0201" && quote != std::string::npos) {
      const std::string name = message.substr(quote + 1, message.rfind('`') - quote - 1);
      if (values_.contains(name)) {
        diagnostic.help = fmt::format(
            "{} is a value of the session, and functions see only its constants, such as n = 3: "
            "make it a parameter",
            name);
      }
    }
    if (diagnostic.code == "E0202" && quote != std::string::npos) {
      const std::string name = message.substr(quote + 1, message.rfind('`') - quote - 1);
      const std::vector<std::string> hosts = host_names();
      const std::vector<std::string_view> known(hosts.begin(), hosts.end());
      if (const auto near = lang::nearest(name, known)) {
        diagnostic.help +=
            fmt::format("{}the session has `{}`", diagnostic.help.empty() ? "" : " Or: ", *near);
      }
    }
    for (auto& [place, note] : diagnostic.notes) place = moved(place);
    text += (text.empty() ? "" : "\n") + lang::render(diagnostic, source);
  }
  throw Error(error.kind(), std::move(diagnostics), text);
}

Session::Known Session::function_of(const Wrapped& wrapped, const std::string& input) {
  const Program program = needed_program(definitions_, literals_, wrapped.text);
  const auto found = known_.find(wrapped.text);
  const bool imports = std::ranges::any_of(definitions_, [](const Definition& definition) {
    return definition.kind == Item::Kind::kImport;  // the files may have changed
  });
  if (!imports && found != known_.end() && found->second.program == program.text)
    return found->second;
  std::string note;
  if (found != known_.end()) note = changed(found->second.definitions, program);
  try {
    const Function function = work([engine = engine_, text = wrapped.text + program.text] {
      return engine.compile(text, "<input>").function("input");
    });
    Known known{function, definitions_, program.text, note};
    if (known_.size() >= kKnownFunctions) known_.clear();
    known_.insert_or_assign(wrapped.text, known);
    return known;
  } catch (const Error& error) {
    rethrow(error, wrapped.lines_before, lines_of(wrapped.text) - 1, input, program);
  }
}

std::vector<Array> Session::arguments_of(const Wrapped& wrapped) const {
  std::vector<Array> arguments;
  for (const std::string& name : wrapped.parameters) arguments.push_back(values_.at(name));
  return arguments;
}

std::vector<Array> Session::run(const std::string& statements, const Effect& effect,
                                const std::string& input, const std::string& recorded) {
  const Wrapped wrapped = wrap(statements, effect);
  const Known known = function_of(wrapped, input);
  std::vector<Array> results;
  try {
    results =
        work([function = known.function, arguments = arguments_of(wrapped), cancel = cancel_] {
          function.prepare(arguments);
          CallOptions options;
          options.cancel = &cancel;
          return function.call(arguments, options);
        });
  } catch (const Error& error) {
    rethrow(error, wrapped.lines_before, lines_of(wrapped.text) - 1, input,
            needed_program(definitions_, literals_, wrapped.text));
  }
  record(wrapped, effect, recorded, results);
  if (effect.has_value) return results;
  for (std::size_t i = 0; i < effect.assigned.size() && i < results.size(); ++i) {
    literals_.erase(effect.assigned[i]);
    values_.insert_or_assign(effect.assigned[i], results[i]);
  }
  return {};
}

std::string Session::replace_host_calls(const std::string& text, Hidden& hidden) {
  std::string result = text;
  std::size_t recorded = 0;  // what of the text is in hidden.recorded
  for (const HostCall& call : host_calls(text, host_names())) {
    if (defines(call.function)) continue;  // the user's own function of that name
    const auto value = hosts_.at(call.function)(*this, call.arguments);
    if (!value) {
      throw Error(
          ErrorKind::kUser, "E6201",
          fmt::format("{} has no value: write it as a statement of its own", call.function));
    }
    // A name in place of the call, and no longer, so that what follows stands where it stood.
    std::string name;
    for (std::size_t i = hidden.names.size();; ++i) {
      name = fmt::format("_{}", i);
      if (!values_.contains(name) && text.find(name) == std::string::npos) break;
    }
    hidden.names.push_back(name);
    keep_host_value(name, *value);
    const std::size_t length = call.end - call.begin;
    result.replace(call.begin, length, name + std::string(length - name.size(), ' '));
    hidden.recorded += text.substr(recorded, call.begin - recorded) + name;
    recorded = call.end;
  }
  hidden.recorded += text.substr(recorded);
  return result;
}

/// `save(...)` and `x = load(...)`: nothing to compile.
std::optional<std::vector<Array>> Session::run_host_statement(const std::string& piece) {
  const std::vector<HostCall> calls = host_calls(piece, host_names());
  if (calls.size() != 1 || calls[0].end != piece.size() || defines(calls[0].function)) return {};
  std::string target = trimmed(piece.substr(0, calls[0].begin));
  if (!target.empty()) {
    if (!target.ends_with('=')) return {};
    target = trimmed(target.substr(0, target.size() - 1));
    if (names_in(target) != std::vector<std::string>{target}) return {};
  }
  const auto value = hosts_.at(calls[0].function)(*this, calls[0].arguments);
  if (!value) return target.empty() ? std::optional(std::vector<Array>{}) : std::nullopt;
  keep_host_value(target.empty() ? "_" : target, *value);
  return target.empty() ? std::vector<Array>{value->value} : std::vector<Array>{};
}

std::vector<Array> Session::run_statement(const std::string& input, std::size_t begin,
                                          std::size_t end) {
  const std::string piece = input.substr(begin, end - begin);
  if (auto values = run_host_statement(piece)) return *values;
  Hidden hidden;
  const std::string text = replace_host_calls(piece, hidden);
  const Effect effect = effect_of(text, value_names());
  for (const std::string& name : effect.assigned) {
    if (!defines(name)) continue;
    throw Error(
        ErrorKind::kUser, "E6202",
        fmt::format("'{0}' is a function; `:reset {0}` forgets it, and frees the name", name));
  }
  std::vector<Array> results =
      run(blanked(input.substr(0, begin)) + text, effect, input, hidden.recorded);
  for (const std::string& name : hidden.names) values_.erase(name);
  if (effect.literal && effect.assigned.size() == 1) {
    values_.erase(effect.assigned[0]);
    literals_[effect.assigned[0]] = trimmed(piece.substr(piece.find('=') + 1));
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
    rethrow(error, 0, lines_of(text) - 1, input, rest);
  }
}

std::vector<std::string> Session::define(const std::string& input, const std::vector<Item>& items) {
  std::vector<std::string> defined;
  std::vector<Definition> made;
  for (const Item& item : items) {
    if (item.kind == Item::Kind::kStatement) continue;
    made.push_back({item.kind, item.name, input.substr(item.begin, item.end - item.begin)});
    if (!item.name.empty()) defined.push_back(item.name);
  }
  if (made.empty()) return defined;
  for (const std::string& name : defined) {
    values_.erase(name);
    literals_.erase(name);
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
    const Effect effect = effect_of(piece, {});
    if (effect.literal && effect.assigned.size() == 1 && !values_.contains(effect.assigned[0]))
      literals_[effect.assigned[0]] = trimmed(piece.substr(piece.find('=') + 1));
  }
}

void Session::check_constants(const Literals& before) const {
  const auto same = [&](const std::string& name) {
    const auto old = before.find(name);
    const auto now = literals_.find(name);
    return old == before.end() || (now != literals_.end() && now->second == old->second);
  };
  if (std::ranges::all_of(used_constants(definitions_, before), same)) return;
  const Program program = whole_program(definitions_, literals_);
  try {
    static_cast<void>(engine_.compile(program.text, "<session>"));
  } catch (const Error& error) {
    rethrow(error, 0, 0, "", program);
  }
}

Session::Outcome Session::evaluate(const std::string& input, const Show& show,
                                   const std::string& name) {
  input_name_ = name;
  const auto values = values_;
  const auto literals = literals_;
  const auto definitions = definitions_;
  const auto record = record_;
  try {
    const std::vector<Item> items = split(input);
    Outcome outcome;
    add_constants(input, items);
    outcome.defined = define(input, items);
    for (const Item& item : items) {
      if (item.kind != Item::Kind::kStatement) continue;
      outcome.values = run_statement(input, item.begin, item.end);
      if (outcome.values.empty()) continue;
      literals_.erase("_");
      values_.insert_or_assign("_", outcome.values.front());
      if (show) show(outcome.values);
    }
    check_constants(literals);
    std::vector<std::string> names;
    for (const auto& [known, value] : values_) names.push_back(known);
    record_.keep(names);
    return outcome;
  } catch (...) {
    values_ = values;
    literals_ = literals;
    definitions_ = definitions;
    record_ = record;
    throw;
  }
}

Compiled Session::compile(const std::string& input) {
  input_name_ = "<input>";
  const auto values = values_;  // without those of the calls that are replaced
  const auto record = record_;
  Hidden hidden;
  std::string text;
  try {
    text = replace_host_calls(input, hidden);
  } catch (...) {
    values_ = values;
    record_ = record;
    throw;
  }
  const Effect effect = effect_of(text, value_names());
  const Wrapped wrapped = wrap(text, effect);
  std::vector<Array> arguments = arguments_of(wrapped);
  values_ = values;
  record_ = record;
  const Known known = function_of(wrapped, text);
  const auto moved = [this, wrapped, text](const Error& error) {
    rethrow(error, wrapped.lines_before, lines_of(wrapped.text) - 1, text,
            needed_program(definitions_, literals_, wrapped.text));
  };
  return {known.function, std::move(arguments), known.note, moved};
}

Array Session::value_of(const std::string& expression) {
  const std::string name = trimmed(expression);
  if (const auto value = values_.find(name); value != values_.end()) return value->second;
  const Compiled compiled = compile(name);
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
