launch sinter_0: a thread per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    i64 n0,
    const f32* __restrict__ b0,
    const f32* __restrict__ b2,
    const f32* __restrict__ b1,
    f32* __restrict__ b3) {
  const f32 v3 = b2[i64(0)];
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  for (i64 v4 = i64(0) + group; v4 < n0; v4 += (i64)gridDim.x * 256) {
    {
      const f32 v5 = b0[v4];
      const f32 v6 = v3 * v5;
      const f32 v7 = b1[v4];
      const f32 v8 = v6 + v7;
      b3[v4] = v8;
    }
  }
}
