allocate value1: f32
launch sinter_0: a warp per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    i64 n1,
    i64 n0,
    const f32* __restrict__ b0,
    f32* __restrict__ b2,
    f32* __restrict__ b1) {
  __shared__ __align__(16) f32 s3[8][i64(48)];
  const i64 v7 = (i64)(n1 >> 0);
  const i64 v49 = (i64)((u64)n0 + (u64)i64(4095));
  const i64 v50 = shift_right(v49, i64(12));
  const i64 v51 = (i64)((u64)v50 - (u64)i64(1));
  const bool v58 = v51 > i64(0);
  const f64 v53 = (f64)v51;
  const i64 v54 = (i64)bits_of(v53);
  const i64 v55 = shift_right(v54, i64(52));
  const i64 v57 = (i64)((u64)v55 - (u64)i64(1022));
  const i64 v59 = v58 ? v57 : i64(0);
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)threadIdx.x % 32;
  for (i64 v8 = i64(0) + group; v8 < v7; v8 += (i64)gridDim.x * 8) {
    f32 r0[2];
    f32 r1;
    f32 r2[2];
    f32 r3[2];
    f32 r4;
    i64 r5;
    {
      const i64 v9 = (i64)((u64)n1 - (u64)v8);
      const i64 v10 = minimum(i64(1), v9);
      __syncwarp();
      for (i64 v11 = i64(0); v11 < v10; v11 += 1) {
        const i64 v12 = (i64)((u64)v8 + (u64)v11);
        r0[0] = f32_from(0xff800000u);
        r0[1] = f32_from(0xff800000u);
        const i64 v17 = (i64)((u64)v12 * (u64)n0);
        for (i64 base0 = i64(0) + t; base0 < n0; base0 += 64) {
          if (const i64 v15 = base0 + 0 * 32; v15 < n0) {
            const f32 v16 = r0[0];
            const i64 v18 = (i64)((u64)v17 + (u64)v15);
            const f32 v19 = b0[v18];
            const bool v20 = v16 > v19;
            const f32 v21 = v20 ? v16 : v19;
            const bool v22 = v16 != v16;
            const f32 v23 = v22 ? v16 : v21;
            r0[0] = v23;
          }
          if (const i64 v15 = base0 + 1 * 32; v15 < n0) {
            const f32 v16 = r0[1];
            const i64 v18 = (i64)((u64)v17 + (u64)v15);
            const f32 v19 = b0[v18];
            const bool v20 = v16 > v19;
            const f32 v21 = v20 ? v16 : v19;
            const bool v22 = v16 != v16;
            const f32 v23 = v22 ? v16 : v21;
            r0[1] = v23;
          }
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
        const f32 v25 = (f32)__shfl_sync(0xffffffffu, x1_0, 0);
        r1 = v25;
        const bool v28 = v25 == f32(0x0p+0f);
        if (v28) {
          r2[0] = f32_from(0xff800000u);
          r2[1] = f32_from(0xff800000u);
          for (i64 base7 = i64(0) + t; base7 < n0; base7 += 64) {
            if (const i64 v31 = base7 + 0 * 32; v31 < n0) {
              const f32 v32 = r2[0];
              const i64 v33 = (i64)((u64)v17 + (u64)v31);
              const f32 v34 = b0[v33];
              const f32 v35 = float_maximum(v32, v34);
              r2[0] = v35;
            }
            if (const i64 v31 = base7 + 1 * 32; v31 < n0) {
              const f32 v32 = r2[1];
              const i64 v33 = (i64)((u64)v17 + (u64)v31);
              const f32 v34 = b0[v33];
              const f32 v35 = float_maximum(v32, v34);
              r2[1] = v35;
            }
          }
          f32 x8_0 = r2[0];
          f32 x8_1 = r2[1];
          x8_0 = float_maximum(x8_0, x8_1);
          const f32 y9 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 16);
          x8_0 = float_maximum(x8_0, y9);
          const f32 y10 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 8);
          x8_0 = float_maximum(x8_0, y10);
          const f32 y11 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 4);
          x8_0 = float_maximum(x8_0, y11);
          const f32 y12 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 2);
          x8_0 = float_maximum(x8_0, y12);
          const f32 y13 = (f32)__shfl_down_sync(0xffffffffu, x8_0, 1);
          x8_0 = float_maximum(x8_0, y13);
          const f32 v37 = (f32)__shfl_sync(0xffffffffu, x8_0, 0);
          r1 = v37;
        }
        const f32 v39 = r1;
        __syncwarp();
        if (t == 0) b2[v12] = v39;
      }
      __syncwarp();
      for (i64 v41 = i64(0); v41 < v10; v41 += 1) {
        const i64 v42 = (i64)((u64)v8 + (u64)v41);
        const f32 v43 = b2[v42];
        r4 = f32(0x0p+0f);
        f32* const b3 = s3[threadIdx.x / 32];
        const i64 v68 = (i64)((u64)v42 * (u64)n0);
        __syncwarp();
        for (i64 v60 = i64(0); v60 < v50; v60 += 1) {
          const i64 v62 = (i64)((u64)v60 * (u64)i64(4096));
          const i64 v63 = (i64)((u64)v62 + (u64)i64(4096));
          const i64 v64 = minimum(n0, v63);
          r3[0] = f32(0x0p+0f);
          r3[1] = f32(0x0p+0f);
          for (i64 base14 = v62 + t; base14 < v64; base14 += 64) {
            if (const i64 v66 = base14 + 0 * 32; v66 < v64) {
              const f32 v67 = r3[0];
              const i64 v69 = (i64)((u64)v68 + (u64)v66);
              const i64 v70 = (i64)((u64)v69 + (u64)n0);
              const f32 v72 = b0[v69];
              const f32 v73 = v72 - v43;
              const bool v107 = f32(-0x1.ap+6f) > v73;
              const f32 v108 = v107 ? f32(-0x1.ap+6f) : v73;
              const bool v110 = f32(0x1.64p+6f) < v108;
              const f32 v111 = v110 ? f32(0x1.64p+6f) : v108;
              const f32 v114 = fused(v111, f32(0x1.715476p+0f), f32(0x1.8p+23f));
              const f32 v115 = v114 - f32(0x1.8p+23f);
              const f32 v117 = fused(v115, f32(-0x1.62e4p-1f), v111);
              const f32 v119 = fused(v115, f32(-0x1.7f7d1cp-20f), v117);
              const f32 v122 = fused(f32(0x1.6b6bd6p-10f), v119, f32(0x1.122f1ep-7f));
              const f32 v124 = fused(v122, v119, f32(0x1.55568ap-5f));
              const f32 v126 = fused(v124, v119, f32(0x1.5554a4p-3f));
              const f32 v128 = fused(v126, v119, f32(0x1p-1f));
              const f32 v130 = fused(v128, v119, f32(0x1p+0f));
              const f32 v131 = fused(v130, v119, f32(0x1p+0f));
              const f32 v132 = scale(v131, v115);
              const f32 v75 = v67 + v132;
              r3[0] = v75;
            }
            if (const i64 v66 = base14 + 1 * 32; v66 < v64) {
              const f32 v67 = r3[1];
              const i64 v69 = (i64)((u64)v68 + (u64)v66);
              const i64 v70 = (i64)((u64)v69 + (u64)n0);
              const f32 v72 = b0[v69];
              const f32 v73 = v72 - v43;
              const bool v107 = f32(-0x1.ap+6f) > v73;
              const f32 v108 = v107 ? f32(-0x1.ap+6f) : v73;
              const bool v110 = f32(0x1.64p+6f) < v108;
              const f32 v111 = v110 ? f32(0x1.64p+6f) : v108;
              const f32 v114 = fused(v111, f32(0x1.715476p+0f), f32(0x1.8p+23f));
              const f32 v115 = v114 - f32(0x1.8p+23f);
              const f32 v117 = fused(v115, f32(-0x1.62e4p-1f), v111);
              const f32 v119 = fused(v115, f32(-0x1.7f7d1cp-20f), v117);
              const f32 v122 = fused(f32(0x1.6b6bd6p-10f), v119, f32(0x1.122f1ep-7f));
              const f32 v124 = fused(v122, v119, f32(0x1.55568ap-5f));
              const f32 v126 = fused(v124, v119, f32(0x1.5554a4p-3f));
              const f32 v128 = fused(v126, v119, f32(0x1p-1f));
              const f32 v130 = fused(v128, v119, f32(0x1p+0f));
              const f32 v131 = fused(v130, v119, f32(0x1p+0f));
              const f32 v132 = scale(v131, v115);
              const f32 v75 = v67 + v132;
              r3[1] = v75;
            }
          }
          f32 x15_0 = r3[0];
          f32 x15_1 = r3[1];
          x15_0 = x15_0 + x15_1;
          const f32 y16 = (f32)__shfl_down_sync(0xffffffffu, x15_0, 16);
          x15_0 = x15_0 + y16;
          const f32 y17 = (f32)__shfl_down_sync(0xffffffffu, x15_0, 8);
          x15_0 = x15_0 + y17;
          const f32 y18 = (f32)__shfl_down_sync(0xffffffffu, x15_0, 4);
          x15_0 = x15_0 + y18;
          const f32 y19 = (f32)__shfl_down_sync(0xffffffffu, x15_0, 2);
          x15_0 = x15_0 + y19;
          const f32 y20 = (f32)__shfl_down_sync(0xffffffffu, x15_0, 1);
          x15_0 = x15_0 + y20;
          const f32 v77 = (f32)__shfl_sync(0xffffffffu, x15_0, 0);
          r4 = v77;
          const bool v79 = v60 == v51;
          const i64 v80 = (i64)((u64)v60 + (u64)i64(1));
          const i64 v81 = (i64)~v80;
          const i64 v82 = (i64)(v60 & v81);
          const i64 v83 = v79 ? v60 : v82;
          r5 = i64(0);
          const bool v85 = v83 != i64(0);
          if (v85) {
            __syncwarp();
            for (i64 v87 = i64(0); v87 < v59; v87 += 1) {
              const i64 v88 = shift_right(v83, v87);
              const i64 v89 = (i64)(v88 & i64(1));
              const bool v90 = v89 != i64(0);
              if (v90) {
                const f32 v92 = r4;
                const f32 v93 = b3[v87];
                const f32 v94 = v93 + v92;
                r4 = v94;
                const i64 v96 = r5;
                const i64 v97 = (i64)((u64)v96 + (u64)i64(1));
                r5 = v97;
              }
            }
          }
          const bool v99 = !v79;
          if (v99) {
            const i64 v101 = r5;
            const f32 v102 = r4;
            __syncwarp();
            if (t == 0) b3[v101] = v102;
          }
        }
        const f32 v104 = r4;
        if (t == 0) b1[v42] = v104;
      }
    }
  }
}
