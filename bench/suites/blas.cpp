#include <dlfcn.h>

#include <cstdlib>

#include "bench/suites/suite.h"

namespace sinter::suite {
namespace {

constexpr int kRowMajor = 101, kNoTranspose = 111, kTranspose = 112;

template <typename T>
using Gemm = void (*)(int, int, int, int, int, int, T, const T*, int, const T*, int, T, T*, int);
using Gemv = void (*)(int, int, int, int, float, const float*, int, const float*, int, float,
                      float*, int);

template <typename T>
void call_gemm(void* entry, const T* a, const T* b, T* c, int m, int n, int k, bool at, bool bt) {
  reinterpret_cast<Gemm<T>>(entry)(kRowMajor, at ? kTranspose : kNoTranspose,
                                   bt ? kTranspose : kNoTranspose, m, n, k, T(1), a, at ? m : k, b,
                                   bt ? k : n, T(0), c, n);
}

}  // namespace

const Blas* Blas::find() {
  static const Blas* const found = []() -> const Blas* {
    const char* named = std::getenv("SINTER_BENCH_BLAS");
    void* library = nullptr;
    for (const char* name : {named, "libopenblas.so.0", "libopenblas.so"}) {
      if (name && !library) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    }
    if (!library) return nullptr;
    static Blas blas;
    blas.gemm_f32_ = dlsym(library, "cblas_sgemm");
    blas.gemm_f64_ = dlsym(library, "cblas_dgemm");
    blas.gemv_f32_ = dlsym(library, "cblas_sgemv");
    blas.set_threads_ = dlsym(library, "openblas_set_num_threads");
    blas.config_ = dlsym(library, "openblas_get_config");
    const bool complete = blas.gemm_f32_ && blas.gemm_f64_ && blas.gemv_f32_ && blas.set_threads_;
    return complete ? &blas : nullptr;
  }();
  return found;
}

void Blas::set_threads(int threads) const {
  reinterpret_cast<void (*)(int)>(set_threads_)(threads);
}

void Blas::gemm(const float* a, const float* b, float* c, int m, int n, int k, bool a_transposed,
                bool b_transposed) const {
  call_gemm(gemm_f32_, a, b, c, m, n, k, a_transposed, b_transposed);
}

void Blas::gemm(const double* a, const double* b, double* c, int m, int n, int k, bool a_transposed,
                bool b_transposed) const {
  call_gemm(gemm_f64_, a, b, c, m, n, k, a_transposed, b_transposed);
}

void Blas::gemv(const float* a, const float* x, float* y, int rows, int columns,
                bool transposed) const {
  reinterpret_cast<Gemv>(gemv_f32_)(kRowMajor, transposed ? kTranspose : kNoTranspose, rows,
                                    columns, 1.0f, a, columns, x, 1, 0.0f, y, 1);
}

std::string Blas::name() const {
  return config_ ? reinterpret_cast<const char* (*)()>(config_)() : "OpenBLAS";
}

}  // namespace sinter::suite
