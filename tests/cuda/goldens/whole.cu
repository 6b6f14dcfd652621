allocate partial: f64
launch sinter_0: once, on a thread
launch sinter_1: a warp per iteration
launch sinter_2: once, on a block

extern "C" __global__ void __launch_bounds__(1) sinter_0(
    f64* __restrict__ b2) {
  b2[i64(0)] = f64(0x0p+0);
}

extern "C" __global__ void __launch_bounds__(256) sinter_1(
    i64 n0,
    const f64* __restrict__ b0,
    f64* __restrict__ b2) {
  const i64 v5 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v6 = shift_right(v5, i64(12));
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)threadIdx.x % 32;
  for (i64 v11 = i64(0) + group; v11 < v6; v11 += (i64)gridDim.x * 8) {
    f64 r0[2];
    {
      const i64 v13 = (i64)((u64)v11 * (u64)i64(4096));
      const i64 v14 = (i64)((u64)v13 + (u64)i64(4096));
      const i64 v15 = minimum(n0, v14);
      r0[0] = f64(0x0p+0);
      r0[1] = f64(0x0p+0);
      for (i64 base0 = v13 + t; base0 < v15; base0 += 64) {
        if (const i64 v17 = base0 + 0 * 32; v17 < v15) {
          const f64 v18 = r0[0];
          const f64 v19 = b0[v17];
          const f64 v20 = v18 + v19;
          r0[0] = v20;
        }
        if (const i64 v17 = base0 + 1 * 32; v17 < v15) {
          const f64 v18 = r0[1];
          const f64 v19 = b0[v17];
          const f64 v20 = v18 + v19;
          r0[1] = v20;
        }
      }
      f64 x1_0 = r0[0];
      f64 x1_1 = r0[1];
      x1_0 = x1_0 + x1_1;
      const f64 y2 = (f64)__shfl_down_sync(0xffffffffu, x1_0, 16);
      x1_0 = x1_0 + y2;
      const f64 y3 = (f64)__shfl_down_sync(0xffffffffu, x1_0, 8);
      x1_0 = x1_0 + y3;
      const f64 y4 = (f64)__shfl_down_sync(0xffffffffu, x1_0, 4);
      x1_0 = x1_0 + y4;
      const f64 y5 = (f64)__shfl_down_sync(0xffffffffu, x1_0, 2);
      x1_0 = x1_0 + y5;
      const f64 y6 = (f64)__shfl_down_sync(0xffffffffu, x1_0, 1);
      x1_0 = x1_0 + y6;
      const f64 v22 = (f64)__shfl_sync(0xffffffffu, x1_0, 0);
      __syncwarp();
      if (t == 0) b2[v11] = v22;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_2(
    i64 n0,
    f64* __restrict__ b2,
    f64* __restrict__ b1) {
  const i64 v5 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v6 = shift_right(v5, i64(12));
  const i64 v24 = (i64)((u64)v6 - (u64)i64(1));
  const bool v31 = v24 > i64(0);
  const f64 v26 = (f64)v24;
  const i64 v27 = (i64)bits_of(v26);
  const i64 v28 = shift_right(v27, i64(52));
  const i64 v30 = (i64)((u64)v28 - (u64)i64(1022));
  const i64 v32 = v31 ? v30 : i64(0);
  const int t = (int)threadIdx.x;
  for (i64 v33 = i64(0); v33 < v32; v33 += 1) {
    const i64 v34 = shift_left(i64(1), v33);
    const i64 v35 = (i64)((u64)v33 + (u64)i64(1));
    const i64 v36 = shift_left(i64(1), v35);
    const i64 v37 = (i64)((u64)v36 - (u64)i64(1));
    const i64 v38 = (i64)((u64)v6 - (u64)v34);
    const i64 v39 = (i64)((u64)v38 + (u64)v37);
    const i64 v40 = shift_right(v39, v35);
    __syncthreads();
    for (i64 v41 = i64(0) + t; v41 < v40; v41 += 256) {
      const i64 v42 = shift_left(v41, v35);
      const i64 v43 = (i64)((u64)v42 + (u64)v34);
      const f64 v44 = b2[v43];
      const f64 v45 = b2[v42];
      const f64 v46 = v45 + v44;
      b2[v42] = v46;
    }
  }
  __syncthreads();
  const f64 v48 = b2[i64(0)];
  if (t == 0) b1[i64(0)] = v48;
}
