// Calls with their arguments and what came of them, in a folder: `calls.txt`, a line for each call,
// argument, result and error, `arrays.bin`, their elements one after another, and the programs.
#pragma once

#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::test {

struct RecordedCall {
  std::string program;  ///< The file's name.
  int line = 0;         ///< That asks for the run.
  std::string function;
  std::vector<Array> arguments, results;
  std::string error;  ///< Its code; then there are no results.
};

/// Errors are std::runtime_error.
void write_recording(const std::string& folder, const std::vector<RecordedCall>& calls);
std::vector<RecordedCall> read_recording(const std::string& folder);

/// Runs it. Sinter's own errors are outcomes, internal ones are thrown.
RecordedCall outcome_of(const RecordedCall& call, const Function& function,
                        const std::vector<Array>& arguments);
/// Empty where results have the same types and bits, or the errors the same code. NaNs are alike.
std::string difference_of(const RecordedCall& found, const RecordedCall& expected);

}  // namespace sinter::test
