launch sinter_0: a warp per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    char* scratch_memory,
    i64 scratch_stride,
    i64 n0,
    i64 scratch_offset0,
    i64 n1,
    const f32* __restrict__ b0,
    f32* __restrict__ b1,
    i64 scratch_offset1) {
  const i64 v7 = (i64)((u64)n0 + (u64)i64(31));
  const i64 v8 = shift_right(v7, i64(5));
  const i64 v12 = maximum(v8, i64(1));
  const i64 v24 = (i64)((u64)n1 + (u64)i64(127));
  const i64 v25 = shift_right(v24, i64(7));
  const i64 v26 = (i64)((u64)v25 - (u64)i64(1));
  const bool v33 = v26 > i64(0);
  const f64 v28 = (f64)v26;
  const i64 v29 = (i64)bits_of(v28);
  const i64 v30 = shift_right(v29, i64(52));
  const i64 v32 = (i64)((u64)v30 - (u64)i64(1022));
  const i64 v34 = v33 ? v32 : i64(0);
  const i64 group = (i64)blockIdx.x * 8 + threadIdx.x / 32;
  const int t = (int)threadIdx.x % 32;
  extern __shared__ __align__(16) char shared_memory[];
  char* const scratch = scratch_memory ? scratch_memory + group * scratch_stride : shared_memory + threadIdx.x / 32 * scratch_stride;
  for (i64 v11 = i64(0) + group; v11 < v8; v11 += (i64)gridDim.x * 8) {
    f32 r0;
    i64 r2;
    f32 r3;
    i64 r5;
    {
      const i64 v13 = modulo(v11, v12);
      const i64 v14 = floor_divide(v11, v12);
      const i64 v16 = (i64)((u64)v13 * (u64)i64(32));
      const i64 v17 = (i64)((u64)n0 - (u64)v16);
      const bool v18 = v17 >= i64(32);
      if (v18) {
        r0 = f32(0x0p+0f);
        f32* const b2 = (f32*)(scratch + scratch_offset0);
        __syncwarp();
        for (i64 v38 = i64(0); v38 < v25; v38 += 1) {
          const i64 v40 = (i64)((u64)v38 * (u64)i64(128));
          r0 = f32(0x0p+0f);
          const i64 v42 = (i64)((u64)v40 + (u64)i64(128));
          const i64 v43 = minimum(n1, v42);
          for (i64 v44 = v40; v44 < v43; v44 += 1) {
            const i64 v47 = (i64)((u64)v44 * (u64)n0);
            {
              const i64 v45 = t + 0 * 32;
              const i64 v46 = (i64)((u64)v16 + (u64)v45);
              const i64 v48 = (i64)((u64)v47 + (u64)v46);
              const f32 v49 = b0[v48];
              const f32 v50 = r0;
              const f32 v51 = v50 + v49;
              r0 = v51;
            }
          }
          const bool v53 = v38 == v26;
          const i64 v54 = (i64)((u64)v38 + (u64)i64(1));
          const i64 v55 = (i64)~v54;
          const i64 v56 = (i64)(v38 & v55);
          const i64 v57 = v53 ? v38 : v56;
          r2 = i64(0);
          const bool v59 = v57 != i64(0);
          if (v59) {
            __syncwarp();
            for (i64 v61 = i64(0); v61 < v34; v61 += 1) {
              const i64 v62 = shift_right(v57, v61);
              const i64 v63 = (i64)(v62 & i64(1));
              const bool v64 = v63 != i64(0);
              const i64 v66 = (i64)((u64)v61 * (u64)i64(32));
              if (v64) {
                {
                  const i64 v67 = t + 0 * 32;
                  const i64 v68 = (i64)((u64)v66 + (u64)v67);
                  const f32 v69 = r0;
                  const f32 v70 = b2[v68];
                  const f32 v71 = v70 + v69;
                  r0 = v71;
                }
                const i64 v73 = r2;
                const i64 v74 = (i64)((u64)v73 + (u64)i64(1));
                r2 = v74;
              }
            }
          }
          const bool v76 = !v53;
          if (v76) {
            const i64 v78 = r2;
            const i64 v79 = (i64)((u64)v78 * (u64)i64(32));
            __syncwarp();
            {
              const i64 v80 = t + 0 * 32;
              const i64 v81 = (i64)((u64)v79 + (u64)v80);
              const f32 v82 = r0;
              b2[v81] = v82;
            }
          }
        }
        {
          const i64 v84 = t + 0 * 32;
          const i64 v85 = (i64)((u64)v16 + (u64)v84);
          const f32 v86 = r0;
          b1[v85] = v86;
        }
      } else {
        r3 = f32(0x0p+0f);
        f32* const b3 = (f32*)(scratch + scratch_offset1);
        __syncwarp();
        for (i64 v90 = i64(0); v90 < v25; v90 += 1) {
          const i64 v91 = (i64)((u64)v90 * (u64)i64(128));
          r3 = f32(0x0p+0f);
          const i64 v93 = (i64)((u64)v91 + (u64)i64(128));
          const i64 v94 = minimum(n1, v93);
          for (i64 v95 = v91; v95 < v94; v95 += 1) {
            const i64 v98 = (i64)((u64)v95 * (u64)n0);
            for (i64 v96 = i64(0) + t; v96 < v17; v96 += 32) {
              const i64 v97 = (i64)((u64)v16 + (u64)v96);
              const i64 v99 = (i64)((u64)v98 + (u64)v97);
              const f32 v100 = b0[v99];
              const f32 v101 = r3;
              const f32 v102 = v101 + v100;
              r3 = v102;
            }
          }
          const bool v104 = v90 == v26;
          const i64 v105 = (i64)((u64)v90 + (u64)i64(1));
          const i64 v106 = (i64)~v105;
          const i64 v107 = (i64)(v90 & v106);
          const i64 v108 = v104 ? v90 : v107;
          r5 = i64(0);
          const bool v110 = v108 != i64(0);
          if (v110) {
            __syncwarp();
            for (i64 v112 = i64(0); v112 < v34; v112 += 1) {
              const i64 v113 = shift_right(v108, v112);
              const i64 v114 = (i64)(v113 & i64(1));
              const bool v115 = v114 != i64(0);
              const i64 v117 = (i64)((u64)v112 * (u64)i64(32));
              if (v115) {
                for (i64 v118 = i64(0) + t; v118 < v17; v118 += 32) {
                  const i64 v119 = (i64)((u64)v117 + (u64)v118);
                  const f32 v120 = r3;
                  const f32 v121 = b3[v119];
                  const f32 v122 = v121 + v120;
                  r3 = v122;
                }
                const i64 v124 = r5;
                const i64 v125 = (i64)((u64)v124 + (u64)i64(1));
                r5 = v125;
              }
            }
          }
          const bool v127 = !v104;
          if (v127) {
            const i64 v129 = r5;
            const i64 v130 = (i64)((u64)v129 * (u64)i64(32));
            __syncwarp();
            for (i64 v131 = i64(0) + t; v131 < v17; v131 += 32) {
              const i64 v132 = (i64)((u64)v130 + (u64)v131);
              const f32 v133 = r3;
              b3[v132] = v133;
            }
          }
        }
        for (i64 v135 = i64(0) + t; v135 < v17; v135 += 32) {
          const i64 v136 = (i64)((u64)v16 + (u64)v135);
          const f32 v137 = r3;
          b1[v136] = v137;
        }
      }
    }
  }
}
