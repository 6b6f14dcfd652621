#include "frontend/repl/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "frontend/lang/diagnostics.h"

namespace sinter::repl {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// As many lines and columns of nothing, so that what follows stands where it stood.
std::string blanked(std::string text) {
  for (char& c : text)
    if (c != '\n') c = ' ';
  return text;
}

std::string program_of(const std::vector<Definition>& definitions) {
  std::string text;
  for (const Definition& definition : definitions)
    if (definition.kind == Item::Kind::kImport) text += definition.text + "\n";
  for (const Definition& definition : definitions)
    if (definition.kind == Item::Kind::kFunction)
      text += (text.empty() ? "" : "\n") + definition.text + "\n";
  return text;
}

}  // namespace

Session::Session(EngineOptions options) : engine_(std::move(options)) {}

std::vector<std::string> Session::host_names() const {
  std::vector<std::string> names;
  for (const auto& [name, host] : hosts_) names.push_back(name);
  return names;
}

std::vector<std::string> Session::value_names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : values_)
    if (!name.starts_with("_") || name == "_") names.push_back(name);
  for (const auto& [name, text] : literals_) names.push_back(name);
  return names;
}

bool Session::defines(std::string_view name) const {
  return std::ranges::any_of(
      definitions_, [&](const Definition& definition) { return definition.name == name; });
}

std::string Session::program() const { return program_of(definitions_); }

Function Session::defined_function(const std::string& name) const {
  return engine_.compile(program(), "<session>").function(name);
}

void Session::reset() {
  definitions_.clear();
  values_.clear();
  literals_.clear();
  last_input_.clear();
}

void Session::set_threads(int threads) {
  EngineOptions options = engine_.options();
  options.threads = threads;
  engine_ = Engine(options);
}

Wrapped Session::wrap(const std::string& statements, const Effect& effect) const {
  Wrapped wrapped;
  wrapped.assigned = effect.assigned;
  wrapped.has_value = effect.has_value;
  std::string constants;
  for (const std::string& name : names_in(statements)) {
    if (values_.contains(name) && !contains(wrapped.parameters, name))
      wrapped.parameters.push_back(name);
    const auto literal = literals_.find(name);
    const std::string line = literal == literals_.end() ? "" : name + " = " + literal->second + "; ";
    if (!line.empty() && constants.find(line) == std::string::npos) constants += line;
  }
  wrapped.text = "fn input(" + joined(wrapped.parameters) + ") {\n" + constants +
                 (effect.has_value ? "return (\n" : "\n") + statements + "\n";
  if (effect.has_value) {
    wrapped.text += ")\n";
  } else {
    // A function has a result: a statement that assigns nothing returns a zero.
    wrapped.text += "return " + (effect.assigned.empty() ? "0" : joined(effect.assigned)) + "\n";
  }
  wrapped.text += "}\n";
  wrapped.lines = {0, 0};
  const auto count = static_cast<std::uint32_t>(std::ranges::count(statements, '\n')) + 1;
  for (std::uint32_t line = 1; line <= count; ++line) wrapped.lines.push_back(line);
  wrapped.lines.insert(wrapped.lines.end(), {count, count});
  return wrapped;
}

void Session::rethrow(const Error& error, const Wrapped& wrapped, const std::string& input,
                      const std::string& definitions) {
  if (error.kind() == ErrorKind::kInternal || error.diagnostics().front().location.line == 0)
    throw error;
  // The input is file 0, the definitions are file 1.
  lang::Source source{input + "\n", "<input>"};
  source.add(definitions, "<session>");
  const auto header = static_cast<std::uint32_t>(wrapped.lines.size());
  const auto lines_of_input = static_cast<std::uint32_t>(std::ranges::count(input, '\n')) + 1;
  const auto moved = [&](SourceLocation place) {
    if (place.file != "<input>" || place.line == 0) return place;
    if (place.line <= header) {
      place.line = std::min(std::max(wrapped.lines[place.line - 1], 1U), lines_of_input);
    } else {
      place.file = "<session>";
      place.line -= header;
    }
    return place;
  };
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  std::string text;
  for (Diagnostic& diagnostic : diagnostics) {
    diagnostic.location = moved(diagnostic.location);
    for (auto& [place, note] : diagnostic.notes) place = moved(place);
    text += (text.empty() ? "" : "\n") + lang::render(diagnostic, source);
  }
  throw Error(error.kind(), std::move(diagnostics), text);
}

Module Session::compile_wrapped(const Wrapped& wrapped, const std::string& input) const {
  try {
    return engine_.compile(wrapped.text + program(), "<input>");
  } catch (const Error& error) {
    rethrow(error, wrapped, input, program());
  }
}

std::vector<Array> Session::arguments_of(const Wrapped& wrapped) const {
  std::vector<Array> arguments;
  for (const std::string& name : wrapped.parameters) arguments.push_back(values_.at(name));
  return arguments;
}

