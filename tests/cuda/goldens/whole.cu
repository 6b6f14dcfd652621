allocate partial: f64
launch sinter_0: a warp per iteration; then sinter_1 on a block of the last block

SINTER_FUNCTION void sinter_1(
    i64 n0,
    f64* __restrict__ b2,
    f64* __restrict__ b1) {
  const i64 v5 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v6 = shift_right(v5, i64(12));
  const i64 v25 = (i64)((u64)v6 - (u64)i64(1));
  const bool v32 = v25 > i64(0);
  const f64 v27 = (f64)v25;
  const i64 v28 = (i64)bits_of(v27);
  const i64 v29 = shift_right(v28, i64(52));
  const i64 v31 = (i64)((u64)v29 - (u64)i64(1022));
  const i64 v33 = v32 ? v31 : i64(0);
  const i64 v34 = (i64)((u64)v33 + (u64)i64(2));
  const i64 v35 = floor_divide(v34, i64(3));
  const bool v97 = v6 > i64(0);
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v36 = i64(0); v36 < v35; v36 += 1) {
    const i64 v37 = (i64)((u64)v36 * (u64)i64(3));
    const i64 v39 = shift_left(i64(8), v37);
    const i64 v40 = (i64)((u64)v37 + (u64)i64(3));
    const i64 v41 = (i64)((u64)v39 - (u64)i64(1));
    const i64 v42 = (i64)((u64)v6 + (u64)v41);
    const i64 v43 = shift_right(v42, v40);
    const i64 v46 = shift_left(i64(0), v37);
    const i64 v50 = shift_left(i64(1), v37);
    const i64 v54 = shift_left(i64(2), v37);
    const i64 v58 = shift_left(i64(3), v37);
    const i64 v63 = shift_left(i64(4), v37);
    const i64 v68 = shift_left(i64(5), v37);
    const i64 v73 = shift_left(i64(6), v37);
    const i64 v78 = shift_left(i64(7), v37);
    __syncthreads();
    i64 first0 = i64(0);
    #pragma unroll 4
    for (; first0 + 256 <= v43; first0 += 256) {
      {
        const i64 v44 = first0 + t + 0 * 256;
        const i64 v45 = shift_left(v44, v40);
        const i64 v47 = (i64)((u64)v45 + (u64)v46);
        const bool v48 = v47 < v6;
        const f64 v49 = v48 ? b2[v47] : f64(0);
        const i64 v51 = (i64)((u64)v45 + (u64)v50);
        const bool v52 = v51 < v6;
        const f64 v53 = v52 ? b2[v51] : f64(0);
        const i64 v55 = (i64)((u64)v45 + (u64)v54);
        const bool v56 = v55 < v6;
        const f64 v57 = v56 ? b2[v55] : f64(0);
        const i64 v59 = (i64)((u64)v45 + (u64)v58);
        const bool v60 = v59 < v6;
        const f64 v61 = v60 ? b2[v59] : f64(0);
        const i64 v64 = (i64)((u64)v45 + (u64)v63);
        const bool v65 = v64 < v6;
        const f64 v66 = v65 ? b2[v64] : f64(0);
        const i64 v69 = (i64)((u64)v45 + (u64)v68);
        const bool v70 = v69 < v6;
        const f64 v71 = v70 ? b2[v69] : f64(0);
        const i64 v74 = (i64)((u64)v45 + (u64)v73);
        const bool v75 = v74 < v6;
        const f64 v76 = v75 ? b2[v74] : f64(0);
        const i64 v79 = (i64)((u64)v45 + (u64)v78);
        const bool v80 = v79 < v6;
        const f64 v81 = v80 ? b2[v79] : f64(0);
        const f64 v82 = v49 + v53;
        const f64 v83 = v52 ? v82 : v49;
        const f64 v84 = v57 + v61;
        const f64 v85 = v60 ? v84 : v57;
        const f64 v86 = v66 + v71;
        const f64 v87 = v70 ? v86 : v66;
        const f64 v88 = v76 + v81;
        const f64 v89 = v80 ? v88 : v76;
        const f64 v90 = v83 + v85;
        const f64 v91 = v56 ? v90 : v83;
        const f64 v92 = v87 + v89;
        const f64 v93 = v75 ? v92 : v87;
        const f64 v94 = v91 + v93;
        const f64 v95 = v65 ? v94 : v91;
        b2[v45] = v95;
      }
    }
    if (const i64 v44 = first0 + t + 0 * 256; v44 < v43) {
      const i64 v45 = shift_left(v44, v40);
      const i64 v47 = (i64)((u64)v45 + (u64)v46);
      const bool v48 = v47 < v6;
      const f64 v49 = v48 ? b2[v47] : f64(0);
      const i64 v51 = (i64)((u64)v45 + (u64)v50);
      const bool v52 = v51 < v6;
      const f64 v53 = v52 ? b2[v51] : f64(0);
      const i64 v55 = (i64)((u64)v45 + (u64)v54);
      const bool v56 = v55 < v6;
      const f64 v57 = v56 ? b2[v55] : f64(0);
      const i64 v59 = (i64)((u64)v45 + (u64)v58);
      const bool v60 = v59 < v6;
      const f64 v61 = v60 ? b2[v59] : f64(0);
      const i64 v64 = (i64)((u64)v45 + (u64)v63);
      const bool v65 = v64 < v6;
      const f64 v66 = v65 ? b2[v64] : f64(0);
      const i64 v69 = (i64)((u64)v45 + (u64)v68);
      const bool v70 = v69 < v6;
      const f64 v71 = v70 ? b2[v69] : f64(0);
      const i64 v74 = (i64)((u64)v45 + (u64)v73);
      const bool v75 = v74 < v6;
      const f64 v76 = v75 ? b2[v74] : f64(0);
      const i64 v79 = (i64)((u64)v45 + (u64)v78);
      const bool v80 = v79 < v6;
      const f64 v81 = v80 ? b2[v79] : f64(0);
      const f64 v82 = v49 + v53;
      const f64 v83 = v52 ? v82 : v49;
      const f64 v84 = v57 + v61;
      const f64 v85 = v60 ? v84 : v57;
      const f64 v86 = v66 + v71;
      const f64 v87 = v70 ? v86 : v66;
      const f64 v88 = v76 + v81;
      const f64 v89 = v80 ? v88 : v76;
      const f64 v90 = v83 + v85;
      const f64 v91 = v56 ? v90 : v83;
      const f64 v92 = v87 + v89;
      const f64 v93 = v75 ? v92 : v87;
      const f64 v94 = v91 + v93;
      const f64 v95 = v65 ? v94 : v91;
      b2[v45] = v95;
    }
  }
  __syncthreads();
  const f64 v98 = v97 ? b2[i64(0)] : f64(0);
  const f64 v99 = v97 ? v98 : f64(0x0p+0);
  if (t == 0) b1[i64(0)] = v99;
}

