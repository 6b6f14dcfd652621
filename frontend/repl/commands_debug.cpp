// `:debug`.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <vector>

#include "frontend/cli/debugger.h"
#include "frontend/cli/print.h"
#include "frontend/repl/commands.h"

namespace sinter::repl {
namespace {

/// What a call, which is right, gives a parameter: by its name, by its position, or by default.
std::string code_for(const Parameter& parameter, std::size_t position, const HostCall& call) {
  for (const HostCall::Argument& argument : call.arguments)
    if (argument.keyword == parameter.name) return argument.code;
  if (position < call.arguments.size() && call.arguments[position].keyword.empty())
    return call.arguments[position].code;
  return parameter.default_value;
}

Array value_for(Session& session, const Parameter& parameter, const std::string& code) {
  Array value = session.value_of(code, Purpose::kValues);
  std::string type = parameter.type.substr(0, parameter.type.find('['));
  if (!dtype_from_name(type) || type == name(value.dtype())) return value;
  // The call is right, so the value is a weak one: it takes the declared dtype.
  if (value.rank() > 0) type += fmt::format("[{}]", fmt::join(value.shape(), ", "));
  return session.value_of(code, Purpose::kValues, type);
}

/// The arguments of a call of a function of the session, in the dtypes of its parameters. Throws
/// what is wrong with the call.
std::vector<Array> arguments_of(Context& context, const std::string& code, const HostCall& call) {
  Session& session = context.session;
  Subject subject = subject_of(context, code, Purpose::kValues);
  set_sizes(subject);
  try {
    session.work([subject] { return subject.function.result_types(subject.types); });
  } catch (const Error& error) {
    subject.rethrow(error);
    throw;
  }
  const std::vector<Parameter> parameters =
      session.defined_function(call.function).signature().parameters;
  std::vector<Array> arguments;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    arguments.push_back(value_for(session, parameters[i], code_for(parameters[i], i, call)));
  return arguments;
}

}  // namespace

void debug_call(Context& context, const std::string& code) {
  Session& session = context.session;
  std::vector<std::string> names;
  for (const Definition& definition : session.definitions())
    if (!definition.name.empty()) names.push_back(definition.name);
  const std::optional<HostStatement> statement = host_statement(code, names);
  if (!statement || !statement->target.empty()) {
    fail_command("':debug' wants a call of one of the session's functions: :debug f(3)");
  }
  const std::string& function = statement->call.function;
  const std::vector<Array> arguments = arguments_of(context, code, statement->call);
  const Program program = session.program_of(function);
  const auto debugger = std::make_shared<cli::DebugSession>(program.text, function, names,
                                                            context.terminal, context.interactive);
  if (!context.interactive) debugger->share_input();
  const Function debugged = session.defined_function(function);
  try {
    std::vector<Array> results;
    context.pause([&] {
      // The thread that works reads the commands, too.
      results = session.work([debugger, debugged, arguments, cancel = session.cancel()] {
        CallOptions options;
        options.cancel = &cancel;
        return debugged.debug(arguments, *debugger, options);
      });
    });
    for (const Array& result : results)
      context.terminal.out << cli::format_result(result, context.terminal.color_out);
  } catch (const cli::DebuggerQuit&) {
    return;
  } catch (const cli::DebuggerLeft& left) {
    context.unread(left.line);
    fail_command(
        fmt::format("'{}' is no command of the debugger, which the lines after ':debug' "
                    "are, up to 'continue' or 'quit': the call was left",
                    left.line));
  }
}

}  // namespace sinter::repl
