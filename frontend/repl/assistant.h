// What the editor is told about the language: colours, completion, whole inputs.
#pragma once

#include "frontend/repl/editor.h"
#include "frontend/repl/session.h"

namespace sinter::repl {

/// `color`: whether texts may be coloured at all. The session has to outlive it.
Assistant make_assistant(const Session& session, bool color);

/// Candidates at a place: commands behind a colon, files in texts and behind `:load`, else names.
Completion complete(const Session& session, const std::string& text, std::size_t cursor);
/// Colours of a text; where the cursor stands behind a closing bracket, this and its opening one.
std::vector<Stretch> tints(const Session& session, const std::string& text, std::size_t cursor);

}  // namespace sinter::repl
