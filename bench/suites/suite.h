// What the suites share: engines, inputs, pinned threads, measured limits, a BLAS where there is
// one.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::suite {

/// Engines with one thread and with all processors.
const Engine& engine(int threads);
/// 1, and the number of processors that the process may use.
std::vector<int> thread_counts();

Array random_array(DType type, const Array::Shape& shape, unsigned seed);

/// What one call does: the suite turns it into rates and, for operations, the share of the measured
/// peak.
struct Work {
  double flops = 0;
  double bytes = 0;
  DType type = DType::kF32;
  int threads = 1;
};

/// A row of the suite: `make` prepares and returns what is timed.
void add(const std::string& name, const Work& work, std::function<std::function<void()>()> make);
/// A Sinter function, called into arrays that are made once.
void add_sinter(const std::string& name, const Work& work, const std::string& source,
                const std::string& function, std::function<std::vector<Array>()> arguments);

/// Measures the limits, then runs the rows; the main function of every suite.
int run(int argc, char** argv);

/// OpenBLAS, opened at run time: the library named by SINTER_BENCH_BLAS, else the system's.
class Blas {
 public:
  static const Blas* find();  ///< Null when there is none.
  void set_threads(int threads) const;
  /// c[m, n] = a[m, k] b[k, n], row-major; `a_transposed`: a is stored [k, m], `b_transposed`: b is
  /// stored [n, k].
  void gemm(const float* a, const float* b, float* c, int m, int n, int k, bool a_transposed,
            bool b_transposed) const;
  void gemm(const double* a, const double* b, double* c, int m, int n, int k, bool a_transposed,
            bool b_transposed) const;
  void gemv(const float* a, const float* x, float* y, int rows, int columns, bool transposed) const;
  std::string name() const;

 private:
  void* gemm_f32_ = nullptr;
  void* gemm_f64_ = nullptr;
  void* gemv_f32_ = nullptr;
  void* set_threads_ = nullptr;
  void* config_ = nullptr;
};

}  // namespace sinter::suite
