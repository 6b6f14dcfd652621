// Marks of functions that `sinter lift` and the CMake function sinter_lift read. Every other
// compiler sees plain C++.
//
//   SINTER_JIT double dot(const double* x, const double* y, int n);
#pragma once

#if defined(__clang__)
/// The function is lifted: it stays plain C++, and becomes a program of the language too.
#define SINTER_JIT [[clang::annotate("sinter.jit")]]
/// Beside SINTER_JIT: sums and products of floats may be added up in any order, and the largest or
/// smallest of several floats is NaN where one of them is.
#define SINTER_JIT_REASSOC [[clang::annotate("sinter.reassoc")]]
/// Behind a pointer parameter: how many elements it points at, as integer parameters, numbers and
/// products of them; several, separated by commas, are the sizes of axes.
#define SINTER_EXTENT(...) [[clang::annotate("sinter.extent=" #__VA_ARGS__)]]
#else
#define SINTER_JIT
#define SINTER_JIT_REASSOC
#define SINTER_EXTENT(...)
#endif
