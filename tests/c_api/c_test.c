/* The C interface from C. Exit status 0: every check holds. */
#include <pthread.h>

#include "tests/c_api/c_check.h"

static const char program[] =
    "fn scale(a: f32, x: f32[N], shift: f32 = 0.0) -> f32[N] { return a * x + shift }\n"
    "fn pair(x: f64[B, D]) -> (f64[B], f64) { return sum(x, axis=1), max(x) }\n"
    "fn divide(x: i64[N], y: i64[N]) -> i64[N] { return x // y }\n"
    "fn forever(n: i64) -> i64 {\n    while n > 0 { n = n + 2 - n % 2 }\n    return n\n}\n"
    "fn say(x: f64) -> f64 {\n    print(x)\n    return x\n}\n";

static void count_call(void* context) { ++*(int*)context; }

static sinter_array* view_f32(float* data, int64_t size, int* released) {
  sinter_array* array = NULL;
  REQUIRE_OK(sinter_array_view(data, SINTER_F32, 1, &size, NULL, 1,
                               released == NULL ? NULL : &count_call, released, &array, &problem));
  return array;
}

static void test_signature(const sinter_module* module) {
  sinter_function* scale = find(module, "scale");
  sinter_function* pair = find(module, "pair");
  CHECK(sinter_module_function_count(module) == 5);
  CHECK(strcmp(sinter_module_function_name(module, 1), "pair") == 0);
  CHECK(sinter_module_function_name(module, 5) == NULL);
  CHECK(strcmp(sinter_function_signature(pair), "pair(x: f64[B, D]) -> (f64[B], f64)") == 0);
  CHECK(sinter_function_parameter_count(scale) == 3);
  CHECK(strcmp(sinter_function_parameter_name(scale, 1), "x") == 0);
  CHECK(strcmp(sinter_function_parameter_type(scale, 1), "f32[N]") == 0);
  CHECK(strcmp(sinter_function_parameter_default(scale, 1), "") == 0);
  CHECK(strcmp(sinter_function_parameter_default(scale, 2), "0.0") == 0);
  CHECK(sinter_function_parameter_name(scale, 3) == NULL);
  CHECK(sinter_function_result_count(pair) == 2);
  CHECK(strcmp(sinter_function_result_type(pair, 1), "f64") == 0);
  CHECK(sinter_function_result_type(pair, 2) == NULL);
  sinter_function_free(pair);
  sinter_function_free(scale);
}

static void test_calls(const sinter_module* module) {
  float x[6] = {1, 9, 2, 9, 3, 9};
  float y[3] = {0, 0, 0};
  int released = 0;
  const int64_t size = 3;
  const int64_t stride = 2;
  sinter_function* scale = find(module, "scale");
  sinter_array* arguments[2] = {NULL, NULL};
  sinter_array* result = NULL;
  REQUIRE_OK(sinter_array_from_double(2.5, &arguments[0], &problem));
  REQUIRE_OK(sinter_array_view(x, SINTER_F32, 1, &size, &stride, 0, &count_call, &released,
                               &arguments[1], &problem));
  CHECK(!sinter_array_is_writable(arguments[1]) && !sinter_array_is_contiguous(arguments[1]));
  REQUIRE_OK(sinter_prepare(scale, (const sinter_array* const*)arguments, 2, &problem));
  REQUIRE_OK(
      sinter_call(scale, (const sinter_array* const*)arguments, 2, NULL, &result, 1, &problem));
  CHECK(sinter_array_dtype(result) == SINTER_F32 && sinter_array_rank(result) == 1);
  CHECK(sinter_array_shape(result)[0] == 3 && sinter_array_strides(result)[0] == 1);
  CHECK(sinter_array_size(result) == 3 && sinter_array_is_contiguous(result));
  const float* values = sinter_array_data(result);
  CHECK(values[0] == 2.5F && values[1] == 5.0F && values[2] == 7.5F);
  sinter_array_free(result);

  sinter_array* target = view_f32(y, 3, NULL);
  const sinter_array* targets[1] = {target};
  REQUIRE_OK(sinter_call_into(scale, (const sinter_array* const*)arguments, 2, NULL, targets, 1,
                              &problem));
  CHECK(y[0] == 2.5F && y[1] == 5.0F && y[2] == 7.5F);
  sinter_array_free(target);

  /* The memory goes back with the last handle. */
  sinter_array* copy = NULL;
  REQUIRE_OK(sinter_array_share(arguments[1], &copy, &problem));
  sinter_array_free(arguments[1]);
  CHECK(released == 0);
  sinter_array_free(copy);
  CHECK(released == 1);
  sinter_array_free(arguments[0]);
  sinter_function_free(scale);
}

