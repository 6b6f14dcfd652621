// Helper functions of kernels that multiply by matrix units: narrow floats, asynchronous copies to
// shared memory, and the units' instructions.
#include <string>

#include "compiler/codegen/cuda/prelude.h"

namespace sinter::cuda {
namespace {

// Of f16 or bf16, which stands for @. A GPU of compute capability 7.5 multiplies half as many
// positions at once, and no bf16.
constexpr std::string_view kPairs =
    R"(SINTER_FUNCTION void multiply_pairs_of_@(f32* d, const u32* a, const u32* b) {
#if !defined(__CUDA_ARCH__)
  const int row = (threadIdx.x & 31) / 4, column = (threadIdx.x & 3) * 2;
  for (int k = 0; k < 8; ++k) {
    const u32 x0 = __shfl_sync(0xffffffffu, a[k / 4 * 2], row * 4 + k % 4);
    const u32 x1 = __shfl_sync(0xffffffffu, a[k / 4 * 2 + 1], row * 4 + k % 4);
    const u32 y0 = __shfl_sync(0xffffffffu, b[k / 4], column * 4 + k % 4);
    const u32 y1 = __shfl_sync(0xffffffffu, b[k / 4], column * 4 + 4 + k % 4);
    for (int at = 0; at < 32; at += 16) {
      const f32 p0 = from_@((u16)(x0 >> at)), p1 = from_@((u16)(x1 >> at));
      const f32 q0 = from_@((u16)(y0 >> at)), q1 = from_@((u16)(y1 >> at));
      d[0] = fused(p0, q0, d[0]), d[1] = fused(p0, q1, d[1]);
      d[2] = fused(p1, q0, d[2]), d[3] = fused(p1, q1, d[3]);
    }
  }
#elif __CUDA_ARCH__ >= 800
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.@.@.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#elif __CUDA_ARCH__ >= 750
#pragma unroll
  for (int k = 0; k < 2; ++k) {
    asm volatile(
        "mma.sync.aligned.m16n8k8.row.col.f32.@.@.f32 "
        "{%0, %1, %2, %3}, {%4, %5}, {%6}, {%0, %1, %2, %3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[2 * k]), "r"(a[2 * k + 1]), "r"(b[k]));
  }
#endif
}
)";

std::string pairs_of(std::string_view type) {
  std::string text;
  for (const char c : kPairs) c == '@' ? text += type : text += c;
  return text;
}

}  // namespace

std::span<const Helper> matrix_helpers() {
  static const std::string multiply_f16 = pairs_of("f16"), multiply_bf16 = pairs_of("bf16");
  // In an order in which each stands before those that call it.
  static const Helper helpers[] = {
      {"rounded_tf32(", R"(SINTER_FUNCTION f32 rounded_tf32(f32 x) {
  return x != x ? x : f32_from((bits_of(x) + 0x1000u) & 0xffffe000u);
}
)"},
      // For matrix units, which do not look at the bits that are dropped.
      {"nearest_tf32(", R"(SINTER_FUNCTION f32 nearest_tf32(f32 x) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  u32 rounded;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(x));
  return f32_from(rounded);
#else
  return rounded_tf32(x);
#endif
}
)"},
      {"_f16(", R"(SINTER_FUNCTION u16 to_f16(f32 x) {
#if defined(__CUDA_ARCH__)
  u16 half;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(half) : "f"(x));
  return half;
#else
  const u32 magnitude = bits_of(x) & 0x7fffffffu, sign = bits_of(x) >> 16 & 0x8000u;
  u32 bits = (magnitude + 0xfffu + (magnitude >> 13 & 1) - 0x38000000u) >> 13;
  if (magnitude < 0x38800000u)  // multiples of 2^-24
    bits = bits_of(f32_from(magnitude) + 0.5f) - 0x3f000000u;
  if (magnitude >= 0x477ff000u) bits = magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u;
  return (u16)(sign | bits);
#endif
}
SINTER_FUNCTION f32 from_f16(u16 half) {
#if defined(__CUDA_ARCH__)
  f32 x;
  asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(half));
  return x;
#else
  const u32 magnitude = half & 0x7fffu, sign = (u32)(half & 0x8000u) << 16;
  if (magnitude < 0x400u) return f32_from(bits_of((f32)magnitude * 0x1p-24f) | sign);
  return f32_from(sign | (magnitude << 13) + (magnitude < 0x7c00u ? 0x38000000u : 0x70000000u));
#endif
}
SINTER_FUNCTION f32 rounded_f16(f32 x) { return from_f16(to_f16(x)); }
SINTER_FUNCTION u32 pair_of_f16(f32 low, f32 high) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  u32 pair;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
#else
  return to_f16(low) | (u32)to_f16(high) << 16;
