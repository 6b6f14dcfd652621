allocate parts: f32
launch sinter_0: a warp per iteration
launch sinter_1: a block per iteration
launch sinter_2: a thread per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    char* scratch_memory,
    i64 scratch_stride,
    i64 n0,
    i64 n1,
    i64 scratch_offset0,
    const f32* __restrict__ b0,
    f32* __restrict__ b2) {
  const i64 v11 = (i64)((u64)n0 + (u64)i64(31));
  const i64 v12 = shift_right(v11, i64(5));
  const i64 v7 = (i64)((u64)n1 + (u64)i64(127));
  const i64 v8 = shift_right(v7, i64(7));
  const i64 v13 = (i64)((u64)v12 * (u64)v8);
  const i64 v16 = (i64)((u64)v13 + (u64)i64(4095));
  const i64 v17 = shift_right(v16, i64(12));
  const i64 v18 = (i64)((u64)v17 - (u64)i64(1));
  const bool v25 = v18 > i64(0);
  const f64 v20 = (f64)v18;
  const i64 v21 = (i64)bits_of(v20);
  const i64 v22 = shift_right(v21, i64(52));
  const i64 v24 = (i64)((u64)v22 - (u64)i64(1022));
  const i64 v26 = v25 ? v24 : i64(0);
  const i64 v27 = shift_left(i64(1), v26);
  const i64 v28 = (i64)((u64)v27 - (u64)i64(1));
  const i64 v29 = (i64)((u64)v8 + (u64)v28);
  const i64 v30 = floor_divide(v29, v27);
  const i64 v40 = (i64)((u64)v12 * (u64)v30);
  const i64 v42 = maximum(v30, i64(1));
  const i64 v46 = maximum(v12, i64(1));
  const bool v38 = v28 > i64(0);
  const f64 v34 = (f64)v28;
  const i64 v35 = (i64)bits_of(v34);
  const i64 v36 = shift_right(v35, i64(52));
  const i64 v37 = (i64)((u64)v36 - (u64)i64(1022));
  const i64 v39 = v38 ? v37 : i64(0);
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)(threadIdx.x & 31u);
  extern __shared__ __align__(16) char shared_memory[];
  char* const scratch = scratch_memory ? scratch_memory + group * scratch_stride : shared_memory + threadIdx.x / 32 * scratch_stride;
  for (i64 v41 = i64(0) + group; v41 < v40; v41 += (i64)gridDim.x * 8) {
    f32 r0;
    i64 r2;
    {
      const i64 v43 = modulo(v41, v42);
      const i64 v44 = floor_divide(v41, v42);
      const i64 v47 = modulo(v44, v46);
      const i64 v48 = (i64)((u64)v47 * (u64)i64(32));
      const i64 v49 = floor_divide(v44, v46);
      const i64 v50 = (i64)((u64)v43 * (u64)v27);
      const i64 v51 = (i64)((u64)v8 - (u64)v50);
      const i64 v52 = minimum(v27, v51);
      const i64 v53 = maximum(i64(0), v52);
      const i64 v54 = (i64)((u64)n0 - (u64)v48);
      const i64 v55 = minimum(i64(32), v54);
      const i64 v57 = (i64)((u64)v50 + (u64)v53);
      const i64 v58 = (i64)((u64)v57 * (u64)i64(128));
      const i64 v59 = minimum(n1, v58);
      r0 = f32(0x0p+0f);
      f32* const b3 = (f32*)(scratch + scratch_offset0);
      const i64 v79 = (i64)((u64)v53 - (u64)i64(1));
      __syncwarp();
      for (i64 v64 = i64(0); v64 < v53; v64 += 1) {
        const i64 v65 = (i64)((u64)v50 + (u64)v64);
        const i64 v66 = (i64)((u64)v65 * (u64)i64(128));
        r0 = f32(0x0p+0f);
        const i64 v68 = (i64)((u64)v66 + (u64)i64(128));
        const i64 v69 = minimum(v59, v68);
        #pragma unroll 8
        for (i64 v70 = v66; v70 < v69; v70 += 1) {
          const i64 v73 = (i64)((u64)v70 * (u64)n0);
          if (const i64 v71 = i64(0) + t + 0 * 32; v71 < v55) {
            const i64 v72 = (i64)((u64)v48 + (u64)v71);
            const i64 v74 = (i64)((u64)v73 + (u64)v72);
            const f32 v75 = b0[v74];
            const f32 v76 = r0;
            const f32 v77 = v76 + v75;
            r0 = v77;
          }
        }
        const bool v80 = v64 == v79;
        const i64 v81 = (i64)((u64)v64 + (u64)i64(1));
        const i64 v82 = (i64)~v81;
        const i64 v83 = (i64)(v64 & v82);
        const i64 v84 = v80 ? v64 : v83;
        r2 = i64(0);
        const bool v86 = v84 != i64(0);
        if (v86) {
          __syncwarp();
          #pragma unroll 8
          for (i64 v88 = i64(0); v88 < v39; v88 += 1) {
            const i64 v89 = shift_right(v84, v88);
            const i64 v90 = (i64)(v89 & i64(1));
            const bool v91 = v90 != i64(0);
            const i64 v93 = (i64)((u64)v88 * (u64)i64(32));
            if (v91) {
              if (const i64 v94 = i64(0) + t + 0 * 32; v94 < v55) {
                const i64 v95 = (i64)((u64)v93 + (u64)v94);
                const f32 v96 = r0;
                const f32 v97 = b3[v95];
                const f32 v98 = v97 + v96;
                r0 = v98;
              }
              const i64 v100 = r2;
              const i64 v101 = (i64)((u64)v100 + (u64)i64(1));
              r2 = v101;
            }
          }
        }
        const bool v103 = !v80;
        if (v103) {
          const i64 v105 = r2;
          const i64 v106 = (i64)((u64)v105 * (u64)i64(32));
          __syncwarp();
          if (const i64 v107 = i64(0) + t + 0 * 32; v107 < v55) {
            const i64 v108 = (i64)((u64)v106 + (u64)v107);
            const f32 v109 = r0;
            b3[v108] = v109;
          }
        }
      }
      const i64 v114 = (i64)((u64)v43 * (u64)n0);
      if (const i64 v111 = i64(0) + t + 0 * 32; v111 < v55) {
        const i64 v112 = (i64)((u64)v48 + (u64)v111);
        const f32 v113 = r0;
        const i64 v115 = (i64)((u64)v114 + (u64)v112);
        b2[v115] = v113;
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_1(
    i64 n0,
    i64 n1,
    f32* __restrict__ b2) {
  const i64 v11 = (i64)((u64)n0 + (u64)i64(31));
  const i64 v12 = shift_right(v11, i64(5));
  const i64 v7 = (i64)((u64)n1 + (u64)i64(127));
  const i64 v8 = shift_right(v7, i64(7));
  const i64 v13 = (i64)((u64)v12 * (u64)v8);
  const i64 v16 = (i64)((u64)v13 + (u64)i64(4095));
  const i64 v17 = shift_right(v16, i64(12));
  const i64 v18 = (i64)((u64)v17 - (u64)i64(1));
  const bool v25 = v18 > i64(0);
  const f64 v20 = (f64)v18;
  const i64 v21 = (i64)bits_of(v20);
  const i64 v22 = shift_right(v21, i64(52));
  const i64 v24 = (i64)((u64)v22 - (u64)i64(1022));
  const i64 v26 = v25 ? v24 : i64(0);
  const i64 v27 = shift_left(i64(1), v26);
  const i64 v28 = (i64)((u64)v27 - (u64)i64(1));
  const i64 v29 = (i64)((u64)v8 + (u64)v28);
  const i64 v30 = floor_divide(v29, v27);
  const i64 v121 = (i64)((u64)v30 - (u64)i64(1));
  const bool v126 = v121 > i64(0);
  const f64 v122 = (f64)v121;
  const i64 v123 = (i64)bits_of(v122);
  const i64 v124 = shift_right(v123, i64(52));
  const i64 v125 = (i64)((u64)v124 - (u64)i64(1022));
  const i64 v127 = v126 ? v125 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v117 = i64(0) + group; v117 < v12; v117 += (i64)gridDim.x * 1) {
    {
      const i64 v118 = (i64)((u64)v117 * (u64)i64(32));
      const i64 v119 = (i64)((u64)n0 - (u64)v118);
      const i64 v120 = minimum(i64(32), v119);
      __syncthreads();
      for (i64 v128 = i64(0); v128 < v127; v128 += 1) {
        const i64 v129 = shift_left(i64(1), v128);
        const i64 v130 = (i64)((u64)v128 + (u64)i64(1));
        const i64 v131 = shift_left(i64(1), v130);
        const i64 v132 = (i64)((u64)v131 - (u64)i64(1));
        const i64 v133 = (i64)((u64)v30 - (u64)v129);
        const i64 v134 = (i64)((u64)v133 + (u64)v132);
        const i64 v135 = shift_right(v134, v130);
        const i64 v136 = (i64)((u64)v135 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v136; first0 += 256) {
          {
            const i64 v137 = first0 + t + 0 * 256;
            const i64 v138 = (i64)(v137 & 31);
            const i64 v139 = (i64)(v137 >> 5);
            const i64 v140 = shift_left(v139, v130);
            const bool v141 = v138 < v120;
            const i64 v142 = (i64)((u64)v140 + (u64)v129);
            const i64 v143 = (i64)((u64)v118 + (u64)v138);
            const i64 v144 = (i64)((u64)v142 * (u64)n0);
            const i64 v145 = (i64)((u64)v144 + (u64)v143);
            const f32 v146 = v141 ? b2[v145] : f32(0);
            const i64 v147 = (i64)((u64)v140 * (u64)n0);
            const i64 v148 = (i64)((u64)v147 + (u64)v143);
            const f32 v149 = v141 ? b2[v148] : f32(0);
            const f32 v150 = v149 + v146;
            if (v141) b2[v148] = v150;
          }
        }
        if (const i64 v137 = first0 + t + 0 * 256; v137 < v136) {
          const i64 v138 = (i64)(v137 & 31);
          const i64 v139 = (i64)(v137 >> 5);
          const i64 v140 = shift_left(v139, v130);
          const bool v141 = v138 < v120;
          const i64 v142 = (i64)((u64)v140 + (u64)v129);
          const i64 v143 = (i64)((u64)v118 + (u64)v138);
          const i64 v144 = (i64)((u64)v142 * (u64)n0);
          const i64 v145 = (i64)((u64)v144 + (u64)v143);
          const f32 v146 = v141 ? b2[v145] : f32(0);
          const i64 v147 = (i64)((u64)v140 * (u64)n0);
          const i64 v148 = (i64)((u64)v147 + (u64)v143);
          const f32 v149 = v141 ? b2[v148] : f32(0);
          const f32 v150 = v149 + v146;
          if (v141) b2[v148] = v150;
        }
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_2(
    i64 n0,
    f32* __restrict__ b2,
    i64 n1,
    f32* __restrict__ b1) {
  const i64 v7 = (i64)((u64)n1 + (u64)i64(127));
  const i64 v8 = shift_right(v7, i64(7));
  const i64 v11 = (i64)((u64)n0 + (u64)i64(31));
  const i64 v12 = shift_right(v11, i64(5));
  const i64 v13 = (i64)((u64)v12 * (u64)v8);
  const i64 v16 = (i64)((u64)v13 + (u64)i64(4095));
  const i64 v17 = shift_right(v16, i64(12));
  const i64 v18 = (i64)((u64)v17 - (u64)i64(1));
  const bool v25 = v18 > i64(0);
  const f64 v20 = (f64)v18;
  const i64 v21 = (i64)bits_of(v20);
  const i64 v22 = shift_right(v21, i64(52));
  const i64 v24 = (i64)((u64)v22 - (u64)i64(1022));
  const i64 v26 = v25 ? v24 : i64(0);
  const i64 v27 = shift_left(i64(1), v26);
  const i64 v28 = (i64)((u64)v27 - (u64)i64(1));
  const i64 v29 = (i64)((u64)v8 + (u64)v28);
  const i64 v30 = floor_divide(v29, v27);
  const bool v153 = v30 > i64(0);
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  const i64 whole = n0 / 4 * 4;
  for (i64 first = group * 4; first < whole; first += (i64)gridDim.x * 1024) {
    Wide<f32> w156;
    #pragma unroll
    for (int part = 0; part < 4; ++part) {
      const i64 v152 = first + part;
      {
        const f32 v154 = v153 ? b2[v152] : f32(0);
        const f32 v155 = v153 ? v154 : f32(0x0p+0f);
        w156.part[part] = v155;
      }
    }
    *(Wide<f32>*)(b1 + first) = w156;
  }
  for (i64 v152 = whole + group; v152 < n0; v152 += (i64)gridDim.x * 256) {
    {
      const f32 v154 = v153 ? b2[v152] : f32(0);
      const f32 v155 = v153 ? v154 : f32(0x0p+0f);
      b1[v152] = v155;
    }
  }
}
