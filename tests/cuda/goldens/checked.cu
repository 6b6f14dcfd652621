launch sinter_0: a thread per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    Failure* failure,
    i64 n0,
    const i32* __restrict__ b0,
    const i32* __restrict__ b1,
    i32* __restrict__ b2) {
  if (((volatile Failure*)failure)->stopped) return;
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  for (i64 v3 = i64(0) + group; v3 < n0; v3 += (i64)gridDim.x * 256) {
    bool failed = false;
    {
      const i32 v4 = b0[v3];
      const i32 v5 = b1[v3];
      const bool v7 = v5 == (i32)0x0ull;
      if (v7) {
        failed = true;
        sinter_fail(failure, 0, 0, v3, 0, 0, 0);
      }
      const i32 v9 = floor_divide(v4, v5);
      b2[v3] = v9;
    }
    next_iteration:;
  }
}