std::vector<Array> Session::run(const std::string& statements, const Effect& effect,
                                const std::string& input) {
  const Wrapped wrapped = wrap(statements, effect);
  const Module module = compile_wrapped(wrapped, input);
  std::vector<Array> results;
  try {
    CallOptions options;
    options.cancel = &cancel_;
    results = module.function("input").call(arguments_of(wrapped), options);
  } catch (const Error& error) {
    rethrow(error, wrapped, input, program());
  }
  if (effect.has_value) return results;
  for (std::size_t i = 0; i < effect.assigned.size() && i < results.size(); ++i) {
    literals_.erase(effect.assigned[i]);
    values_.insert_or_assign(effect.assigned[i], results[i]);
  }
  return {};
}

std::string Session::replace_host_calls(const std::string& text, std::vector<std::string>& hidden) {
  std::string result = text;
  std::vector<HostCall> calls = host_calls(text, host_names());
  for (const HostCall& call : calls) {
    if (defines(call.function)) continue;  // the user's own function of that name
    const auto value = hosts_.at(call.function)(*this, call.arguments);
    if (!value) {
      throw Error(ErrorKind::kUser, "E6201",
                  fmt::format("{} has no value: write it as a statement of its own", call.function));
    }
    const std::string name = fmt::format("_{}", hidden.size() + 1);
    hidden.push_back(name);
    values_.insert_or_assign(name, *value);
    const std::size_t length = call.end - call.begin;
    // The name takes the place of the call, so that what follows stands where it stood.
    std::string padded = name + std::string(length - std::min(length, name.size()), ' ');
    result.replace(call.begin, length, padded);
  }
  return result;
}

std::vector<Array> Session::run_statement(const std::string& input, std::size_t begin,
                                          std::size_t end) {
  const std::string piece = input.substr(begin, end - begin);
  const std::vector<HostCall> calls = host_calls(piece, host_names());
  // save, plot: a statement of their own, without a value.
  if (calls.size() == 1 && calls[0].begin == 0 && calls[0].end == piece.size() &&
      !defines(calls[0].function)) {
    const auto value = hosts_.at(calls[0].function)(*this, calls[0].arguments);
    return value ? std::vector<Array>{*value} : std::vector<Array>{};
  }
  std::vector<std::string> hidden;
  const std::string text = replace_host_calls(piece, hidden);
  const Effect effect = effect_of(text, value_names());
  std::vector<Array> results = run(blanked(input.substr(0, begin)) + text, effect, input);
  for (const std::string& name : hidden) values_.erase(name);
  if (effect.literal && effect.assigned.size() == 1) {
    values_.erase(effect.assigned[0]);
    literals_[effect.assigned[0]] = piece.substr(piece.find('=') + 1);
  }
  return results;
}

void Session::check_definitions(const std::string& input, const std::vector<Item>& items,
                                const std::vector<Definition>& others) const {
  // The input stands first, without its statements: places in it are those of the input.
  std::string text;
  for (const Item& item : items) {
    if (item.kind == Item::Kind::kStatement) continue;
    for (std::size_t i = text.size(); i < item.begin; ++i) text += input[i] == '\n' ? '\n' : ' ';
    text += input.substr(item.begin, item.end - item.begin);
  }
  Wrapped wrapped;
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) + 1;
  for (std::uint32_t line = 1; line <= lines; ++line) wrapped.lines.push_back(line);
  const std::string rest = program_of(others);
  try {
    static_cast<void>(engine_.compile(text + "\n" + rest, "<input>"));
  } catch (const Error& error) {
    rethrow(error, wrapped, input, rest);
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
  const auto is_made = [&](const Definition& old) {
    return std::ranges::any_of(made, [&](const Definition& definition) {
      return definition.kind == old.kind && (definition.name.empty() ? definition.text == old.text
                                                                     : definition.name == old.name);
    });
  };
  std::vector<Definition> others;
  std::ranges::remove_copy_if(definitions_, std::back_inserter(others), is_made);
  check_definitions(input, items, others);
  definitions_ = std::move(others);
  definitions_.insert(definitions_.end(), made.begin(), made.end());
  return defined;
}

Session::Outcome Session::evaluate(const std::string& input) {
  const auto values = values_;
  const auto literals = literals_;
  const auto definitions = definitions_;
  try {
    const std::vector<Item> items = split(input);
    Outcome outcome;
    outcome.defined = define(input, items);
    for (const Item& item : items) {
      if (item.kind != Item::Kind::kStatement) continue;
      outcome.values = run_statement(input, item.begin, item.end);
      if (!outcome.values.empty()) {
        literals_.erase("_");
        values_.insert_or_assign("_", outcome.values.front());
      }
    }
    last_input_ = input;
    return outcome;
  } catch (...) {
    values_ = values;
    literals_ = literals;
    definitions_ = definitions;
    throw;
  }
}

Compiled Session::compile(const std::string& input) {
  std::vector<std::string> hidden;
  const std::string text = replace_host_calls(input, hidden);
  const Effect effect = effect_of(text, value_names());
  const Wrapped wrapped = wrap(text, effect);
  std::vector<Array> arguments = arguments_of(wrapped);
  for (const std::string& name : hidden) values_.erase(name);
  return {compile_wrapped(wrapped, text).function("input"), std::move(arguments)};
}

}  // namespace sinter::repl
