// The same in C.
#include "sinter/sinter_c.h"
#include <stdio.h>

static int failed(sinter_error* error) {
  fprintf(stderr, "%s\n", sinter_error_message(error));
  sinter_error_free(error);
  return 1;
}

int main(void) {
  static const char program[] = "fn twice(x: f32[N]) -> f32[N] { return 2 * x }";
  const float data[] = {1, 2, 3};
  const int64_t shape[] = {3};
  sinter_error* error = NULL;
  sinter_engine* engine = NULL;
  sinter_module* module = NULL;
  sinter_function* twice = NULL;
  sinter_array *x = NULL, *y = NULL;
  if (sinter_engine_new(NULL, &engine, &error) != SINTER_OK) return failed(error);
  if (sinter_compile(engine, program, sizeof program - 1, "twice", &module, &error) != SINTER_OK)
    return failed(error);
  if (sinter_module_function(module, "twice", &twice, &error) != SINTER_OK) return failed(error);
  if (sinter_array_view((void*)data, SINTER_F32, 1, shape, NULL, 0, NULL, NULL, &x, &error) !=
      SINTER_OK)
    return failed(error);
  if (sinter_call(twice, (const sinter_array* const*)&x, 1, NULL, &y, 1, &error) != SINTER_OK) return failed(error);
  const float* result = sinter_array_data(y);
  for (int i = 0; i < 3; ++i) printf("%g\n", (double)result[i]); /* 2 4 6 */
  sinter_array_free(y);
  sinter_array_free(x);
  sinter_function_free(twice);
  sinter_module_free(module);
  sinter_engine_free(engine);
  return 0;
}