static void test_several_results(const sinter_module* module) {
  double x[6] = {1, 2, 3, 4, 5, 60};
  const int64_t shape[2] = {2, 3};
  sinter_function* pair = find(module, "pair");
  sinter_array* argument = NULL;
  sinter_array* results[2] = {NULL, NULL};
  sinter_error* error = NULL;
  double highest = 0;
  int64_t whole = 0;
  REQUIRE_OK(sinter_array_view(x, SINTER_F64, 2, shape, NULL, 0, NULL, NULL, &argument, &problem));
  const sinter_array* arguments[1] = {argument};
  REQUIRE_OK(sinter_call(pair, arguments, 1, NULL, results, 2, &problem));
  const double* sums = sinter_array_data(results[0]);
  CHECK(sums[0] == 6 && sums[1] == 69);
  REQUIRE_OK(sinter_array_to_double(results[1], &highest, &problem));
  REQUIRE_OK(sinter_array_to_int64(results[1], &whole, &problem));
  CHECK(highest == 60 && whole == 60);
  sinter_array_free(results[0]);
  sinter_array_free(results[1]);
  expect_error(sinter_call(pair, arguments, 1, NULL, results, 1, &error), &error, SINTER_ERROR_USER,
               "E6011", "pair gives 2 results; there is room for 1");
  sinter_array_free(argument);
  sinter_function_free(pair);
}

static void test_errors(const sinter_engine* engine, const sinter_module* module) {
  sinter_error* error = NULL;
  sinter_module* bad = NULL;
  sinter_diagnostic part;
  sinter_location place;
  const char* text = NULL;
  const char source[] = "fn f(x: f32[N], y: f32[M]) -> f32[N] {\n    return x + z\n}\n";
  CHECK(sinter_compile(engine, source, strlen(source), "bad.sinter", &bad, &error) ==
        SINTER_ERROR_USER);
  CHECK(bad == NULL);
  CHECK(sinter_error_diagnostic_count(error) == 1);
  CHECK(sinter_error_diagnostic(error, 0, &part) == 1);
  CHECK(strcmp(part.code, sinter_error_code(error)) == 0);
  CHECK(strcmp(part.location.file, "bad.sinter") == 0);
  CHECK(part.location.line == 2 && part.location.column == 16);
  CHECK(part.location.end == part.location.begin + 1);
  CHECK(strstr(part.message, "z") != NULL && part.help != NULL);
  CHECK(sinter_error_note(error, 0, part.note_count, &place, &text) == 0);
  CHECK(sinter_error_diagnostic(error, 1, &part) == 0);
  CHECK(strstr(sinter_error_message(error), "bad.sinter:2:16") != NULL);
  sinter_error_free(error);

  error = NULL;
  sinter_function* none = NULL;
  expect_error(sinter_module_function(module, "scael", &none, &error), &error, SINTER_ERROR_USER,
               "E0202", "scale");
  CHECK(none == NULL);
  expect_error(sinter_module_function(module, NULL, &none, &error), &error, SINTER_ERROR_USER,
               "E6041", "name is NULL");
  CHECK(sinter_module_function(module, "scael", &none, NULL) == SINTER_ERROR_USER);

  int64_t zeros[2] = {0, 0};
  const int64_t size = 2;
  sinter_array* array = NULL;
  sinter_array* result = NULL;
  REQUIRE_OK(sinter_array_view(zeros, SINTER_I64, 1, &size, NULL, 1, NULL, NULL, &array, &problem));
  const sinter_array* arguments[2] = {array, array};
  sinter_function* divide = find(module, "divide");
  expect_error(sinter_call(divide, arguments, 2, NULL, &result, 1, &error), &error,
               SINTER_ERROR_USER, "E0310", "at element [0]");
  CHECK(result == NULL);
  sinter_array_free(array);
  array = NULL;
  int released = 0;
  const int64_t negative = -1;
  expect_error(sinter_array_view(zeros, SINTER_I64, 1, &negative, NULL, 1, &count_call, &released,
                                 &array, &error),
               &error, SINTER_ERROR_USER, "E4101", "not negative");
  CHECK(released == 0 && array == NULL);
  expect_error(sinter_array_empty(99, 1, &size, &array, &error), &error, SINTER_ERROR_USER, "E6041",
               "the dtype is 99");
  sinter_function_free(divide);
  CHECK(sinter_error_kind(NULL) == SINTER_OK);
  sinter_error_free(NULL);
}

