// Commands that show what the compiler makes of code.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>

#include "frontend/cli/ledger.h"
#include "frontend/cli/style.h"
#include "frontend/repl/commands.h"
#include "frontend/repl/size_text.h"

namespace sinter::repl {
namespace {

std::string explained(Context& context, const Subject& subject, Explain what) {
  try {
    return context.session.work(
        [subject, what] { return subject.function.explain(what, subject.types); });
  } catch (const Error& error) {
    subject.rethrow(error);
    throw;
  }
}

void show(Context& context, const std::string& code, Explain what) {
  std::string text = explained(context, subject_of(context, code), what);
  if (!text.ends_with('\n')) text += '\n';
  context.terminal.out << text;
}

/// The type of what a graph's text returns: "f32[N]".
std::string returned_types(const std::string& graph) {
  const std::size_t at = graph.rfind("  return ");
  if (at == std::string::npos) return {};
  std::string types;
  const std::string list = graph.substr(at + 9, graph.find('\n', at) - at - 9);
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(", ", begin), list.size());
    const std::size_t node = graph.find("\n  " + list.substr(begin, end - begin) + " = ");
    if (node == std::string::npos) return {};
    const std::size_t line_end = graph.find('\n', node + 1);
    const std::string line = graph.substr(node, line_end - node);
    const std::size_t colon = line.rfind(" : ");
    if (colon == std::string::npos) return {};
    const std::string type = line.substr(colon + 3, line.find(" @", colon) - colon - 3);
    types += (types.empty() ? "" : ", ") + type;
    begin = end + 2;
  }
  return types;
}

std::string compiled_text(const Subject& subject) {
  try {
    const CompileInfo info = subject.function.compile_info();
    return fmt::format("{} {:.1f} ms for ({}): {}{}\n",
                       info.from_disk ? "loaded from the disk cache in" : "compiled in",
                       info.times.total(), info.specialization, info.reason,
                       info.compiles > 1 ? fmt::format("; {} compiles so far", info.compiles) : "");
  } catch (const Error&) {
    return "not compiled yet: the first call does it\n";
  }
}

/// The page for a browser.
void write_page(Context& context, const std::string& file, const std::string& code) {
  if (!file.ends_with(".html"))
    fail_command("':explain --html' wants a file and code: :explain --html plan.html sum(x)");
  Subject subject = subject_of(context, code);
  set_sizes(subject);  // what it costs depends on them
  const std::string page = explained(context, subject, Explain::kHtml);
  std::ofstream stream(file);
  stream << page;
  stream.close();
  if (!stream) fail_command(fmt::format("cannot write {}", file));
  context.terminal.out << "wrote " << file << '\n';
}

}  // namespace

void set_sizes(Subject& subject) {
  for (std::size_t i = 0; i < subject.arguments.size(); ++i) {
    const auto shape = subject.arguments[i].shape();
    subject.types.arguments[i].shape.assign(shape.begin(), shape.end());
  }
}

Subject subject_of(Context& context, const std::string& code) {
  const std::string text = code.empty() ? context.last_input : code;
  if (text.empty()) fail_command("there is no input yet to look at");
  Session& session = context.session;
  if (session.defines(text)) {
    return {session.defined_function(text), {}, {}, {}, [&session, text](const Error& error) {
              session.rethrow_of(text, error);
            }};
  }
  Compiled compiled = session.compile(text);
  Subject subject{std::move(compiled.function),
                  std::move(compiled.arguments),
                  {},
                  compiled.note,
                  std::move(compiled.rethrow)};
  for (const Array& argument : subject.arguments) {
    ArgumentType type{argument.dtype(), {}};
    // Axes of size 1 are compiled for; the other sizes are not.
    for (const std::int64_t size : argument.shape()) type.shape.push_back(size == 1 ? 1 : -1);
    subject.types.arguments.push_back(std::move(type));
  }
  return subject;
}

void show_type(Context& context, const std::string& code) {
  std::ostream& out = context.terminal.out;
  const auto& values = context.session.values();
  if (const auto value = values.find(code); value != values.end()) {
    out << value->second.type_text() << '\n';
    return;
  }
  const Subject subject = subject_of(context, code);
  if (context.session.defines(code)) {
    out << subject.function.signature().text << '\n';
    return;
  }
  std::map<std::string, std::int64_t> sizes;
  const std::vector<Parameter>& parameters = subject.function.signature().parameters;
  for (std::size_t i = 0; i < subject.arguments.size(); ++i)
    for (int axis = 0; axis < subject.arguments[i].rank(); ++axis)
      sizes[fmt::format("{}.{}", parameters[i].name, axis)] = subject.arguments[i].shape(axis);
  const std::string types =
      with_sizes(returned_types(explained(context, subject, Explain::kGraph)), sizes);
  out << (types.empty() ? "its type depends on what happens when it runs" : types) << '\n';
}

void show_graph(Context& context, const std::string& code) { show(context, code, Explain::kGraph); }
void show_loops(Context& context, const std::string& code) { show(context, code, Explain::kLoop); }
void show_llvm(Context& context, const std::string& code) { show(context, code, Explain::kLlvm); }
void show_assembly(Context& context, const std::string& code) {
  show(context, code, Explain::kAsm);
}
void show_passes(Context& context, const std::string& code) {
  show(context, code, Explain::kPasses);
}
void show_parallel(Context& context, const std::string& code) {
  show(context, code, Explain::kParallel);
}

void show_plan(Context& context, const std::string& arguments) {
  std::string code = arguments;
  if (code.starts_with("--html")) {
    code = trimmed(code.substr(6));
    const std::size_t end = std::min(code.find_first_of(" \t\n"), code.size());
    write_page(context, code.substr(0, end), trimmed(code.substr(end)));
    return;
  }
  const Subject subject = subject_of(context, code);
  context.terminal.out << explained(context, subject, Explain::kPlan) << compiled_text(subject);
  if (!subject.note.empty()) {
    context.terminal.out << fmt::format("compiled anew because of new definitions: {}\n",
                                        subject.note);
  }
}

void show_cuda(Context& context, const std::string& code) { show(context, code, Explain::kCuda); }

void show_ledger(Context& context, const std::string& /*arguments*/) {
  const std::vector<LedgerEntry> rows = context.session.engine().ledger();
  context.terminal.out << (rows.empty() ? "no kernel was needed yet\n" : cli::ledger_text(rows));
}

void set_policy(Context& context, const std::string& name) {
  struct Policy {
    std::string_view name;
    Specialize specialize;
    std::string_view meaning;
  };
  constexpr std::array kPolicies = {
      Policy{"auto", Specialize::kAuto,
             "one kernel for all sizes, and more for sizes that are called often"},
      Policy{"symbolic", Specialize::kSymbolic, "one kernel for all sizes"},
      Policy{"exact", Specialize::kExact, "a kernel for each size"},
  };
  EngineOptions options = context.session.engine().options();
  if (!name.empty()) {
    const auto* const found = std::ranges::find(kPolicies, name, &Policy::name);
    if (found == kPolicies.end())
      fail_command(fmt::format("':policy {}' is none of auto, symbolic, exact", name));
    options.specialize = found->specialize;
    context.session.set_options(options);
  }
  for (const Policy& policy : kPolicies) {
    if (policy.specialize == options.specialize)
      context.terminal.out << fmt::format("{}: {}\n", policy.name, policy.meaning);
  }
}

}  // namespace sinter::repl
