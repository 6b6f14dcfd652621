#include <sinter/sinter_c.h>
#include <stdio.h>

int main(void) {
  const char program[] = "fn scale(a: f32, x: f32[N]) -> f32[N] { return a * x }";
  float x[] = {1, 2, 3}, y[3];
  const int64_t shape[] = {3};
  sinter_engine* engine = NULL;
  sinter_module* module = NULL;
  sinter_function* scale = NULL;
  sinter_array *arguments[2] = {NULL, NULL}, *result = NULL;
  sinter_error* error = NULL;
  if (sinter_engine_new(NULL, &engine, &error) != SINTER_OK ||
      sinter_compile(engine, program, sizeof program - 1, "consumer", &module, &error) !=
          SINTER_OK ||
      sinter_module_function(module, "scale", &scale, &error) != SINTER_OK ||
      sinter_array_from_double(2, &arguments[0], &error) != SINTER_OK ||
      sinter_array_view(x, SINTER_F32, 1, shape, NULL, 0, NULL, NULL, &arguments[1], &error) !=
          SINTER_OK ||
      sinter_array_view(y, SINTER_F32, 1, shape, NULL, 1, NULL, NULL, &result, &error) !=
          SINTER_OK ||
      sinter_call_into(scale, (const sinter_array* const*)arguments, 2, NULL,
                       (const sinter_array* const*)&result, 1, &error) != SINTER_OK) {
    fprintf(stderr, "%s\n", sinter_error_message(error));
    return 1;
  }
  printf("%g\n%g\n%g\n", y[0], y[1], y[2]);
  return 0; /* The system takes back what is left. */
}
