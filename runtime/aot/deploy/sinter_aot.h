/* What the functions that Sinter compiled ahead of time return. Plain C; needs nothing else. */
#pragma once

#include <stdint.h>

/* What a call returns. */
enum {
  SINTER_AOT_OK = 0,
  SINTER_AOT_WRONG = 1,       /* Sizes, pointers or values that the function does not take. */
  SINTER_AOT_RESOURCE = 4,    /* No memory. */
  SINTER_AOT_UNAVAILABLE = 3, /* This processor lacks what every version of the code needs. */
};

/* Why a call failed; written by calls that do. */
typedef struct sinter_aot_error {
  int32_t status;
  char code[12];     /* As `sinter explain-error` takes it. */
  char message[496]; /* In UTF-8, cut off where it is longer. */
} sinter_aot_error;
