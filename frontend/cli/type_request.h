// The types that a function is to be compiled for, from options such as B=1024, x=1024x64, x=f64.
#pragma once

#include <string>

#include "sinter/sinter.h"

namespace sinter::cli {

class TypeRequest {
 public:
  explicit TypeRequest(const Signature& signature);

  /// Takes DIMENSION=SIZE or PARAMETER=SIZExSIZE of the option called `option`; false when the
  /// function has nothing of that name. Text that cannot be read is an error (E6107).
  bool take_shape(const char* option, const std::string& text);
  /// The same for PARAMETER=DTYPE and TYPE_VARIABLE=DTYPE.
  bool take_dtype(const std::string& text);
  /// The error that the function has nothing of the name that `text` begins with.
  [[noreturn]] void unknown(const char* option, const std::string& text) const;

  const ExplainOptions& options() const { return options_; }

 private:
  ArgumentType* find(const std::string& name);
  bool take_type_variable(const std::string& name, DType dtype);

  Signature signature_;
  ExplainOptions options_;
};

}  // namespace sinter::cli
