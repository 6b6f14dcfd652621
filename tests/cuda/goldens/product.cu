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
      const i64 v70 = (i64)((u64)v54 * (u64)i64(256));
      const i64 v71 = (i64)((u64)v54 + (u64)v57);
      const i64 v72 = (i64)((u64)v71 * (u64)i64(256));
      const i64 v73 = minimum(n0, v72);
      f32* const b6 = (f32*)(scratch + scratch_offset0);
      const i64 v258 = (i64)((u64)v57 - (u64)i64(1));
      __syncthreads();
      for (i64 v78 = i64(0); v78 < v57; v78 += 1) {
        const i64 v79 = (i64)((u64)v54 + (u64)v78);
        const i64 v80 = (i64)((u64)v79 * (u64)i64(256));
        const i64 v81 = (i64)((u64)v80 + (u64)i64(256));
        const i64 v82 = minimum(n0, v81);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r2[slot1] = f32(0x0p+0f);
        }
        {
          const i64 v85 = i64(0) + t + 0 * 256;
          const i64 v86 = (i64)t;
          const i64 v87 = (i64)0;
          const i64 v89 = (i64)(v86 & 15);
          const i64 v90 = (i64)((u64)v87 * (u64)i64(16));
          const i64 v91 = (i64)(v86 >> 4);
          const i64 v92 = (i64)((u64)v91 + (u64)v90);
          const i64 v93 = (i64)((u64)v80 + (u64)v89);
          const i64 v94 = (i64)((u64)v51 + (u64)v92);
          const bool v95 = v94 < n1;
          const bool v96 = v93 < v82;
          const bool v97 = (bool)(v95 & v96);
          const i64 v98 = (i64)((u64)v94 * (u64)n0);
          const i64 v99 = (i64)((u64)v98 + (u64)v93);
          const f32 v100 = v97 ? b0[v99] : f32(0);
          r0[0] = v100;
        }
        {
          const i64 v85 = i64(0) + t + 1 * 256;
          const i64 v86 = (i64)t;
          const i64 v87 = (i64)1;
          const i64 v89 = (i64)(v86 & 15);
          const i64 v90 = (i64)((u64)v87 * (u64)i64(16));
          const i64 v91 = (i64)(v86 >> 4);
          const i64 v92 = (i64)((u64)v91 + (u64)v90);
          const i64 v93 = (i64)((u64)v80 + (u64)v89);
          const i64 v94 = (i64)((u64)v51 + (u64)v92);
          const bool v95 = v94 < n1;
          const bool v96 = v93 < v82;
          const bool v97 = (bool)(v95 & v96);
          const i64 v98 = (i64)((u64)v94 * (u64)n0);
          const i64 v99 = (i64)((u64)v98 + (u64)v93);
          const f32 v100 = v97 ? b0[v99] : f32(0);
          r0[1] = v100;
        }
        {
          const i64 v85 = i64(0) + t + 2 * 256;
          const i64 v86 = (i64)t;
          const i64 v87 = (i64)2;
          const i64 v89 = (i64)(v86 & 15);
          const i64 v90 = (i64)((u64)v87 * (u64)i64(16));
          const i64 v91 = (i64)(v86 >> 4);
          const i64 v92 = (i64)((u64)v91 + (u64)v90);
          const i64 v93 = (i64)((u64)v80 + (u64)v89);
          const i64 v94 = (i64)((u64)v51 + (u64)v92);
          const bool v95 = v94 < n1;
          const bool v96 = v93 < v82;
          const bool v97 = (bool)(v95 & v96);
          const i64 v98 = (i64)((u64)v94 * (u64)n0);
          const i64 v99 = (i64)((u64)v98 + (u64)v93);
          const f32 v100 = v97 ? b0[v99] : f32(0);
          r0[2] = v100;
        }
        {
          const i64 v85 = i64(0) + t + 3 * 256;
          const i64 v86 = (i64)t;
          const i64 v87 = (i64)3;
          const i64 v89 = (i64)(v86 & 15);
          const i64 v90 = (i64)((u64)v87 * (u64)i64(16));
          const i64 v91 = (i64)(v86 >> 4);
          const i64 v92 = (i64)((u64)v91 + (u64)v90);
          const i64 v93 = (i64)((u64)v80 + (u64)v89);
          const i64 v94 = (i64)((u64)v51 + (u64)v92);
          const bool v95 = v94 < n1;
          const bool v96 = v93 < v82;
          const bool v97 = (bool)(v95 & v96);
          const i64 v98 = (i64)((u64)v94 * (u64)n0);
          const i64 v99 = (i64)((u64)v98 + (u64)v93);
          const f32 v100 = v97 ? b0[v99] : f32(0);
          r0[3] = v100;
        }
        {
          const i64 v102 = i64(0) + t + 0 * 256;
          const i64 v103 = (i64)t;
          const i64 v104 = (i64)0;
          const i64 v105 = (i64)(v103 & 63);
          const i64 v107 = (i64)((u64)v104 * (u64)i64(4));
          const i64 v108 = (i64)(v103 >> 6);
          const i64 v109 = (i64)((u64)v108 + (u64)v107);
          const i64 v110 = (i64)((u64)v80 + (u64)v109);
          const i64 v111 = (i64)((u64)v53 + (u64)v105);
          const bool v112 = v111 < n2;
          const bool v113 = v110 < v82;
          const bool v114 = (bool)(v112 & v113);
          const i64 v115 = (i64)((u64)v110 * (u64)n2);
          const i64 v116 = (i64)((u64)v115 + (u64)v111);
          const f32 v117 = v114 ? b1[v116] : f32(0);
          r1[0] = v117;
        }
        {
          const i64 v102 = i64(0) + t + 1 * 256;
          const i64 v103 = (i64)t;
          const i64 v104 = (i64)1;
          const i64 v105 = (i64)(v103 & 63);
          const i64 v107 = (i64)((u64)v104 * (u64)i64(4));
          const i64 v108 = (i64)(v103 >> 6);
          const i64 v109 = (i64)((u64)v108 + (u64)v107);
          const i64 v110 = (i64)((u64)v80 + (u64)v109);
          const i64 v111 = (i64)((u64)v53 + (u64)v105);
          const bool v112 = v111 < n2;
          const bool v113 = v110 < v82;
          const bool v114 = (bool)(v112 & v113);
          const i64 v115 = (i64)((u64)v110 * (u64)n2);
          const i64 v116 = (i64)((u64)v115 + (u64)v111);
          const f32 v117 = v114 ? b1[v116] : f32(0);
          r1[1] = v117;
        }
        {
          const i64 v102 = i64(0) + t + 2 * 256;
          const i64 v103 = (i64)t;
          const i64 v104 = (i64)2;
          const i64 v105 = (i64)(v103 & 63);
          const i64 v107 = (i64)((u64)v104 * (u64)i64(4));
          const i64 v108 = (i64)(v103 >> 6);
          const i64 v109 = (i64)((u64)v108 + (u64)v107);
          const i64 v110 = (i64)((u64)v80 + (u64)v109);
          const i64 v111 = (i64)((u64)v53 + (u64)v105);
          const bool v112 = v111 < n2;
          const bool v113 = v110 < v82;
          const bool v114 = (bool)(v112 & v113);
          const i64 v115 = (i64)((u64)v110 * (u64)n2);
          const i64 v116 = (i64)((u64)v115 + (u64)v111);
          const f32 v117 = v114 ? b1[v116] : f32(0);
          r1[2] = v117;
        }
        {
          const i64 v102 = i64(0) + t + 3 * 256;
          const i64 v103 = (i64)t;
          const i64 v104 = (i64)3;
          const i64 v105 = (i64)(v103 & 63);
          const i64 v107 = (i64)((u64)v104 * (u64)i64(4));
          const i64 v108 = (i64)(v103 >> 6);
          const i64 v109 = (i64)((u64)v108 + (u64)v107);
          const i64 v110 = (i64)((u64)v80 + (u64)v109);
          const i64 v111 = (i64)((u64)v53 + (u64)v105);
          const bool v112 = v111 < n2;
          const bool v113 = v110 < v82;
          const bool v114 = (bool)(v112 & v113);
          const i64 v115 = (i64)((u64)v110 * (u64)n2);
          const i64 v116 = (i64)((u64)v115 + (u64)v111);
          const f32 v117 = v114 ? b1[v116] : f32(0);
          r1[3] = v117;
        }
        __syncthreads();
        for (i64 v119 = v80; v119 < v82; v119 += 16) {
          __syncthreads();
          {
            const i64 v120 = i64(0) + t + 0 * 256;
            const i64 v121 = (i64)t;
            const i64 v122 = (i64)0;
            const i64 v123 = (i64)(v121 & 15);
            const i64 v124 = (i64)((u64)v122 * (u64)i64(16));
            const i64 v125 = (i64)(v121 >> 4);
            const i64 v126 = (i64)((u64)v125 + (u64)v124);
            const f32 v127 = r0[0];
            const i64 v129 = (i64)((u64)v123 * (u64)i64(68));
            const i64 v130 = (i64)((u64)v129 + (u64)v126);
            b4[v130] = v127;
          }
          {
            const i64 v120 = i64(0) + t + 1 * 256;
            const i64 v121 = (i64)t;
            const i64 v122 = (i64)1;
            const i64 v123 = (i64)(v121 & 15);
            const i64 v124 = (i64)((u64)v122 * (u64)i64(16));
            const i64 v125 = (i64)(v121 >> 4);
            const i64 v126 = (i64)((u64)v125 + (u64)v124);
            const f32 v127 = r0[1];
            const i64 v129 = (i64)((u64)v123 * (u64)i64(68));
            const i64 v130 = (i64)((u64)v129 + (u64)v126);
            b4[v130] = v127;
          }
          {
            const i64 v120 = i64(0) + t + 2 * 256;
            const i64 v121 = (i64)t;
            const i64 v122 = (i64)2;
            const i64 v123 = (i64)(v121 & 15);
            const i64 v124 = (i64)((u64)v122 * (u64)i64(16));
            const i64 v125 = (i64)(v121 >> 4);
            const i64 v126 = (i64)((u64)v125 + (u64)v124);
            const f32 v127 = r0[2];
            const i64 v129 = (i64)((u64)v123 * (u64)i64(68));
            const i64 v130 = (i64)((u64)v129 + (u64)v126);
            b4[v130] = v127;
          }
          {
            const i64 v120 = i64(0) + t + 3 * 256;
            const i64 v121 = (i64)t;
            const i64 v122 = (i64)3;
            const i64 v123 = (i64)(v121 & 15);
            const i64 v124 = (i64)((u64)v122 * (u64)i64(16));
            const i64 v125 = (i64)(v121 >> 4);
            const i64 v126 = (i64)((u64)v125 + (u64)v124);
            const f32 v127 = r0[3];
            const i64 v129 = (i64)((u64)v123 * (u64)i64(68));
            const i64 v130 = (i64)((u64)v129 + (u64)v126);
            b4[v130] = v127;
          }
          {
            const i64 v132 = i64(0) + t + 0 * 256;
            const i64 v133 = (i64)t;
            const i64 v134 = (i64)0;
            const i64 v135 = (i64)(v133 & 63);
            const i64 v136 = (i64)((u64)v134 * (u64)i64(4));
            const i64 v137 = (i64)(v133 >> 6);
            const i64 v138 = (i64)((u64)v137 + (u64)v136);
            const f32 v139 = r1[0];
            const i64 v140 = (i64)((u64)v138 * (u64)i64(68));
            const i64 v141 = (i64)((u64)v140 + (u64)v135);
            b5[v141] = v139;
          }
          {
            const i64 v132 = i64(0) + t + 1 * 256;
            const i64 v133 = (i64)t;
            const i64 v134 = (i64)1;
            const i64 v135 = (i64)(v133 & 63);
            const i64 v136 = (i64)((u64)v134 * (u64)i64(4));
            const i64 v137 = (i64)(v133 >> 6);
            const i64 v138 = (i64)((u64)v137 + (u64)v136);
            const f32 v139 = r1[1];
            const i64 v140 = (i64)((u64)v138 * (u64)i64(68));
            const i64 v141 = (i64)((u64)v140 + (u64)v135);
            b5[v141] = v139;
          }
          {
            const i64 v132 = i64(0) + t + 2 * 256;
            const i64 v133 = (i64)t;
            const i64 v134 = (i64)2;
            const i64 v135 = (i64)(v133 & 63);
            const i64 v136 = (i64)((u64)v134 * (u64)i64(4));
            const i64 v137 = (i64)(v133 >> 6);
            const i64 v138 = (i64)((u64)v137 + (u64)v136);
            const f32 v139 = r1[2];
            const i64 v140 = (i64)((u64)v138 * (u64)i64(68));
            const i64 v141 = (i64)((u64)v140 + (u64)v135);
            b5[v141] = v139;
          }
          {
            const i64 v132 = i64(0) + t + 3 * 256;
            const i64 v133 = (i64)t;
            const i64 v134 = (i64)3;
            const i64 v135 = (i64)(v133 & 63);
            const i64 v136 = (i64)((u64)v134 * (u64)i64(4));
            const i64 v137 = (i64)(v133 >> 6);
            const i64 v138 = (i64)((u64)v137 + (u64)v136);
            const f32 v139 = r1[3];
            const i64 v140 = (i64)((u64)v138 * (u64)i64(68));
            const i64 v141 = (i64)((u64)v140 + (u64)v135);
            b5[v141] = v139;
          }
          const i64 v143 = (i64)((u64)v119 + (u64)i64(16));
          {
            const i64 v144 = i64(0) + t + 0 * 256;
            const i64 v145 = (i64)t;
            const i64 v146 = (i64)0;
            const i64 v147 = (i64)(v145 & 15);
            const i64 v148 = (i64)((u64)v146 * (u64)i64(16));
            const i64 v149 = (i64)(v145 >> 4);
            const i64 v150 = (i64)((u64)v149 + (u64)v148);
            const i64 v151 = (i64)((u64)v143 + (u64)v147);
            const i64 v152 = (i64)((u64)v51 + (u64)v150);
            const bool v153 = v152 < n1;
            const bool v154 = v151 < v82;
            const bool v155 = (bool)(v153 & v154);
            const i64 v156 = (i64)((u64)v152 * (u64)n0);
            const i64 v157 = (i64)((u64)v156 + (u64)v151);
            const f32 v158 = v155 ? b0[v157] : f32(0);
            r0[0] = v158;
          }
          {
            const i64 v144 = i64(0) + t + 1 * 256;
            const i64 v145 = (i64)t;
            const i64 v146 = (i64)1;
            const i64 v147 = (i64)(v145 & 15);
            const i64 v148 = (i64)((u64)v146 * (u64)i64(16));
            const i64 v149 = (i64)(v145 >> 4);
            const i64 v150 = (i64)((u64)v149 + (u64)v148);
            const i64 v151 = (i64)((u64)v143 + (u64)v147);
            const i64 v152 = (i64)((u64)v51 + (u64)v150);
            const bool v153 = v152 < n1;
            const bool v154 = v151 < v82;
            const bool v155 = (bool)(v153 & v154);
            const i64 v156 = (i64)((u64)v152 * (u64)n0);
            const i64 v157 = (i64)((u64)v156 + (u64)v151);
            const f32 v158 = v155 ? b0[v157] : f32(0);
            r0[1] = v158;
          }
          {
            const i64 v144 = i64(0) + t + 2 * 256;
            const i64 v145 = (i64)t;
            const i64 v146 = (i64)2;
            const i64 v147 = (i64)(v145 & 15);
            const i64 v148 = (i64)((u64)v146 * (u64)i64(16));
            const i64 v149 = (i64)(v145 >> 4);
            const i64 v150 = (i64)((u64)v149 + (u64)v148);
            const i64 v151 = (i64)((u64)v143 + (u64)v147);
            const i64 v152 = (i64)((u64)v51 + (u64)v150);
            const bool v153 = v152 < n1;
            const bool v154 = v151 < v82;
            const bool v155 = (bool)(v153 & v154);
            const i64 v156 = (i64)((u64)v152 * (u64)n0);
            const i64 v157 = (i64)((u64)v156 + (u64)v151);
            const f32 v158 = v155 ? b0[v157] : f32(0);
            r0[2] = v158;
          }
          {
            const i64 v144 = i64(0) + t + 3 * 256;
            const i64 v145 = (i64)t;
            const i64 v146 = (i64)3;
            const i64 v147 = (i64)(v145 & 15);
            const i64 v148 = (i64)((u64)v146 * (u64)i64(16));
            const i64 v149 = (i64)(v145 >> 4);
            const i64 v150 = (i64)((u64)v149 + (u64)v148);
            const i64 v151 = (i64)((u64)v143 + (u64)v147);
            const i64 v152 = (i64)((u64)v51 + (u64)v150);
            const bool v153 = v152 < n1;
            const bool v154 = v151 < v82;
            const bool v155 = (bool)(v153 & v154);
            const i64 v156 = (i64)((u64)v152 * (u64)n0);
            const i64 v157 = (i64)((u64)v156 + (u64)v151);
            const f32 v158 = v155 ? b0[v157] : f32(0);
            r0[3] = v158;
          }
          {
            const i64 v160 = i64(0) + t + 0 * 256;
            const i64 v161 = (i64)t;
            const i64 v162 = (i64)0;
            const i64 v163 = (i64)(v161 & 63);
            const i64 v164 = (i64)((u64)v162 * (u64)i64(4));
            const i64 v165 = (i64)(v161 >> 6);
            const i64 v166 = (i64)((u64)v165 + (u64)v164);
            const i64 v167 = (i64)((u64)v143 + (u64)v166);
            const i64 v168 = (i64)((u64)v53 + (u64)v163);
            const bool v169 = v168 < n2;
            const bool v170 = v167 < v82;
            const bool v171 = (bool)(v169 & v170);
            const i64 v172 = (i64)((u64)v167 * (u64)n2);
            const i64 v173 = (i64)((u64)v172 + (u64)v168);
            const f32 v174 = v171 ? b1[v173] : f32(0);
            r1[0] = v174;
          }
          {
            const i64 v160 = i64(0) + t + 1 * 256;
            const i64 v161 = (i64)t;
            const i64 v162 = (i64)1;
            const i64 v163 = (i64)(v161 & 63);
            const i64 v164 = (i64)((u64)v162 * (u64)i64(4));
            const i64 v165 = (i64)(v161 >> 6);
            const i64 v166 = (i64)((u64)v165 + (u64)v164);
            const i64 v167 = (i64)((u64)v143 + (u64)v166);
            const i64 v168 = (i64)((u64)v53 + (u64)v163);
            const bool v169 = v168 < n2;
            const bool v170 = v167 < v82;
            const bool v171 = (bool)(v169 & v170);
            const i64 v172 = (i64)((u64)v167 * (u64)n2);
            const i64 v173 = (i64)((u64)v172 + (u64)v168);
            const f32 v174 = v171 ? b1[v173] : f32(0);
            r1[1] = v174;
          }
          {
            const i64 v160 = i64(0) + t + 2 * 256;
            const i64 v161 = (i64)t;
            const i64 v162 = (i64)2;
            const i64 v163 = (i64)(v161 & 63);
            const i64 v164 = (i64)((u64)v162 * (u64)i64(4));
            const i64 v165 = (i64)(v161 >> 6);
            const i64 v166 = (i64)((u64)v165 + (u64)v164);
            const i64 v167 = (i64)((u64)v143 + (u64)v166);
            const i64 v168 = (i64)((u64)v53 + (u64)v163);
            const bool v169 = v168 < n2;
            const bool v170 = v167 < v82;
            const bool v171 = (bool)(v169 & v170);
            const i64 v172 = (i64)((u64)v167 * (u64)n2);
            const i64 v173 = (i64)((u64)v172 + (u64)v168);
            const f32 v174 = v171 ? b1[v173] : f32(0);
            r1[2] = v174;
          }
          {
            const i64 v160 = i64(0) + t + 3 * 256;
            const i64 v161 = (i64)t;
            const i64 v162 = (i64)3;
            const i64 v163 = (i64)(v161 & 63);
            const i64 v164 = (i64)((u64)v162 * (u64)i64(4));
            const i64 v165 = (i64)(v161 >> 6);
            const i64 v166 = (i64)((u64)v165 + (u64)v164);
            const i64 v167 = (i64)((u64)v143 + (u64)v166);
            const i64 v168 = (i64)((u64)v53 + (u64)v163);
            const bool v169 = v168 < n2;
            const bool v170 = v167 < v82;
            const bool v171 = (bool)(v169 & v170);
            const i64 v172 = (i64)((u64)v167 * (u64)n2);
            const i64 v173 = (i64)((u64)v172 + (u64)v168);
            const f32 v174 = v171 ? b1[v173] : f32(0);
            r1[3] = v174;
          }
          const i64 v176 = (i64)((u64)v82 - (u64)v119);
          const i64 v177 = minimum(i64(16), v176);
          const bool v178 = v177 == i64(16);
          if (v178) {
            __syncthreads();
            #pragma unroll
            for (i64 v180 = i64(0); v180 < i64(16); v180 += 1) {
              const i64 v212 = (i64)((u64)v180 * (u64)i64(68));
              #pragma unroll
              for (int slot2 = 0; slot2 < 16; ++slot2) {
                {
                  const i64 v181 = i64(0) + t + slot2 * 256;
                  const i64 v182 = (i64)slot2;
                  const i64 v183 = (i64)t;
                  const i64 v184 = (i64)(v183 >> 0);
                  const i64 v185 = (i64)(v184 & 7);
                  const i64 v188 = (i64)(v183 >> 5);
                  const i64 v189 = (i64)(v188 & 1);
                  const i64 v190 = (i64)((u64)v189 * (u64)i64(8));
                  const i64 v191 = (i64)((u64)v190 + (u64)v185);
                  const i64 v192 = (i64)(v183 >> 3);
                  const i64 v193 = (i64)(v192 & 3);
                  const i64 v194 = (i64)(v183 >> 6);
                  const i64 v195 = (i64)(v194 & 3);
                  const i64 v196 = (i64)((u64)v195 * (u64)i64(4));
                  const i64 v197 = (i64)((u64)v196 + (u64)v193);
                  const i64 v198 = (i64)(v182 >> 2);
                  const i64 v199 = (i64)(v182 & 3);
                  const i64 v200 = (i64)(v199 & 3);
                  const i64 v201 = (i64)((u64)v191 * (u64)i64(4));
                  const i64 v202 = (i64)((u64)v201 + (u64)v200);
                  const i64 v203 = (i64)(v199 >> 2);
                  const i64 v204 = (i64)((u64)v203 * (u64)i64(64));
                  const i64 v205 = (i64)((u64)v204 + (u64)v202);
                  const i64 v206 = (i64)(v198 & 3);
                  const i64 v207 = (i64)((u64)v197 * (u64)i64(4));
                  const i64 v208 = (i64)((u64)v207 + (u64)v206);
                  const i64 v209 = (i64)(v198 >> 2);
                  const i64 v210 = (i64)((u64)v209 * (u64)i64(64));
                  const i64 v211 = (i64)((u64)v210 + (u64)v208);
                  const i64 v213 = (i64)((u64)v212 + (u64)v211);
                  const f32 v214 = b4[v213];
                  const i64 v215 = (i64)((u64)v212 + (u64)v205);
                  const f32 v216 = b5[v215];
                  const f32 v217 = r2[slot2];
                  const f32 v218 = fused(v214, v216, v217);
                  r2[slot2] = v218;
                }
              }
            }
          } else {
            __syncthreads();
            for (i64 v220 = i64(0); v220 < v177; v220 += 1) {
              const i64 v250 = (i64)((u64)v220 * (u64)i64(68));
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v221 = i64(0) + t + slot3 * 256;
                  const i64 v222 = (i64)slot3;
                  const i64 v223 = (i64)t;
                  const i64 v224 = (i64)(v223 >> 0);
                  const i64 v225 = (i64)(v224 & 7);
                  const i64 v226 = (i64)(v223 >> 5);
                  const i64 v227 = (i64)(v226 & 1);
                  const i64 v228 = (i64)((u64)v227 * (u64)i64(8));
                  const i64 v229 = (i64)((u64)v228 + (u64)v225);
                  const i64 v230 = (i64)(v223 >> 3);
                  const i64 v231 = (i64)(v230 & 3);
                  const i64 v232 = (i64)(v223 >> 6);
                  const i64 v233 = (i64)(v232 & 3);
                  const i64 v234 = (i64)((u64)v233 * (u64)i64(4));
                  const i64 v235 = (i64)((u64)v234 + (u64)v231);
                  const i64 v236 = (i64)(v222 >> 2);
                  const i64 v237 = (i64)(v222 & 3);
                  const i64 v238 = (i64)(v237 & 3);
                  const i64 v239 = (i64)((u64)v229 * (u64)i64(4));
                  const i64 v240 = (i64)((u64)v239 + (u64)v238);
                  const i64 v241 = (i64)(v237 >> 2);
                  const i64 v242 = (i64)((u64)v241 * (u64)i64(64));
                  const i64 v243 = (i64)((u64)v242 + (u64)v240);
                  const i64 v244 = (i64)(v236 & 3);
                  const i64 v245 = (i64)((u64)v235 * (u64)i64(4));
                  const i64 v246 = (i64)((u64)v245 + (u64)v244);
                  const i64 v247 = (i64)(v236 >> 2);
                  const i64 v248 = (i64)((u64)v247 * (u64)i64(64));
                  const i64 v249 = (i64)((u64)v248 + (u64)v246);
                  const i64 v251 = (i64)((u64)v250 + (u64)v249);
                  const f32 v252 = b4[v251];
                  const i64 v253 = (i64)((u64)v250 + (u64)v243);
                  const f32 v254 = b5[v253];
                  const f32 v255 = r2[slot3];
                  const f32 v256 = fused(v252, v254, v255);
                  r2[slot3] = v256;
                }
              }
            }
          }
        }
        const bool v259 = v78 == v258;
        const i64 v260 = (i64)((u64)v78 + (u64)i64(1));
        const i64 v261 = (i64)~v260;
        const i64 v262 = (i64)(v78 & v261);
        const i64 v263 = v259 ? v78 : v262;
        r3 = i64(0);
        const bool v265 = v263 != i64(0);
        if (v265) {
          for (i64 v267 = i64(0); v267 < v63; v267 += 1) {
            const i64 v268 = shift_right(v263, v267);
            const i64 v269 = (i64)(v268 & i64(1));
            const bool v270 = v269 != i64(0);
            const i64 v302 = (i64)((u64)v267 * (u64)i64(4096));
            if (v270) {
              #pragma unroll
              for (int slot4 = 0; slot4 < 16; ++slot4) {
                {
                  const i64 v272 = i64(0) + t + slot4 * 256;
                  const i64 v273 = (i64)slot4;
                  const i64 v274 = (i64)t;
                  const i64 v275 = (i64)(v274 >> 0);
                  const i64 v276 = (i64)(v275 & 7);
                  const i64 v277 = (i64)(v274 >> 5);
                  const i64 v278 = (i64)(v277 & 1);
                  const i64 v279 = (i64)((u64)v278 * (u64)i64(8));
                  const i64 v280 = (i64)((u64)v279 + (u64)v276);
                  const i64 v281 = (i64)(v274 >> 3);
                  const i64 v282 = (i64)(v281 & 3);
                  const i64 v283 = (i64)(v274 >> 6);
                  const i64 v284 = (i64)(v283 & 3);
                  const i64 v285 = (i64)((u64)v284 * (u64)i64(4));
                  const i64 v286 = (i64)((u64)v285 + (u64)v282);
                  const i64 v287 = (i64)(v273 >> 2);
                  const i64 v288 = (i64)(v273 & 3);
                  const i64 v289 = (i64)(v288 & 3);
                  const i64 v290 = (i64)((u64)v280 * (u64)i64(4));
                  const i64 v291 = (i64)((u64)v290 + (u64)v289);
                  const i64 v292 = (i64)(v288 >> 2);
                  const i64 v293 = (i64)((u64)v292 * (u64)i64(64));
                  const i64 v294 = (i64)((u64)v293 + (u64)v291);
                  const i64 v295 = (i64)(v287 & 3);
                  const i64 v296 = (i64)((u64)v286 * (u64)i64(4));
                  const i64 v297 = (i64)((u64)v296 + (u64)v295);
                  const i64 v298 = (i64)(v287 >> 2);
                  const i64 v299 = (i64)((u64)v298 * (u64)i64(64));
                  const i64 v300 = (i64)((u64)v299 + (u64)v297);
                  const f32 v301 = r2[slot4];
                  const i64 v303 = (i64)((u64)v302 + (u64)v272);
                  const f32 v304 = b6[v303];
                  const f32 v305 = v304 + v301;
                  r2[slot4] = v305;
                }
              }
              const i64 v307 = r3;
              const i64 v308 = (i64)((u64)v307 + (u64)i64(1));
              r3 = v308;
            }
          }
        }
        const bool v310 = !v259;
        if (v310) {
          const i64 v312 = r3;
          const i64 v343 = (i64)((u64)v312 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot5 = 0; slot5 < 16; ++slot5) {
            {
              const i64 v313 = i64(0) + t + slot5 * 256;
              const i64 v314 = (i64)slot5;
              const i64 v315 = (i64)t;
              const i64 v316 = (i64)(v315 >> 0);
              const i64 v317 = (i64)(v316 & 7);
              const i64 v318 = (i64)(v315 >> 5);
              const i64 v319 = (i64)(v318 & 1);
              const i64 v320 = (i64)((u64)v319 * (u64)i64(8));
              const i64 v321 = (i64)((u64)v320 + (u64)v317);
              const i64 v322 = (i64)(v315 >> 3);
              const i64 v323 = (i64)(v322 & 3);
              const i64 v324 = (i64)(v315 >> 6);
              const i64 v325 = (i64)(v324 & 3);
              const i64 v326 = (i64)((u64)v325 * (u64)i64(4));
              const i64 v327 = (i64)((u64)v326 + (u64)v323);
              const i64 v328 = (i64)(v314 >> 2);
              const i64 v329 = (i64)(v314 & 3);
              const i64 v330 = (i64)(v329 & 3);
              const i64 v331 = (i64)((u64)v321 * (u64)i64(4));
              const i64 v332 = (i64)((u64)v331 + (u64)v330);
              const i64 v333 = (i64)(v329 >> 2);
              const i64 v334 = (i64)((u64)v333 * (u64)i64(64));
              const i64 v335 = (i64)((u64)v334 + (u64)v332);
              const i64 v336 = (i64)(v328 & 3);
              const i64 v337 = (i64)((u64)v327 * (u64)i64(4));
              const i64 v338 = (i64)((u64)v337 + (u64)v336);
              const i64 v339 = (i64)(v328 >> 2);
              const i64 v340 = (i64)((u64)v339 * (u64)i64(64));
              const i64 v341 = (i64)((u64)v340 + (u64)v338);
              const f32 v342 = r2[slot5];
              const i64 v344 = (i64)((u64)v343 + (u64)v313);
              b6[v344] = v342;
            }
          }
        }
      }
      const i64 v379 = (i64)((u64)v44 * (u64)v38);
      #pragma unroll
      for (int slot6 = 0; slot6 < 16; ++slot6) {
        {
          const i64 v346 = i64(0) + t + slot6 * 256;
          const i64 v347 = (i64)slot6;
          const i64 v348 = (i64)t;
          const i64 v349 = (i64)(v348 >> 0);
          const i64 v350 = (i64)(v349 & 7);
          const i64 v351 = (i64)(v348 >> 5);
          const i64 v352 = (i64)(v351 & 1);
          const i64 v353 = (i64)((u64)v352 * (u64)i64(8));
          const i64 v354 = (i64)((u64)v353 + (u64)v350);
          const i64 v355 = (i64)(v348 >> 3);
          const i64 v356 = (i64)(v355 & 3);
          const i64 v357 = (i64)(v348 >> 6);
          const i64 v358 = (i64)(v357 & 3);
          const i64 v359 = (i64)((u64)v358 * (u64)i64(4));
          const i64 v360 = (i64)((u64)v359 + (u64)v356);
          const i64 v361 = (i64)(v347 >> 2);
          const i64 v362 = (i64)(v347 & 3);
          const i64 v363 = (i64)(v362 & 3);
          const i64 v364 = (i64)((u64)v354 * (u64)i64(4));
          const i64 v365 = (i64)((u64)v364 + (u64)v363);
          const i64 v366 = (i64)(v362 >> 2);
          const i64 v367 = (i64)((u64)v366 * (u64)i64(64));
          const i64 v368 = (i64)((u64)v367 + (u64)v365);
          const i64 v369 = (i64)(v361 & 3);
          const i64 v370 = (i64)((u64)v360 * (u64)i64(4));
          const i64 v371 = (i64)((u64)v370 + (u64)v369);
          const i64 v372 = (i64)(v361 >> 2);
          const i64 v373 = (i64)((u64)v372 * (u64)i64(64));
          const i64 v374 = (i64)((u64)v373 + (u64)v371);
          const i64 v375 = (i64)((u64)v51 + (u64)v374);
          const i64 v376 = (i64)((u64)v53 + (u64)v368);
          const i64 v377 = (i64)((u64)v375 * (u64)n2);
          const i64 v378 = (i64)((u64)v377 + (u64)v376);
          const i64 v380 = (i64)((u64)v379 + (u64)v378);
          const bool v381 = v375 < n1;
          const bool v382 = v376 < n2;
          const bool v383 = (bool)(v381 & v382);
          const f32 v384 = r2[slot6];
          if (v383) b3[v380] = v384;
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
  const i64 v388 = (i64)((u64)v38 + (u64)i64(31));
  const i64 v389 = shift_right(v388, i64(5));
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
  const i64 v394 = (i64)((u64)v35 - (u64)i64(1));
  const bool v399 = v394 > i64(0);
  const f64 v395 = (f64)v394;
  const i64 v396 = (i64)bits_of(v395);
  const i64 v397 = shift_right(v396, i64(52));
  const i64 v398 = (i64)((u64)v397 - (u64)i64(1022));
  const i64 v400 = v399 ? v398 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v390 = i64(0) + group; v390 < v389; v390 += (i64)gridDim.x * 1) {
    {
      const i64 v391 = (i64)((u64)v390 * (u64)i64(32));
      const i64 v392 = (i64)((u64)v38 - (u64)v391);
      const i64 v393 = minimum(i64(32), v392);
      __syncthreads();
      for (i64 v401 = i64(0); v401 < v400; v401 += 1) {
        const i64 v402 = shift_left(i64(1), v401);
        const i64 v403 = (i64)((u64)v401 + (u64)i64(1));
        const i64 v404 = shift_left(i64(1), v403);
        const i64 v405 = (i64)((u64)v404 - (u64)i64(1));
        const i64 v406 = (i64)((u64)v35 - (u64)v402);
        const i64 v407 = (i64)((u64)v406 + (u64)v405);
        const i64 v408 = shift_right(v407, v403);
        const i64 v409 = (i64)((u64)v408 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v409; first0 += 256) {
          {
            const i64 v410 = first0 + t + 0 * 256;
            const i64 v411 = (i64)(v410 & 31);
            const i64 v412 = (i64)(v410 >> 5);
            const i64 v413 = shift_left(v412, v403);
            const bool v414 = v411 < v393;
            const i64 v415 = (i64)((u64)v413 + (u64)v402);
            const i64 v416 = (i64)((u64)v391 + (u64)v411);
            const i64 v417 = (i64)((u64)v415 * (u64)v38);
            const i64 v418 = (i64)((u64)v417 + (u64)v416);
            const f32 v419 = v414 ? b3[v418] : f32(0);
            const i64 v420 = (i64)((u64)v413 * (u64)v38);
            const i64 v421 = (i64)((u64)v420 + (u64)v416);
            const f32 v422 = v414 ? b3[v421] : f32(0);
            const f32 v423 = v422 + v419;
            if (v414) b3[v421] = v423;
          }
        }
        if (const i64 v410 = first0 + t + 0 * 256; v410 < v409) {
          const i64 v411 = (i64)(v410 & 31);
          const i64 v412 = (i64)(v410 >> 5);
          const i64 v413 = shift_left(v412, v403);
          const bool v414 = v411 < v393;
          const i64 v415 = (i64)((u64)v413 + (u64)v402);
          const i64 v416 = (i64)((u64)v391 + (u64)v411);
          const i64 v417 = (i64)((u64)v415 * (u64)v38);
          const i64 v418 = (i64)((u64)v417 + (u64)v416);
          const f32 v419 = v414 ? b3[v418] : f32(0);
          const i64 v420 = (i64)((u64)v413 * (u64)v38);
          const i64 v421 = (i64)((u64)v420 + (u64)v416);
          const f32 v422 = v414 ? b3[v421] : f32(0);
          const f32 v423 = v422 + v419;
          if (v414) b3[v421] = v423;
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
  for (i64 v425 = i64(0) + group; v425 < v38; v425 += (i64)gridDim.x * 256) {
    {
      const i64 v426 = modulo(v425, n2);
      const i64 v427 = floor_divide(v425, n2);
      const i64 v428 = (i64)((u64)v427 * (u64)n2);
      const i64 v429 = (i64)((u64)v428 + (u64)v426);
      const f32 v430 = b3[v429];
      b2[v429] = v430;
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
  const i64 v439 = (i64)((u64)v11 - (u64)i64(1));
  const bool v444 = v439 > i64(0);
  const f64 v440 = (f64)v439;
  const i64 v441 = (i64)bits_of(v440);
  const i64 v442 = shift_right(v441, i64(52));
  const i64 v443 = (i64)((u64)v442 - (u64)i64(1022));
  const i64 v445 = v444 ? v443 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  extern __shared__ __align__(16) char shared_memory[];
  char* const scratch = scratch_memory ? scratch_memory + group * scratch_stride : shared_memory + threadIdx.x / 256 * scratch_stride;
  for (i64 v432 = i64(0) + group; v432 < v19; v432 += (i64)gridDim.x * 1) {
    f32 r4[4];
    f32 r5[4];
    f32 r6[16];
    i64 r7;
    {
      const i64 v433 = floor_divide(v432, v46);
      const i64 v434 = modulo(v432, v46);
      const i64 v435 = floor_divide(v434, v16);
      const i64 v436 = (i64)((u64)v435 * (u64)i64(64));
      const i64 v437 = modulo(v434, v16);
      const i64 v438 = (i64)((u64)v437 * (u64)i64(64));
      f32* const b7 = s7[threadIdx.x / 256];
      f32* const b8 = s8[threadIdx.x / 256];
      #pragma unroll
      for (int slot0 = 0; slot0 < 16; ++slot0) {
        r6[slot0] = f32(0x0p+0f);
      }
      f32* const b9 = (f32*)(scratch + scratch_offset0);
      __syncthreads();
      for (i64 v454 = i64(0); v454 < v11; v454 += 1) {
        const i64 v455 = (i64)((u64)v454 * (u64)i64(256));
        const i64 v456 = (i64)((u64)v455 + (u64)i64(256));
        const i64 v457 = minimum(n0, v456);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r6[slot1] = f32(0x0p+0f);
        }
        {
          const i64 v459 = i64(0) + t + 0 * 256;
          const i64 v460 = (i64)t;
          const i64 v461 = (i64)0;
          const i64 v462 = (i64)(v460 & 15);
          const i64 v463 = (i64)((u64)v461 * (u64)i64(16));
          const i64 v464 = (i64)(v460 >> 4);
          const i64 v465 = (i64)((u64)v464 + (u64)v463);
          const i64 v466 = (i64)((u64)v455 + (u64)v462);
          const i64 v467 = (i64)((u64)v436 + (u64)v465);
          const bool v468 = v467 < n1;
          const bool v469 = v466 < v457;
          const bool v470 = (bool)(v468 & v469);
          const i64 v471 = (i64)((u64)v467 * (u64)n0);
          const i64 v472 = (i64)((u64)v471 + (u64)v466);
          const f32 v473 = v470 ? b0[v472] : f32(0);
          r4[0] = v473;
        }
        {
          const i64 v459 = i64(0) + t + 1 * 256;
          const i64 v460 = (i64)t;
          const i64 v461 = (i64)1;
          const i64 v462 = (i64)(v460 & 15);
          const i64 v463 = (i64)((u64)v461 * (u64)i64(16));
          const i64 v464 = (i64)(v460 >> 4);
          const i64 v465 = (i64)((u64)v464 + (u64)v463);
          const i64 v466 = (i64)((u64)v455 + (u64)v462);
          const i64 v467 = (i64)((u64)v436 + (u64)v465);
          const bool v468 = v467 < n1;
          const bool v469 = v466 < v457;
          const bool v470 = (bool)(v468 & v469);
          const i64 v471 = (i64)((u64)v467 * (u64)n0);
          const i64 v472 = (i64)((u64)v471 + (u64)v466);
          const f32 v473 = v470 ? b0[v472] : f32(0);
          r4[1] = v473;
        }
        {
          const i64 v459 = i64(0) + t + 2 * 256;
          const i64 v460 = (i64)t;
          const i64 v461 = (i64)2;
          const i64 v462 = (i64)(v460 & 15);
          const i64 v463 = (i64)((u64)v461 * (u64)i64(16));
          const i64 v464 = (i64)(v460 >> 4);
          const i64 v465 = (i64)((u64)v464 + (u64)v463);
          const i64 v466 = (i64)((u64)v455 + (u64)v462);
          const i64 v467 = (i64)((u64)v436 + (u64)v465);
          const bool v468 = v467 < n1;
          const bool v469 = v466 < v457;
          const bool v470 = (bool)(v468 & v469);
          const i64 v471 = (i64)((u64)v467 * (u64)n0);
          const i64 v472 = (i64)((u64)v471 + (u64)v466);
          const f32 v473 = v470 ? b0[v472] : f32(0);
          r4[2] = v473;
        }
        {
          const i64 v459 = i64(0) + t + 3 * 256;
          const i64 v460 = (i64)t;
          const i64 v461 = (i64)3;
          const i64 v462 = (i64)(v460 & 15);
          const i64 v463 = (i64)((u64)v461 * (u64)i64(16));
          const i64 v464 = (i64)(v460 >> 4);
          const i64 v465 = (i64)((u64)v464 + (u64)v463);
          const i64 v466 = (i64)((u64)v455 + (u64)v462);
          const i64 v467 = (i64)((u64)v436 + (u64)v465);
          const bool v468 = v467 < n1;
          const bool v469 = v466 < v457;
          const bool v470 = (bool)(v468 & v469);
          const i64 v471 = (i64)((u64)v467 * (u64)n0);
          const i64 v472 = (i64)((u64)v471 + (u64)v466);
          const f32 v473 = v470 ? b0[v472] : f32(0);
          r4[3] = v473;
        }
        {
          const i64 v475 = i64(0) + t + 0 * 256;
          const i64 v476 = (i64)t;
          const i64 v477 = (i64)0;
          const i64 v478 = (i64)(v476 & 63);
          const i64 v479 = (i64)((u64)v477 * (u64)i64(4));
          const i64 v480 = (i64)(v476 >> 6);
          const i64 v481 = (i64)((u64)v480 + (u64)v479);
          const i64 v482 = (i64)((u64)v455 + (u64)v481);
          const i64 v483 = (i64)((u64)v438 + (u64)v478);
          const bool v484 = v483 < n2;
          const bool v485 = v482 < v457;
          const bool v486 = (bool)(v484 & v485);
          const i64 v487 = (i64)((u64)v482 * (u64)n2);
          const i64 v488 = (i64)((u64)v487 + (u64)v483);
          const f32 v489 = v486 ? b1[v488] : f32(0);
          r5[0] = v489;
        }
        {
          const i64 v475 = i64(0) + t + 1 * 256;
          const i64 v476 = (i64)t;
          const i64 v477 = (i64)1;
          const i64 v478 = (i64)(v476 & 63);
          const i64 v479 = (i64)((u64)v477 * (u64)i64(4));
          const i64 v480 = (i64)(v476 >> 6);
          const i64 v481 = (i64)((u64)v480 + (u64)v479);
          const i64 v482 = (i64)((u64)v455 + (u64)v481);
          const i64 v483 = (i64)((u64)v438 + (u64)v478);
          const bool v484 = v483 < n2;
          const bool v485 = v482 < v457;
          const bool v486 = (bool)(v484 & v485);
          const i64 v487 = (i64)((u64)v482 * (u64)n2);
          const i64 v488 = (i64)((u64)v487 + (u64)v483);
          const f32 v489 = v486 ? b1[v488] : f32(0);
          r5[1] = v489;
        }
        {
          const i64 v475 = i64(0) + t + 2 * 256;
          const i64 v476 = (i64)t;
          const i64 v477 = (i64)2;
          const i64 v478 = (i64)(v476 & 63);
          const i64 v479 = (i64)((u64)v477 * (u64)i64(4));
          const i64 v480 = (i64)(v476 >> 6);
          const i64 v481 = (i64)((u64)v480 + (u64)v479);
          const i64 v482 = (i64)((u64)v455 + (u64)v481);
          const i64 v483 = (i64)((u64)v438 + (u64)v478);
          const bool v484 = v483 < n2;
          const bool v485 = v482 < v457;
          const bool v486 = (bool)(v484 & v485);
          const i64 v487 = (i64)((u64)v482 * (u64)n2);
          const i64 v488 = (i64)((u64)v487 + (u64)v483);
          const f32 v489 = v486 ? b1[v488] : f32(0);
          r5[2] = v489;
        }
        {
          const i64 v475 = i64(0) + t + 3 * 256;
          const i64 v476 = (i64)t;
          const i64 v477 = (i64)3;
          const i64 v478 = (i64)(v476 & 63);
          const i64 v479 = (i64)((u64)v477 * (u64)i64(4));
          const i64 v480 = (i64)(v476 >> 6);
          const i64 v481 = (i64)((u64)v480 + (u64)v479);
          const i64 v482 = (i64)((u64)v455 + (u64)v481);
          const i64 v483 = (i64)((u64)v438 + (u64)v478);
          const bool v484 = v483 < n2;
          const bool v485 = v482 < v457;
          const bool v486 = (bool)(v484 & v485);
          const i64 v487 = (i64)((u64)v482 * (u64)n2);
          const i64 v488 = (i64)((u64)v487 + (u64)v483);
          const f32 v489 = v486 ? b1[v488] : f32(0);
          r5[3] = v489;
        }
        __syncthreads();
        for (i64 v491 = v455; v491 < v457; v491 += 16) {
          __syncthreads();
          {
            const i64 v492 = i64(0) + t + 0 * 256;
            const i64 v493 = (i64)t;
            const i64 v494 = (i64)0;
            const i64 v495 = (i64)(v493 & 15);
            const i64 v496 = (i64)((u64)v494 * (u64)i64(16));
            const i64 v497 = (i64)(v493 >> 4);
            const i64 v498 = (i64)((u64)v497 + (u64)v496);
            const f32 v499 = r4[0];
            const i64 v500 = (i64)((u64)v495 * (u64)i64(68));
            const i64 v501 = (i64)((u64)v500 + (u64)v498);
            b7[v501] = v499;
          }
          {
            const i64 v492 = i64(0) + t + 1 * 256;
            const i64 v493 = (i64)t;
            const i64 v494 = (i64)1;
            const i64 v495 = (i64)(v493 & 15);
            const i64 v496 = (i64)((u64)v494 * (u64)i64(16));
            const i64 v497 = (i64)(v493 >> 4);
            const i64 v498 = (i64)((u64)v497 + (u64)v496);
            const f32 v499 = r4[1];
            const i64 v500 = (i64)((u64)v495 * (u64)i64(68));
            const i64 v501 = (i64)((u64)v500 + (u64)v498);
            b7[v501] = v499;
          }
          {
            const i64 v492 = i64(0) + t + 2 * 256;
            const i64 v493 = (i64)t;
            const i64 v494 = (i64)2;
            const i64 v495 = (i64)(v493 & 15);
            const i64 v496 = (i64)((u64)v494 * (u64)i64(16));
            const i64 v497 = (i64)(v493 >> 4);
            const i64 v498 = (i64)((u64)v497 + (u64)v496);
            const f32 v499 = r4[2];
            const i64 v500 = (i64)((u64)v495 * (u64)i64(68));
            const i64 v501 = (i64)((u64)v500 + (u64)v498);
            b7[v501] = v499;
          }
          {
            const i64 v492 = i64(0) + t + 3 * 256;
            const i64 v493 = (i64)t;
            const i64 v494 = (i64)3;
            const i64 v495 = (i64)(v493 & 15);
            const i64 v496 = (i64)((u64)v494 * (u64)i64(16));
            const i64 v497 = (i64)(v493 >> 4);
            const i64 v498 = (i64)((u64)v497 + (u64)v496);
            const f32 v499 = r4[3];
            const i64 v500 = (i64)((u64)v495 * (u64)i64(68));
            const i64 v501 = (i64)((u64)v500 + (u64)v498);
            b7[v501] = v499;
          }
          {
            const i64 v503 = i64(0) + t + 0 * 256;
            const i64 v504 = (i64)t;
            const i64 v505 = (i64)0;
            const i64 v506 = (i64)(v504 & 63);
            const i64 v507 = (i64)((u64)v505 * (u64)i64(4));
            const i64 v508 = (i64)(v504 >> 6);
            const i64 v509 = (i64)((u64)v508 + (u64)v507);
            const f32 v510 = r5[0];
            const i64 v511 = (i64)((u64)v509 * (u64)i64(68));
            const i64 v512 = (i64)((u64)v511 + (u64)v506);
            b8[v512] = v510;
          }
          {
            const i64 v503 = i64(0) + t + 1 * 256;
            const i64 v504 = (i64)t;
            const i64 v505 = (i64)1;
            const i64 v506 = (i64)(v504 & 63);
            const i64 v507 = (i64)((u64)v505 * (u64)i64(4));
            const i64 v508 = (i64)(v504 >> 6);
            const i64 v509 = (i64)((u64)v508 + (u64)v507);
            const f32 v510 = r5[1];
            const i64 v511 = (i64)((u64)v509 * (u64)i64(68));
            const i64 v512 = (i64)((u64)v511 + (u64)v506);
            b8[v512] = v510;
          }
          {
            const i64 v503 = i64(0) + t + 2 * 256;
            const i64 v504 = (i64)t;
            const i64 v505 = (i64)2;
            const i64 v506 = (i64)(v504 & 63);
            const i64 v507 = (i64)((u64)v505 * (u64)i64(4));
            const i64 v508 = (i64)(v504 >> 6);
            const i64 v509 = (i64)((u64)v508 + (u64)v507);
            const f32 v510 = r5[2];
            const i64 v511 = (i64)((u64)v509 * (u64)i64(68));
            const i64 v512 = (i64)((u64)v511 + (u64)v506);
            b8[v512] = v510;
          }
          {
            const i64 v503 = i64(0) + t + 3 * 256;
            const i64 v504 = (i64)t;
            const i64 v505 = (i64)3;
            const i64 v506 = (i64)(v504 & 63);
            const i64 v507 = (i64)((u64)v505 * (u64)i64(4));
            const i64 v508 = (i64)(v504 >> 6);
            const i64 v509 = (i64)((u64)v508 + (u64)v507);
            const f32 v510 = r5[3];
            const i64 v511 = (i64)((u64)v509 * (u64)i64(68));
            const i64 v512 = (i64)((u64)v511 + (u64)v506);
            b8[v512] = v510;
          }
          const i64 v514 = (i64)((u64)v491 + (u64)i64(16));
          {
            const i64 v515 = i64(0) + t + 0 * 256;
            const i64 v516 = (i64)t;
            const i64 v517 = (i64)0;
            const i64 v518 = (i64)(v516 & 15);
            const i64 v519 = (i64)((u64)v517 * (u64)i64(16));
            const i64 v520 = (i64)(v516 >> 4);
            const i64 v521 = (i64)((u64)v520 + (u64)v519);
            const i64 v522 = (i64)((u64)v514 + (u64)v518);
            const i64 v523 = (i64)((u64)v436 + (u64)v521);
            const bool v524 = v523 < n1;
            const bool v525 = v522 < v457;
            const bool v526 = (bool)(v524 & v525);
            const i64 v527 = (i64)((u64)v523 * (u64)n0);
            const i64 v528 = (i64)((u64)v527 + (u64)v522);
            const f32 v529 = v526 ? b0[v528] : f32(0);
            r4[0] = v529;
          }
          {
            const i64 v515 = i64(0) + t + 1 * 256;
            const i64 v516 = (i64)t;
            const i64 v517 = (i64)1;
            const i64 v518 = (i64)(v516 & 15);
            const i64 v519 = (i64)((u64)v517 * (u64)i64(16));
            const i64 v520 = (i64)(v516 >> 4);
            const i64 v521 = (i64)((u64)v520 + (u64)v519);
            const i64 v522 = (i64)((u64)v514 + (u64)v518);
            const i64 v523 = (i64)((u64)v436 + (u64)v521);
            const bool v524 = v523 < n1;
            const bool v525 = v522 < v457;
            const bool v526 = (bool)(v524 & v525);
            const i64 v527 = (i64)((u64)v523 * (u64)n0);
            const i64 v528 = (i64)((u64)v527 + (u64)v522);
            const f32 v529 = v526 ? b0[v528] : f32(0);
            r4[1] = v529;
          }
          {
            const i64 v515 = i64(0) + t + 2 * 256;
            const i64 v516 = (i64)t;
            const i64 v517 = (i64)2;
            const i64 v518 = (i64)(v516 & 15);
            const i64 v519 = (i64)((u64)v517 * (u64)i64(16));
            const i64 v520 = (i64)(v516 >> 4);
            const i64 v521 = (i64)((u64)v520 + (u64)v519);
            const i64 v522 = (i64)((u64)v514 + (u64)v518);
            const i64 v523 = (i64)((u64)v436 + (u64)v521);
            const bool v524 = v523 < n1;
            const bool v525 = v522 < v457;
            const bool v526 = (bool)(v524 & v525);
            const i64 v527 = (i64)((u64)v523 * (u64)n0);
            const i64 v528 = (i64)((u64)v527 + (u64)v522);
            const f32 v529 = v526 ? b0[v528] : f32(0);
            r4[2] = v529;
          }
          {
            const i64 v515 = i64(0) + t + 3 * 256;
            const i64 v516 = (i64)t;
            const i64 v517 = (i64)3;
            const i64 v518 = (i64)(v516 & 15);
            const i64 v519 = (i64)((u64)v517 * (u64)i64(16));
            const i64 v520 = (i64)(v516 >> 4);
            const i64 v521 = (i64)((u64)v520 + (u64)v519);
            const i64 v522 = (i64)((u64)v514 + (u64)v518);
            const i64 v523 = (i64)((u64)v436 + (u64)v521);
            const bool v524 = v523 < n1;
            const bool v525 = v522 < v457;
            const bool v526 = (bool)(v524 & v525);
            const i64 v527 = (i64)((u64)v523 * (u64)n0);
            const i64 v528 = (i64)((u64)v527 + (u64)v522);
            const f32 v529 = v526 ? b0[v528] : f32(0);
            r4[3] = v529;
          }
          {
            const i64 v531 = i64(0) + t + 0 * 256;
            const i64 v532 = (i64)t;
            const i64 v533 = (i64)0;
            const i64 v534 = (i64)(v532 & 63);
            const i64 v535 = (i64)((u64)v533 * (u64)i64(4));
            const i64 v536 = (i64)(v532 >> 6);
            const i64 v537 = (i64)((u64)v536 + (u64)v535);
            const i64 v538 = (i64)((u64)v514 + (u64)v537);
            const i64 v539 = (i64)((u64)v438 + (u64)v534);
            const bool v540 = v539 < n2;
            const bool v541 = v538 < v457;
            const bool v542 = (bool)(v540 & v541);
            const i64 v543 = (i64)((u64)v538 * (u64)n2);
            const i64 v544 = (i64)((u64)v543 + (u64)v539);
            const f32 v545 = v542 ? b1[v544] : f32(0);
            r5[0] = v545;
          }
          {
            const i64 v531 = i64(0) + t + 1 * 256;
            const i64 v532 = (i64)t;
            const i64 v533 = (i64)1;
            const i64 v534 = (i64)(v532 & 63);
            const i64 v535 = (i64)((u64)v533 * (u64)i64(4));
            const i64 v536 = (i64)(v532 >> 6);
            const i64 v537 = (i64)((u64)v536 + (u64)v535);
            const i64 v538 = (i64)((u64)v514 + (u64)v537);
            const i64 v539 = (i64)((u64)v438 + (u64)v534);
            const bool v540 = v539 < n2;
            const bool v541 = v538 < v457;
            const bool v542 = (bool)(v540 & v541);
            const i64 v543 = (i64)((u64)v538 * (u64)n2);
            const i64 v544 = (i64)((u64)v543 + (u64)v539);
            const f32 v545 = v542 ? b1[v544] : f32(0);
            r5[1] = v545;
          }
          {
            const i64 v531 = i64(0) + t + 2 * 256;
            const i64 v532 = (i64)t;
            const i64 v533 = (i64)2;
            const i64 v534 = (i64)(v532 & 63);
            const i64 v535 = (i64)((u64)v533 * (u64)i64(4));
            const i64 v536 = (i64)(v532 >> 6);
            const i64 v537 = (i64)((u64)v536 + (u64)v535);
            const i64 v538 = (i64)((u64)v514 + (u64)v537);
            const i64 v539 = (i64)((u64)v438 + (u64)v534);
            const bool v540 = v539 < n2;
            const bool v541 = v538 < v457;
            const bool v542 = (bool)(v540 & v541);
            const i64 v543 = (i64)((u64)v538 * (u64)n2);
            const i64 v544 = (i64)((u64)v543 + (u64)v539);
            const f32 v545 = v542 ? b1[v544] : f32(0);
            r5[2] = v545;
          }
          {
            const i64 v531 = i64(0) + t + 3 * 256;
            const i64 v532 = (i64)t;
            const i64 v533 = (i64)3;
            const i64 v534 = (i64)(v532 & 63);
            const i64 v535 = (i64)((u64)v533 * (u64)i64(4));
            const i64 v536 = (i64)(v532 >> 6);
            const i64 v537 = (i64)((u64)v536 + (u64)v535);
            const i64 v538 = (i64)((u64)v514 + (u64)v537);
            const i64 v539 = (i64)((u64)v438 + (u64)v534);
            const bool v540 = v539 < n2;
            const bool v541 = v538 < v457;
            const bool v542 = (bool)(v540 & v541);
            const i64 v543 = (i64)((u64)v538 * (u64)n2);
            const i64 v544 = (i64)((u64)v543 + (u64)v539);
            const f32 v545 = v542 ? b1[v544] : f32(0);
            r5[3] = v545;
          }
          const i64 v547 = (i64)((u64)v457 - (u64)v491);
          const i64 v548 = minimum(i64(16), v547);
          const bool v549 = v548 == i64(16);
          if (v549) {
            __syncthreads();
            #pragma unroll
            for (i64 v551 = i64(0); v551 < i64(16); v551 += 1) {
              const i64 v581 = (i64)((u64)v551 * (u64)i64(68));
              #pragma unroll
              for (int slot2 = 0; slot2 < 16; ++slot2) {
                {
                  const i64 v552 = i64(0) + t + slot2 * 256;
                  const i64 v553 = (i64)slot2;
                  const i64 v554 = (i64)t;
                  const i64 v555 = (i64)(v554 >> 0);
                  const i64 v556 = (i64)(v555 & 7);
                  const i64 v557 = (i64)(v554 >> 5);
                  const i64 v558 = (i64)(v557 & 1);
                  const i64 v559 = (i64)((u64)v558 * (u64)i64(8));
                  const i64 v560 = (i64)((u64)v559 + (u64)v556);
                  const i64 v561 = (i64)(v554 >> 3);
                  const i64 v562 = (i64)(v561 & 3);
                  const i64 v563 = (i64)(v554 >> 6);
                  const i64 v564 = (i64)(v563 & 3);
                  const i64 v565 = (i64)((u64)v564 * (u64)i64(4));
                  const i64 v566 = (i64)((u64)v565 + (u64)v562);
                  const i64 v567 = (i64)(v553 >> 2);
                  const i64 v568 = (i64)(v553 & 3);
                  const i64 v569 = (i64)(v568 & 3);
                  const i64 v570 = (i64)((u64)v560 * (u64)i64(4));
                  const i64 v571 = (i64)((u64)v570 + (u64)v569);
                  const i64 v572 = (i64)(v568 >> 2);
                  const i64 v573 = (i64)((u64)v572 * (u64)i64(64));
                  const i64 v574 = (i64)((u64)v573 + (u64)v571);
                  const i64 v575 = (i64)(v567 & 3);
                  const i64 v576 = (i64)((u64)v566 * (u64)i64(4));
                  const i64 v577 = (i64)((u64)v576 + (u64)v575);
                  const i64 v578 = (i64)(v567 >> 2);
                  const i64 v579 = (i64)((u64)v578 * (u64)i64(64));
                  const i64 v580 = (i64)((u64)v579 + (u64)v577);
                  const i64 v582 = (i64)((u64)v581 + (u64)v580);
                  const f32 v583 = b7[v582];
                  const i64 v584 = (i64)((u64)v581 + (u64)v574);
                  const f32 v585 = b8[v584];
                  const f32 v586 = r6[slot2];
                  const f32 v587 = fused(v583, v585, v586);
                  r6[slot2] = v587;
                }
              }
            }
          } else {
            __syncthreads();
            for (i64 v589 = i64(0); v589 < v548; v589 += 1) {
              const i64 v619 = (i64)((u64)v589 * (u64)i64(68));
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v590 = i64(0) + t + slot3 * 256;
                  const i64 v591 = (i64)slot3;
                  const i64 v592 = (i64)t;
                  const i64 v593 = (i64)(v592 >> 0);
                  const i64 v594 = (i64)(v593 & 7);
                  const i64 v595 = (i64)(v592 >> 5);
                  const i64 v596 = (i64)(v595 & 1);
                  const i64 v597 = (i64)((u64)v596 * (u64)i64(8));
                  const i64 v598 = (i64)((u64)v597 + (u64)v594);
                  const i64 v599 = (i64)(v592 >> 3);
                  const i64 v600 = (i64)(v599 & 3);
                  const i64 v601 = (i64)(v592 >> 6);
                  const i64 v602 = (i64)(v601 & 3);
                  const i64 v603 = (i64)((u64)v602 * (u64)i64(4));
                  const i64 v604 = (i64)((u64)v603 + (u64)v600);
                  const i64 v605 = (i64)(v591 >> 2);
                  const i64 v606 = (i64)(v591 & 3);
                  const i64 v607 = (i64)(v606 & 3);
                  const i64 v608 = (i64)((u64)v598 * (u64)i64(4));
                  const i64 v609 = (i64)((u64)v608 + (u64)v607);
                  const i64 v610 = (i64)(v606 >> 2);
                  const i64 v611 = (i64)((u64)v610 * (u64)i64(64));
                  const i64 v612 = (i64)((u64)v611 + (u64)v609);
                  const i64 v613 = (i64)(v605 & 3);
                  const i64 v614 = (i64)((u64)v604 * (u64)i64(4));
                  const i64 v615 = (i64)((u64)v614 + (u64)v613);
                  const i64 v616 = (i64)(v605 >> 2);
                  const i64 v617 = (i64)((u64)v616 * (u64)i64(64));
                  const i64 v618 = (i64)((u64)v617 + (u64)v615);
                  const i64 v620 = (i64)((u64)v619 + (u64)v618);
                  const f32 v621 = b7[v620];
                  const i64 v622 = (i64)((u64)v619 + (u64)v612);
                  const f32 v623 = b8[v622];
                  const f32 v624 = r6[slot3];
                  const f32 v625 = fused(v621, v623, v624);
                  r6[slot3] = v625;
                }
              }
            }
          }
        }
        const bool v627 = v454 == v439;
        const i64 v628 = (i64)((u64)v454 + (u64)i64(1));
        const i64 v629 = (i64)~v628;
        const i64 v630 = (i64)(v454 & v629);
        const i64 v631 = v627 ? v454 : v630;
        r7 = i64(0);
        const bool v633 = v631 != i64(0);
        if (v633) {
          for (i64 v635 = i64(0); v635 < v445; v635 += 1) {
            const i64 v636 = shift_right(v631, v635);
            const i64 v637 = (i64)(v636 & i64(1));
            const bool v638 = v637 != i64(0);
            const i64 v670 = (i64)((u64)v635 * (u64)i64(4096));
            if (v638) {
              #pragma unroll
              for (int slot4 = 0; slot4 < 16; ++slot4) {
                {
                  const i64 v640 = i64(0) + t + slot4 * 256;
                  const i64 v641 = (i64)slot4;
                  const i64 v642 = (i64)t;
                  const i64 v643 = (i64)(v642 >> 0);
                  const i64 v644 = (i64)(v643 & 7);
                  const i64 v645 = (i64)(v642 >> 5);
                  const i64 v646 = (i64)(v645 & 1);
                  const i64 v647 = (i64)((u64)v646 * (u64)i64(8));
                  const i64 v648 = (i64)((u64)v647 + (u64)v644);
                  const i64 v649 = (i64)(v642 >> 3);
                  const i64 v650 = (i64)(v649 & 3);
                  const i64 v651 = (i64)(v642 >> 6);
                  const i64 v652 = (i64)(v651 & 3);
                  const i64 v653 = (i64)((u64)v652 * (u64)i64(4));
                  const i64 v654 = (i64)((u64)v653 + (u64)v650);
                  const i64 v655 = (i64)(v641 >> 2);
                  const i64 v656 = (i64)(v641 & 3);
                  const i64 v657 = (i64)(v656 & 3);
                  const i64 v658 = (i64)((u64)v648 * (u64)i64(4));
                  const i64 v659 = (i64)((u64)v658 + (u64)v657);
                  const i64 v660 = (i64)(v656 >> 2);
                  const i64 v661 = (i64)((u64)v660 * (u64)i64(64));
                  const i64 v662 = (i64)((u64)v661 + (u64)v659);
                  const i64 v663 = (i64)(v655 & 3);
                  const i64 v664 = (i64)((u64)v654 * (u64)i64(4));
                  const i64 v665 = (i64)((u64)v664 + (u64)v663);
                  const i64 v666 = (i64)(v655 >> 2);
                  const i64 v667 = (i64)((u64)v666 * (u64)i64(64));
                  const i64 v668 = (i64)((u64)v667 + (u64)v665);
                  const f32 v669 = r6[slot4];
                  const i64 v671 = (i64)((u64)v670 + (u64)v640);
                  const f32 v672 = b9[v671];
                  const f32 v673 = v672 + v669;
                  r6[slot4] = v673;
                }
              }
              const i64 v675 = r7;
              const i64 v676 = (i64)((u64)v675 + (u64)i64(1));
              r7 = v676;
            }
          }
        }
        const bool v678 = !v627;
        if (v678) {
          const i64 v680 = r7;
          const i64 v711 = (i64)((u64)v680 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot5 = 0; slot5 < 16; ++slot5) {
            {
              const i64 v681 = i64(0) + t + slot5 * 256;
              const i64 v682 = (i64)slot5;
              const i64 v683 = (i64)t;
              const i64 v684 = (i64)(v683 >> 0);
              const i64 v685 = (i64)(v684 & 7);
              const i64 v686 = (i64)(v683 >> 5);
              const i64 v687 = (i64)(v686 & 1);
              const i64 v688 = (i64)((u64)v687 * (u64)i64(8));
              const i64 v689 = (i64)((u64)v688 + (u64)v685);
              const i64 v690 = (i64)(v683 >> 3);
              const i64 v691 = (i64)(v690 & 3);
              const i64 v692 = (i64)(v683 >> 6);
              const i64 v693 = (i64)(v692 & 3);
              const i64 v694 = (i64)((u64)v693 * (u64)i64(4));
              const i64 v695 = (i64)((u64)v694 + (u64)v691);
              const i64 v696 = (i64)(v682 >> 2);
              const i64 v697 = (i64)(v682 & 3);
              const i64 v698 = (i64)(v697 & 3);
              const i64 v699 = (i64)((u64)v689 * (u64)i64(4));
              const i64 v700 = (i64)((u64)v699 + (u64)v698);
              const i64 v701 = (i64)(v697 >> 2);
              const i64 v702 = (i64)((u64)v701 * (u64)i64(64));
              const i64 v703 = (i64)((u64)v702 + (u64)v700);
              const i64 v704 = (i64)(v696 & 3);
              const i64 v705 = (i64)((u64)v695 * (u64)i64(4));
              const i64 v706 = (i64)((u64)v705 + (u64)v704);
              const i64 v707 = (i64)(v696 >> 2);
              const i64 v708 = (i64)((u64)v707 * (u64)i64(64));
              const i64 v709 = (i64)((u64)v708 + (u64)v706);
              const f32 v710 = r6[slot5];
              const i64 v712 = (i64)((u64)v711 + (u64)v681);
              b9[v712] = v710;
            }
          }
        }
      }
      #pragma unroll
      for (int slot6 = 0; slot6 < 16; ++slot6) {
        {
          const i64 v714 = i64(0) + t + slot6 * 256;
          const i64 v715 = (i64)slot6;
          const i64 v716 = (i64)t;
          const i64 v717 = (i64)(v716 >> 0);
          const i64 v718 = (i64)(v717 & 7);
          const i64 v719 = (i64)(v716 >> 5);
          const i64 v720 = (i64)(v719 & 1);
          const i64 v721 = (i64)((u64)v720 * (u64)i64(8));
          const i64 v722 = (i64)((u64)v721 + (u64)v718);
          const i64 v723 = (i64)(v716 >> 3);
          const i64 v724 = (i64)(v723 & 3);
          const i64 v725 = (i64)(v716 >> 6);
          const i64 v726 = (i64)(v725 & 3);
          const i64 v727 = (i64)((u64)v726 * (u64)i64(4));
          const i64 v728 = (i64)((u64)v727 + (u64)v724);
          const i64 v729 = (i64)(v715 >> 2);
          const i64 v730 = (i64)(v715 & 3);
          const i64 v731 = (i64)(v730 & 3);
          const i64 v732 = (i64)((u64)v722 * (u64)i64(4));
          const i64 v733 = (i64)((u64)v732 + (u64)v731);
          const i64 v734 = (i64)(v730 >> 2);
          const i64 v735 = (i64)((u64)v734 * (u64)i64(64));
          const i64 v736 = (i64)((u64)v735 + (u64)v733);
          const i64 v737 = (i64)(v729 & 3);
          const i64 v738 = (i64)((u64)v728 * (u64)i64(4));
          const i64 v739 = (i64)((u64)v738 + (u64)v737);
          const i64 v740 = (i64)(v729 >> 2);
          const i64 v741 = (i64)((u64)v740 * (u64)i64(64));
          const i64 v742 = (i64)((u64)v741 + (u64)v739);
          const i64 v743 = (i64)((u64)v436 + (u64)v742);
          const i64 v744 = (i64)((u64)v438 + (u64)v736);
          const bool v745 = v743 < n1;
          const bool v746 = v744 < n2;
          const bool v747 = (bool)(v745 & v746);
          const f32 v748 = r6[slot6];
          const f32 v749 = r6[slot6];
          const i64 v750 = (i64)((u64)v743 * (u64)n2);
          const i64 v751 = (i64)((u64)v750 + (u64)v744);
          if (v747) b2[v751] = v749;
        }
      }
    }
  }
}
