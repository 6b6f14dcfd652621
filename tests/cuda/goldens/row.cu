allocate value1: f32
if
  allocate parts: f32
  launch sinter_0: a pair of warps per iteration
  launch sinter_1: a block per iteration
  launch sinter_2: a thread per iteration
  allocate parts: f32
  launch sinter_3: a pair of warps per iteration
  launch sinter_4: a block per iteration
  launch sinter_5: a thread per iteration
else
  launch sinter_6: a warp per iteration

extern "C" __global__ void __launch_bounds__(64) sinter_0(
    i64 n1,
    i64 n0,
    const f32* __restrict__ b0,
    f32* __restrict__ b3) {
  __shared__ u64 exchange[64];
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v20 = (i64)((u64)n1 * (u64)v15);
  const i64 v16 = maximum(v15, i64(1));
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 64;
  const int t = (int)(threadIdx.x & 63u);
  for (i64 v21 = i64(0) + group; v21 < v20; v21 += (i64)gridDim.x * 1) {
    f32 r0;
    {
      const i64 v22 = floor_divide(v21, v16);
      const i64 v23 = modulo(v21, v16);
      const i64 v25 = (i64)((u64)v23 * (u64)i64(4096));
      const i64 v26 = (i64)((u64)v25 + (u64)i64(4096));
      const i64 v27 = minimum(n0, v26);
      r0 = f32_from(0xff800000u);
      const i64 v29 = (i64)((u64)v27 - (u64)v25);
      const bool v30 = v29 == i64(4096);
      const i64 v35 = (i64)((u64)v22 * (u64)n0);
      if (v30) {
        #pragma unroll 16
        for (i64 first0 = i64(0); first0 < i64(4096); first0 += 64) {
          {
            const i64 v32 = first0 + t + 0 * 64;
            const f32 v33 = r0;
            const i64 v34 = (i64)((u64)v25 + (u64)v32);
            const i64 v36 = (i64)((u64)v35 + (u64)v34);
            const f32 v37 = b0[v36];
            const f32 v38 = float_maximum(v33, v37);
            r0 = v38;
          }
        }
      } else {
        i64 first1 = v25;
        #pragma unroll 16
        for (; first1 + 64 <= v27; first1 += 64) {
          {
            const i64 v40 = first1 + t + 0 * 64;
            const f32 v41 = r0;
            const i64 v42 = (i64)((u64)v35 + (u64)v40);
            const f32 v43 = b0[v42];
            const f32 v44 = float_maximum(v41, v43);
            r0 = v44;
          }
        }
        if (const i64 v40 = first1 + t + 0 * 64; v40 < v27) {
          const f32 v41 = r0;
          const i64 v42 = (i64)((u64)v35 + (u64)v40);
          const f32 v43 = b0[v42];
          const f32 v44 = float_maximum(v41, v43);
          r0 = v44;
        }
      }
      f32 x2_0 = r0;
      __syncthreads();
      ((f32*)exchange)[t] = x2_0;
      __syncthreads();
      x2_0 = float_maximum(((f32*)exchange)[(t & 31) + 0], ((f32*)exchange)[(t & 31) + 32]);
      const f32 y3 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 16);
      x2_0 = float_maximum(x2_0, y3);
      const f32 y4 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 8);
      x2_0 = float_maximum(x2_0, y4);
      const f32 y5 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 4);
      x2_0 = float_maximum(x2_0, y5);
      const f32 y6 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 2);
      x2_0 = float_maximum(x2_0, y6);
      const f32 y7 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 1);
      x2_0 = float_maximum(x2_0, y7);
      const f32 v46 = (f32)__shfl_sync(0xffffffffu, x2_0, 0);
      const i64 v47 = (i64)((u64)v23 * (u64)n1);
      const i64 v48 = (i64)((u64)v47 + (u64)v22);
      __syncthreads();
      if (t == 0) b3[v48] = v46;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_1(
    i64 n1,
    i64 n0,
    f32* __restrict__ b3) {
  const i64 v52 = (i64)((u64)n1 + (u64)i64(31));
  const i64 v53 = shift_right(v52, i64(5));
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v59 = (i64)((u64)v15 - (u64)i64(1));
  const bool v66 = v59 > i64(0);
  const f64 v61 = (f64)v59;
  const i64 v62 = (i64)bits_of(v61);
  const i64 v63 = shift_right(v62, i64(52));
  const i64 v65 = (i64)((u64)v63 - (u64)i64(1022));
  const i64 v67 = v66 ? v65 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v54 = i64(0) + group; v54 < v53; v54 += (i64)gridDim.x * 1) {
    {
      const i64 v56 = (i64)((u64)v54 * (u64)i64(32));
      const i64 v57 = (i64)((u64)n1 - (u64)v56);
      const i64 v58 = minimum(i64(32), v57);
      __syncthreads();
      for (i64 v68 = i64(0); v68 < v67; v68 += 1) {
        const i64 v69 = shift_left(i64(1), v68);
        const i64 v70 = (i64)((u64)v68 + (u64)i64(1));
        const i64 v71 = shift_left(i64(1), v70);
        const i64 v72 = (i64)((u64)v71 - (u64)i64(1));
        const i64 v73 = (i64)((u64)v15 - (u64)v69);
        const i64 v74 = (i64)((u64)v73 + (u64)v72);
        const i64 v75 = shift_right(v74, v70);
        const i64 v76 = (i64)((u64)v75 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v76; first0 += 256) {
          {
            const i64 v77 = first0 + t + 0 * 256;
            const i64 v78 = (i64)(v77 & 31);
            const i64 v79 = (i64)(v77 >> 5);
            const i64 v80 = shift_left(v79, v70);
            const bool v81 = v78 < v58;
            const i64 v82 = (i64)((u64)v80 + (u64)v69);
            const i64 v83 = (i64)((u64)v56 + (u64)v78);
            const i64 v84 = (i64)((u64)v82 * (u64)n1);
            const i64 v85 = (i64)((u64)v84 + (u64)v83);
            const f32 v86 = v81 ? b3[v85] : f32(0);
            const i64 v87 = (i64)((u64)v80 * (u64)n1);
            const i64 v88 = (i64)((u64)v87 + (u64)v83);
            const f32 v89 = v81 ? b3[v88] : f32(0);
            const f32 v90 = float_maximum(v89, v86);
            if (v81) b3[v88] = v90;
          }
        }
        if (const i64 v77 = first0 + t + 0 * 256; v77 < v76) {
          const i64 v78 = (i64)(v77 & 31);
          const i64 v79 = (i64)(v77 >> 5);
          const i64 v80 = shift_left(v79, v70);
          const bool v81 = v78 < v58;
          const i64 v82 = (i64)((u64)v80 + (u64)v69);
          const i64 v83 = (i64)((u64)v56 + (u64)v78);
          const i64 v84 = (i64)((u64)v82 * (u64)n1);
          const i64 v85 = (i64)((u64)v84 + (u64)v83);
          const f32 v86 = v81 ? b3[v85] : f32(0);
          const i64 v87 = (i64)((u64)v80 * (u64)n1);
          const i64 v88 = (i64)((u64)v87 + (u64)v83);
          const f32 v89 = v81 ? b3[v88] : f32(0);
          const f32 v90 = float_maximum(v89, v86);
          if (v81) b3[v88] = v90;
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
  const bool v93 = v15 > i64(0);
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  const i64 whole = n1 / 4 * 4;
  for (i64 first = group * 4; first < whole; first += (i64)gridDim.x * 1024) {
    Wide<f32> w96;
    #pragma unroll
    for (int part = 0; part < 4; ++part) {
      const i64 v92 = first + part;
      {
        const f32 v94 = v93 ? b3[v92] : f32(0);
        const f32 v95 = v93 ? v94 : f32_from(0xff800000u);
        w96.part[part] = v95;
      }
    }
    *(Wide<f32>*)(b2 + first) = w96;
  }
  for (i64 v92 = whole + group; v92 < n1; v92 += (i64)gridDim.x * 256) {
    {
      const f32 v94 = v93 ? b3[v92] : f32(0);
      const f32 v95 = v93 ? v94 : f32_from(0xff800000u);
      b2[v92] = v95;
    }
  }
}

extern "C" __global__ void __launch_bounds__(64) sinter_3(
    i64 n1,
    i64 n0,
    f32* __restrict__ b2,
    const f32* __restrict__ b0,
    f32* __restrict__ b4) {
  __shared__ u64 exchange[64];
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v20 = (i64)((u64)n1 * (u64)v15);
  const i64 v16 = maximum(v15, i64(1));
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 64;
  const int t = (int)(threadIdx.x & 63u);
  for (i64 v99 = i64(0) + group; v99 < v20; v99 += (i64)gridDim.x * 1) {
    f32 r1;
    {
      const i64 v100 = floor_divide(v99, v16);
      const i64 v101 = modulo(v99, v16);
      const f32 v102 = b2[v100];
      const i64 v103 = (i64)((u64)v101 * (u64)i64(4096));
      const i64 v104 = (i64)((u64)v103 + (u64)i64(4096));
      const i64 v105 = minimum(n0, v104);
      r1 = f32(0x0p+0f);
      const i64 v107 = (i64)((u64)v105 - (u64)v103);
      const bool v108 = v107 == i64(4096);
      const i64 v113 = (i64)((u64)v100 * (u64)n0);
      if (v108) {
        #pragma unroll 4
        for (i64 first0 = i64(0); first0 < i64(4096); first0 += 64) {
          {
            const i64 v110 = first0 + t + 0 * 64;
            const f32 v111 = r1;
            const i64 v112 = (i64)((u64)v103 + (u64)v110);
            const i64 v114 = (i64)((u64)v113 + (u64)v112);
            const f32 v115 = b0[v114];
            const f32 v116 = v115 - v102;
            const bool v221 = f32(-0x1.ap+6f) > v116;
            const f32 v222 = at_least_limited(f32(-0x1.ap+6f), v116);
            const bool v224 = f32(0x1.64p+6f) < v222;
            const f32 v225 = at_most_limited(f32(0x1.64p+6f), v222);
            const f32 v228 = fused(v225, f32(0x1.715476p+0f), f32(0x1.8p+23f));
            const f32 v229 = v228 - f32(0x1.8p+23f);
            const f32 v231 = fused(v229, f32(-0x1.62e4p-1f), v225);
            const f32 v233 = fused(v229, f32(-0x1.7f7d1cp-20f), v231);
            const f32 v236 = fused(f32(0x1.6b6bd6p-10f), v233, f32(0x1.122f1ep-7f));
            const f32 v238 = fused(v236, v233, f32(0x1.55568ap-5f));
            const f32 v240 = fused(v238, v233, f32(0x1.5554a4p-3f));
            const f32 v242 = fused(v240, v233, f32(0x1p-1f));
            const f32 v244 = fused(v242, v233, f32(0x1p+0f));
            const f32 v245 = fused(v244, v233, f32(0x1p+0f));
            const f32 v246 = scale_rounded(v245, v228);
            const f32 v118 = v111 + v246;
            r1 = v118;
          }
        }
      } else {
        i64 first1 = v103;
        #pragma unroll 4
        for (; first1 + 64 <= v105; first1 += 64) {
          {
            const i64 v120 = first1 + t + 0 * 64;
            const f32 v121 = r1;
            const i64 v122 = (i64)((u64)v113 + (u64)v120);
            const f32 v123 = b0[v122];
            const f32 v124 = v123 - v102;
            const bool v247 = f32(-0x1.ap+6f) > v124;
            const f32 v248 = at_least_limited(f32(-0x1.ap+6f), v124);
            const bool v249 = f32(0x1.64p+6f) < v248;
            const f32 v250 = at_most_limited(f32(0x1.64p+6f), v248);
            const f32 v251 = fused(v250, f32(0x1.715476p+0f), f32(0x1.8p+23f));
            const f32 v252 = v251 - f32(0x1.8p+23f);
            const f32 v253 = fused(v252, f32(-0x1.62e4p-1f), v250);
            const f32 v254 = fused(v252, f32(-0x1.7f7d1cp-20f), v253);
            const f32 v255 = fused(f32(0x1.6b6bd6p-10f), v254, f32(0x1.122f1ep-7f));
            const f32 v256 = fused(v255, v254, f32(0x1.55568ap-5f));
            const f32 v257 = fused(v256, v254, f32(0x1.5554a4p-3f));
            const f32 v258 = fused(v257, v254, f32(0x1p-1f));
            const f32 v259 = fused(v258, v254, f32(0x1p+0f));
            const f32 v260 = fused(v259, v254, f32(0x1p+0f));
            const f32 v261 = scale_rounded(v260, v251);
            const f32 v126 = v121 + v261;
            r1 = v126;
          }
        }
        if (const i64 v120 = first1 + t + 0 * 64; v120 < v105) {
          const f32 v121 = r1;
          const i64 v122 = (i64)((u64)v113 + (u64)v120);
          const f32 v123 = b0[v122];
          const f32 v124 = v123 - v102;
          const bool v247 = f32(-0x1.ap+6f) > v124;
          const f32 v248 = at_least_limited(f32(-0x1.ap+6f), v124);
          const bool v249 = f32(0x1.64p+6f) < v248;
          const f32 v250 = at_most_limited(f32(0x1.64p+6f), v248);
          const f32 v251 = fused(v250, f32(0x1.715476p+0f), f32(0x1.8p+23f));
          const f32 v252 = v251 - f32(0x1.8p+23f);
          const f32 v253 = fused(v252, f32(-0x1.62e4p-1f), v250);
          const f32 v254 = fused(v252, f32(-0x1.7f7d1cp-20f), v253);
          const f32 v255 = fused(f32(0x1.6b6bd6p-10f), v254, f32(0x1.122f1ep-7f));
          const f32 v256 = fused(v255, v254, f32(0x1.55568ap-5f));
          const f32 v257 = fused(v256, v254, f32(0x1.5554a4p-3f));
          const f32 v258 = fused(v257, v254, f32(0x1p-1f));
          const f32 v259 = fused(v258, v254, f32(0x1p+0f));
          const f32 v260 = fused(v259, v254, f32(0x1p+0f));
          const f32 v261 = scale_rounded(v260, v251);
          const f32 v126 = v121 + v261;
          r1 = v126;
        }
      }
      f32 x2_0 = r1;
      __syncthreads();
      ((f32*)exchange)[t] = x2_0;
      __syncthreads();
      x2_0 = ((f32*)exchange)[(t & 31) + 0] + ((f32*)exchange)[(t & 31) + 32];
      const f32 y3 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 16);
      x2_0 = x2_0 + y3;
      const f32 y4 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 8);
      x2_0 = x2_0 + y4;
      const f32 y5 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 4);
      x2_0 = x2_0 + y5;
      const f32 y6 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 2);
      x2_0 = x2_0 + y6;
      const f32 y7 = (f32)__shfl_down_sync(0xffffffffu, x2_0, 1);
      x2_0 = x2_0 + y7;
      const f32 v128 = (f32)__shfl_sync(0xffffffffu, x2_0, 0);
      const i64 v129 = (i64)((u64)v101 * (u64)n1);
      const i64 v130 = (i64)((u64)v129 + (u64)v100);
      __syncthreads();
      if (t == 0) b4[v130] = v128;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_4(
    i64 n1,
    i64 n0,
    f32* __restrict__ b4) {
  const i64 v52 = (i64)((u64)n1 + (u64)i64(31));
  const i64 v53 = shift_right(v52, i64(5));
  const i64 v14 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v15 = shift_right(v14, i64(12));
  const i64 v59 = (i64)((u64)v15 - (u64)i64(1));
  const bool v66 = v59 > i64(0);
  const f64 v61 = (f64)v59;
  const i64 v62 = (i64)bits_of(v61);
  const i64 v63 = shift_right(v62, i64(52));
  const i64 v65 = (i64)((u64)v63 - (u64)i64(1022));
  const i64 v67 = v66 ? v65 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v132 = i64(0) + group; v132 < v53; v132 += (i64)gridDim.x * 1) {
    {
      const i64 v133 = (i64)((u64)v132 * (u64)i64(32));
      const i64 v134 = (i64)((u64)n1 - (u64)v133);
      const i64 v135 = minimum(i64(32), v134);
      __syncthreads();
      for (i64 v136 = i64(0); v136 < v67; v136 += 1) {
        const i64 v137 = shift_left(i64(1), v136);
        const i64 v138 = (i64)((u64)v136 + (u64)i64(1));
        const i64 v139 = shift_left(i64(1), v138);
        const i64 v140 = (i64)((u64)v139 - (u64)i64(1));
        const i64 v141 = (i64)((u64)v15 - (u64)v137);
        const i64 v142 = (i64)((u64)v141 + (u64)v140);
        const i64 v143 = shift_right(v142, v138);
        const i64 v144 = (i64)((u64)v143 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v144; first0 += 256) {
          {
            const i64 v145 = first0 + t + 0 * 256;
            const i64 v146 = (i64)(v145 & 31);
            const i64 v147 = (i64)(v145 >> 5);
            const i64 v148 = shift_left(v147, v138);
            const bool v149 = v146 < v135;
            const i64 v150 = (i64)((u64)v148 + (u64)v137);
            const i64 v151 = (i64)((u64)v133 + (u64)v146);
            const i64 v152 = (i64)((u64)v150 * (u64)n1);
            const i64 v153 = (i64)((u64)v152 + (u64)v151);
            const f32 v154 = v149 ? b4[v153] : f32(0);
            const i64 v155 = (i64)((u64)v148 * (u64)n1);
            const i64 v156 = (i64)((u64)v155 + (u64)v151);
            const f32 v157 = v149 ? b4[v156] : f32(0);
            const f32 v158 = v157 + v154;
            if (v149) b4[v156] = v158;
          }
        }
        if (const i64 v145 = first0 + t + 0 * 256; v145 < v144) {
          const i64 v146 = (i64)(v145 & 31);
          const i64 v147 = (i64)(v145 >> 5);
          const i64 v148 = shift_left(v147, v138);
          const bool v149 = v146 < v135;
          const i64 v150 = (i64)((u64)v148 + (u64)v137);
          const i64 v151 = (i64)((u64)v133 + (u64)v146);
          const i64 v152 = (i64)((u64)v150 * (u64)n1);
          const i64 v153 = (i64)((u64)v152 + (u64)v151);
          const f32 v154 = v149 ? b4[v153] : f32(0);
          const i64 v155 = (i64)((u64)v148 * (u64)n1);
          const i64 v156 = (i64)((u64)v155 + (u64)v151);
          const f32 v157 = v149 ? b4[v156] : f32(0);
          const f32 v158 = v157 + v154;
          if (v149) b4[v156] = v158;
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
  const bool v93 = v15 > i64(0);
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  const i64 whole = n1 / 4 * 4;
  for (i64 first = group * 4; first < whole; first += (i64)gridDim.x * 1024) {
    Wide<f32> w163;
    #pragma unroll
    for (int part = 0; part < 4; ++part) {
      const i64 v160 = first + part;
      {
        const f32 v161 = v93 ? b4[v160] : f32(0);
        const f32 v162 = v93 ? v161 : f32(0x0p+0f);
        w163.part[part] = v162;
      }
    }
    *(Wide<f32>*)(b1 + first) = w163;
  }
  for (i64 v160 = whole + group; v160 < n1; v160 += (i64)gridDim.x * 256) {
    {
      const f32 v161 = v93 ? b4[v160] : f32(0);
      const f32 v162 = v93 ? v161 : f32(0x0p+0f);
      b1[v160] = v162;
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
  const i64 v59 = (i64)((u64)v15 - (u64)i64(1));
  const bool v66 = v59 > i64(0);
  const f64 v61 = (f64)v59;
  const i64 v62 = (i64)bits_of(v61);
  const i64 v63 = shift_right(v62, i64(52));
  const i64 v65 = (i64)((u64)v63 - (u64)i64(1022));
  const i64 v67 = v66 ? v65 : i64(0);
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)(threadIdx.x & 31u);
  for (i64 v164 = i64(0) + group; v164 < n1; v164 += (i64)gridDim.x * 8) {
    f32 r2[2];
    f32 r3[2];
    f32 r4;
    i64 r5;
    {
      r2[0] = f32_from(0xff800000u);
      r2[1] = f32_from(0xff800000u);
      const i64 v168 = (i64)((u64)v164 * (u64)n0);
      i64 first0 = i64(0);
      #pragma unroll 16
      for (; first0 + 64 <= n0; first0 += 64) {
        {
          const i64 v166 = first0 + t + 0 * 32;
          const f32 v167 = r2[0];
          const i64 v169 = (i64)((u64)v168 + (u64)v166);
          const f32 v170 = b0[v169];
          const f32 v171 = float_maximum(v167, v170);
          r2[0] = v171;
        }
        {
          const i64 v166 = first0 + t + 1 * 32;
          const f32 v167 = r2[1];
          const i64 v169 = (i64)((u64)v168 + (u64)v166);
          const f32 v170 = b0[v169];
          const f32 v171 = float_maximum(v167, v170);
          r2[1] = v171;
        }
      }
      if (const i64 v166 = first0 + t + 0 * 32; v166 < n0) {
        const f32 v167 = r2[0];
        const i64 v169 = (i64)((u64)v168 + (u64)v166);
        const f32 v170 = b0[v169];
        const f32 v171 = float_maximum(v167, v170);
        r2[0] = v171;
      }
      if (const i64 v166 = first0 + t + 1 * 32; v166 < n0) {
        const f32 v167 = r2[1];
        const i64 v169 = (i64)((u64)v168 + (u64)v166);
        const f32 v170 = b0[v169];
        const f32 v171 = float_maximum(v167, v170);
        r2[1] = v171;
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
      const f32 v173 = (f32)__shfl_sync(0xffffffffu, x1_0, 0);
      __syncwarp();
      if (t == 0) b2[v164] = v173;
      r4 = f32(0x0p+0f);
      f32* const b5 = s5[threadIdx.x / 32];
      for (i64 v178 = i64(0); v178 < v15; v178 += 1) {
        const i64 v179 = (i64)((u64)v178 * (u64)i64(4096));
        const i64 v180 = (i64)((u64)v179 + (u64)i64(4096));
        const i64 v181 = minimum(n0, v180);
        r3[0] = f32(0x0p+0f);
        r3[1] = f32(0x0p+0f);
        i64 first7 = v179;
        #pragma unroll 4
        for (; first7 + 64 <= v181; first7 += 64) {
          {
            const i64 v183 = first7 + t + 0 * 32;
            const f32 v184 = r3[0];
            const i64 v185 = (i64)((u64)v168 + (u64)v183);
            const f32 v186 = b0[v185];
            const f32 v187 = v186 - v173;
            const bool v262 = f32(-0x1.ap+6f) > v187;
            const f32 v263 = at_least_limited(f32(-0x1.ap+6f), v187);
            const bool v264 = f32(0x1.64p+6f) < v263;
            const f32 v265 = at_most_limited(f32(0x1.64p+6f), v263);
            const f32 v266 = fused(v265, f32(0x1.715476p+0f), f32(0x1.8p+23f));
            const f32 v267 = v266 - f32(0x1.8p+23f);
            const f32 v268 = fused(v267, f32(-0x1.62e4p-1f), v265);
            const f32 v269 = fused(v267, f32(-0x1.7f7d1cp-20f), v268);
            const f32 v270 = fused(f32(0x1.6b6bd6p-10f), v269, f32(0x1.122f1ep-7f));
            const f32 v271 = fused(v270, v269, f32(0x1.55568ap-5f));
            const f32 v272 = fused(v271, v269, f32(0x1.5554a4p-3f));
            const f32 v273 = fused(v272, v269, f32(0x1p-1f));
            const f32 v274 = fused(v273, v269, f32(0x1p+0f));
            const f32 v275 = fused(v274, v269, f32(0x1p+0f));
            const f32 v276 = scale_rounded(v275, v266);
            const f32 v189 = v184 + v276;
            r3[0] = v189;
          }
          {
            const i64 v183 = first7 + t + 1 * 32;
            const f32 v184 = r3[1];
            const i64 v185 = (i64)((u64)v168 + (u64)v183);
            const f32 v186 = b0[v185];
            const f32 v187 = v186 - v173;
            const bool v262 = f32(-0x1.ap+6f) > v187;
            const f32 v263 = at_least_limited(f32(-0x1.ap+6f), v187);
            const bool v264 = f32(0x1.64p+6f) < v263;
            const f32 v265 = at_most_limited(f32(0x1.64p+6f), v263);
            const f32 v266 = fused(v265, f32(0x1.715476p+0f), f32(0x1.8p+23f));
            const f32 v267 = v266 - f32(0x1.8p+23f);
            const f32 v268 = fused(v267, f32(-0x1.62e4p-1f), v265);
            const f32 v269 = fused(v267, f32(-0x1.7f7d1cp-20f), v268);
            const f32 v270 = fused(f32(0x1.6b6bd6p-10f), v269, f32(0x1.122f1ep-7f));
            const f32 v271 = fused(v270, v269, f32(0x1.55568ap-5f));
            const f32 v272 = fused(v271, v269, f32(0x1.5554a4p-3f));
            const f32 v273 = fused(v272, v269, f32(0x1p-1f));
            const f32 v274 = fused(v273, v269, f32(0x1p+0f));
            const f32 v275 = fused(v274, v269, f32(0x1p+0f));
            const f32 v276 = scale_rounded(v275, v266);
            const f32 v189 = v184 + v276;
            r3[1] = v189;
          }
        }
        if (const i64 v183 = first7 + t + 0 * 32; v183 < v181) {
          const f32 v184 = r3[0];
          const i64 v185 = (i64)((u64)v168 + (u64)v183);
          const f32 v186 = b0[v185];
          const f32 v187 = v186 - v173;
          const bool v262 = f32(-0x1.ap+6f) > v187;
          const f32 v263 = at_least_limited(f32(-0x1.ap+6f), v187);
          const bool v264 = f32(0x1.64p+6f) < v263;
          const f32 v265 = at_most_limited(f32(0x1.64p+6f), v263);
          const f32 v266 = fused(v265, f32(0x1.715476p+0f), f32(0x1.8p+23f));
          const f32 v267 = v266 - f32(0x1.8p+23f);
          const f32 v268 = fused(v267, f32(-0x1.62e4p-1f), v265);
          const f32 v269 = fused(v267, f32(-0x1.7f7d1cp-20f), v268);
          const f32 v270 = fused(f32(0x1.6b6bd6p-10f), v269, f32(0x1.122f1ep-7f));
          const f32 v271 = fused(v270, v269, f32(0x1.55568ap-5f));
          const f32 v272 = fused(v271, v269, f32(0x1.5554a4p-3f));
          const f32 v273 = fused(v272, v269, f32(0x1p-1f));
          const f32 v274 = fused(v273, v269, f32(0x1p+0f));
          const f32 v275 = fused(v274, v269, f32(0x1p+0f));
          const f32 v276 = scale_rounded(v275, v266);
          const f32 v189 = v184 + v276;
          r3[0] = v189;
        }
        if (const i64 v183 = first7 + t + 1 * 32; v183 < v181) {
          const f32 v184 = r3[1];
          const i64 v185 = (i64)((u64)v168 + (u64)v183);
          const f32 v186 = b0[v185];
          const f32 v187 = v186 - v173;
          const bool v262 = f32(-0x1.ap+6f) > v187;
          const f32 v263 = at_least_limited(f32(-0x1.ap+6f), v187);
          const bool v264 = f32(0x1.64p+6f) < v263;
          const f32 v265 = at_most_limited(f32(0x1.64p+6f), v263);
          const f32 v266 = fused(v265, f32(0x1.715476p+0f), f32(0x1.8p+23f));
          const f32 v267 = v266 - f32(0x1.8p+23f);
          const f32 v268 = fused(v267, f32(-0x1.62e4p-1f), v265);
          const f32 v269 = fused(v267, f32(-0x1.7f7d1cp-20f), v268);
          const f32 v270 = fused(f32(0x1.6b6bd6p-10f), v269, f32(0x1.122f1ep-7f));
          const f32 v271 = fused(v270, v269, f32(0x1.55568ap-5f));
          const f32 v272 = fused(v271, v269, f32(0x1.5554a4p-3f));
          const f32 v273 = fused(v272, v269, f32(0x1p-1f));
          const f32 v274 = fused(v273, v269, f32(0x1p+0f));
          const f32 v275 = fused(v274, v269, f32(0x1p+0f));
          const f32 v276 = scale_rounded(v275, v266);
          const f32 v189 = v184 + v276;
          r3[1] = v189;
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
        const f32 v191 = (f32)__shfl_sync(0xffffffffu, x8_0, 0);
        r4 = v191;
        const bool v193 = v178 == v59;
        const i64 v194 = (i64)((u64)v178 + (u64)i64(1));
        const i64 v195 = (i64)~v194;
        const i64 v196 = (i64)(v178 & v195);
        const i64 v197 = v193 ? v178 : v196;
        r5 = i64(0);
        const bool v199 = v197 != i64(0);
        if (v199) {
          __syncwarp();
          #pragma unroll 8
          for (i64 v201 = i64(0); v201 < v67; v201 += 1) {
            const i64 v202 = shift_right(v197, v201);
            const i64 v203 = (i64)(v202 & i64(1));
            const bool v204 = v203 != i64(0);
            if (v204) {
              const f32 v206 = r4;
              const f32 v207 = b5[v201];
              const f32 v208 = v207 + v206;
              r4 = v208;
              const i64 v210 = r5;
              const i64 v211 = (i64)((u64)v210 + (u64)i64(1));
              r5 = v211;
            }
          }
        }
        const bool v213 = !v193;
        if (v213) {
          const i64 v215 = r5;
          const f32 v216 = r4;
          __syncwarp();
          if (t == 0) b5[v215] = v216;
        }
      }
      const f32 v218 = r4;
      if (t == 0) b1[v164] = v218;
    }
  }
}