#endif
}
)"},
      {"_bf16(", R"(SINTER_FUNCTION u16 to_bf16(f32 x) {
  const u32 bits = bits_of(x);
  return (u16)(x != x ? 0x7fffu : (bits + 0x7fffu + (bits >> 16 & 1)) >> 16);
}
SINTER_FUNCTION f32 from_bf16(u16 half) { return f32_from((u32)half << 16); }
SINTER_FUNCTION f32 rounded_bf16(f32 x) { return from_bf16(to_bf16(x)); }
SINTER_FUNCTION u32 pair_of_bf16(f32 low, f32 high) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  u32 pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
#else
  return to_bf16(low) | (u32)to_bf16(high) << 16;
#endif
}
)"},
      // Elements are 0 where they are not there. Without such copies, or in an emulation, which
      // says when they arrive.
      {"copy_async<", R"(template <int bytes>
SINTER_FUNCTION void copy_async(void* to, const void* from, bool there) {
#if !defined(__CUDA_ARCH__)
  copy_later(to, from, bytes, there);
#elif __CUDA_ARCH__ >= 800
  const u32 place = (u32)__cvta_generic_to_shared(to);
  const int count = there ? bytes : 0;
  if (bytes == 16) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :: "r"(place), "l"(from), "r"(count) : "memory");
  } else {
    asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;"
                 :: "r"(place), "l"(from), "n"(bytes), "r"(count) : "memory");
  }
#else
  struct __align__(bytes) Part { u32 word[bytes / 4]; };
  *(Part*)to = there ? *(const Part*)from : Part();
#endif
}
)"},
      {"await_copies<", R"(template <int groups> SINTER_FUNCTION void await_copies() {
#if !defined(__CUDA_ARCH__)
  await_copies_but(groups);
#elif __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;" ::: "memory");
  asm volatile("cp.async.wait_group %0;" :: "n"(groups) : "memory");
#endif
}
)"},
      // A warp's d += a b, as PTX lays fragments out: 16 x 8 x 8 of tf32, 16 x 8 x 16 of f16 and
      // bf16 in pairs, 8 x 8 x 4 of f64. Without matrix units, in an emulation, every thread
      // fetches what it multiplies.
      {"multiply_pairs_of_f16(", multiply_f16},
      {"multiply_pairs_of_bf16(", multiply_bf16},
      {"multiply_fragments(",
       R"(SINTER_FUNCTION void multiply_fragments(f32* d, const f32* a, const f32* b) {
#if !defined(__CUDA_ARCH__)
  const int row = (threadIdx.x & 31) / 4, column = (threadIdx.x & 3) * 2;
  for (int k = 0; k < 8; ++k) {
    const f32 x0 = __shfl_sync(0xffffffffu, a[k / 4 * 2], row * 4 + k % 4);
    const f32 x1 = __shfl_sync(0xffffffffu, a[k / 4 * 2 + 1], row * 4 + k % 4);
    const f32 y0 = __shfl_sync(0xffffffffu, b[k / 4], column * 4 + k % 4);
    const f32 y1 = __shfl_sync(0xffffffffu, b[k / 4], column * 4 + 4 + k % 4);
    d[0] = fused(x0, y0, d[0]), d[1] = fused(x0, y1, d[1]);
    d[2] = fused(x1, y0, d[2]), d[3] = fused(x1, y1, d[3]);
  }
#elif __CUDA_ARCH__ >= 800
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(bits_of(a[0])), "r"(bits_of(a[1])), "r"(bits_of(a[2])), "r"(bits_of(a[3])),
        "r"(bits_of(b[0])), "r"(bits_of(b[1])));
#endif
}
SINTER_FUNCTION void multiply_fragments(f64* d, const f64* a, const f64* b) {
#if !defined(__CUDA_ARCH__)
  const int row = (threadIdx.x & 31) / 4, column = (threadIdx.x & 3) * 2;
  for (int k = 0; k < 4; ++k) {
    const f64 x = __shfl_sync(0xffffffffu, a[0], row * 4 + k);
    const f64 y0 = __shfl_sync(0xffffffffu, b[0], column * 4 + k);
    const f64 y1 = __shfl_sync(0xffffffffu, b[0], column * 4 + 4 + k);
    d[0] = fused(x, y0, d[0]), d[1] = fused(x, y1, d[1]);
  }
#elif __CUDA_ARCH__ >= 800
  asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
               : "+d"(d[0]), "+d"(d[1])
               : "d"(a[0]), "d"(b[0]));
#endif
}
)"},
  };
  return helpers;
}

}  // namespace sinter::cuda
