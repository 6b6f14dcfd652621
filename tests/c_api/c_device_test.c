/* Arrays on a GPU from C, on the GPU of tests/cuda that is none. */
#include "tests/c_api/c_check.h"

static const char program[] =
    "fn step(x: f32[N], a: f32) -> f32[N] { return a * x + 1 }\n"
    "fn picked(x: f32[N], i: i64) -> f32 { return x[i] }\n";

static sinter_engine* engine_on(sinter_backend backend, int32_t device) {
  sinter_engine_options options;
  sinter_engine* engine = NULL;
  sinter_engine_options_init(&options, sizeof options);
  CHECK(options.device == 0);
  options.backend = backend;
  options.device = device;
  options.disk_cache = SINTER_CACHE_OFF;
  REQUIRE_OK(sinter_engine_new(&options, &engine, &problem));
  return engine;
}

static void count(void* context) { ++*(int*)context; }

static void test_arrays(const sinter_engine* engine) {
  float values[4] = {1, 2, 3, 4};
  const int64_t shape[2] = {2, 2};
  sinter_array *host = NULL, *there = NULL, *other = NULL, *back = NULL;
  sinter_error* error = NULL;
  REQUIRE_OK(sinter_array_view(values, SINTER_F32, 2, shape, NULL, 1, NULL, NULL, &host, &problem));
  CHECK(sinter_array_device(host) == -1);
  REQUIRE_OK(sinter_array_to_device(engine, host, &there, &problem));
  CHECK(sinter_array_device(there) == 0);
  CHECK(sinter_array_rank(there) == 2 && sinter_array_size(there) == 4);
  REQUIRE_OK(sinter_array_empty_on_device(engine, SINTER_F32, 2, shape, &other, &problem));
  REQUIRE_OK(sinter_array_assign(other, there, &problem));
  REQUIRE_OK(sinter_engine_wait_for_device(engine, &problem));
  REQUIRE_OK(sinter_array_to_host(other, &back, &problem));
  CHECK(sinter_array_device(back) == -1);
  for (int i = 0; i < 4; ++i) CHECK(((const float*)sinter_array_data(back))[i] == values[i]);
  values[3] = 40;
  REQUIRE_OK(sinter_array_assign(there, host, &problem));
  REQUIRE_OK(sinter_array_assign(back, there, &problem));
  CHECK(((const float*)sinter_array_data(back))[3] == 40);
  /* Of memory that others keep: here, of another array. */
  int released = 0;
  sinter_array* view = NULL;
  const int64_t row = 2;
  REQUIRE_OK(sinter_array_view_on_device(engine, sinter_array_data(there), SINTER_F32, 1, &row, 1,
                                         &count, &released, &view, &problem));
  CHECK(sinter_array_device(view) == 0 && sinter_array_data(view) == sinter_array_data(there));
  sinter_array_free(back);
  REQUIRE_OK(sinter_array_to_host(view, &back, &problem));
  CHECK(sinter_array_size(back) == 2 && ((const float*)sinter_array_data(back))[1] == 2);
  CHECK(released == 0);
  sinter_array_free(view);
  CHECK(released == 1);
  const int64_t negative = -1;
  expect_error(sinter_array_view_on_device(engine, sinter_array_data(there), SINTER_F32, 1,
                                           &negative, 1, &count, &released, &view, &error),
               &error, SINTER_ERROR_USER, "E4101", "not negative");
  CHECK(released == 1);
  double value = 0;
  sinter_array_free(other);
  REQUIRE_OK(sinter_array_empty_on_device(engine, SINTER_F32, 0, NULL, &other, &problem));
  expect_error(sinter_array_to_double(other, &value, &error), &error, SINTER_ERROR_USER, "E4114",
               "lies on cuda:0");
  expect_error(sinter_array_to_device(NULL, host, &other, &error), &error, SINTER_ERROR_USER,
               "E6041", "engine is NULL");
  expect_error(sinter_array_empty_on_device(engine, 99, 2, shape, &other, &error), &error,
               SINTER_ERROR_USER, "E6041", "the dtype is 99");
  sinter_array_free(other);
  sinter_array_free(back);
  sinter_array_free(there);
  sinter_array_free(host);
}

static void test_calls(const sinter_engine* engine) {
  float values[3] = {1, 2, 3};
  const int64_t size = 3;
  sinter_module* module = NULL;
  sinter_array *host = NULL, *result = NULL, *arguments[2] = {NULL, NULL};
  const sinter_array* const* const list = (const sinter_array* const*)arguments;
  sinter_error* error = NULL;
  REQUIRE_OK(sinter_compile(engine, program, strlen(program), "device", &module, &problem));
  sinter_function* step = find(module, "step");
  REQUIRE_OK(sinter_array_view(values, SINTER_F32, 1, &size, NULL, 0, NULL, NULL, &host, &problem));
  REQUIRE_OK(sinter_array_to_device(engine, host, &arguments[0], &problem));
  REQUIRE_OK(sinter_array_from_double(0.5, &arguments[1], &problem));
  for (int i = 0; i < 3; ++i) { /* nothing leaves the GPU */
    REQUIRE_OK(sinter_call(step, list, 2, NULL, &result, 1, &problem));
    CHECK(sinter_array_device(result) == 0);
    sinter_array_free(arguments[0]);
    arguments[0] = result;
  }
  sinter_future* future = NULL;
  REQUIRE_OK(sinter_call_async(step, list, 2, NULL, &future, &problem));
  REQUIRE_OK(sinter_future_get(future, &result, 1, &problem));
  sinter_future_free(future);
  sinter_array* back = NULL;
  REQUIRE_OK(sinter_array_to_host(result, &back, &problem));
  CHECK(((const float*)sinter_array_data(back))[2] == 3 / 16.0F + 1.875F);
  sinter_array_free(back);
  sinter_array_free(result);
  sinter_array_free(arguments[1]);
  sinter_function* picked = find(module, "picked");
  REQUIRE_OK(sinter_array_from_int64(7, &arguments[1], &problem));
  expect_error(sinter_call(picked, list, 2, NULL, &result, 1, &error), &error, SINTER_ERROR_USER,
               "E0311", "position 7 is outside axis 0 of size 3");
  sinter_array_free(arguments[0]);
  sinter_array_free(arguments[1]);
  sinter_array_free(host);
  sinter_function_free(picked);
  sinter_function_free(step);
  sinter_module_free(module);
}

static void test_missing(void) {
  const int64_t size = 3;
  sinter_array* array = NULL;
  sinter_error* error = NULL;
  sinter_engine* engine = engine_on(SINTER_BACKEND_CUDA, 5);
  expect_error(sinter_array_empty_on_device(engine, SINTER_F32, 1, &size, &array, &error), &error,
               SINTER_ERROR_UNAVAILABLE, "E5221", "no CUDA device 5: there are 1");
  CHECK(array == NULL);
  sinter_engine_free(engine);
}

int main(void) {
  sinter_engine* engine = engine_on(SINTER_BACKEND_CUDA, 0);
  test_arrays(engine);
  test_calls(engine);
  test_missing();
  sinter_engine_free(engine);
  printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 && checks > 50 ? 0 : 1;
}