static void take_text(void* context, const char* text) {
  char* to = context;
  strncat(to, text, 90);
}

static void test_options(void) {
  char printed[100] = "";
  sinter_engine_options options;
  sinter_engine* engine = NULL;
  sinter_module* module = NULL;
  sinter_error* error = NULL;
  sinter_engine_options_init(&options, sizeof options);
  CHECK(options.size == sizeof options && options.loop_work > 0 && options.cache_limit > 0);
  options.backend = SINTER_BACKEND_INTERPRETER;
  options.on_print = &take_text;
  options.context = printed;
  REQUIRE_OK(sinter_engine_new(&options, &engine, &problem));
  REQUIRE_OK(sinter_compile(engine, program, strlen(program), NULL, &module, &problem));
  sinter_engine_free(engine); /* The module keeps it. */
  sinter_function* say = find(module, "say");
  sinter_array* argument = NULL;
  sinter_array* result = NULL;
  REQUIRE_OK(sinter_array_from_double(2.5, &argument, &problem));
  const sinter_array* arguments[1] = {argument};
  REQUIRE_OK(sinter_call(say, arguments, 1, NULL, &result, 1, &problem));
  CHECK(strstr(printed, "x = 2.5") != NULL);
  sinter_array_free(result);
  sinter_array_free(argument);
  sinter_function_free(say);
  sinter_module_free(module);

  options.backend = 7;
  expect_error(sinter_engine_new(&options, &engine, &error), &error, SINTER_ERROR_USER, "E6041",
               "backend is 7, expected 0 to 3");
  sinter_engine_options_init(&options, sizeof options);
  options.vector_bits = 77;
  expect_error(sinter_engine_new(&options, &engine, &error), &error, SINTER_ERROR_USER, "E6001",
               "77");
  options.size = sizeof options + 1;
  expect_error(sinter_engine_new(&options, &engine, &error), &error, SINTER_ERROR_USER, "E6041",
               "size of sinter_engine_options");
}

static void test_limits(const sinter_module* module) {
  sinter_call_options options = {0};
  sinter_error* error = NULL;
  sinter_array* argument = NULL;
  sinter_array* result = NULL;
  sinter_function* forever = find(module, "forever");
  sinter_cancel_token* token = NULL;
  REQUIRE_OK(sinter_array_from_int64(1, &argument, &problem));
  const sinter_array* arguments[1] = {argument};
  options.size = sizeof options;
  options.iteration_limit = 1000;
  expect_error(sinter_call(forever, arguments, 1, &options, &result, 1, &error), &error,
               SINTER_ERROR_RESOURCE, "E6033", "1000 iterations");
  REQUIRE_OK(sinter_cancel_token_new(&token, &problem));
  options.iteration_limit = 0;
  options.cancel = token;
  sinter_cancel_token_cancel(token);
  expect_error(sinter_call(forever, arguments, 1, &options, &result, 1, &error), &error,
               SINTER_ERROR_CANCELLED, "E6031", "cancelled");
  sinter_cancel_token_free(token);
  sinter_array_free(argument);
  sinter_function_free(forever);
}

