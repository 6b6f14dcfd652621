/* What the tests in C have in common. A check that fails is counted. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sinter/sinter_c.h"

static int checks = 0;
static int failures = 0;

#define CHECK(condition)                                                        \
  do {                                                                          \
    ++checks;                                                                   \
    if (!(condition)) {                                                         \
      ++failures;                                                               \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                           \
  } while (0)

/* Ends the test: what follows needs what failed. */
#define REQUIRE_OK(call)                                                                 \
  do {                                                                                   \
    sinter_error* problem = NULL;                                                        \
    ++checks;                                                                            \
    if ((call) != SINTER_OK) {                                                           \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, sinter_error_message(problem)); \
      exit(1);                                                                           \
    }                                                                                    \
  } while (0)

/* Takes the place of the error, which the call fills after these arguments are evaluated or before.
 */
static void expect_error(sinter_status status, sinter_error** place, sinter_status kind,
                         const char* code, const char* words) {
  sinter_error* error = *place;
  const int found = strstr(sinter_error_message(error), words) != NULL;
  CHECK(status == kind);
  CHECK(sinter_error_kind(error) == kind);
  CHECK(strcmp(sinter_error_code(error), code) == 0);
  CHECK(found);
  if (!found) fprintf(stderr, "found: %s\nexpected: %s\n", sinter_error_message(error), words);
  sinter_error_free(error);
  *place = NULL;
}

static inline sinter_function* find(const sinter_module* module, const char* name) {
  sinter_function* function = NULL;
  REQUIRE_OK(sinter_module_function(module, name, &function, &problem));
  return function;
}
