/* Functions of the host that programs call, and calls on threads of their own, from C. */
#include "tests/c_api/c_check.h"

static const char program[] =
    "fn each(x: f64[N], k: i64) -> f64[N] {\n    y[i] = rate(x[i], k) + 1\n    return y\n}\n"
    "fn parts(x: f64) { whole, rest = taken_apart(x); return whole, rest }\n"
    "fn ranked(x: f64[N]) { y, order = sorted(x); return y / y[-1], order }\n"
    "fn spoiled(x: f64) -> f64 { return failing(x) }\n"
    "fn forever(n: i64) -> i64 {\n    while n > 0 { n = n + 2 - n % 2 }\n    return n\n}\n";

static sinter_status rate(void* context, const void* const* arguments, void* const* results,
                          sinter_error** error) {
  (void)error;
  ++*(int*)context;
  const double x = *(const double*)arguments[0];
  const int64_t k = *(const int64_t*)arguments[1];
  *(double*)results[0] = x * (double)k;
  return SINTER_OK;
}

static sinter_status taken_apart(void* context, const void* const* arguments, void* const* results,
                                 sinter_error** error) {
  (void)context;
  (void)error;
  const double x = *(const double*)arguments[0];
  *(int64_t*)results[0] = (int64_t)x;
  *(double*)results[1] = x - (double)(int64_t)x;
  return SINTER_OK;
}

/* Slow and simple. */
static sinter_status sorted(void* context, const sinter_array* const* arguments,
                            size_t argument_count, const sinter_array* const* results,
                            size_t result_count, sinter_error** error) {
  (void)context;
  (void)error;
  if (argument_count != 1 || result_count != 2) return SINTER_ERROR_INTERNAL;
  const double* x = sinter_array_data(arguments[0]);
  double* y = sinter_array_data(results[0]);
  int64_t* order = sinter_array_data(results[1]);
  const int64_t size = sinter_array_size(arguments[0]);
  for (int64_t i = 0; i < size; ++i) {
    int64_t at = i;
    for (; at > 0 && y[at - 1] > x[i]; --at) y[at] = y[at - 1], order[at] = order[at - 1];
    y[at] = x[i];
    order[at] = i;
  }
  return SINTER_OK;
}

static sinter_status failing(void* context, const void* const* arguments, void* const* results,
                             sinter_error** error) {
  (void)context;
  (void)results;
  const double x = *(const double*)arguments[0];
  if (x > 0) *error = sinter_error_new(SINTER_ERROR_RESOURCE, "E0001", "no more of this");
  return x > 0 ? SINTER_ERROR_RESOURCE : SINTER_ERROR_USER;
}

static int rated = 0;
static const sinter_host_function functions[] = {
    {sizeof(sinter_host_function), "fn rate(x: f64, k: i64) -> f64", NULL, &rate, &rated},
    {sizeof(sinter_host_function), "fn taken_apart(x: f64) -> (i64, f64)", NULL, &taken_apart,
     NULL},
    {sizeof(sinter_host_function), "fn sorted(x: f64[N]) -> (f64[N], i64[N])", &sorted, NULL, NULL},
    {sizeof(sinter_host_function), "fn failing(x: f64) -> f64", NULL, &failing, NULL}};

static sinter_engine* engine_with(const sinter_host_function* const* list, size_t count) {
  sinter_engine_options options;
  sinter_engine* engine = NULL;
  sinter_engine_options_init(&options, sizeof options);
  options.disk_cache = SINTER_CACHE_OFF;
  options.functions = list;
  options.function_count = count;
  REQUIRE_OK(sinter_engine_new(&options, &engine, &problem));
  return engine;
}

static sinter_array* list_of(double* values, int64_t size) {
  sinter_array* array = NULL;
  REQUIRE_OK(
      sinter_array_view(values, SINTER_F64, 1, &size, NULL, 0, NULL, NULL, &array, &problem));
  return array;
}

static void test_functions(const sinter_module* module) {
  double x[] = {3, 1, 2};
  sinter_array* arguments[2] = {list_of(x, 3), NULL};
  const sinter_array* const* const list = (const sinter_array* const*)arguments;
  sinter_array* results[2] = {NULL, NULL};
  REQUIRE_OK(sinter_array_from_int64(10, &arguments[1], &problem));
  sinter_function* function = find(module, "each");
  REQUIRE_OK(sinter_call(function, list, 2, NULL, results, 1, &problem));
  const double* rates = sinter_array_data(results[0]);
  CHECK(rates[0] == 31 && rates[1] == 11 && rates[2] == 21);
  CHECK(rated == 3);
  sinter_array_free(results[0]);
  sinter_function_free(function);

  function = find(module, "ranked");
  REQUIRE_OK(sinter_call(function, list, 1, NULL, results, 2, &problem));
  const double* ranked = sinter_array_data(results[0]);
  const int64_t* order = sinter_array_data(results[1]);
  CHECK(ranked[0] == 1.0 / 3 && ranked[2] == 1);
  CHECK(order[0] == 1 && order[1] == 2 && order[2] == 0);
  sinter_array_free(results[0]);
  sinter_array_free(results[1]);
  sinter_function_free(function);
  sinter_array_free(arguments[0]);
  sinter_array_free(arguments[1]);

  function = find(module, "parts");
  double rest = 0;
  int64_t whole = 0;
  REQUIRE_OK(sinter_array_from_double(2.75, &arguments[0], &problem));
  REQUIRE_OK(sinter_call(function, list, 1, NULL, results, 2, &problem));
  REQUIRE_OK(sinter_array_to_int64(results[0], &whole, &problem));
  REQUIRE_OK(sinter_array_to_double(results[1], &rest, &problem));
  CHECK(whole == 2 && rest == 0.75);
  sinter_array_free(results[0]);
  sinter_array_free(results[1]);
  sinter_array_free(arguments[0]);
  sinter_function_free(function);
}

