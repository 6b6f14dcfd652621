#include "frontend/repl/program.h"

#include <algorithm>
#include <set>

namespace sinter::repl {
namespace {

void add(Program& program, const std::string& name, const std::string& text) {
  const auto line = static_cast<std::size_t>(std::ranges::count(program.text, '\n')) + 1;
  program.parts.push_back({name, text, line});
  program.text += text + "\n";
}

/// Imports, constants, functions, in this order; `wanted` names those to take, null takes all.
Program build(const std::vector<Definition>& definitions, const Literals& literals,
              const std::set<std::string>* wanted) {
  Program program;
  const auto takes = [&](const std::string& name) {
    return wanted == nullptr || wanted->contains(name);
  };
  for (const Definition& definition : definitions)
    if (definition.kind == Item::Kind::kImport) add(program, "import", definition.text);
  for (const auto& [name, text] : literals)
    if (takes(name)) add(program, name, name + " = " + text);
  for (const Definition& definition : definitions) {
    if (definition.kind != Item::Kind::kFunction || !takes(definition.name)) continue;
    if (!program.text.empty()) program.text += '\n';
    add(program, definition.name, definition.text);
  }
  return program;
}

}  // namespace

const Program::Part* Program::part_at(std::size_t line) const {
  const Part* found = nullptr;
  for (const Part& part : parts)
    if (part.first_line <= line) found = &part;
  return found;
}

const Program::Part* Program::find(std::string_view name) const {
  const auto found = std::ranges::find(parts, name, &Part::name);
  return found == parts.end() ? nullptr : &*found;
}

const Definition* find_function(const std::vector<Definition>& definitions, std::string_view name) {
  const auto found = std::ranges::find_if(definitions, [&](const Definition& definition) {
    return definition.kind == Item::Kind::kFunction && definition.name == name;
  });
  return found == definitions.end() ? nullptr : &*found;
}

Program whole_program(const std::vector<Definition>& definitions, const Literals& literals) {
  Literals constants = literals;
  for (const std::string& name : hidden_constants(definitions, literals)) constants.erase(name);
  return build(definitions, constants, nullptr);
}

Program needed_program(const std::vector<Definition>& definitions, const Literals& literals,
                       std::span<const std::string> names) {
  std::set<std::string> wanted;
  std::vector<std::string> todo(names.begin(), names.end());
  while (!todo.empty()) {
    const std::string name = std::move(todo.back());
    todo.pop_back();
    const Definition* const function = find_function(definitions, name);
    if (function == nullptr && !literals.contains(name)) continue;
    if (!wanted.insert(name).second || function == nullptr) continue;
    todo.insert(todo.end(), function->reads.begin(), function->reads.end());
  }
  return build(definitions, literals, &wanted);
}

bool any_uses(const std::vector<Definition>& definitions, std::span<const std::string> names) {
  return std::ranges::any_of(definitions, [&](const Definition& definition) {
    return std::ranges::find_first_of(definition.reads, names) != definition.reads.end();
  });
}

std::vector<std::string> hidden_constants(const std::vector<Definition>& definitions,
                                          const Literals& literals) {
  std::set<std::string_view> used;
  std::set<std::string_view> indices;
  for (const Definition& definition : definitions) {
    used.insert(definition.reads.begin(), definition.reads.end());
    indices.insert(definition.indices.begin(), definition.indices.end());
  }
  std::vector<std::string> hidden;
  for (const auto& [name, text] : literals) {
    const bool is_index = indices.contains(name) && !used.contains(name);
    if (is_index || name == "_") hidden.push_back(name);
  }
  return hidden;
}

}  // namespace sinter::repl
