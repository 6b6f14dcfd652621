allocate value1: f32
if
  allocate parts: f32
  launch sinter_0: a warp per iteration
  launch sinter_1: a block per iteration
  launch sinter_2: a thread per iteration
  allocate parts: f32
  launch sinter_3: a warp per iteration
  launch sinter_4: a block per iteration
  launch sinter_5: a thread per iteration
else
  launch sinter_6: a warp per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    i64 n1,
    i64 n0,
    const f32* __restrict__ b0,
    f32* __restrict__ b3) {
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v20 = (i64)((u64)n1 * (u64)v15);
  const i64 v16 = maximum(v15, i64(1));
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)(threadIdx.x & 31u);
  for (i64 v21 = i64(0) + group; v21 < v20; v21 += (i64)gridDim.x * 8) {
    f32 r0[2];
    {
      const i64 v22 = floor_divide(v21, v16);
      const i64 v23 = modulo(v21, v16);
      const i64 v25 = (i64)((u64)v23 * (u64)i64(4096));
      const i64 v26 = (i64)((u64)v25 + (u64)i64(4096));
      const i64 v27 = minimum(n0, v26);
      r0[0] = f32_from(0xff800000u);
      r0[1] = f32_from(0xff800000u);
      const i64 v31 = (i64)((u64)v22 * (u64)n0);
      i64 first0 = v25;
      #pragma unroll 16
      for (; first0 + 64 <= v27; first0 += 64) {
        {
          const i64 v29 = first0 + t + 0 * 32;
          const f32 v30 = r0[0];
          const i64 v32 = (i64)((u64)v31 + (u64)v29);
          const f32 v33 = b0[v32];
          const f32 v34 = float_maximum(v30, v33);
          r0[0] = v34;
        }
        {
          const i64 v29 = first0 + t + 1 * 32;
          const f32 v30 = r0[1];
          const i64 v32 = (i64)((u64)v31 + (u64)v29);
          const f32 v33 = b0[v32];
          const f32 v34 = float_maximum(v30, v33);
          r0[1] = v34;
        }
      }
      if (const i64 v29 = first0 + t + 0 * 32; v29 < v27) {
        const f32 v30 = r0[0];
        const i64 v32 = (i64)((u64)v31 + (u64)v29);
        const f32 v33 = b0[v32];
        const f32 v34 = float_maximum(v30, v33);
        r0[0] = v34;
      }
      if (const i64 v29 = first0 + t + 1 * 32; v29 < v27) {
        const f32 v30 = r0[1];
        const i64 v32 = (i64)((u64)v31 + (u64)v29);
        const f32 v33 = b0[v32];
        const f32 v34 = float_maximum(v30, v33);
        r0[1] = v34;
      }
      f32 x1_0 = r0[0];
      f32 x1_1 = r0[1];
      x1_0 = float_maximum(x1_0, x1_1);
      const f32 y2 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 16);
      x1_0 = float_maximum(x1_0, y2);
      const f32 y3 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 8);
      x1_0 = float_maximum(x1_0, y3);
      const f32 y4 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 4);
      x1_0 = float_maximum(x1_0, y4);
      const f32 y5 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 2);
      x1_0 = float_maximum(x1_0, y5);
      const f32 y6 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 1);
      x1_0 = float_maximum(x1_0, y6);
      const f32 v36 = (f32)__shfl_sync(0xffffffffu, x1_0, 0);
      const i64 v37 = (i64)((u64)v23 * (u64)n1);
      const i64 v38 = (i64)((u64)v37 + (u64)v22);
      __syncwarp();
      if (t == 0) b3[v38] = v36;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_1(
    i64 n1,
    i64 n0,
    f32* __restrict__ b3) {
  const i64 v42 = (i64)((u64)n1 + (u64)i64(31));
  const i64 v43 = shift_right(v42, i64(5));
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v49 = (i64)((u64)v15 - (u64)i64(1));
  const bool v56 = v49 > i64(0);
  const f64 v51 = (f64)v49;
  const i64 v52 = (i64)bits_of(v51);
  const i64 v53 = shift_right(v52, i64(52));
  const i64 v55 = (i64)((u64)v53 - (u64)i64(1022));
  const i64 v57 = v56 ? v55 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v44 = i64(0) + group; v44 < v43; v44 += (i64)gridDim.x * 1) {
    {
      const i64 v46 = (i64)((u64)v44 * (u64)i64(32));
      const i64 v47 = (i64)((u64)n1 - (u64)v46);
      const i64 v48 = minimum(i64(32), v47);
      __syncthreads();
      for (i64 v58 = i64(0); v58 < v57; v58 += 1) {
        const i64 v59 = shift_left(i64(1), v58);
        const i64 v60 = (i64)((u64)v58 + (u64)i64(1));
        const i64 v61 = shift_left(i64(1), v60);
        const i64 v62 = (i64)((u64)v61 - (u64)i64(1));
        const i64 v63 = (i64)((u64)v15 - (u64)v59);
        const i64 v64 = (i64)((u64)v63 + (u64)v62);
        const i64 v65 = shift_right(v64, v60);
        const i64 v66 = (i64)((u64)v65 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v66; first0 += 256) {
          {
            const i64 v67 = first0 + t + 0 * 256;
            const i64 v68 = (i64)(v67 & 31);
            const i64 v69 = (i64)(v67 >> 5);
            const i64 v70 = shift_left(v69, v60);
            const bool v71 = v68 < v48;
            const i64 v72 = (i64)((u64)v70 + (u64)v59);
            const i64 v73 = (i64)((u64)v46 + (u64)v68);
            const i64 v74 = (i64)((u64)v72 * (u64)n1);
            const i64 v75 = (i64)((u64)v74 + (u64)v73);
            const f32 v76 = v71 ? b3[v75] : f32(0);
            const i64 v77 = (i64)((u64)v70 * (u64)n1);
            const i64 v78 = (i64)((u64)v77 + (u64)v73);
            const f32 v79 = v71 ? b3[v78] : f32(0);
            const f32 v80 = float_maximum(v79, v76);
            if (v71) b3[v78] = v80;
          }
        }
        if (const i64 v67 = first0 + t + 0 * 256; v67 < v66) {
          const i64 v68 = (i64)(v67 & 31);
          const i64 v69 = (i64)(v67 >> 5);
          const i64 v70 = shift_left(v69, v60);
          const bool v71 = v68 < v48;
          const i64 v72 = (i64)((u64)v70 + (u64)v59);
          const i64 v73 = (i64)((u64)v46 + (u64)v68);
          const i64 v74 = (i64)((u64)v72 * (u64)n1);
          const i64 v75 = (i64)((u64)v74 + (u64)v73);
          const f32 v76 = v71 ? b3[v75] : f32(0);
          const i64 v77 = (i64)((u64)v70 * (u64)n1);
          const i64 v78 = (i64)((u64)v77 + (u64)v73);
          const f32 v79 = v71 ? b3[v78] : f32(0);
          const f32 v80 = float_maximum(v79, v76);
          if (v71) b3[v78] = v80;
        }
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_2(
    i64 n1,
    f32* __restrict__ b3,
    i64 n0,
    f32* __restrict__ b2) {
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const bool v83 = v15 > i64(0);
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  const i64 whole = n1 / 4 * 4;
  for (i64 first = group * 4; first < whole; first += (i64)gridDim.x * 1024) {
    Wide<f32> w86;
    #pragma unroll
    for (int part = 0; part < 4; ++part) {
      const i64 v82 = first + part;
      {
        const f32 v84 = v83 ? b3[v82] : f32(0);
        const f32 v85 = v83 ? v84 : f32_from(0xff800000u);
        w86.part[part] = v85;
      }
    }
    *(Wide<f32>*)(b2 + first) = w86;
  }
  for (i64 v82 = whole + group; v82 < n1; v82 += (i64)gridDim.x * 256) {
    {
      const f32 v84 = v83 ? b3[v82] : f32(0);
      const f32 v85 = v83 ? v84 : f32_from(0xff800000u);
      b2[v82] = v85;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_3(
    i64 n1,
    i64 n0,
    f32* __restrict__ b2,
    const f32* __restrict__ b0,
    f32* __restrict__ b4) {
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v20 = (i64)((u64)n1 * (u64)v15);
  const i64 v16 = maximum(v15, i64(1));
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)(threadIdx.x & 31u);
  for (i64 v89 = i64(0) + group; v89 < v20; v89 += (i64)gridDim.x * 8) {
    f32 r1[2];
    {
      const i64 v90 = floor_divide(v89, v16);
      const i64 v91 = modulo(v89, v16);
      const f32 v92 = b2[v90];
      const i64 v93 = (i64)((u64)v91 * (u64)i64(4096));
      const i64 v94 = (i64)((u64)v93 + (u64)i64(4096));
      const i64 v95 = minimum(n0, v94);
      r1[0] = f32(0x0p+0f);
      r1[1] = f32(0x0p+0f);
      const i64 v99 = (i64)((u64)v90 * (u64)n0);
      i64 first0 = v93;
      #pragma unroll 4
      for (; first0 + 64 <= v95; first0 += 64) {
        {
          const i64 v97 = first0 + t + 0 * 32;
          const f32 v98 = r1[0];
          const i64 v100 = (i64)((u64)v99 + (u64)v97);
          const f32 v101 = b0[v100];
          const f32 v102 = v101 - v92;
          const bool v199 = f32(-0x1.ap+6f) > v102;
          const f32 v200 = v199 ? f32(-0x1.ap+6f) : v102;
          const bool v202 = f32(0x1.64p+6f) < v200;
          const f32 v203 = v202 ? f32(0x1.64p+6f) : v200;
          const f32 v206 = fused(v203, f32(0x1.715476p+0f), f32(0x1.8p+23f));
          const f32 v207 = v206 - f32(0x1.8p+23f);
          const f32 v209 = fused(v207, f32(-0x1.62e4p-1f), v203);
          const f32 v211 = fused(v207, f32(-0x1.7f7d1cp-20f), v209);
          const f32 v214 = fused(f32(0x1.6b6bd6p-10f), v211, f32(0x1.122f1ep-7f));
          const f32 v216 = fused(v214, v211, f32(0x1.55568ap-5f));
          const f32 v218 = fused(v216, v211, f32(0x1.5554a4p-3f));
          const f32 v220 = fused(v218, v211, f32(0x1p-1f));
          const f32 v222 = fused(v220, v211, f32(0x1p+0f));
          const f32 v223 = fused(v222, v211, f32(0x1p+0f));
          const f32 v224 = scale(v223, v207);
          const f32 v104 = v98 + v224;
          r1[0] = v104;
        }
        {
          const i64 v97 = first0 + t + 1 * 32;
          const f32 v98 = r1[1];
          const i64 v100 = (i64)((u64)v99 + (u64)v97);
          const f32 v101 = b0[v100];
          const f32 v102 = v101 - v92;
          const bool v199 = f32(-0x1.ap+6f) > v102;
          const f32 v200 = v199 ? f32(-0x1.ap+6f) : v102;
          const bool v202 = f32(0x1.64p+6f) < v200;
          const f32 v203 = v202 ? f32(0x1.64p+6f) : v200;
          const f32 v206 = fused(v203, f32(0x1.715476p+0f), f32(0x1.8p+23f));
          const f32 v207 = v206 - f32(0x1.8p+23f);
          const f32 v209 = fused(v207, f32(-0x1.62e4p-1f), v203);
          const f32 v211 = fused(v207, f32(-0x1.7f7d1cp-20f), v209);
          const f32 v214 = fused(f32(0x1.6b6bd6p-10f), v211, f32(0x1.122f1ep-7f));
          const f32 v216 = fused(v214, v211, f32(0x1.55568ap-5f));
          const f32 v218 = fused(v216, v211, f32(0x1.5554a4p-3f));
          const f32 v220 = fused(v218, v211, f32(0x1p-1f));
          const f32 v222 = fused(v220, v211, f32(0x1p+0f));
          const f32 v223 = fused(v222, v211, f32(0x1p+0f));
          const f32 v224 = scale(v223, v207);
          const f32 v104 = v98 + v224;
          r1[1] = v104;
        }
      }
      if (const i64 v97 = first0 + t + 0 * 32; v97 < v95) {
        const f32 v98 = r1[0];
        const i64 v100 = (i64)((u64)v99 + (u64)v97);
        const f32 v101 = b0[v100];
        const f32 v102 = v101 - v92;
        const bool v199 = f32(-0x1.ap+6f) > v102;
        const f32 v200 = v199 ? f32(-0x1.ap+6f) : v102;
        const bool v202 = f32(0x1.64p+6f) < v200;
        const f32 v203 = v202 ? f32(0x1.64p+6f) : v200;
        const f32 v206 = fused(v203, f32(0x1.715476p+0f), f32(0x1.8p+23f));
        const f32 v207 = v206 - f32(0x1.8p+23f);
        const f32 v209 = fused(v207, f32(-0x1.62e4p-1f), v203);
        const f32 v211 = fused(v207, f32(-0x1.7f7d1cp-20f), v209);
        const f32 v214 = fused(f32(0x1.6b6bd6p-10f), v211, f32(0x1.122f1ep-7f));
        const f32 v216 = fused(v214, v211, f32(0x1.55568ap-5f));
        const f32 v218 = fused(v216, v211, f32(0x1.5554a4p-3f));
        const f32 v220 = fused(v218, v211, f32(0x1p-1f));
        const f32 v222 = fused(v220, v211, f32(0x1p+0f));
        const f32 v223 = fused(v222, v211, f32(0x1p+0f));
        const f32 v224 = scale(v223, v207);
        const f32 v104 = v98 + v224;
        r1[0] = v104;
      }
      if (const i64 v97 = first0 + t + 1 * 32; v97 < v95) {
        const f32 v98 = r1[1];
        const i64 v100 = (i64)((u64)v99 + (u64)v97);
        const f32 v101 = b0[v100];
        const f32 v102 = v101 - v92;
        const bool v199 = f32(-0x1.ap+6f) > v102;
        const f32 v200 = v199 ? f32(-0x1.ap+6f) : v102;
        const bool v202 = f32(0x1.64p+6f) < v200;
        const f32 v203 = v202 ? f32(0x1.64p+6f) : v200;
        const f32 v206 = fused(v203, f32(0x1.715476p+0f), f32(0x1.8p+23f));
        const f32 v207 = v206 - f32(0x1.8p+23f);
        const f32 v209 = fused(v207, f32(-0x1.62e4p-1f), v203);
        const f32 v211 = fused(v207, f32(-0x1.7f7d1cp-20f), v209);
        const f32 v214 = fused(f32(0x1.6b6bd6p-10f), v211, f32(0x1.122f1ep-7f));
        const f32 v216 = fused(v214, v211, f32(0x1.55568ap-5f));
        const f32 v218 = fused(v216, v211, f32(0x1.5554a4p-3f));
        const f32 v220 = fused(v218, v211, f32(0x1p-1f));
        const f32 v222 = fused(v220, v211, f32(0x1p+0f));
        const f32 v223 = fused(v222, v211, f32(0x1p+0f));
        const f32 v224 = scale(v223, v207);
        const f32 v104 = v98 + v224;
        r1[1] = v104;
      }
      f32 x1_0 = r1[0];
      f32 x1_1 = r1[1];
      x1_0 = x1_0 + x1_1;
      const f32 y2 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 16);
      x1_0 = x1_0 + y2;
      const f32 y3 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 8);
      x1_0 = x1_0 + y3;
      const f32 y4 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 4);
      x1_0 = x1_0 + y4;
      const f32 y5 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 2);
      x1_0 = x1_0 + y5;
      const f32 y6 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 1);
      x1_0 = x1_0 + y6;
      const f32 v106 = (f32)__shfl_sync(0xffffffffu, x1_0, 0);
      const i64 v107 = (i64)((u64)v91 * (u64)n1);
      const i64 v108 = (i64)((u64)v107 + (u64)v90);
      __syncwarp();
      if (t == 0) b4[v108] = v106;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_4(
    i64 n1,
    i64 n0,
    f32* __restrict__ b4) {
  const i64 v42 = (i64)((u64)n1 + (u64)i64(31));
  const i64 v43 = shift_right(v42, i64(5));
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v49 = (i64)((u64)v15 - (u64)i64(1));
  const bool v56 = v49 > i64(0);
  const f64 v51 = (f64)v49;
  const i64 v52 = (i64)bits_of(v51);
  const i64 v53 = shift_right(v52, i64(52));
  const i64 v55 = (i64)((u64)v53 - (u64)i64(1022));
  const i64 v57 = v56 ? v55 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v110 = i64(0) + group; v110 < v43; v110 += (i64)gridDim.x * 1) {
    {
      const i64 v111 = (i64)((u64)v110 * (u64)i64(32));
      const i64 v112 = (i64)((u64)n1 - (u64)v111);
      const i64 v113 = minimum(i64(32), v112);
      __syncthreads();
      for (i64 v114 = i64(0); v114 < v57; v114 += 1) {
        const i64 v115 = shift_left(i64(1), v114);
        const i64 v116 = (i64)((u64)v114 + (u64)i64(1));
        const i64 v117 = shift_left(i64(1), v116);
        const i64 v118 = (i64)((u64)v117 - (u64)i64(1));
        const i64 v119 = (i64)((u64)v15 - (u64)v115);
        const i64 v120 = (i64)((u64)v119 + (u64)v118);
        const i64 v121 = shift_right(v120, v116);
        const i64 v122 = (i64)((u64)v121 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v122; first0 += 256) {
          {
            const i64 v123 = first0 + t + 0 * 256;
            const i64 v124 = (i64)(v123 & 31);
            const i64 v125 = (i64)(v123 >> 5);
            const i64 v126 = shift_left(v125, v116);
            const bool v127 = v124 < v113;
            const i64 v128 = (i64)((u64)v126 + (u64)v115);
            const i64 v129 = (i64)((u64)v111 + (u64)v124);
            const i64 v130 = (i64)((u64)v128 * (u64)n1);
            const i64 v131 = (i64)((u64)v130 + (u64)v129);
            const f32 v132 = v127 ? b4[v131] : f32(0);
            const i64 v133 = (i64)((u64)v126 * (u64)n1);
            const i64 v134 = (i64)((u64)v133 + (u64)v129);
            const f32 v135 = v127 ? b4[v134] : f32(0);
            const f32 v136 = v135 + v132;
            if (v127) b4[v134] = v136;
          }
        }
        if (const i64 v123 = first0 + t + 0 * 256; v123 < v122) {
          const i64 v124 = (i64)(v123 & 31);
          const i64 v125 = (i64)(v123 >> 5);
          const i64 v126 = shift_left(v125, v116);
          const bool v127 = v124 < v113;
          const i64 v128 = (i64)((u64)v126 + (u64)v115);
          const i64 v129 = (i64)((u64)v111 + (u64)v124);
          const i64 v130 = (i64)((u64)v128 * (u64)n1);
          const i64 v131 = (i64)((u64)v130 + (u64)v129);
          const f32 v132 = v127 ? b4[v131] : f32(0);
          const i64 v133 = (i64)((u64)v126 * (u64)n1);
          const i64 v134 = (i64)((u64)v133 + (u64)v129);
          const f32 v135 = v127 ? b4[v134] : f32(0);
          const f32 v136 = v135 + v132;
          if (v127) b4[v134] = v136;
        }
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_5(
    i64 n1,
    f32* __restrict__ b4,
    i64 n0,
    f32* __restrict__ b1) {
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const bool v83 = v15 > i64(0);
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  const i64 whole = n1 / 4 * 4;
  for (i64 first = group * 4; first < whole; first += (i64)gridDim.x * 1024) {
    Wide<f32> w141;
    #pragma unroll
    for (int part = 0; part < 4; ++part) {
      const i64 v138 = first + part;
      {
        const f32 v139 = v83 ? b4[v138] : f32(0);
        const f32 v140 = v83 ? v139 : f32(0x0p+0f);
        w141.part[part] = v140;
      }
    }
    *(Wide<f32>*)(b1 + first) = w141;
  }
  for (i64 v138 = whole + group; v138 < n1; v138 += (i64)gridDim.x * 256) {
    {
      const f32 v139 = v83 ? b4[v138] : f32(0);
      const f32 v140 = v83 ? v139 : f32(0x0p+0f);
      b1[v138] = v140;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_6(
    i64 n1,
    i64 n0,
    const f32* __restrict__ b0,
    f32* __restrict__ b2,
    f32* __restrict__ b1) {
  __shared__ __align__(16) f32 s5[8][i64(48)];
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v49 = (i64)((u64)v15 - (u64)i64(1));
  const bool v56 = v49 > i64(0);
  const f64 v51 = (f64)v49;
  const i64 v52 = (i64)bits_of(v51);
  const i64 v53 = shift_right(v52, i64(52));
  const i64 v55 = (i64)((u64)v53 - (u64)i64(1022));
  const i64 v57 = v56 ? v55 : i64(0);
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)(threadIdx.x & 31u);
  for (i64 v142 = i64(0) + group; v142 < n1; v142 += (i64)gridDim.x * 8) {
    f32 r2[2];
    f32 r3[2];
    f32 r4;
    i64 r5;
    {
      r2[0] = f32_from(0xff800000u);
      r2[1] = f32_from(0xff800000u);
      const i64 v146 = (i64)((u64)v142 * (u64)n0);
      i64 first0 = i64(0);
      #pragma unroll 16
      for (; first0 + 64 <= n0; first0 += 64) {
        {
          const i64 v144 = first0 + t + 0 * 32;
          const f32 v145 = r2[0];
          const i64 v147 = (i64)((u64)v146 + (u64)v144);
          const f32 v148 = b0[v147];
          const f32 v149 = float_maximum(v145, v148);
          r2[0] = v149;
        }
        {
          const i64 v144 = first0 + t + 1 * 32;
          const f32 v145 = r2[1];
          const i64 v147 = (i64)((u64)v146 + (u64)v144);
          const f32 v148 = b0[v147];
          const f32 v149 = float_maximum(v145, v148);
          r2[1] = v149;
        }
      }
      if (const i64 v144 = first0 + t + 0 * 32; v144 < n0) {
        const f32 v145 = r2[0];
        const i64 v147 = (i64)((u64)v146 + (u64)v144);
        const f32 v148 = b0[v147];
        const f32 v149 = float_maximum(v145, v148);
        r2[0] = v149;
      }
      if (const i64 v144 = first0 + t + 1 * 32; v144 < n0) {
        const f32 v145 = r2[1];
        const i64 v147 = (i64)((u64)v146 + (u64)v144);
        const f32 v148 = b0[v147];
        const f32 v149 = float_maximum(v145, v148);
        r2[1] = v149;
      }
      f32 x1_0 = r2[0];
      f32 x1_1 = r2[1];
      x1_0 = float_maximum(x1_0, x1_1);
      const f32 y2 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 16);
      x1_0 = float_maximum(x1_0, y2);
      const f32 y3 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 8);
      x1_0 = float_maximum(x1_0, y3);
      const f32 y4 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 4);
      x1_0 = float_maximum(x1_0, y4);
      const f32 y5 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 2);
      x1_0 = float_maximum(x1_0, y5);
      const f32 y6 = (f32)__shfl_down_sync(0xffffffffu, x1_0, 1);
      x1_0 = float_maximum(x1_0, y6);
      const f32 v151 = (f32)__shfl_sync(0xffffffffu, x1_0, 0);
      __syncwarp();
      if (t == 0) b2[v142] = v151;
      r4 = f32(0x0p+0f);
      f32* const b5 = s5[threadIdx.x / 32];
      for (i64 v156 = i64(0); v156 < v15; v156 += 1) {
        const i64 v157 = (i64)((u64)v156 * (u64)i64(4096));
        const i64 v158 = (i64)((u64)v157 + (u64)i64(4096));
        const i64 v159 = minimum(n0, v158);
        r3[0] = f32(0x0p+0f);
        r3[1] = f32(0x0p+0f);
        i64 first7 = v157;
        #pragma unroll 4
        for (; first7 + 64 <= v159; first7 += 64) {
          {
            const i64 v161 = first7 + t + 0 * 32;
            const f32 v162 = r3[0];
            const i64 v163 = (i64)((u64)v146 + (u64)v161);
            const f32 v164 = b0[v163];
            const f32 v165 = v164 - v151;
            const bool v225 = f32(-0x1.ap+6f) > v165;
            const f32 v226 = v225 ? f32(-0x1.ap+6f) : v165;
            const bool v227 = f32(0x1.64p+6f) < v226;
            const f32 v228 = v227 ? f32(0x1.64p+6f) : v226;
            const f32 v229 = fused(v228, f32(0x1.715476p+0f), f32(0x1.8p+23f));
            const f32 v230 = v229 - f32(0x1.8p+23f);
            const f32 v231 = fused(v230, f32(-0x1.62e4p-1f), v228);
            const f32 v232 = fused(v230, f32(-0x1.7f7d1cp-20f), v231);
            const f32 v233 = fused(f32(0x1.6b6bd6p-10f), v232, f32(0x1.122f1ep-7f));
            const f32 v234 = fused(v233, v232, f32(0x1.55568ap-5f));
            const f32 v235 = fused(v234, v232, f32(0x1.5554a4p-3f));
            const f32 v236 = fused(v235, v232, f32(0x1p-1f));
            const f32 v237 = fused(v236, v232, f32(0x1p+0f));
            const f32 v238 = fused(v237, v232, f32(0x1p+0f));
            const f32 v239 = scale(v238, v230);
            const f32 v167 = v162 + v239;
            r3[0] = v167;
          }
          {
            const i64 v161 = first7 + t + 1 * 32;
            const f32 v162 = r3[1];
            const i64 v163 = (i64)((u64)v146 + (u64)v161);
            const f32 v164 = b0[v163];
            const f32 v165 = v164 - v151;
            const bool v225 = f32(-0x1.ap+6f) > v165;
            const f32 v226 = v225 ? f32(-0x1.ap+6f) : v165;
            const bool v227 = f32(0x1.64p+6f) < v226;
            const f32 v228 = v227 ? f32(0x1.64p+6f) : v226;
            const f32 v229 = fused(v228, f32(0x1.715476p+0f), f32(0x1.8p+23f));
            const f32 v230 = v229 - f32(0x1.8p+23f);
            const f32 v231 = fused(v230, f32(-0x1.62e4p-1f), v228);
            const f32 v232 = fused(v230, f32(-0x1.7f7d1cp-20f), v231);
            const f32 v233 = fused(f32(0x1.6b6bd6p-10f), v232, f32(0x1.122f1ep-7f));
            const f32 v234 = fused(v233, v232, f32(0x1.55568ap-5f));
            const f32 v235 = fused(v234, v232, f32(0x1.5554a4p-3f));
            const f32 v236 = fused(v235, v232, f32(0x1p-1f));
            const f32 v237 = fused(v236, v232, f32(0x1p+0f));
            const f32 v238 = fused(v237, v232, f32(0x1p+0f));
            const f32 v239 = scale(v238, v230);
            const f32 v167 = v162 + v239;
            r3[1] = v167;
          }
        }
        if (const i64 v161 = first7 + t + 0 * 32; v161 < v159) {
          const f32 v162 = r3[0];
          const i64 v163 = (i64)((u64)v146 + (u64)v161);
          const f32 v164 = b0[v163];
          const f32 v165 = v164 - v151;
          const bool v225 = f32(-0x1.ap+6f) > v165;
          const f32 v226 = v225 ? f32(-0x1.ap+6f) : v165;
          const bool v227 = f32(0x1.64p+6f) < v226;
          const f32 v228 = v227 ? f32(0x1.64p+6f) : v226;
          const f32 v229 = fused(v228, f32(0x1.715476p+0f), f32(0x1.8p+23f));
          const f32 v230 = v229 - f32(0x1.8p+23f);
          const f32 v231 = fused(v230, f32(-0x1.62e4p-1f), v228);
          const f32 v232 = fused(v230, f32(-0x1.7f7d1cp-20f), v231);
          const f32 v233 = fused(f32(0x1.6b6bd6p-10f), v232, f32(0x1.122f1ep-7f));
          const f32 v234 = fused(v233, v232, f32(0x1.55568ap-5f));
          const f32 v235 = fused(v234, v232, f32(0x1.5554a4p-3f));
          const f32 v236 = fused(v235, v232, f32(0x1p-1f));
          const f32 v237 = fused(v236, v232, f32(0x1p+0f));
          const f32 v238 = fused(v237, v232, f32(0x1p+0f));
          const f32 v239 = scale(v238, v230);
          const f32 v167 = v162 + v239;
          r3[0] = v167;
        }
        if (const i64 v161 = first7 + t + 1 * 32; v161 < v159) {
          const f32 v162 = r3[1];
          const i64 v163 = (i64)((u64)v146 + (u64)v161);
          const f32 v164 = b0[v163];
          const f32 v165 = v164 - v151;
          const bool v225 = f32(-0x1.ap+6f) > v165;
          const f32 v226 = v225 ? f32(-0x1.ap+6f) : v165;
          const bool v227 = f32(0x1.64p+6f) < v226;
          const f32 v228 = v227 ? f32(0x1.64p+6f) : v226;
          const f32 v229 = fused(v228, f32(0x1.715476p+0f), f32(0x1.8p+23f));
          const f32 v230 = v229 - f32(0x1.8p+23f);
          const f32 v231 = fused(v230, f32(-0x1.62e4p-1f), v228);
          const f32 v232 = fused(v230, f32(-0x1.7f7d1cp-20f), v231);
          const f32 v233 = fused(f32(0x1.6b6bd6p-10f), v232, f32(0x1.122f1ep-7f));
          const f32 v234 = fused(v233, v232, f32(0x1.55568ap-5f));
          const f32 v235 = fused(v234, v232, f32(0x1.5554a4p-3f));
          const f32 v236 = fused(v235, v232, f32(0x1p-1f));
          const f32 v237 = fused(v236, v232, f32(0x1p+0f));
          const f32 v238 = fused(v237, v232, f32(0x1p+0f));
          const f32 v239 = scale(v238, v230);
          const f32 v167 = v162 + v239;
          r3[1] = v167;
        }
        f32 x8_0 = r3[0];
        f32 x8_1 = r3[1];
        x8_0 = x8_0 + x8_1;
        const f32 y9 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 16);
        x8_0 = x8_0 + y9;
        const f32 y10 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 8);
        x8_0 = x8_0 + y10;
        const f32 y11 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 4);
        x8_0 = x8_0 + y11;
        const f32 y12 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 2);
        x8_0 = x8_0 + y12;
        const f32 y13 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 1);
        x8_0 = x8_0 + y13;
        const f32 v169 = (f32)__shfl_sync(0xffffffffu, x8_0, 0);
        r4 = v169;
        const bool v171 = v156 == v49;
        const i64 v172 = (i64)((u64)v156 + (u64)i64(1));
        const i64 v173 = (i64)~v172;
        const i64 v174 = (i64)(v156 & v173);
        const i64 v175 = v171 ? v156 : v174;
        r5 = i64(0);
        const bool v177 = v175 != i64(0);
        if (v177) {
          __syncwarp();
          #pragma unroll 8
          for (i64 v179 = i64(0); v179 < v57; v179 += 1) {
            const i64 v180 = shift_right(v175, v179);
            const i64 v181 = (i64)(v180 & i64(1));
            const bool v182 = v181 != i64(0);
            if (v182) {
              const f32 v184 = r4;
              const f32 v185 = b5[v179];
              const f32 v186 = v185 + v184;
              r4 = v186;
              const i64 v188 = r5;
              const i64 v189 = (i64)((u64)v188 + (u64)i64(1));
              r5 = v189;
            }
          }
        }
        const bool v191 = !v171;
        if (v191) {
          const i64 v193 = r5;
          const f32 v194 = r4;
          __syncwarp();
          if (t == 0) b5[v193] = v194;
        }
      }
      const f32 v196 = r4;
      if (t == 0) b1[v142] = v196;
    }
  }
}