static void test_failures(const sinter_module* module) {
  sinter_function* spoiled = find(module, "spoiled");
  sinter_array* argument = NULL;
  sinter_array* result = NULL;
  sinter_error* error = NULL;
  REQUIRE_OK(sinter_array_from_double(1, &argument, &problem));
  expect_error(
      sinter_call(spoiled, (const sinter_array* const*)&argument, 1, NULL, &result, 1, &error),
      &error, SINTER_ERROR_RESOURCE, "E0001", "no more of this");
  sinter_array_free(argument);
  REQUIRE_OK(sinter_array_from_double(-1, &argument, &problem));
  expect_error(
      sinter_call(spoiled, (const sinter_array* const*)&argument, 1, NULL, &result, 1, &error),
      &error, SINTER_ERROR_USER, "E6046",
      "the host function failing failed: it returned the status 1");
  CHECK(result == NULL);
  sinter_array_free(argument);
  sinter_function_free(spoiled);
}

static void refused(const sinter_host_function* function, const char* code, const char* words) {
  sinter_engine_options options;
  sinter_engine* engine = NULL;
  sinter_error* error = NULL;
  sinter_engine_options_init(&options, sizeof options);
  options.functions = &function;
  options.function_count = 1;
  expect_error(sinter_engine_new(&options, &engine, &error), &error, SINTER_ERROR_USER, code,
               words);
  CHECK(engine == NULL);
}

static void test_declarations(void) {
  const size_t size = sizeof(sinter_host_function);
  const sinter_host_function none = {size, "fn f(x: f64) -> f64", NULL, NULL, NULL};
  const sinter_host_function both = {size, "fn f(x: f64) -> f64", &sorted, &rate, NULL};
  const sinter_host_function arrays = {size, "fn f(x: f64[N]) -> f64", NULL, &rate, NULL};
  const sinter_host_function nameless = {size, "f(x: f64) -> f64", NULL, &rate, NULL};
  const sinter_host_function unnamed = {size, NULL, NULL, &rate, NULL};
  const sinter_host_function newer = {size + 1, "fn f(x: f64) -> f64", NULL, &rate, NULL};
  refused(&none, "E6041", "has none of call and call_numbers");
  refused(&both, "E6041", "has both of call and call_numbers");
  refused(&arrays, "E6044", "is a function of numbers");
  refused(&nameless, "E6044", "declares no host function");
  refused(&unnamed, "E6041", "the declaration of a function is NULL");
  refused(&newer, "E6041", "the size of sinter_host_function");
  refused(NULL, "E6041", "a function of functions is NULL");
}

static void test_async(const sinter_module* module) {
  double x[] = {1, 2};
  sinter_array* arguments[2] = {list_of(x, 2), NULL};
  sinter_array* results[2] = {NULL, NULL};
  sinter_future* future = NULL;
  sinter_error* error = NULL;
  REQUIRE_OK(sinter_array_from_int64(3, &arguments[1], &problem));
  sinter_function* function = find(module, "each");
  REQUIRE_OK(sinter_call_async(function, (const sinter_array* const*)arguments, 2, NULL, &future,
                               &problem));
  sinter_function_free(function);
  sinter_array_free(arguments[0]);
  sinter_array_free(arguments[1]);
  expect_error(sinter_future_get(future, results, 2, &error), &error, SINTER_ERROR_USER, "E6011",
               "each gives 1 results; there is room for 2");
  for (int i = 0; i < 2; ++i) {
    REQUIRE_OK(sinter_future_get(future, results, 1, &problem));
    CHECK(((const double*)sinter_array_data(results[0]))[1] == 7);
    sinter_array_free(results[0]);
  }
  CHECK(sinter_future_wait(future, 0) == 1);
  sinter_future_free(future);

  sinter_call_options options = {0};
  sinter_cancel_token* token = NULL;
  options.size = sizeof options;
  REQUIRE_OK(sinter_cancel_token_new(&token, &problem));
  options.cancel = token;
  REQUIRE_OK(sinter_array_from_int64(1, &arguments[0], &problem));
  function = find(module, "forever");
  REQUIRE_OK(sinter_call_async(function, (const sinter_array* const*)arguments, 1, &options,
                               &future, &problem));
  CHECK(sinter_future_wait(future, 0.01) == 0);
  sinter_cancel_token_cancel(token);
  sinter_cancel_token_free(token);
  CHECK(sinter_future_wait(future, -1) == 1);
  results[0] = NULL;
  expect_error(sinter_future_get(future, results, 1, &error), &error, SINTER_ERROR_CANCELLED,
               "E6031", "cancelled");
  CHECK(results[0] == NULL);
  sinter_future_free(future);
  sinter_future_free(NULL);
  expect_error(sinter_call_async(NULL, NULL, 0, NULL, &future, &error), &error, SINTER_ERROR_USER,
               "E6041", "function is NULL");
  sinter_array_free(arguments[0]);
  sinter_function_free(function);
}

int main(void) {
  const sinter_host_function* list[4];
  for (int i = 0; i < 4; ++i) list[i] = &functions[i];
  sinter_engine* engine = engine_with(list, 4);
  sinter_module* module = NULL;
  REQUIRE_OK(sinter_compile(engine, program, strlen(program), "c_host_test", &module, &problem));
  sinter_engine_free(engine);
  test_functions(module);
  test_failures(module);
  test_declarations();
  test_async(module);
  sinter_module_free(module);
  printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 && checks > 70 ? 0 : 1;
}
