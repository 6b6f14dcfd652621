if
  allocate parts: f32
  launch sinter_0: a block per iteration
  launch sinter_1: a block per iteration
  launch sinter_2: a thread per iteration
else
  launch sinter_3: a block per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    char* scratch_memory,
    i64 scratch_stride,
    i64 n1,
    i64 n2,
    i64 n0,
    i64 scratch_offset0,
    const f32* __restrict__ b0,
    const f32* __restrict__ b1,
    f32* __restrict__ b3) {
  __shared__ __align__(16) f32 s4[1][i64(1088)];
  __shared__ __align__(16) f32 s5[1][i64(1088)];
  const i64 v17 = (i64)((u64)n1 + (u64)i64(63));
  const i64 v18 = shift_right(v17, i64(6));
  const i64 v14 = (i64)((u64)n2 + (u64)i64(63));
  const i64 v15 = shift_right(v14, i64(6));
  const i64 v16 = maximum(v15, i64(1));
  const i64 v19 = (i64)((u64)v18 * (u64)v16);
  const i64 v10 = (i64)((u64)n0 + (u64)i64(255));
  const i64 v11 = shift_right(v10, i64(8));
  const i64 v20 = (i64)((u64)v19 * (u64)v11);
  const i64 v21 = (i64)((u64)v20 + (u64)i64(255));
  const i64 v22 = shift_right(v21, i64(8));
  const i64 v23 = (i64)((u64)v22 - (u64)i64(1));
  const bool v30 = v23 > i64(0);
  const f64 v25 = (f64)v23;
  const i64 v26 = (i64)bits_of(v25);
  const i64 v27 = shift_right(v26, i64(52));
  const i64 v29 = (i64)((u64)v27 - (u64)i64(1022));
  const i64 v31 = v30 ? v29 : i64(0);
  const i64 v32 = shift_left(i64(1), v31);
  const i64 v33 = (i64)((u64)v32 - (u64)i64(1));
  const i64 v34 = (i64)((u64)v11 + (u64)v33);
  const i64 v35 = floor_divide(v34, v32);
  const i64 v42 = (i64)((u64)v19 * (u64)v35);
  const i64 v41 = maximum(v35, i64(1));
  const i64 v46 = maximum(v19, i64(1));
  const bool v62 = v33 > i64(0);
  const f64 v58 = (f64)v33;
  const i64 v59 = (i64)bits_of(v58);
  const i64 v60 = shift_right(v59, i64(52));
  const i64 v61 = (i64)((u64)v60 - (u64)i64(1022));
  const i64 v63 = v62 ? v61 : i64(0);
  const i64 v38 = (i64)((u64)n1 * (u64)n2);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  extern __shared__ __align__(16) char shared_memory[];
  char* const scratch = scratch_memory ? scratch_memory + group * scratch_stride : shared_memory + threadIdx.x / 256 * scratch_stride;
  for (i64 v43 = i64(0) + group; v43 < v42; v43 += (i64)gridDim.x * 1) {
    f32 r0[4];
    f32 r1[4];
    f32 r2[16];
    i64 r3;
    {
      const i64 v44 = modulo(v43, v41);
      const i64 v45 = floor_divide(v43, v41);
      const i64 v47 = floor_divide(v45, v46);
      const i64 v48 = modulo(v45, v46);
      const i64 v50 = floor_divide(v48, v16);
      const i64 v51 = (i64)((u64)v50 * (u64)i64(64));
      const i64 v52 = modulo(v48, v16);
      const i64 v53 = (i64)((u64)v52 * (u64)i64(64));
      const i64 v54 = (i64)((u64)v44 * (u64)v32);
      const i64 v55 = (i64)((u64)v11 - (u64)v54);
      const i64 v56 = minimum(v32, v55);
      const i64 v57 = maximum(i64(0), v56);
      f32* const b4 = s4[threadIdx.x / 256];
      f32* const b5 = s5[threadIdx.x / 256];
      #pragma unroll
      for (int slot0 = 0; slot0 < 16; ++slot0) {
        r2[slot0] = f32(0x0p+0f);
      }
      f32* const b6 = (f32*)(scratch + scratch_offset0);
      const i64 v210 = (i64)((u64)v57 - (u64)i64(1));
      __syncthreads();
      for (i64 v73 = i64(0); v73 < v57; v73 += 1) {
        const i64 v75 = (i64)((u64)v54 + (u64)v73);
        const i64 v76 = (i64)((u64)v75 * (u64)i64(256));
        const i64 v77 = (i64)((u64)v76 + (u64)i64(256));
        const i64 v78 = minimum(n0, v77);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r2[slot1] = f32(0x0p+0f);
        }
        {
          const i64 v81 = i64(0) + t + 0 * 256;
          const i64 v83 = (i64)(v81 & 15);
          const i64 v84 = (i64)(v81 >> 4);
          const i64 v85 = (i64)((u64)v51 + (u64)v84);
          const i64 v86 = (i64)((u64)v76 + (u64)v83);
          const bool v87 = v85 < n1;
          const bool v88 = v86 < v78;
          const bool v89 = (bool)(v87 & v88);
          const i64 v90 = (i64)((u64)v85 * (u64)n0);
          const i64 v91 = (i64)((u64)v90 + (u64)v86);
          const f32 v92 = v89 ? b0[v91] : f32(0);
          r0[0] = v92;
        }
        {
          const i64 v81 = i64(0) + t + 1 * 256;
          const i64 v83 = (i64)(v81 & 15);
          const i64 v84 = (i64)(v81 >> 4);
          const i64 v85 = (i64)((u64)v51 + (u64)v84);
          const i64 v86 = (i64)((u64)v76 + (u64)v83);
          const bool v87 = v85 < n1;
          const bool v88 = v86 < v78;
          const bool v89 = (bool)(v87 & v88);
          const i64 v90 = (i64)((u64)v85 * (u64)n0);
          const i64 v91 = (i64)((u64)v90 + (u64)v86);
          const f32 v92 = v89 ? b0[v91] : f32(0);
          r0[1] = v92;
        }
        {
          const i64 v81 = i64(0) + t + 2 * 256;
          const i64 v83 = (i64)(v81 & 15);
          const i64 v84 = (i64)(v81 >> 4);
          const i64 v85 = (i64)((u64)v51 + (u64)v84);
          const i64 v86 = (i64)((u64)v76 + (u64)v83);
          const bool v87 = v85 < n1;
          const bool v88 = v86 < v78;
          const bool v89 = (bool)(v87 & v88);
          const i64 v90 = (i64)((u64)v85 * (u64)n0);
          const i64 v91 = (i64)((u64)v90 + (u64)v86);
          const f32 v92 = v89 ? b0[v91] : f32(0);
          r0[2] = v92;
        }
        {
          const i64 v81 = i64(0) + t + 3 * 256;
          const i64 v83 = (i64)(v81 & 15);
          const i64 v84 = (i64)(v81 >> 4);
          const i64 v85 = (i64)((u64)v51 + (u64)v84);
          const i64 v86 = (i64)((u64)v76 + (u64)v83);
          const bool v87 = v85 < n1;
          const bool v88 = v86 < v78;
          const bool v89 = (bool)(v87 & v88);
          const i64 v90 = (i64)((u64)v85 * (u64)n0);
          const i64 v91 = (i64)((u64)v90 + (u64)v86);
          const f32 v92 = v89 ? b0[v91] : f32(0);
          r0[3] = v92;
        }
        {
          const i64 v94 = i64(0) + t + 0 * 256;
          const i64 v95 = (i64)(v94 & 63);
          const i64 v96 = (i64)(v94 >> 6);
          const i64 v97 = (i64)((u64)v53 + (u64)v95);
          const i64 v98 = (i64)((u64)v76 + (u64)v96);
          const bool v99 = v97 < n2;
          const bool v100 = v98 < v78;
          const bool v101 = (bool)(v99 & v100);
          const i64 v102 = (i64)((u64)v98 * (u64)n2);
          const i64 v103 = (i64)((u64)v102 + (u64)v97);
          const f32 v104 = v101 ? b1[v103] : f32(0);
          r1[0] = v104;
        }
        {
          const i64 v94 = i64(0) + t + 1 * 256;
          const i64 v95 = (i64)(v94 & 63);
          const i64 v96 = (i64)(v94 >> 6);
          const i64 v97 = (i64)((u64)v53 + (u64)v95);
          const i64 v98 = (i64)((u64)v76 + (u64)v96);
          const bool v99 = v97 < n2;
          const bool v100 = v98 < v78;
          const bool v101 = (bool)(v99 & v100);
          const i64 v102 = (i64)((u64)v98 * (u64)n2);
          const i64 v103 = (i64)((u64)v102 + (u64)v97);
          const f32 v104 = v101 ? b1[v103] : f32(0);
          r1[1] = v104;
        }
        {
          const i64 v94 = i64(0) + t + 2 * 256;
          const i64 v95 = (i64)(v94 & 63);
          const i64 v96 = (i64)(v94 >> 6);
          const i64 v97 = (i64)((u64)v53 + (u64)v95);
          const i64 v98 = (i64)((u64)v76 + (u64)v96);
          const bool v99 = v97 < n2;
          const bool v100 = v98 < v78;
          const bool v101 = (bool)(v99 & v100);
          const i64 v102 = (i64)((u64)v98 * (u64)n2);
          const i64 v103 = (i64)((u64)v102 + (u64)v97);
          const f32 v104 = v101 ? b1[v103] : f32(0);
          r1[2] = v104;
        }
        {
          const i64 v94 = i64(0) + t + 3 * 256;
          const i64 v95 = (i64)(v94 & 63);
          const i64 v96 = (i64)(v94 >> 6);
          const i64 v97 = (i64)((u64)v53 + (u64)v95);
          const i64 v98 = (i64)((u64)v76 + (u64)v96);
          const bool v99 = v97 < n2;
          const bool v100 = v98 < v78;
          const bool v101 = (bool)(v99 & v100);
          const i64 v102 = (i64)((u64)v98 * (u64)n2);
          const i64 v103 = (i64)((u64)v102 + (u64)v97);
          const f32 v104 = v101 ? b1[v103] : f32(0);
          r1[3] = v104;
        }
        __syncthreads();
        for (i64 v106 = v76; v106 < v78; v106 += 16) {
          __syncthreads();
          {
            const i64 v107 = i64(0) + t + 0 * 256;
            const i64 v108 = (i64)(v107 & 15);
            const i64 v109 = (i64)(v107 >> 4);
            const f32 v110 = r0[0];
            const i64 v112 = (i64)((u64)v108 * (u64)i64(68));
            const i64 v113 = (i64)((u64)v112 + (u64)v109);
            b4[v113] = v110;
          }
          {
            const i64 v107 = i64(0) + t + 1 * 256;
            const i64 v108 = (i64)(v107 & 15);
            const i64 v109 = (i64)(v107 >> 4);
            const f32 v110 = r0[1];
            const i64 v112 = (i64)((u64)v108 * (u64)i64(68));
            const i64 v113 = (i64)((u64)v112 + (u64)v109);
            b4[v113] = v110;
          }
          {
            const i64 v107 = i64(0) + t + 2 * 256;
            const i64 v108 = (i64)(v107 & 15);
            const i64 v109 = (i64)(v107 >> 4);
            const f32 v110 = r0[2];
            const i64 v112 = (i64)((u64)v108 * (u64)i64(68));
            const i64 v113 = (i64)((u64)v112 + (u64)v109);
            b4[v113] = v110;
          }
          {
            const i64 v107 = i64(0) + t + 3 * 256;
            const i64 v108 = (i64)(v107 & 15);
            const i64 v109 = (i64)(v107 >> 4);
            const f32 v110 = r0[3];
            const i64 v112 = (i64)((u64)v108 * (u64)i64(68));
            const i64 v113 = (i64)((u64)v112 + (u64)v109);
            b4[v113] = v110;
          }
          {
            const i64 v115 = i64(0) + t + 0 * 256;
            const i64 v116 = (i64)(v115 & 63);
            const i64 v117 = (i64)(v115 >> 6);
            const f32 v118 = r1[0];
            const i64 v119 = (i64)((u64)v117 * (u64)i64(68));
            const i64 v120 = (i64)((u64)v119 + (u64)v116);
            b5[v120] = v118;
          }
          {
            const i64 v115 = i64(0) + t + 1 * 256;
            const i64 v116 = (i64)(v115 & 63);
            const i64 v117 = (i64)(v115 >> 6);
            const f32 v118 = r1[1];
            const i64 v119 = (i64)((u64)v117 * (u64)i64(68));
            const i64 v120 = (i64)((u64)v119 + (u64)v116);
            b5[v120] = v118;
          }
          {
            const i64 v115 = i64(0) + t + 2 * 256;
            const i64 v116 = (i64)(v115 & 63);
            const i64 v117 = (i64)(v115 >> 6);
            const f32 v118 = r1[2];
            const i64 v119 = (i64)((u64)v117 * (u64)i64(68));
            const i64 v120 = (i64)((u64)v119 + (u64)v116);
            b5[v120] = v118;
          }
          {
            const i64 v115 = i64(0) + t + 3 * 256;
            const i64 v116 = (i64)(v115 & 63);
            const i64 v117 = (i64)(v115 >> 6);
            const f32 v118 = r1[3];
            const i64 v119 = (i64)((u64)v117 * (u64)i64(68));
            const i64 v120 = (i64)((u64)v119 + (u64)v116);
            b5[v120] = v118;
          }
          const i64 v122 = (i64)((u64)v106 + (u64)i64(16));
          {
            const i64 v123 = i64(0) + t + 0 * 256;
            const i64 v124 = (i64)(v123 & 15);
            const i64 v125 = (i64)(v123 >> 4);
            const i64 v126 = (i64)((u64)v51 + (u64)v125);
            const i64 v127 = (i64)((u64)v122 + (u64)v124);
            const bool v128 = v126 < n1;
            const bool v129 = v127 < v78;
            const bool v130 = (bool)(v128 & v129);
            const i64 v131 = (i64)((u64)v126 * (u64)n0);
            const i64 v132 = (i64)((u64)v131 + (u64)v127);
            const f32 v133 = v130 ? b0[v132] : f32(0);
            r0[0] = v133;
          }
          {
            const i64 v123 = i64(0) + t + 1 * 256;
            const i64 v124 = (i64)(v123 & 15);
            const i64 v125 = (i64)(v123 >> 4);
            const i64 v126 = (i64)((u64)v51 + (u64)v125);
            const i64 v127 = (i64)((u64)v122 + (u64)v124);
            const bool v128 = v126 < n1;
            const bool v129 = v127 < v78;
            const bool v130 = (bool)(v128 & v129);
            const i64 v131 = (i64)((u64)v126 * (u64)n0);
            const i64 v132 = (i64)((u64)v131 + (u64)v127);
            const f32 v133 = v130 ? b0[v132] : f32(0);
            r0[1] = v133;
          }
          {
            const i64 v123 = i64(0) + t + 2 * 256;
            const i64 v124 = (i64)(v123 & 15);
            const i64 v125 = (i64)(v123 >> 4);
            const i64 v126 = (i64)((u64)v51 + (u64)v125);
            const i64 v127 = (i64)((u64)v122 + (u64)v124);
            const bool v128 = v126 < n1;
            const bool v129 = v127 < v78;
            const bool v130 = (bool)(v128 & v129);
            const i64 v131 = (i64)((u64)v126 * (u64)n0);
            const i64 v132 = (i64)((u64)v131 + (u64)v127);
            const f32 v133 = v130 ? b0[v132] : f32(0);
            r0[2] = v133;
          }
          {
            const i64 v123 = i64(0) + t + 3 * 256;
            const i64 v124 = (i64)(v123 & 15);
            const i64 v125 = (i64)(v123 >> 4);
            const i64 v126 = (i64)((u64)v51 + (u64)v125);
            const i64 v127 = (i64)((u64)v122 + (u64)v124);
            const bool v128 = v126 < n1;
            const bool v129 = v127 < v78;
            const bool v130 = (bool)(v128 & v129);
            const i64 v131 = (i64)((u64)v126 * (u64)n0);
            const i64 v132 = (i64)((u64)v131 + (u64)v127);
            const f32 v133 = v130 ? b0[v132] : f32(0);
            r0[3] = v133;
          }
          {
            const i64 v135 = i64(0) + t + 0 * 256;
            const i64 v136 = (i64)(v135 & 63);
            const i64 v137 = (i64)(v135 >> 6);
            const i64 v138 = (i64)((u64)v53 + (u64)v136);
            const i64 v139 = (i64)((u64)v122 + (u64)v137);
            const bool v140 = v138 < n2;
            const bool v141 = v139 < v78;
            const bool v142 = (bool)(v140 & v141);
            const i64 v143 = (i64)((u64)v139 * (u64)n2);
            const i64 v144 = (i64)((u64)v143 + (u64)v138);
            const f32 v145 = v142 ? b1[v144] : f32(0);
            r1[0] = v145;
          }
          {
            const i64 v135 = i64(0) + t + 1 * 256;
            const i64 v136 = (i64)(v135 & 63);
            const i64 v137 = (i64)(v135 >> 6);
            const i64 v138 = (i64)((u64)v53 + (u64)v136);
            const i64 v139 = (i64)((u64)v122 + (u64)v137);
            const bool v140 = v138 < n2;
            const bool v141 = v139 < v78;
            const bool v142 = (bool)(v140 & v141);
            const i64 v143 = (i64)((u64)v139 * (u64)n2);
            const i64 v144 = (i64)((u64)v143 + (u64)v138);
            const f32 v145 = v142 ? b1[v144] : f32(0);
            r1[1] = v145;
          }
          {
            const i64 v135 = i64(0) + t + 2 * 256;
            const i64 v136 = (i64)(v135 & 63);
            const i64 v137 = (i64)(v135 >> 6);
            const i64 v138 = (i64)((u64)v53 + (u64)v136);
            const i64 v139 = (i64)((u64)v122 + (u64)v137);
            const bool v140 = v138 < n2;
            const bool v141 = v139 < v78;
            const bool v142 = (bool)(v140 & v141);
            const i64 v143 = (i64)((u64)v139 * (u64)n2);
            const i64 v144 = (i64)((u64)v143 + (u64)v138);
            const f32 v145 = v142 ? b1[v144] : f32(0);
            r1[2] = v145;
          }
          {
            const i64 v135 = i64(0) + t + 3 * 256;
            const i64 v136 = (i64)(v135 & 63);
            const i64 v137 = (i64)(v135 >> 6);
            const i64 v138 = (i64)((u64)v53 + (u64)v136);
            const i64 v139 = (i64)((u64)v122 + (u64)v137);
            const bool v140 = v138 < n2;
            const bool v141 = v139 < v78;
            const bool v142 = (bool)(v140 & v141);
            const i64 v143 = (i64)((u64)v139 * (u64)n2);
            const i64 v144 = (i64)((u64)v143 + (u64)v138);
            const f32 v145 = v142 ? b1[v144] : f32(0);
            r1[3] = v145;
          }
          const i64 v147 = (i64)((u64)v78 - (u64)v106);
          const i64 v148 = minimum(i64(16), v147);
          const bool v149 = v148 == i64(16);
          if (v149) {
            __syncthreads();
            #pragma unroll
            for (i64 v151 = i64(0); v151 < i64(16); v151 += 1) {
              const i64 v152 = (i64)((u64)v151 * (u64)i64(68));
              #pragma unroll
              for (int slot2 = 0; slot2 < 16; ++slot2) {
                {
                  const i64 v153 = i64(0) + t + slot2 * 256;
                  const i64 v154 = (i64)(v153 >> 8);
                  const i64 v155 = (i64)(v153 >> 0);
                  const i64 v156 = (i64)(v155 & 15);
                  const i64 v157 = (i64)(v153 >> 4);
                  const i64 v158 = (i64)(v157 & 15);
                  const i64 v160 = (i64)(v154 >> 2);
                  const i64 v161 = (i64)(v154 & 3);
                  const i64 v162 = (i64)(v161 & 3);
                  const i64 v163 = (i64)((u64)v156 * (u64)i64(4));
                  const i64 v164 = (i64)((u64)v163 + (u64)v162);
                  const i64 v165 = (i64)(v161 >> 2);
                  const i64 v166 = (i64)((u64)v165 * (u64)i64(64));
                  const i64 v167 = (i64)((u64)v166 + (u64)v164);
                  const i64 v168 = (i64)(v160 & 3);
                  const i64 v169 = (i64)((u64)v158 * (u64)i64(4));
                  const i64 v170 = (i64)((u64)v169 + (u64)v168);
                  const i64 v171 = (i64)(v160 >> 2);
                  const i64 v172 = (i64)((u64)v171 * (u64)i64(64));
                  const i64 v173 = (i64)((u64)v172 + (u64)v170);
                  const i64 v174 = (i64)((u64)v152 + (u64)v173);
                  const f32 v175 = b4[v174];
                  const i64 v176 = (i64)((u64)v152 + (u64)v167);
                  const f32 v177 = b5[v176];
                  const f32 v178 = r2[slot2];
                  const f32 v179 = fused(v175, v177, v178);
                  r2[slot2] = v179;
                }
              }
            }
          } else {
            __syncthreads();
            for (i64 v181 = i64(0); v181 < v148; v181 += 1) {
              const i64 v182 = (i64)((u64)v181 * (u64)i64(68));
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v183 = i64(0) + t + slot3 * 256;
                  const i64 v184 = (i64)(v183 >> 8);
                  const i64 v185 = (i64)(v183 >> 0);
                  const i64 v186 = (i64)(v185 & 15);
                  const i64 v187 = (i64)(v183 >> 4);
                  const i64 v188 = (i64)(v187 & 15);
                  const i64 v189 = (i64)(v184 >> 2);
                  const i64 v190 = (i64)(v184 & 3);
                  const i64 v191 = (i64)(v190 & 3);
                  const i64 v192 = (i64)((u64)v186 * (u64)i64(4));
                  const i64 v193 = (i64)((u64)v192 + (u64)v191);
                  const i64 v194 = (i64)(v190 >> 2);
                  const i64 v195 = (i64)((u64)v194 * (u64)i64(64));
                  const i64 v196 = (i64)((u64)v195 + (u64)v193);
                  const i64 v197 = (i64)(v189 & 3);
                  const i64 v198 = (i64)((u64)v188 * (u64)i64(4));
                  const i64 v199 = (i64)((u64)v198 + (u64)v197);
                  const i64 v200 = (i64)(v189 >> 2);
                  const i64 v201 = (i64)((u64)v200 * (u64)i64(64));
                  const i64 v202 = (i64)((u64)v201 + (u64)v199);
                  const i64 v203 = (i64)((u64)v182 + (u64)v202);
                  const f32 v204 = b4[v203];
                  const i64 v205 = (i64)((u64)v182 + (u64)v196);
                  const f32 v206 = b5[v205];
                  const f32 v207 = r2[slot3];
                  const f32 v208 = fused(v204, v206, v207);
                  r2[slot3] = v208;
                }
              }
            }
          }
        }
        const bool v211 = v73 == v210;
        const i64 v212 = (i64)((u64)v73 + (u64)i64(1));
        const i64 v213 = (i64)~v212;
        const i64 v214 = (i64)(v73 & v213);
        const i64 v215 = v211 ? v73 : v214;
        r3 = i64(0);
        const bool v217 = v215 != i64(0);
        if (v217) {
          for (i64 v219 = i64(0); v219 < v63; v219 += 1) {
            const i64 v220 = shift_right(v215, v219);
            const i64 v221 = (i64)(v220 & i64(1));
            const bool v222 = v221 != i64(0);
            const i64 v245 = (i64)((u64)v219 * (u64)i64(4096));
            if (v222) {
              #pragma unroll
              for (int slot4 = 0; slot4 < 16; ++slot4) {
                {
                  const i64 v224 = i64(0) + t + slot4 * 256;
                  const i64 v225 = (i64)(v224 >> 8);
                  const i64 v226 = (i64)(v224 >> 0);
                  const i64 v227 = (i64)(v226 & 15);
                  const i64 v228 = (i64)(v224 >> 4);
                  const i64 v229 = (i64)(v228 & 15);
                  const i64 v230 = (i64)(v225 >> 2);
                  const i64 v231 = (i64)(v225 & 3);
                  const i64 v232 = (i64)(v231 & 3);
                  const i64 v233 = (i64)((u64)v227 * (u64)i64(4));
                  const i64 v234 = (i64)((u64)v233 + (u64)v232);
                  const i64 v235 = (i64)(v231 >> 2);
                  const i64 v236 = (i64)((u64)v235 * (u64)i64(64));
                  const i64 v237 = (i64)((u64)v236 + (u64)v234);
                  const i64 v238 = (i64)(v230 & 3);
                  const i64 v239 = (i64)((u64)v229 * (u64)i64(4));
                  const i64 v240 = (i64)((u64)v239 + (u64)v238);
                  const i64 v241 = (i64)(v230 >> 2);
                  const i64 v242 = (i64)((u64)v241 * (u64)i64(64));
                  const i64 v243 = (i64)((u64)v242 + (u64)v240);
                  const f32 v244 = r2[slot4];
                  const i64 v246 = (i64)((u64)v245 + (u64)v224);
                  const f32 v247 = b6[v246];
                  const f32 v248 = v247 + v244;
                  r2[slot4] = v248;
                }
              }
              const i64 v250 = r3;
              const i64 v251 = (i64)((u64)v250 + (u64)i64(1));
              r3 = v251;
            }
          }
        }
        const bool v253 = !v211;
        if (v253) {
          const i64 v255 = r3;
          const i64 v277 = (i64)((u64)v255 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot5 = 0; slot5 < 16; ++slot5) {
            {
              const i64 v256 = i64(0) + t + slot5 * 256;
              const i64 v257 = (i64)(v256 >> 8);
              const i64 v258 = (i64)(v256 >> 0);
              const i64 v259 = (i64)(v258 & 15);
              const i64 v260 = (i64)(v256 >> 4);
              const i64 v261 = (i64)(v260 & 15);
              const i64 v262 = (i64)(v257 >> 2);
              const i64 v263 = (i64)(v257 & 3);
              const i64 v264 = (i64)(v263 & 3);
              const i64 v265 = (i64)((u64)v259 * (u64)i64(4));
              const i64 v266 = (i64)((u64)v265 + (u64)v264);
              const i64 v267 = (i64)(v263 >> 2);
              const i64 v268 = (i64)((u64)v267 * (u64)i64(64));
              const i64 v269 = (i64)((u64)v268 + (u64)v266);
              const i64 v270 = (i64)(v262 & 3);
              const i64 v271 = (i64)((u64)v261 * (u64)i64(4));
              const i64 v272 = (i64)((u64)v271 + (u64)v270);
              const i64 v273 = (i64)(v262 >> 2);
              const i64 v274 = (i64)((u64)v273 * (u64)i64(64));
              const i64 v275 = (i64)((u64)v274 + (u64)v272);
              const f32 v276 = r2[slot5];
              const i64 v278 = (i64)((u64)v277 + (u64)v256);
              b6[v278] = v276;
            }
          }
        }
      }
      const i64 v304 = (i64)((u64)v44 * (u64)v38);
      #pragma unroll
      for (int slot6 = 0; slot6 < 16; ++slot6) {
        {
          const i64 v280 = i64(0) + t + slot6 * 256;
          const i64 v281 = (i64)(v280 >> 8);
          const i64 v282 = (i64)(v280 >> 0);
          const i64 v283 = (i64)(v282 & 15);
          const i64 v284 = (i64)(v280 >> 4);
          const i64 v285 = (i64)(v284 & 15);
          const i64 v286 = (i64)(v281 >> 2);
          const i64 v287 = (i64)(v281 & 3);
          const i64 v288 = (i64)(v287 & 3);
          const i64 v289 = (i64)((u64)v283 * (u64)i64(4));
          const i64 v290 = (i64)((u64)v289 + (u64)v288);
          const i64 v291 = (i64)(v287 >> 2);
          const i64 v292 = (i64)((u64)v291 * (u64)i64(64));
          const i64 v293 = (i64)((u64)v292 + (u64)v290);
          const i64 v294 = (i64)(v286 & 3);
          const i64 v295 = (i64)((u64)v285 * (u64)i64(4));
          const i64 v296 = (i64)((u64)v295 + (u64)v294);
          const i64 v297 = (i64)(v286 >> 2);
          const i64 v298 = (i64)((u64)v297 * (u64)i64(64));
          const i64 v299 = (i64)((u64)v298 + (u64)v296);
          const i64 v300 = (i64)((u64)v51 + (u64)v299);
          const i64 v301 = (i64)((u64)v53 + (u64)v293);
          const i64 v302 = (i64)((u64)v300 * (u64)n2);
          const i64 v303 = (i64)((u64)v302 + (u64)v301);
          const i64 v305 = (i64)((u64)v304 + (u64)v303);
          const bool v306 = v300 < n1;
          const bool v307 = v301 < n2;
          const bool v308 = (bool)(v306 & v307);
          const f32 v309 = r2[slot6];
          if (v308) b3[v305] = v309;
        }
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_1(
    i64 n1,
    i64 n2,
    i64 n0,
    f32* __restrict__ b3) {
  const i64 v38 = (i64)((u64)n1 * (u64)n2);
  const i64 v313 = (i64)((u64)v38 + (u64)i64(31));
  const i64 v314 = shift_right(v313, i64(5));
  const i64 v10 = (i64)((u64)n0 + (u64)i64(255));
  const i64 v11 = shift_right(v10, i64(8));
  const i64 v17 = (i64)((u64)n1 + (u64)i64(63));
  const i64 v18 = shift_right(v17, i64(6));
  const i64 v14 = (i64)((u64)n2 + (u64)i64(63));
  const i64 v15 = shift_right(v14, i64(6));
  const i64 v16 = maximum(v15, i64(1));
  const i64 v19 = (i64)((u64)v18 * (u64)v16);
  const i64 v20 = (i64)((u64)v19 * (u64)v11);
  const i64 v21 = (i64)((u64)v20 + (u64)i64(255));
  const i64 v22 = shift_right(v21, i64(8));
  const i64 v23 = (i64)((u64)v22 - (u64)i64(1));
  const bool v30 = v23 > i64(0);
  const f64 v25 = (f64)v23;
  const i64 v26 = (i64)bits_of(v25);
  const i64 v27 = shift_right(v26, i64(52));
  const i64 v29 = (i64)((u64)v27 - (u64)i64(1022));
  const i64 v31 = v30 ? v29 : i64(0);
  const i64 v32 = shift_left(i64(1), v31);
  const i64 v33 = (i64)((u64)v32 - (u64)i64(1));
  const i64 v34 = (i64)((u64)v11 + (u64)v33);
  const i64 v35 = floor_divide(v34, v32);
  const i64 v320 = (i64)((u64)v35 - (u64)i64(1));
  const bool v325 = v320 > i64(0);
  const f64 v321 = (f64)v320;
  const i64 v322 = (i64)bits_of(v321);
  const i64 v323 = shift_right(v322, i64(52));
  const i64 v324 = (i64)((u64)v323 - (u64)i64(1022));
  const i64 v326 = v325 ? v324 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v315 = i64(0) + group; v315 < v314; v315 += (i64)gridDim.x * 1) {
    {
      const i64 v317 = (i64)((u64)v315 * (u64)i64(32));
      const i64 v318 = (i64)((u64)v38 - (u64)v317);
      const i64 v319 = minimum(i64(32), v318);
      __syncthreads();
      for (i64 v327 = i64(0); v327 < v326; v327 += 1) {
        const i64 v328 = shift_left(i64(1), v327);
        const i64 v329 = (i64)((u64)v327 + (u64)i64(1));
        const i64 v330 = shift_left(i64(1), v329);
        const i64 v331 = (i64)((u64)v330 - (u64)i64(1));
        const i64 v332 = (i64)((u64)v35 - (u64)v328);
        const i64 v333 = (i64)((u64)v332 + (u64)v331);
        const i64 v334 = shift_right(v333, v329);
        const i64 v335 = (i64)((u64)v334 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v335; first0 += 256) {
          {
            const i64 v336 = first0 + t + 0 * 256;
            const i64 v337 = (i64)(v336 & 31);
            const i64 v338 = (i64)(v336 >> 5);
            const i64 v339 = shift_left(v338, v329);
            const bool v340 = v337 < v319;
            const i64 v341 = (i64)((u64)v339 + (u64)v328);
            const i64 v342 = (i64)((u64)v317 + (u64)v337);
            const i64 v343 = (i64)((u64)v341 * (u64)v38);
            const i64 v344 = (i64)((u64)v343 + (u64)v342);
            const f32 v345 = v340 ? b3[v344] : f32(0);
            const i64 v346 = (i64)((u64)v339 * (u64)v38);
            const i64 v347 = (i64)((u64)v346 + (u64)v342);
            const f32 v348 = v340 ? b3[v347] : f32(0);
            const f32 v349 = v348 + v345;
            if (v340) b3[v347] = v349;
          }
        }
        if (const i64 v336 = first0 + t + 0 * 256; v336 < v335) {
          const i64 v337 = (i64)(v336 & 31);
          const i64 v338 = (i64)(v336 >> 5);
          const i64 v339 = shift_left(v338, v329);
          const bool v340 = v337 < v319;
          const i64 v341 = (i64)((u64)v339 + (u64)v328);
          const i64 v342 = (i64)((u64)v317 + (u64)v337);
          const i64 v343 = (i64)((u64)v341 * (u64)v38);
          const i64 v344 = (i64)((u64)v343 + (u64)v342);
          const f32 v345 = v340 ? b3[v344] : f32(0);
          const i64 v346 = (i64)((u64)v339 * (u64)v38);
          const i64 v347 = (i64)((u64)v346 + (u64)v342);
          const f32 v348 = v340 ? b3[v347] : f32(0);
          const f32 v349 = v348 + v345;
          if (v340) b3[v347] = v349;
        }
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_2(
    i64 n1,
    i64 n2,
    f32* __restrict__ b3,
    f32* __restrict__ b2) {
  const i64 v38 = (i64)((u64)n1 * (u64)n2);
  const i64 group = (i64)blockIdx.x * 256 + threadIdx.x / 1;
  for (i64 v351 = i64(0) + group; v351 < v38; v351 += (i64)gridDim.x * 256) {
    {
      const i64 v352 = modulo(v351, n2);
      const i64 v353 = floor_divide(v351, n2);
      const i64 v354 = (i64)((u64)v353 * (u64)n2);
      const i64 v355 = (i64)((u64)v354 + (u64)v352);
      const f32 v356 = b3[v355];
      b2[v355] = v356;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_3(
    char* scratch_memory,
    i64 scratch_stride,
    i64 n1,
    i64 n2,
    i64 scratch_offset0,
    i64 n0,
    const f32* __restrict__ b0,
    const f32* __restrict__ b1,
    f32* __restrict__ b2) {
  __shared__ __align__(16) f32 s7[1][i64(1088)];
  __shared__ __align__(16) f32 s8[1][i64(1088)];
  const i64 v17 = (i64)((u64)n1 + (u64)i64(63));
  const i64 v18 = shift_right(v17, i64(6));
  const i64 v14 = (i64)((u64)n2 + (u64)i64(63));
  const i64 v15 = shift_right(v14, i64(6));
  const i64 v16 = maximum(v15, i64(1));
  const i64 v19 = (i64)((u64)v18 * (u64)v16);
  const i64 v46 = maximum(v19, i64(1));
  const i64 v10 = (i64)((u64)n0 + (u64)i64(255));
  const i64 v11 = shift_right(v10, i64(8));
  const i64 v365 = (i64)((u64)v11 - (u64)i64(1));
  const bool v370 = v365 > i64(0);
  const f64 v366 = (f64)v365;
  const i64 v367 = (i64)bits_of(v366);
  const i64 v368 = shift_right(v367, i64(52));
  const i64 v369 = (i64)((u64)v368 - (u64)i64(1022));
  const i64 v371 = v370 ? v369 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  extern __shared__ __align__(16) char shared_memory[];
  char* const scratch = scratch_memory ? scratch_memory + group * scratch_stride : shared_memory + threadIdx.x / 256 * scratch_stride;
  for (i64 v358 = i64(0) + group; v358 < v19; v358 += (i64)gridDim.x * 1) {
    f32 r4[4];
    f32 r5[4];
    f32 r6[16];
    i64 r7;
    {
      const i64 v359 = floor_divide(v358, v46);
      const i64 v360 = modulo(v358, v46);
      const i64 v361 = floor_divide(v360, v16);
      const i64 v362 = (i64)((u64)v361 * (u64)i64(64));
      const i64 v363 = modulo(v360, v16);
      const i64 v364 = (i64)((u64)v363 * (u64)i64(64));
      f32* const b7 = s7[threadIdx.x / 256];
      f32* const b8 = s8[threadIdx.x / 256];
      #pragma unroll
      for (int slot0 = 0; slot0 < 16; ++slot0) {
        r6[slot0] = f32(0x0p+0f);
      }
      f32* const b9 = (f32*)(scratch + scratch_offset0);
      __syncthreads();
      for (i64 v378 = i64(0); v378 < v11; v378 += 1) {
        const i64 v379 = (i64)((u64)v378 * (u64)i64(256));
        const i64 v380 = (i64)((u64)v379 + (u64)i64(256));
        const i64 v381 = minimum(n0, v380);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r6[slot1] = f32(0x0p+0f);
        }
        {
          const i64 v383 = i64(0) + t + 0 * 256;
          const i64 v384 = (i64)(v383 & 15);
          const i64 v385 = (i64)(v383 >> 4);
          const i64 v386 = (i64)((u64)v362 + (u64)v385);
          const i64 v387 = (i64)((u64)v379 + (u64)v384);
          const bool v388 = v386 < n1;
          const bool v389 = v387 < v381;
          const bool v390 = (bool)(v388 & v389);
          const i64 v391 = (i64)((u64)v386 * (u64)n0);
          const i64 v392 = (i64)((u64)v391 + (u64)v387);
          const f32 v393 = v390 ? b0[v392] : f32(0);
          r4[0] = v393;
        }
        {
          const i64 v383 = i64(0) + t + 1 * 256;
          const i64 v384 = (i64)(v383 & 15);
          const i64 v385 = (i64)(v383 >> 4);
          const i64 v386 = (i64)((u64)v362 + (u64)v385);
          const i64 v387 = (i64)((u64)v379 + (u64)v384);
          const bool v388 = v386 < n1;
          const bool v389 = v387 < v381;
          const bool v390 = (bool)(v388 & v389);
          const i64 v391 = (i64)((u64)v386 * (u64)n0);
          const i64 v392 = (i64)((u64)v391 + (u64)v387);
          const f32 v393 = v390 ? b0[v392] : f32(0);
          r4[1] = v393;
        }
        {
          const i64 v383 = i64(0) + t + 2 * 256;
          const i64 v384 = (i64)(v383 & 15);
          const i64 v385 = (i64)(v383 >> 4);
          const i64 v386 = (i64)((u64)v362 + (u64)v385);
          const i64 v387 = (i64)((u64)v379 + (u64)v384);
          const bool v388 = v386 < n1;
          const bool v389 = v387 < v381;
          const bool v390 = (bool)(v388 & v389);
          const i64 v391 = (i64)((u64)v386 * (u64)n0);
          const i64 v392 = (i64)((u64)v391 + (u64)v387);
          const f32 v393 = v390 ? b0[v392] : f32(0);
          r4[2] = v393;
        }
        {
          const i64 v383 = i64(0) + t + 3 * 256;
          const i64 v384 = (i64)(v383 & 15);
          const i64 v385 = (i64)(v383 >> 4);
          const i64 v386 = (i64)((u64)v362 + (u64)v385);
          const i64 v387 = (i64)((u64)v379 + (u64)v384);
          const bool v388 = v386 < n1;
          const bool v389 = v387 < v381;
          const bool v390 = (bool)(v388 & v389);
          const i64 v391 = (i64)((u64)v386 * (u64)n0);
          const i64 v392 = (i64)((u64)v391 + (u64)v387);
          const f32 v393 = v390 ? b0[v392] : f32(0);
          r4[3] = v393;
        }
        {
          const i64 v395 = i64(0) + t + 0 * 256;
          const i64 v396 = (i64)(v395 & 63);
          const i64 v397 = (i64)(v395 >> 6);
          const i64 v398 = (i64)((u64)v364 + (u64)v396);
          const i64 v399 = (i64)((u64)v379 + (u64)v397);
          const bool v400 = v398 < n2;
          const bool v401 = v399 < v381;
          const bool v402 = (bool)(v400 & v401);
          const i64 v403 = (i64)((u64)v399 * (u64)n2);
          const i64 v404 = (i64)((u64)v403 + (u64)v398);
          const f32 v405 = v402 ? b1[v404] : f32(0);
          r5[0] = v405;
        }
        {
          const i64 v395 = i64(0) + t + 1 * 256;
          const i64 v396 = (i64)(v395 & 63);
          const i64 v397 = (i64)(v395 >> 6);
          const i64 v398 = (i64)((u64)v364 + (u64)v396);
          const i64 v399 = (i64)((u64)v379 + (u64)v397);
          const bool v400 = v398 < n2;
          const bool v401 = v399 < v381;
          const bool v402 = (bool)(v400 & v401);
          const i64 v403 = (i64)((u64)v399 * (u64)n2);
          const i64 v404 = (i64)((u64)v403 + (u64)v398);
          const f32 v405 = v402 ? b1[v404] : f32(0);
          r5[1] = v405;
        }
        {
          const i64 v395 = i64(0) + t + 2 * 256;
          const i64 v396 = (i64)(v395 & 63);
          const i64 v397 = (i64)(v395 >> 6);
          const i64 v398 = (i64)((u64)v364 + (u64)v396);
          const i64 v399 = (i64)((u64)v379 + (u64)v397);
          const bool v400 = v398 < n2;
          const bool v401 = v399 < v381;
          const bool v402 = (bool)(v400 & v401);
          const i64 v403 = (i64)((u64)v399 * (u64)n2);
          const i64 v404 = (i64)((u64)v403 + (u64)v398);
          const f32 v405 = v402 ? b1[v404] : f32(0);
          r5[2] = v405;
        }
        {
          const i64 v395 = i64(0) + t + 3 * 256;
          const i64 v396 = (i64)(v395 & 63);
          const i64 v397 = (i64)(v395 >> 6);
          const i64 v398 = (i64)((u64)v364 + (u64)v396);
          const i64 v399 = (i64)((u64)v379 + (u64)v397);
          const bool v400 = v398 < n2;
          const bool v401 = v399 < v381;
          const bool v402 = (bool)(v400 & v401);
          const i64 v403 = (i64)((u64)v399 * (u64)n2);
          const i64 v404 = (i64)((u64)v403 + (u64)v398);
          const f32 v405 = v402 ? b1[v404] : f32(0);
          r5[3] = v405;
        }
        __syncthreads();
        for (i64 v407 = v379; v407 < v381; v407 += 16) {
          __syncthreads();
          {
            const i64 v408 = i64(0) + t + 0 * 256;
            const i64 v409 = (i64)(v408 & 15);
            const i64 v410 = (i64)(v408 >> 4);
            const f32 v411 = r4[0];
            const i64 v412 = (i64)((u64)v409 * (u64)i64(68));
            const i64 v413 = (i64)((u64)v412 + (u64)v410);
            b7[v413] = v411;
          }
          {
            const i64 v408 = i64(0) + t + 1 * 256;
            const i64 v409 = (i64)(v408 & 15);
            const i64 v410 = (i64)(v408 >> 4);
            const f32 v411 = r4[1];
            const i64 v412 = (i64)((u64)v409 * (u64)i64(68));
            const i64 v413 = (i64)((u64)v412 + (u64)v410);
            b7[v413] = v411;
          }
          {
            const i64 v408 = i64(0) + t + 2 * 256;
            const i64 v409 = (i64)(v408 & 15);
            const i64 v410 = (i64)(v408 >> 4);
            const f32 v411 = r4[2];
            const i64 v412 = (i64)((u64)v409 * (u64)i64(68));
            const i64 v413 = (i64)((u64)v412 + (u64)v410);
            b7[v413] = v411;
          }
          {
            const i64 v408 = i64(0) + t + 3 * 256;
            const i64 v409 = (i64)(v408 & 15);
            const i64 v410 = (i64)(v408 >> 4);
            const f32 v411 = r4[3];
            const i64 v412 = (i64)((u64)v409 * (u64)i64(68));
            const i64 v413 = (i64)((u64)v412 + (u64)v410);
            b7[v413] = v411;
          }
          {
            const i64 v415 = i64(0) + t + 0 * 256;
            const i64 v416 = (i64)(v415 & 63);
            const i64 v417 = (i64)(v415 >> 6);
            const f32 v418 = r5[0];
            const i64 v419 = (i64)((u64)v417 * (u64)i64(68));
            const i64 v420 = (i64)((u64)v419 + (u64)v416);
            b8[v420] = v418;
          }
          {
            const i64 v415 = i64(0) + t + 1 * 256;
            const i64 v416 = (i64)(v415 & 63);
            const i64 v417 = (i64)(v415 >> 6);
            const f32 v418 = r5[1];
            const i64 v419 = (i64)((u64)v417 * (u64)i64(68));
            const i64 v420 = (i64)((u64)v419 + (u64)v416);
            b8[v420] = v418;
          }
          {
            const i64 v415 = i64(0) + t + 2 * 256;
            const i64 v416 = (i64)(v415 & 63);
            const i64 v417 = (i64)(v415 >> 6);
            const f32 v418 = r5[2];
            const i64 v419 = (i64)((u64)v417 * (u64)i64(68));
            const i64 v420 = (i64)((u64)v419 + (u64)v416);
            b8[v420] = v418;
          }
          {
            const i64 v415 = i64(0) + t + 3 * 256;
            const i64 v416 = (i64)(v415 & 63);
            const i64 v417 = (i64)(v415 >> 6);
            const f32 v418 = r5[3];
            const i64 v419 = (i64)((u64)v417 * (u64)i64(68));
            const i64 v420 = (i64)((u64)v419 + (u64)v416);
            b8[v420] = v418;
          }
          const i64 v422 = (i64)((u64)v407 + (u64)i64(16));
          {
            const i64 v423 = i64(0) + t + 0 * 256;
            const i64 v424 = (i64)(v423 & 15);
            const i64 v425 = (i64)(v423 >> 4);
            const i64 v426 = (i64)((u64)v362 + (u64)v425);
            const i64 v427 = (i64)((u64)v422 + (u64)v424);
            const bool v428 = v426 < n1;
            const bool v429 = v427 < v381;
            const bool v430 = (bool)(v428 & v429);
            const i64 v431 = (i64)((u64)v426 * (u64)n0);
            const i64 v432 = (i64)((u64)v431 + (u64)v427);
            const f32 v433 = v430 ? b0[v432] : f32(0);
            r4[0] = v433;
          }
          {
            const i64 v423 = i64(0) + t + 1 * 256;
            const i64 v424 = (i64)(v423 & 15);
            const i64 v425 = (i64)(v423 >> 4);
            const i64 v426 = (i64)((u64)v362 + (u64)v425);
            const i64 v427 = (i64)((u64)v422 + (u64)v424);
            const bool v428 = v426 < n1;
            const bool v429 = v427 < v381;
            const bool v430 = (bool)(v428 & v429);
            const i64 v431 = (i64)((u64)v426 * (u64)n0);
            const i64 v432 = (i64)((u64)v431 + (u64)v427);
            const f32 v433 = v430 ? b0[v432] : f32(0);
            r4[1] = v433;
          }
          {
            const i64 v423 = i64(0) + t + 2 * 256;
            const i64 v424 = (i64)(v423 & 15);
            const i64 v425 = (i64)(v423 >> 4);
            const i64 v426 = (i64)((u64)v362 + (u64)v425);
            const i64 v427 = (i64)((u64)v422 + (u64)v424);
            const bool v428 = v426 < n1;
            const bool v429 = v427 < v381;
            const bool v430 = (bool)(v428 & v429);
            const i64 v431 = (i64)((u64)v426 * (u64)n0);
            const i64 v432 = (i64)((u64)v431 + (u64)v427);
            const f32 v433 = v430 ? b0[v432] : f32(0);
            r4[2] = v433;
          }
          {
            const i64 v423 = i64(0) + t + 3 * 256;
            const i64 v424 = (i64)(v423 & 15);
            const i64 v425 = (i64)(v423 >> 4);
            const i64 v426 = (i64)((u64)v362 + (u64)v425);
            const i64 v427 = (i64)((u64)v422 + (u64)v424);
            const bool v428 = v426 < n1;
            const bool v429 = v427 < v381;
            const bool v430 = (bool)(v428 & v429);
            const i64 v431 = (i64)((u64)v426 * (u64)n0);
            const i64 v432 = (i64)((u64)v431 + (u64)v427);
            const f32 v433 = v430 ? b0[v432] : f32(0);
            r4[3] = v433;
          }
          {
            const i64 v435 = i64(0) + t + 0 * 256;
            const i64 v436 = (i64)(v435 & 63);
            const i64 v437 = (i64)(v435 >> 6);
            const i64 v438 = (i64)((u64)v364 + (u64)v436);
            const i64 v439 = (i64)((u64)v422 + (u64)v437);
            const bool v440 = v438 < n2;
            const bool v441 = v439 < v381;
            const bool v442 = (bool)(v440 & v441);
            const i64 v443 = (i64)((u64)v439 * (u64)n2);
            const i64 v444 = (i64)((u64)v443 + (u64)v438);
            const f32 v445 = v442 ? b1[v444] : f32(0);
            r5[0] = v445;
          }
          {
            const i64 v435 = i64(0) + t + 1 * 256;
            const i64 v436 = (i64)(v435 & 63);
            const i64 v437 = (i64)(v435 >> 6);
            const i64 v438 = (i64)((u64)v364 + (u64)v436);
            const i64 v439 = (i64)((u64)v422 + (u64)v437);
            const bool v440 = v438 < n2;
            const bool v441 = v439 < v381;
            const bool v442 = (bool)(v440 & v441);
            const i64 v443 = (i64)((u64)v439 * (u64)n2);
            const i64 v444 = (i64)((u64)v443 + (u64)v438);
            const f32 v445 = v442 ? b1[v444] : f32(0);
            r5[1] = v445;
          }
          {
            const i64 v435 = i64(0) + t + 2 * 256;
            const i64 v436 = (i64)(v435 & 63);
            const i64 v437 = (i64)(v435 >> 6);
            const i64 v438 = (i64)((u64)v364 + (u64)v436);
            const i64 v439 = (i64)((u64)v422 + (u64)v437);
            const bool v440 = v438 < n2;
            const bool v441 = v439 < v381;
            const bool v442 = (bool)(v440 & v441);
            const i64 v443 = (i64)((u64)v439 * (u64)n2);
            const i64 v444 = (i64)((u64)v443 + (u64)v438);
            const f32 v445 = v442 ? b1[v444] : f32(0);
            r5[2] = v445;
          }
          {
            const i64 v435 = i64(0) + t + 3 * 256;
            const i64 v436 = (i64)(v435 & 63);
            const i64 v437 = (i64)(v435 >> 6);
            const i64 v438 = (i64)((u64)v364 + (u64)v436);
            const i64 v439 = (i64)((u64)v422 + (u64)v437);
            const bool v440 = v438 < n2;
            const bool v441 = v439 < v381;
            const bool v442 = (bool)(v440 & v441);
            const i64 v443 = (i64)((u64)v439 * (u64)n2);
            const i64 v444 = (i64)((u64)v443 + (u64)v438);
            const f32 v445 = v442 ? b1[v444] : f32(0);
            r5[3] = v445;
          }
          const i64 v447 = (i64)((u64)v381 - (u64)v407);
          const i64 v448 = minimum(i64(16), v447);
          const bool v449 = v448 == i64(16);
          if (v449) {
            __syncthreads();
            #pragma unroll
            for (i64 v451 = i64(0); v451 < i64(16); v451 += 1) {
              const i64 v452 = (i64)((u64)v451 * (u64)i64(68));
              #pragma unroll
              for (int slot2 = 0; slot2 < 16; ++slot2) {
                {
                  const i64 v453 = i64(0) + t + slot2 * 256;
                  const i64 v454 = (i64)(v453 >> 8);
                  const i64 v455 = (i64)(v453 >> 0);
                  const i64 v456 = (i64)(v455 & 15);
                  const i64 v457 = (i64)(v453 >> 4);
                  const i64 v458 = (i64)(v457 & 15);
                  const i64 v459 = (i64)(v454 >> 2);
                  const i64 v460 = (i64)(v454 & 3);
                  const i64 v461 = (i64)(v460 & 3);
                  const i64 v462 = (i64)((u64)v456 * (u64)i64(4));
                  const i64 v463 = (i64)((u64)v462 + (u64)v461);
                  const i64 v464 = (i64)(v460 >> 2);
                  const i64 v465 = (i64)((u64)v464 * (u64)i64(64));
                  const i64 v466 = (i64)((u64)v465 + (u64)v463);
                  const i64 v467 = (i64)(v459 & 3);
                  const i64 v468 = (i64)((u64)v458 * (u64)i64(4));
                  const i64 v469 = (i64)((u64)v468 + (u64)v467);
                  const i64 v470 = (i64)(v459 >> 2);
                  const i64 v471 = (i64)((u64)v470 * (u64)i64(64));
                  const i64 v472 = (i64)((u64)v471 + (u64)v469);
                  const i64 v473 = (i64)((u64)v452 + (u64)v472);
                  const f32 v474 = b7[v473];
                  const i64 v475 = (i64)((u64)v452 + (u64)v466);
                  const f32 v476 = b8[v475];
                  const f32 v477 = r6[slot2];
                  const f32 v478 = fused(v474, v476, v477);
                  r6[slot2] = v478;
                }
              }
            }
          } else {
            __syncthreads();
            for (i64 v480 = i64(0); v480 < v448; v480 += 1) {
              const i64 v481 = (i64)((u64)v480 * (u64)i64(68));
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v482 = i64(0) + t + slot3 * 256;
                  const i64 v483 = (i64)(v482 >> 8);
                  const i64 v484 = (i64)(v482 >> 0);
                  const i64 v485 = (i64)(v484 & 15);
                  const i64 v486 = (i64)(v482 >> 4);
                  const i64 v487 = (i64)(v486 & 15);
                  const i64 v488 = (i64)(v483 >> 2);
                  const i64 v489 = (i64)(v483 & 3);
                  const i64 v490 = (i64)(v489 & 3);
                  const i64 v491 = (i64)((u64)v485 * (u64)i64(4));
                  const i64 v492 = (i64)((u64)v491 + (u64)v490);
                  const i64 v493 = (i64)(v489 >> 2);
                  const i64 v494 = (i64)((u64)v493 * (u64)i64(64));
                  const i64 v495 = (i64)((u64)v494 + (u64)v492);
                  const i64 v496 = (i64)(v488 & 3);
                  const i64 v497 = (i64)((u64)v487 * (u64)i64(4));
                  const i64 v498 = (i64)((u64)v497 + (u64)v496);
                  const i64 v499 = (i64)(v488 >> 2);
                  const i64 v500 = (i64)((u64)v499 * (u64)i64(64));
                  const i64 v501 = (i64)((u64)v500 + (u64)v498);
                  const i64 v502 = (i64)((u64)v481 + (u64)v501);
                  const f32 v503 = b7[v502];
                  const i64 v504 = (i64)((u64)v481 + (u64)v495);
                  const f32 v505 = b8[v504];
                  const f32 v506 = r6[slot3];
                  const f32 v507 = fused(v503, v505, v506);
                  r6[slot3] = v507;
                }
              }
            }
          }
        }
        const bool v509 = v378 == v365;
        const i64 v510 = (i64)((u64)v378 + (u64)i64(1));
        const i64 v511 = (i64)~v510;
        const i64 v512 = (i64)(v378 & v511);
        const i64 v513 = v509 ? v378 : v512;
        r7 = i64(0);
        const bool v515 = v513 != i64(0);
        if (v515) {
          for (i64 v517 = i64(0); v517 < v371; v517 += 1) {
            const i64 v518 = shift_right(v513, v517);
            const i64 v519 = (i64)(v518 & i64(1));
            const bool v520 = v519 != i64(0);
            const i64 v543 = (i64)((u64)v517 * (u64)i64(4096));
            if (v520) {
              #pragma unroll
              for (int slot4 = 0; slot4 < 16; ++slot4) {
                {
                  const i64 v522 = i64(0) + t + slot4 * 256;
                  const i64 v523 = (i64)(v522 >> 8);
                  const i64 v524 = (i64)(v522 >> 0);
                  const i64 v525 = (i64)(v524 & 15);
                  const i64 v526 = (i64)(v522 >> 4);
                  const i64 v527 = (i64)(v526 & 15);
                  const i64 v528 = (i64)(v523 >> 2);
                  const i64 v529 = (i64)(v523 & 3);
                  const i64 v530 = (i64)(v529 & 3);
                  const i64 v531 = (i64)((u64)v525 * (u64)i64(4));
                  const i64 v532 = (i64)((u64)v531 + (u64)v530);
                  const i64 v533 = (i64)(v529 >> 2);
                  const i64 v534 = (i64)((u64)v533 * (u64)i64(64));
                  const i64 v535 = (i64)((u64)v534 + (u64)v532);
                  const i64 v536 = (i64)(v528 & 3);
                  const i64 v537 = (i64)((u64)v527 * (u64)i64(4));
                  const i64 v538 = (i64)((u64)v537 + (u64)v536);
                  const i64 v539 = (i64)(v528 >> 2);
                  const i64 v540 = (i64)((u64)v539 * (u64)i64(64));
                  const i64 v541 = (i64)((u64)v540 + (u64)v538);
                  const f32 v542 = r6[slot4];
                  const i64 v544 = (i64)((u64)v543 + (u64)v522);
                  const f32 v545 = b9[v544];
                  const f32 v546 = v545 + v542;
                  r6[slot4] = v546;
                }
              }
              const i64 v548 = r7;
              const i64 v549 = (i64)((u64)v548 + (u64)i64(1));
              r7 = v549;
            }
          }
        }
        const bool v551 = !v509;
        if (v551) {
          const i64 v553 = r7;
          const i64 v575 = (i64)((u64)v553 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot5 = 0; slot5 < 16; ++slot5) {
            {
              const i64 v554 = i64(0) + t + slot5 * 256;
              const i64 v555 = (i64)(v554 >> 8);
              const i64 v556 = (i64)(v554 >> 0);
              const i64 v557 = (i64)(v556 & 15);
              const i64 v558 = (i64)(v554 >> 4);
              const i64 v559 = (i64)(v558 & 15);
              const i64 v560 = (i64)(v555 >> 2);
              const i64 v561 = (i64)(v555 & 3);
              const i64 v562 = (i64)(v561 & 3);
              const i64 v563 = (i64)((u64)v557 * (u64)i64(4));
              const i64 v564 = (i64)((u64)v563 + (u64)v562);
              const i64 v565 = (i64)(v561 >> 2);
              const i64 v566 = (i64)((u64)v565 * (u64)i64(64));
              const i64 v567 = (i64)((u64)v566 + (u64)v564);
              const i64 v568 = (i64)(v560 & 3);
              const i64 v569 = (i64)((u64)v559 * (u64)i64(4));
              const i64 v570 = (i64)((u64)v569 + (u64)v568);
              const i64 v571 = (i64)(v560 >> 2);
              const i64 v572 = (i64)((u64)v571 * (u64)i64(64));
              const i64 v573 = (i64)((u64)v572 + (u64)v570);
              const f32 v574 = r6[slot5];
              const i64 v576 = (i64)((u64)v575 + (u64)v554);
              b9[v576] = v574;
            }
          }
        }
      }
      #pragma unroll
      for (int slot6 = 0; slot6 < 16; ++slot6) {
        {
          const i64 v578 = i64(0) + t + slot6 * 256;
          const i64 v579 = (i64)(v578 >> 8);
          const i64 v580 = (i64)(v578 >> 0);
          const i64 v581 = (i64)(v580 & 15);
          const i64 v582 = (i64)(v578 >> 4);
          const i64 v583 = (i64)(v582 & 15);
          const i64 v584 = (i64)(v579 >> 2);
          const i64 v585 = (i64)(v579 & 3);
          const i64 v586 = (i64)(v585 & 3);
          const i64 v587 = (i64)((u64)v581 * (u64)i64(4));
          const i64 v588 = (i64)((u64)v587 + (u64)v586);
          const i64 v589 = (i64)(v585 >> 2);
          const i64 v590 = (i64)((u64)v589 * (u64)i64(64));
          const i64 v591 = (i64)((u64)v590 + (u64)v588);
          const i64 v592 = (i64)(v584 & 3);
          const i64 v593 = (i64)((u64)v583 * (u64)i64(4));
          const i64 v594 = (i64)((u64)v593 + (u64)v592);
          const i64 v595 = (i64)(v584 >> 2);
          const i64 v596 = (i64)((u64)v595 * (u64)i64(64));
          const i64 v597 = (i64)((u64)v596 + (u64)v594);
          const i64 v598 = (i64)((u64)v362 + (u64)v597);
          const i64 v599 = (i64)((u64)v364 + (u64)v591);
          const bool v600 = v598 < n1;
          const bool v601 = v599 < n2;
          const bool v602 = (bool)(v600 & v601);
          const f32 v603 = r6[slot6];
          const f32 v604 = r6[slot6];
          const i64 v605 = (i64)((u64)v598 * (u64)n2);
          const i64 v606 = (i64)((u64)v605 + (u64)v599);
          if (v602) b2[v606] = v604;
        }
      }
    }
  }
}
