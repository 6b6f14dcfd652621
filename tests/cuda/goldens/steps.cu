launch sinter_0: a thread per iteration
loop
  allocate value14: f64
  launch sinter_1: a thread per iteration
  launch sinter_2: a thread per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    i64 n1,
    i64 n0,
    const f64* __restrict__ b0,
    f64* __restrict__ b2) {
  const i64 v6 = (i64)((u64)n1 * (u64)n0);
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  for (i64 v7 = i64(0) + group; v7 < v6; v7 += (i64)gridDim.x * 256) {
    {
      const i64 v8 = modulo(v7, n0);
      const i64 v9 = floor_divide(v7, n0);
      const i64 v10 = (i64)((u64)v9 * (u64)n0);
      const i64 v11 = (i64)((u64)v10 + (u64)v8);
      const f64 v12 = b0[v11];
      b2[v11] = v12;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_1(
    i64 n1,
    i64 n0,
    f64* __restrict__ b2,
    f64* __restrict__ b3) {
  const i64 v16 = (i64)((u64)(i64)0xfffffffffffffffeull + (u64)n1);
  const i64 v17 = maximum(v16, i64(0));
  const i64 v18 = (i64)((u64)(i64)0xfffffffffffffffeull + (u64)n0);
  const i64 v19 = maximum(v18, i64(0));
  const i64 v20 = (i64)((u64)v17 * (u64)v19);
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  for (i64 v23 = i64(0) + group; v23 < v20; v23 += (i64)gridDim.x * 256) {
    {
      const i64 v24 = modulo(v23, v19);
      const i64 v25 = floor_divide(v23, v19);
      const i64 v27 = (i64)((u64)i64(1) + (u64)v24);
      const i64 v28 = (i64)((u64)v25 * (u64)n0);
      const i64 v29 = (i64)((u64)v28 + (u64)v27);
      const f64 v30 = b2[v29];
      const i64 v32 = (i64)((u64)i64(2) + (u64)v25);
      const i64 v33 = (i64)((u64)v32 * (u64)n0);
      const i64 v34 = (i64)((u64)v33 + (u64)v27);
      const f64 v35 = b2[v34];
      const f64 v36 = v30 + v35;
      const i64 v37 = (i64)((u64)i64(1) + (u64)v25);
      const i64 v38 = (i64)((u64)v37 * (u64)n0);
      const i64 v39 = (i64)((u64)v38 + (u64)v24);
      const f64 v40 = b2[v39];
      const f64 v41 = v36 + v40;
      const i64 v42 = (i64)((u64)i64(2) + (u64)v24);
      const i64 v43 = (i64)((u64)v38 + (u64)v42);
      const f64 v44 = b2[v43];
      const f64 v45 = v41 + v44;
      const f64 v46 = f64(0x1p-2) * v45;
      const i64 v47 = (i64)((u64)v25 * (u64)v19);
      const i64 v48 = (i64)((u64)v47 + (u64)v24);
      b3[v48] = v46;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_2(
    i64 n1,
    i64 n0,
    f64* __restrict__ b3,
    f64* __restrict__ b2) {
  const i64 v16 = (i64)((u64)(i64)0xfffffffffffffffeull + (u64)n1);
  const i64 v17 = maximum(v16, i64(0));
  const i64 v18 = (i64)((u64)(i64)0xfffffffffffffffeull + (u64)n0);
  const i64 v19 = maximum(v18, i64(0));
  const i64 v20 = (i64)((u64)v17 * (u64)v19);
  const i64 v50 = (i64)((u64)n0 + (u64)i64(1));
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  for (i64 v51 = i64(0) + group; v51 < v20; v51 += (i64)gridDim.x * 256) {
    {
      const i64 v52 = modulo(v51, v19);
      const i64 v53 = floor_divide(v51, v19);
      const i64 v54 = (i64)((u64)v53 * (u64)v19);
      const i64 v55 = (i64)((u64)v54 + (u64)v52);
      const f64 v56 = b3[v55];
      const i64 v57 = (i64)((u64)v53 * (u64)n0);
      const i64 v58 = (i64)((u64)v57 + (u64)v52);
      const i64 v59 = (i64)((u64)v50 + (u64)v58);
      b2[v59] = v56;
    }
  }
}
