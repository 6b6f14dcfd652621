// EXPECT_ERROR as a function, for user errors in their great number.
#pragma once

#include "tests/common/expect_error.h"

namespace sinter::test {

template <typename Action>
void expect_error(std::string_view code, std::string_view words, const Action& action,
                  ErrorKind kind = ErrorKind::kUser) {
  EXPECT_TRUE(throws_error(action, kind, code, words));
}

}  // namespace sinter::test
