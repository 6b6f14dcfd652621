launch sinter_0: a thread per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    i64 n0,
    const f32* __restrict__ b0,
    const f32* __restrict__ b1,
    const f32* __restrict__ b2,
    f32* __restrict__ b3) {
  const f32 v3 = b2[i64(0)];
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  const i64 whole = n0 / 4 * 4;
  for (i64 first = group * 4; first < whole; first += (i64)gridDim.x * 1024) {
    const Wide<f32> w5 = *(const Wide<f32>*)(b0 + first);
    const Wide<f32> w7 = *(const Wide<f32>*)(b1 + first);
    Wide<f32> w9;
    #pragma unroll
    for (int part = 0; part < 4; ++part) {
      const i64 v4 = first + part;
      {
        const f32 v5 = w5.part[part];
        const f32 v6 = v3 * v5;
        const f32 v7 = w7.part[part];
        const f32 v8 = v6 + v7;
        w9.part[part] = v8;
      }
    }
    *(Wide<f32>*)(b3 + first) = w9;
  }
  for (i64 v4 = whole + group; v4 < n0; v4 += (i64)gridDim.x * 256) {
    {
      const f32 v5 = b0[v4];
      const f32 v6 = v3 * v5;
      const f32 v7 = b1[v4];
      const f32 v8 = v6 + v7;
      b3[v4] = v8;
    }
  }
}
