launch sinter_0: a block per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    char* scratch_memory,
    i64 scratch_stride,
    i64 n1,
    i64 n2,
    i64 scratch_offset0,
    i64 n0,
    const f32* __restrict__ b0,
    const f32* __restrict__ b1,
    f32* __restrict__ b2) {
  __shared__ __align__(16) f32 s3[1][i64(1040)];
  __shared__ __align__(16) f32 s4[1][i64(1040)];
  const i64 v26 = (i64)((u64)n1 + (u64)i64(63));
  const i64 v27 = shift_right(v26, i64(6));
  const i64 v23 = (i64)((u64)n2 + (u64)i64(63));
  const i64 v24 = shift_right(v23, i64(6));
  const i64 v25 = maximum(v24, i64(1));
  const i64 v28 = (i64)((u64)v27 * (u64)v25);
  const i64 v30 = maximum(v28, i64(1));
  const i64 v10 = (i64)((u64)n0 + (u64)i64(255));
  const i64 v11 = shift_right(v10, i64(8));
  const i64 v12 = (i64)((u64)v11 - (u64)i64(1));
  const bool v19 = v12 > i64(0);
  const f64 v14 = (f64)v12;
  const i64 v15 = (i64)bits_of(v14);
  const i64 v16 = shift_right(v15, i64(52));
  const i64 v18 = (i64)((u64)v16 - (u64)i64(1022));
  const i64 v20 = v19 ? v18 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)threadIdx.x % 256;
  extern __shared__ __align__(16) char shared_memory[];
  char* const scratch = scratch_memory ? scratch_memory + group * scratch_stride : shared_memory + threadIdx.x / 256 * scratch_stride;
  for (i64 v29 = i64(0) + group; v29 < v28; v29 += (i64)gridDim.x * 1) {
    f32 r0[16];
    i64 r1;
    {
      const i64 v31 = floor_divide(v29, v30);
      const i64 v32 = modulo(v29, v30);
      const i64 v34 = floor_divide(v32, v25);
      const i64 v35 = (i64)((u64)v34 * (u64)i64(64));
      const i64 v36 = modulo(v32, v25);
      const i64 v37 = (i64)((u64)v36 * (u64)i64(64));
      f32* const b3 = s3[threadIdx.x / 256];
      f32* const b4 = s4[threadIdx.x / 256];
      f32* const b5 = (f32*)(scratch + scratch_offset0);
      #pragma unroll
      for (int slot0 = 0; slot0 < 16; ++slot0) {
        r0[slot0] = f32(0x0p+0f);
      }
      __syncthreads();
      for (i64 v47 = i64(0); v47 < v11; v47 += 1) {
        const i64 v49 = (i64)((u64)v47 * (u64)i64(256));
        const i64 v50 = (i64)((u64)v49 + (u64)i64(256));
        const i64 v51 = minimum(n0, v50);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r0[slot1] = f32(0x0p+0f);
        }
        __syncthreads();
        for (i64 v53 = v49; v53 < v51; v53 += 16) {
          __syncthreads();
          for (i64 v55 = i64(0) + t; v55 < i64(1024); v55 += 256) {
            const i64 v57 = (i64)(v55 & 15);
            const i64 v58 = (i64)(v55 >> 4);
            const i64 v59 = (i64)((u64)v35 + (u64)v58);
            const i64 v60 = (i64)((u64)v53 + (u64)v57);
            const bool v61 = v59 < n1;
            const bool v62 = v60 < v51;
            const bool v63 = (bool)(v62 & v61);
            const i64 v64 = (i64)((u64)v59 * (u64)n0);
            const i64 v65 = (i64)((u64)v64 + (u64)v60);
            const f32 v66 = v63 ? b0[v65] : f32(0);
            const i64 v68 = (i64)((u64)v57 * (u64)i64(65));
            const i64 v69 = (i64)((u64)v68 + (u64)v58);
            b3[v69] = v66;
          }
          for (i64 v71 = i64(0) + t; v71 < i64(1024); v71 += 256) {
            const i64 v72 = (i64)(v71 & 63);
            const i64 v73 = (i64)(v71 >> 6);
            const i64 v74 = (i64)((u64)v37 + (u64)v72);
            const i64 v75 = (i64)((u64)v53 + (u64)v73);
            const bool v76 = v74 < n2;
            const bool v77 = v75 < v51;
            const bool v78 = (bool)(v77 & v76);
            const i64 v79 = (i64)((u64)v75 * (u64)n2);
            const i64 v80 = (i64)((u64)v79 + (u64)v74);
            const f32 v81 = v78 ? b1[v80] : f32(0);
            const i64 v82 = (i64)((u64)v73 * (u64)i64(65));
            const i64 v83 = (i64)((u64)v82 + (u64)v72);
            b4[v83] = v81;
          }
          const i64 v85 = (i64)((u64)v51 - (u64)v53);
          const i64 v86 = minimum(i64(16), v85);
          __syncthreads();
          for (i64 v87 = i64(0); v87 < v86; v87 += 1) {
            const i64 v88 = (i64)((u64)v87 * (u64)i64(65));
            #pragma unroll
            for (int slot2 = 0; slot2 < 16; ++slot2) {
              {
                const i64 v89 = t + slot2 * 256;
                const i64 v90 = (i64)(v89 >> 8);
                const i64 v92 = (i64)(v90 >> 2);
                const i64 v93 = (i64)((u64)v92 * (u64)i64(16));
                const i64 v94 = (i64)(v89 >> 4);
                const i64 v95 = (i64)(v94 & 15);
                const i64 v96 = (i64)((u64)v95 + (u64)v93);
                const i64 v97 = (i64)(v90 & 3);
                const i64 v98 = (i64)((u64)v97 * (u64)i64(16));
                const i64 v99 = (i64)(v89 >> 0);
                const i64 v100 = (i64)(v99 & 15);
                const i64 v101 = (i64)((u64)v100 + (u64)v98);
                const i64 v102 = (i64)((u64)v88 + (u64)v96);
                const f32 v103 = b3[v102];
                const i64 v104 = (i64)((u64)v88 + (u64)v101);
                const f32 v105 = b4[v104];
                const f32 v106 = r0[slot2];
                const f32 v107 = fused(v103, v105, v106);
                r0[slot2] = v107;
              }
            }
          }
        }
        const bool v109 = v47 == v12;
        const i64 v110 = (i64)((u64)v47 + (u64)i64(1));
        const i64 v111 = (i64)~v110;
        const i64 v112 = (i64)(v47 & v111);
        const i64 v113 = v109 ? v47 : v112;
        r1 = i64(0);
        const bool v115 = v113 != i64(0);
        if (v115) {
          for (i64 v117 = i64(0); v117 < v20; v117 += 1) {
            const i64 v118 = shift_right(v113, v117);
            const i64 v119 = (i64)(v118 & i64(1));
            const bool v120 = v119 != i64(0);
            const i64 v135 = (i64)((u64)v117 * (u64)i64(4096));
            if (v120) {
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v122 = t + slot3 * 256;
                  const i64 v123 = (i64)(v122 >> 8);
                  const i64 v124 = (i64)(v123 >> 2);
                  const i64 v125 = (i64)((u64)v124 * (u64)i64(16));
                  const i64 v126 = (i64)(v122 >> 4);
                  const i64 v127 = (i64)(v126 & 15);
                  const i64 v128 = (i64)((u64)v127 + (u64)v125);
                  const i64 v129 = (i64)(v123 & 3);
                  const i64 v130 = (i64)((u64)v129 * (u64)i64(16));
                  const i64 v131 = (i64)(v122 >> 0);
                  const i64 v132 = (i64)(v131 & 15);
                  const i64 v133 = (i64)((u64)v132 + (u64)v130);
                  const f32 v134 = r0[slot3];
                  const i64 v136 = (i64)((u64)v135 + (u64)v122);
                  const f32 v137 = b5[v136];
                  const f32 v138 = v137 + v134;
                  r0[slot3] = v138;
                }
              }
              const i64 v140 = r1;
              const i64 v141 = (i64)((u64)v140 + (u64)i64(1));
              r1 = v141;
            }
          }
        }
        const bool v143 = !v109;
        if (v143) {
          const i64 v145 = r1;
          const i64 v159 = (i64)((u64)v145 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot4 = 0; slot4 < 16; ++slot4) {
            {
              const i64 v146 = t + slot4 * 256;
              const i64 v147 = (i64)(v146 >> 8);
              const i64 v148 = (i64)(v147 >> 2);
              const i64 v149 = (i64)((u64)v148 * (u64)i64(16));
              const i64 v150 = (i64)(v146 >> 4);
              const i64 v151 = (i64)(v150 & 15);
              const i64 v152 = (i64)((u64)v151 + (u64)v149);
              const i64 v153 = (i64)(v147 & 3);
              const i64 v154 = (i64)((u64)v153 * (u64)i64(16));
              const i64 v155 = (i64)(v146 >> 0);
              const i64 v156 = (i64)(v155 & 15);
              const i64 v157 = (i64)((u64)v156 + (u64)v154);
              const f32 v158 = r0[slot4];
              const i64 v160 = (i64)((u64)v159 + (u64)v146);
              b5[v160] = v158;
            }
          }
        }
      }
      #pragma unroll
      for (int slot5 = 0; slot5 < 16; ++slot5) {
        {
          const i64 v162 = t + slot5 * 256;
          const i64 v163 = (i64)(v162 >> 8);
          const i64 v164 = (i64)(v163 >> 2);
          const i64 v165 = (i64)((u64)v164 * (u64)i64(16));
          const i64 v166 = (i64)(v162 >> 4);
          const i64 v167 = (i64)(v166 & 15);
          const i64 v168 = (i64)((u64)v167 + (u64)v165);
          const i64 v169 = (i64)(v163 & 3);
          const i64 v170 = (i64)((u64)v169 * (u64)i64(16));
          const i64 v171 = (i64)(v162 >> 0);
          const i64 v172 = (i64)(v171 & 15);
          const i64 v173 = (i64)((u64)v172 + (u64)v170);
          const i64 v174 = (i64)((u64)v35 + (u64)v168);
          const i64 v175 = (i64)((u64)v37 + (u64)v173);
          const bool v176 = v175 < n2;
          const bool v177 = v174 < n1;
          const bool v178 = (bool)(v177 & v176);
          const f32 v179 = r0[slot5];
          const f32 v180 = r0[slot5];
          const i64 v181 = (i64)((u64)v174 * (u64)n2);
          const i64 v182 = (i64)((u64)v181 + (u64)v175);
          if (v178) b2[v182] = v180;
        }
      }
    }
  }
}
