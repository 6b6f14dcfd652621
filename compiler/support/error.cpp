#include "sinter/error.h"

namespace sinter {

Error::Error(ErrorKind kind, std::string code, const std::string& message)
    : std::runtime_error(message), kind_(kind), diagnostics_(1) {
  diagnostics_.front().code = std::move(code);
  diagnostics_.front().message = message;
}

Error::Error(ErrorKind kind, std::vector<Diagnostic> diagnostics, const std::string& rendered)
    : std::runtime_error(rendered), kind_(kind), diagnostics_(std::move(diagnostics)) {
  if (diagnostics_.empty()) diagnostics_.emplace_back();
}

Error::~Error() = default;

}  // namespace sinter
