// Commands that show what the compiler makes of code.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <regex>
#include <sstream>

#include "frontend/cli/ledger.h"
#include "frontend/cli/style.h"
#include "frontend/repl/commands.h"

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

/// The plan without its lines of the program: of the session there is no text that has them.
std::string plan_of(Context& context, const Subject& subject) {
  std::istringstream lines(explained(context, subject, Explain::kPlan));
  std::string plan;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    if (!std::string_view(line).substr(begin).starts_with("of <")) plan += line + '\n';
  }
  return plan;
}

/// The kernels of a function, one a line: how each was got, what it is for and why.
std::string kernels_text(const Function& function, const std::string& note,
                         std::string_view indent) {
  std::string text;
  for (const CompileInfo& kernel : function.compile_history()) {
    // The first kernel after a change of definitions was needed because of it.
    const bool is_changed = text.empty() && !note.empty();
    text += fmt::format("{}{} {:.1f} ms{} for ({}): {}\n", indent,
                        kernel.from_disk ? "loaded from the disk cache in" : "compiled in",
                        kernel.times.total(), kernel.in_background ? ", in the background," : "",
                        kernel.specialization,
                        is_changed ? "new definitions of " + note : kernel.reason);
  }
  return text;
}

/// A function of the session has no kernels of its own: those of the inputs that call it are shown.
void show_plan_of_function(Context& context, const std::string& name) {
  std::ostream& out = context.terminal.out;
  std::vector<Session::Known> inputs = context.session.inputs_using(name);
  std::erase_if(
      inputs, [](const Session::Known& known) { return known.function.compile_history().empty(); });
  if (inputs.empty()) {
    out << plan_of(context, subject_of(context, name))
        << "not compiled yet: no input has called it as it is. This is for its declared types, and "
           "f32 numbers where it has none.\n";
    return;
  }
  const Session::Known& last = inputs.back();
  out << plan_of(context, subject_of(last))
      << fmt::format("This is `{}`. {} is part of the kernels of the inputs that call it:\n",
                     last.input, name);
  for (const Session::Known& known : inputs) {
    out << fmt::format("  {}\n{}", known.input, kernels_text(known.function, known.note, "    "));
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

Subject subject_of(Context& context, const std::string& code, Purpose purpose) {
  const std::string text = code.empty() ? context.last_input : code;
  if (text.empty()) fail_command("there is no input yet to look at");
  Session& session = context.session;
  if (session.defines(text)) {
    const auto rethrow = [&session, text](const Error& error) { session.rethrow_of(text, error); };
    return {session.defined_function(text), {}, {}, {}, rethrow, session.places_of(text), text};
  }
  Compiled compiled = session.compile(text, purpose);
  return {std::move(compiled.function), std::move(compiled.arguments), std::move(compiled.types),
          std::move(compiled.note),     std::move(compiled.rethrow),   std::move(compiled.places)};
}

Subject subject_of(const Session::Known& known) {
  return {known.function, {}, known.types, known.note, [](const Error& error) { throw error; }, {}};
}

void show_type(Context& context, const std::string& typed) {
  const std::string& code = typed.empty() ? context.last_input : typed;
  std::ostream& out = context.terminal.out;
  const auto& values = context.session.values();
  if (const auto value = values.find(code); value != values.end()) {
    out << value->second.type_text() << '\n';
    return;
  }
  Subject subject = subject_of(context, code);
  if (context.session.defines(code)) {
    out << subject.function.signature().text << '\n';
    return;
  }
  set_sizes(subject);
  try {
    const std::vector<std::string> types =
        context.session.work([subject] { return subject.function.result_types(subject.types); });
    out << fmt::format("{}\n", fmt::join(types, ", "));
  } catch (const Error& error) {
    subject.rethrow(error);
    throw;
  }
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

/// Places are those of what was typed: "f:3:5" in a function that another one, or the input, calls.
void show_parallel(Context& context, const std::string& code) {
  const Subject subject = subject_of(context, code);
  const auto typed = [&](const std::string& line, const std::string& column) {
    SourceLocation made{"<input>", 0, 0};
    made.line = static_cast<std::uint32_t>(std::stoul(line));
    made.column = static_cast<std::uint32_t>(std::stoul(column));
    const SourceLocation place = subject.places(made);
    const bool is_own = place.file == "<input>" || place.file == subject.name;
    return fmt::format("{}{}{}:{}", is_own ? "" : place.file, is_own ? "" : ":", place.line,
                       place.column);
  };
  // A report's lines begin with one place or with two: "    4:14 and 4:37: what an iteration".
  static const std::regex kPlaces(R"(^( *)(\d+):(\d+)(?: and (\d+):(\d+))?(?=[ :]))");
  std::istringstream report(explained(context, subject, Explain::kParallel));
  for (std::string line; std::getline(report, line);) {
    if (std::smatch found; std::regex_search(line, found, kPlaces)) {
      std::string places = typed(found[2], found[3]);
      if (found[4].matched) places += " and " + typed(found[4], found[5]);
      line = found[1].str() + places + found.suffix().str();
    }
    context.terminal.out << line << '\n';
  }
}

void show_plan(Context& context, const std::string& arguments) {
  std::string code = arguments;
  if (code.starts_with("--html")) {
    code = trimmed(code.substr(6));
    const bool is_quoted = code.starts_with('"');
    if (is_quoted) code.erase(0, 1);
    const std::size_t end = std::min(code.find_first_of(is_quoted ? "\"" : " \t\n"), code.size());
    write_page(context, code.substr(0, end), trimmed(code.substr(std::min(end + 1, code.size()))));
    return;
  }
  const std::string& text = code.empty() ? context.last_input : code;
  if (context.session.defines(text)) return show_plan_of_function(context, text);
  const Subject subject = subject_of(context, code);
  std::string kernels = kernels_text(subject.function, subject.note, "");
  if (kernels.empty()) {
    kernels =
        fmt::format("not compiled yet: the first call does it{}\n",
                    subject.note.empty() ? "" : ", for the new definitions of " + subject.note);
  }
  context.terminal.out << plan_of(context, subject) << kernels;
}

void show_cuda(Context& context, const std::string& code) { show(context, code, Explain::kCuda); }

void show_ledger(Context& context, const std::string& /*arguments*/) {
  const std::vector<LedgerEntry> rows = context.session.ledger();
  context.terminal.out << (rows.empty() ? "no kernel was needed yet\n" : cli::ledger_text(rows));
}

void set_policy(Context& context, const std::string& name) {
  struct Policy {
    std::string_view name;
    Specialize specialize;
    std::string_view meaning;
  };
  constexpr std::array kPolicies = {
      Policy{
          "auto", Specialize::kAuto,
          "quick code first; one kernel for all sizes, and more for sizes that are called often"},
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