static void* call_often(void* context) {
  const sinter_function* scale = context;
  for (int i = 0; i < 200; ++i) {
    float x[3] = {1, 2, 3};
    sinter_array* arguments[2] = {NULL, view_f32(x, 3, NULL)};
    sinter_array* result = NULL;
    REQUIRE_OK(sinter_array_from_double(i, &arguments[0], &problem));
    REQUIRE_OK(
        sinter_call(scale, (const sinter_array* const*)arguments, 2, NULL, &result, 1, &problem));
    const float* values = sinter_array_data(result);
    if (values[2] != 3.0F * (float)i) return context;
    sinter_array_free(result);
    sinter_array_free(arguments[0]);
    sinter_array_free(arguments[1]);
  }
  return NULL;
}

static void test_threads(const sinter_module* module) {
  enum { kThreads = 4 };
  pthread_t threads[kThreads];
  sinter_function* scale = find(module, "scale");
  for (int i = 0; i < kThreads; ++i)
    CHECK(pthread_create(&threads[i], NULL, &call_often, scale) == 0);
  for (int i = 0; i < kThreads; ++i) {
    void* wrong = scale;
    pthread_join(threads[i], &wrong);
    CHECK(wrong == NULL);
  }
  sinter_function_free(scale);
}

static void test_pointers(const sinter_module* module) {
  sinter_function* divide = NULL;
  sinter_function* say = NULL;
  sinter_pointer* pointer = NULL;
  sinter_error* error = NULL;
  REQUIRE_OK(sinter_module_function(module, "divide", &divide, &problem));
  REQUIRE_OK(sinter_module_function(module, "say", &say, &problem));
  REQUIRE_OK(sinter_function_pointer(divide, 0, &pointer, &problem));
  int (*quotients)(int64_t, const int64_t*, const int64_t*, int64_t*) =
      (int (*)(int64_t, const int64_t*, const int64_t*, int64_t*))sinter_pointer_code(pointer);
  const int64_t x[] = {7, 9};
  const int64_t y[] = {2, 3};
  const int64_t zeros[] = {1, 0};
  int64_t z[2] = {0, 0};
  CHECK(quotients(2, x, y, z) == SINTER_OK);
  CHECK(z[0] == 3 && z[1] == 3);
  CHECK(sinter_pointer_error(pointer) == NULL);
  CHECK(quotients(2, x, zeros, z) == SINTER_ERROR_USER);
  error = sinter_pointer_error(pointer);
  CHECK(strcmp(sinter_error_code(error), "E0310") == 0);
  sinter_error_free(error);
  error = NULL;
  sinter_pointer_free(pointer);
  expect_error(sinter_function_pointer(divide, 1, &pointer, &error), &error, SINTER_ERROR_USER,
               "E6043", "it takes pointers");
  expect_error(sinter_function_pointer(NULL, 1, &pointer, &error), &error, SINTER_ERROR_USER,
               "E6041", "function is NULL");
  REQUIRE_OK(sinter_function_pointer(say, 1, &pointer, &problem));
  double (*same)(double) = (double (*)(double))sinter_pointer_code(pointer);
  CHECK(same(2.5) == 2.5);
  sinter_pointer_free(pointer);
  sinter_pointer_free(NULL);
  sinter_function_free(divide);
  sinter_function_free(say);
}

int main(void) {
  sinter_engine* engine = NULL;
  sinter_module* module = NULL;
  CHECK(strlen(sinter_version()) >= 5);
  REQUIRE_OK(sinter_engine_new(NULL, &engine, &problem));
  REQUIRE_OK(sinter_compile(engine, program, strlen(program), "c_test", &module, &problem));
  test_signature(module);
  test_calls(module);
  test_several_results(module);
  test_errors(engine, module);
  test_options();
  test_limits(module);
  test_pointers(module);
  test_threads(module);
  sinter_module_free(module);
  sinter_engine_free(engine);
  printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 && checks > 100 ? 0 : 1;
}
