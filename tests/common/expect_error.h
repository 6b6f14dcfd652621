// EXPECT_ERROR(statement, kind, "code", "words"): the statement throws sinter::Error of that kind
// and code, and the message contains the words. A test of an error path asks for its reason, not
// only for failure.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "sinter/error.h"

namespace sinter::test {

template <typename F>
::testing::AssertionResult throws_error(F&& run, ErrorKind kind, std::string_view code,
                                        std::string_view words) {
  try {
    run();
  } catch (const Error& e) {
    if (e.kind() != kind || e.code() != code ||
        std::string_view(e.what()).find(words) == std::string_view::npos) {
      return ::testing::AssertionFailure()
             << "wrong error: kind " << int(e.kind()) << ", code " << e.code() << ": " << e.what()
             << "\nexpected kind " << int(kind) << ", code " << code
             << ", with the words: " << words;
    }
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << "no error; expected " << code << ": " << words;
}

}  // namespace sinter::test

#define EXPECT_ERROR(statement, kind, code, words) \
  EXPECT_TRUE(::sinter::test::throws_error([&] { (void)(statement); }, kind, code, words))
