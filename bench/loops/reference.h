// The programs of programs.sinter in plain C, compiled by clang 19 at -O2 where it is installed.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
#define restrict __restrict
extern "C" {
#endif

int64_t collatz(int64_t limit);
void insertion_sort(int64_t n, double* restrict x);
void ema(int64_t n, const double* restrict x, double a, double* restrict y);
double running_sum(int64_t n, const double* restrict x);
int64_t integer_sum(int64_t n, const int64_t* restrict k);
void lu(int64_t n, double* restrict a);
uint16_t crc16(int64_t n, const uint8_t* restrict data);
void mandelbrot(int64_t h, int64_t w, const double* restrict cx, const double* restrict cy,
                int64_t limit, int64_t* restrict count);
void floyd_warshall(int64_t n, int64_t* restrict d);
void binary_search(int64_t n, int64_t m, const double* restrict x, const double* restrict q,
                   int64_t* restrict at);
int64_t sieve(int64_t n, uint8_t* restrict prime);
int64_t edit_distance(int64_t n, int64_t m, const uint8_t* restrict a, const uint8_t* restrict b,
                      int64_t* restrict d);
void newton(int64_t n, const double* restrict x, double* restrict y);
int64_t common_divisors(int64_t n);
void nbody(int64_t n, double* restrict x, double* restrict v, const double* restrict m,
           int64_t steps);
void histogram(int64_t n, const int64_t* restrict k, int64_t* restrict h);
void seidel(int64_t n, int64_t m, double* restrict u, int64_t steps);
void jacobi(int64_t n, int64_t m, const double* restrict u, double* restrict v);
/// An even number of steps, in two arrays by turns.
void plate(int64_t n, int64_t m, double* u, double* other, int64_t steps);
void product(int64_t n, int64_t k, int64_t m, const double* restrict a, const double* restrict b,
             double* restrict c);
void thomas(int64_t rows, int64_t n, const double* restrict a, double* restrict b,
            const double* restrict c, double* restrict d);

#ifdef __cplusplus
}
#undef restrict
#endif
