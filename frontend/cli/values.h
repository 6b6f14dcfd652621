// `name=value` arguments of `sinter run`.
#pragma once

#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::cli {

/// The arrays for a function's parameters, in order, from "name=value" texts. A value is
///   - a scalar: 3, -2.5e-3, inf, nan, true, false (weak, like a literal of the language);
///   - a list: [1, 2, 3] or [[1, 2], [3, 4]], read as the parameter's declared dtype;
///   - a file: .npy, .npz (one member), FILE.npz:MEMBER, .csv, .csv.gz. CSV is read as the
///   parameter's declared dtype,
///     and as a vector where one axis is wanted and the file has one row or one column.
/// Missing, repeated or unknown names and values that cannot be read are user errors (E61xx).
std::vector<Array> read_values(const Signature& signature, const std::vector<std::string>& values);

/// One value for a parameter declared as `type`.
Array read_value(const std::string& name, const std::string& type, const std::string& text);

}  // namespace sinter::cli
