// Contractions: matrix products of several forms and the tensor mean, against OpenBLAS and the FMA
// peak.
#include <fmt/format.h>

#include "bench/suites/suite.h"

namespace sinter::suite {
namespace {

constexpr const char* kMatmul = R"(
fn matmul(a: T[M, K], b: T[K, N]) -> T[M, N] { return a @ b }
fn matmul_nt(a: T[M, K], b: T[N, K]) -> T[M, N] { return a @ transpose(b) }
fn matmul_tn(a: T[K, M], b: T[K, N]) -> T[M, N] { return transpose(a) @ b }
fn batched(a: T[B, M, K], b: T[B, K, N]) -> T[B, M, N] { return a @ b }
fn matvec(a: T[M, K], x: T[K]) -> T[M] { return a @ x }
fn vecmat(x: T[M], a: T[M, K]) -> T[K] { return x @ a }
)";

constexpr const char* kTensorMean = R"(
fn tensor_mean(fx: f32[N, I], fy: f32[N, J], fz: f32[N, K]) -> f32[I, J, K] {
    a[i, j, k] = mean[n] fx[n, i] * fy[n, j] * fz[n, k]
    return a
}
fn features(v: f32[N, V], w: f32[V, D]) -> f32[N, D] { return tanh(v @ w) }
fn tensor_mean_of_samples(x: f32[N, V], y: f32[N, V], z: f32[N, V], w: f32[V, D]) -> f32[D, D, D] {
    a[i, j, k] = mean[n] features(x, w)[n, i] * features(y, w)[n, j] * features(z, w)[n, k]
    return a
}
)";

struct Product {
  std::string name;
  int m, n, k;
  bool a_transposed = false, b_transposed = false;
};

template <typename T>
void add_blas(const Product& p, const Work& work) {
  if (!Blas::find()) return;
  add(p.name + "/openblas", work, [=]() -> std::function<void()> {
    const Array a = random_array(work.type, {p.m, p.k}, 1),
                b = random_array(work.type, {p.k, p.n}, 2), c = Array::zeros(work.type, {p.m, p.n});
    Blas::find()->set_threads(work.threads);
    return [=] {
      Blas::find()->gemm(a.data<const T>(), b.data<const T>(), c.data<T>(), p.m, p.n, p.k,
                         p.a_transposed, p.b_transposed);
    };
  });
}

void add_product(const Product& shape, DType type, int threads) {
  Product p = shape;
  p.name = fmt::format("{}/{}/{}x{}x{}", shape.name, name(type), p.m, p.n, p.k);
  const Work work{2.0 * p.m * p.n * p.k, 0, type, threads};
  const char* function = p.a_transposed ? "matmul_tn" : p.b_transposed ? "matmul_nt" : "matmul";
  add_sinter(p.name, work, kMatmul, function, [=] {
    return std::vector{
        random_array(type, p.a_transposed ? Array::Shape{p.k, p.m} : Array::Shape{p.m, p.k}, 1),
        random_array(type, p.b_transposed ? Array::Shape{p.n, p.k} : Array::Shape{p.k, p.n}, 2)};
  });
  if (type == DType::kF32) add_blas<float>(p, work);
  if (type == DType::kF64) add_blas<double>(p, work);
}

void add_vector(bool transposed, std::int64_t rows, std::int64_t columns, int threads) {
  const auto name = fmt::format("{}/f32/{}x{}", transposed ? "vecmat" : "matvec", rows, columns);
  const Work work{0, 4.0 * static_cast<double>(rows * columns), DType::kF32, threads};
  const auto inputs = [=] {
    const Array a = random_array(DType::kF32, {rows, columns}, 1),
                x = random_array(DType::kF32, {transposed ? rows : columns}, 2);
    return transposed ? std::vector{x, a} : std::vector{a, x};
  };
  add_sinter(name, work, kMatmul, transposed ? "vecmat" : "matvec", inputs);
  if (!Blas::find()) return;
  add(name + "/openblas", work, [=]() -> std::function<void()> {
    const auto in = inputs();
    const Array a = in[transposed ? 1 : 0], x = in[transposed ? 0 : 1],
                y = Array::zeros(DType::kF32, {transposed ? columns : rows});
    Blas::find()->set_threads(threads);
    return [=] {
      Blas::find()->gemv(a.data<const float>(), x.data<const float>(), y.data<float>(),
                         static_cast<int>(rows), static_cast<int>(columns), transposed);
    };
  });
}

void add_tensor_mean(std::int64_t n, int threads) {
  const Work work{2.0 * 32 * 32 * 32 * static_cast<double>(n), 0, DType::kF32, threads};
  add_sinter(fmt::format("tensor_mean/{}", n), work, kTensorMean, "tensor_mean", [=] {
    std::vector<Array> features;
    for (unsigned i = 0; i < 3; ++i) features.push_back(random_array(DType::kF32, {n, 32}, i));
    return features;
  });
  add_sinter(fmt::format("tensor_mean_of_samples/{}", n), work, kTensorMean,
             "tensor_mean_of_samples", [=] {
               std::vector<Array> in;
               for (unsigned i = 0; i < 3; ++i) in.push_back(random_array(DType::kF32, {n, 64}, i));
               in.push_back(random_array(DType::kF32, {64, 32}, 4));
               return in;
             });
}

void add_all() {
  for (int threads : thread_counts()) {
    for (int n : {256, 1024, 4096, 8192}) add_tensor_mean(n, threads);
    for (DType type : {DType::kF32, DType::kF64}) {
      for (int n : {64, 128, 256, 512, 1024, 2048}) add_product({"matmul", n, n, n}, type, threads);
      add_product({"matmul_nt", 512, 512, 512, false, true}, type, threads);
      add_product({"matmul_tn", 512, 512, 512, true, false}, type, threads);
      add_product({"matmul", 1000, 1000, 1000}, type, threads);
    }
    add_product({"matmul", 4096, 32, 64}, DType::kF32, threads);
    add_product({"matmul", 8, 2048, 2048}, DType::kF32, threads);
    add_product({"matmul", 2048, 8, 2048}, DType::kF32, threads);
    add_product({"matmul", 512, 512, 512}, DType::kI32, threads);
    add_sinter("batched/f32/64x64x64x64", {2.0 * 64 * 64 * 64 * 64, 0, DType::kF32, threads},
               kMatmul, "batched", [] {
                 return std::vector{random_array(DType::kF32, {64, 64, 64}, 1),
                                    random_array(DType::kF32, {64, 64, 64}, 2)};
               });
    for (bool transposed : {false, true}) {
      add_vector(transposed, 1000, 1000, threads);
      add_vector(transposed, 8192, 4096, threads);
    }
  }
}

}  // namespace
}  // namespace sinter::suite

int main(int argc, char** argv) {
  sinter::suite::add_all();
  return sinter::suite::run(argc, argv);
}