static __device__ unsigned sinter_0_blocks = 0;
extern "C" __global__ void __launch_bounds__(256) sinter_0(
    i64 n0,
    const f64* __restrict__ b0,
    f64* __restrict__ b2,
    f64* __restrict__ b1) {
  const i64 v5 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v6 = shift_right(v5, i64(12));
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)(threadIdx.x & 31u);
  for (i64 v10 = i64(0) + group; v10 < v6; v10 += (i64)gridDim.x * 8) {
    f64 r0[2];
    {
      const i64 v12 = (i64)((u64)v10 * (u64)i64(4096));
      const i64 v13 = (i64)((u64)v12 + (u64)i64(4096));
      const i64 v14 = minimum(n0, v13);
      r0[0] = f64(0x0p+0);
      r0[1] = f64(0x0p+0);
      i64 first0 = v12;
      #pragma unroll 16
      for (; first0 + 64 <= v14; first0 += 64) {
        {
          const i64 v16 = first0 + t + 0 * 32;
          const f64 v17 = r0[0];
          const f64 v18 = b0[v16];
          const f64 v19 = v17 + v18;
          r0[0] = v19;
        }
        {
          const i64 v16 = first0 + t + 1 * 32;
          const f64 v17 = r0[1];
          const f64 v18 = b0[v16];
          const f64 v19 = v17 + v18;
          r0[1] = v19;
        }
      }
      if (const i64 v16 = first0 + t + 0 * 32; v16 < v14) {
        const f64 v17 = r0[0];
        const f64 v18 = b0[v16];
        const f64 v19 = v17 + v18;
        r0[0] = v19;
      }
      if (const i64 v16 = first0 + t + 1 * 32; v16 < v14) {
        const f64 v17 = r0[1];
        const f64 v18 = b0[v16];
        const f64 v19 = v17 + v18;
        r0[1] = v19;
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
      const f64 v21 = (f64)__shfl_sync(0xffffffffu, x1_0, 0);
      __syncwarp();
      if (t == 0) b2[v10] = v21;
    }
  }
  if (is_last_block(&sinter_0_blocks)) sinter_1(n0, b2, b1);
}
