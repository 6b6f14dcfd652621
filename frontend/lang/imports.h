// From the file of a program to all that it needs: imports, functions of the host, and the standard
// library.
#pragma once

#include <span>
#include <string>

#include "frontend/lang/ast.h"
#include "frontend/lang/module.h"

namespace sinter::lang {

/// Parses the files that the program imports, directly or through others, and binds the imported
/// names. Problems go to the reporter.
void load_imports(Syntax& syntax, Source& source, ModuleLoader* loader, Reporter& reporter);

/// Declares functions of the host program: as if they were the standard library's, and before it.
void load_host(Syntax& syntax, Source& source, std::span<const std::string> declarations,
               Reporter& reporter);

/// Parses the parts of the standard library whose functions are called.
void load_library(Syntax& syntax, Source& source, Reporter& reporter);

/// What can be said of a function: its signature and documentation.
FunctionInfo describe(const Syntax& syntax, const FunctionDecl& function);

}  // namespace sinter::lang
