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
      const i64 v254 = (i64)((u64)v57 - (u64)i64(1));
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
          const i64 v82 = (i64)t;
          const i64 v83 = (i64)0;
          const i64 v85 = (i64)(v82 & 15);
          const i64 v86 = (i64)((u64)v83 * (u64)i64(16));
          const i64 v87 = (i64)(v82 >> 4);
          const i64 v88 = (i64)((u64)v87 + (u64)v86);
          const i64 v89 = (i64)((u64)v76 + (u64)v85);
          const i64 v90 = (i64)((u64)v51 + (u64)v88);
          const bool v91 = v90 < n1;
          const bool v92 = v89 < v78;
          const bool v93 = (bool)(v91 & v92);
          const i64 v94 = (i64)((u64)v90 * (u64)n0);
          const i64 v95 = (i64)((u64)v94 + (u64)v89);
          const f32 v96 = v93 ? b0[v95] : f32(0);
          r0[0] = v96;
        }
        {
          const i64 v81 = i64(0) + t + 1 * 256;
          const i64 v82 = (i64)t;
          const i64 v83 = (i64)1;
          const i64 v85 = (i64)(v82 & 15);
          const i64 v86 = (i64)((u64)v83 * (u64)i64(16));
          const i64 v87 = (i64)(v82 >> 4);
          const i64 v88 = (i64)((u64)v87 + (u64)v86);
          const i64 v89 = (i64)((u64)v76 + (u64)v85);
          const i64 v90 = (i64)((u64)v51 + (u64)v88);
          const bool v91 = v90 < n1;
          const bool v92 = v89 < v78;
          const bool v93 = (bool)(v91 & v92);
          const i64 v94 = (i64)((u64)v90 * (u64)n0);
          const i64 v95 = (i64)((u64)v94 + (u64)v89);
          const f32 v96 = v93 ? b0[v95] : f32(0);
          r0[1] = v96;
        }
        {
          const i64 v81 = i64(0) + t + 2 * 256;
          const i64 v82 = (i64)t;
          const i64 v83 = (i64)2;
          const i64 v85 = (i64)(v82 & 15);
          const i64 v86 = (i64)((u64)v83 * (u64)i64(16));
          const i64 v87 = (i64)(v82 >> 4);
          const i64 v88 = (i64)((u64)v87 + (u64)v86);
          const i64 v89 = (i64)((u64)v76 + (u64)v85);
          const i64 v90 = (i64)((u64)v51 + (u64)v88);
          const bool v91 = v90 < n1;
          const bool v92 = v89 < v78;
          const bool v93 = (bool)(v91 & v92);
          const i64 v94 = (i64)((u64)v90 * (u64)n0);
          const i64 v95 = (i64)((u64)v94 + (u64)v89);
          const f32 v96 = v93 ? b0[v95] : f32(0);
          r0[2] = v96;
        }
        {
          const i64 v81 = i64(0) + t + 3 * 256;
          const i64 v82 = (i64)t;
          const i64 v83 = (i64)3;
          const i64 v85 = (i64)(v82 & 15);
          const i64 v86 = (i64)((u64)v83 * (u64)i64(16));
          const i64 v87 = (i64)(v82 >> 4);
          const i64 v88 = (i64)((u64)v87 + (u64)v86);
          const i64 v89 = (i64)((u64)v76 + (u64)v85);
          const i64 v90 = (i64)((u64)v51 + (u64)v88);
          const bool v91 = v90 < n1;
          const bool v92 = v89 < v78;
          const bool v93 = (bool)(v91 & v92);
          const i64 v94 = (i64)((u64)v90 * (u64)n0);
          const i64 v95 = (i64)((u64)v94 + (u64)v89);
          const f32 v96 = v93 ? b0[v95] : f32(0);
          r0[3] = v96;
        }
        {
          const i64 v98 = i64(0) + t + 0 * 256;
          const i64 v99 = (i64)t;
          const i64 v100 = (i64)0;
          const i64 v101 = (i64)(v99 & 63);
          const i64 v103 = (i64)((u64)v100 * (u64)i64(4));
          const i64 v104 = (i64)(v99 >> 6);
          const i64 v105 = (i64)((u64)v104 + (u64)v103);
          const i64 v106 = (i64)((u64)v76 + (u64)v105);
          const i64 v107 = (i64)((u64)v53 + (u64)v101);
          const bool v108 = v107 < n2;
          const bool v109 = v106 < v78;
          const bool v110 = (bool)(v108 & v109);
          const i64 v111 = (i64)((u64)v106 * (u64)n2);
          const i64 v112 = (i64)((u64)v111 + (u64)v107);
          const f32 v113 = v110 ? b1[v112] : f32(0);
          r1[0] = v113;
        }
        {
          const i64 v98 = i64(0) + t + 1 * 256;
          const i64 v99 = (i64)t;
          const i64 v100 = (i64)1;
          const i64 v101 = (i64)(v99 & 63);
          const i64 v103 = (i64)((u64)v100 * (u64)i64(4));
          const i64 v104 = (i64)(v99 >> 6);
          const i64 v105 = (i64)((u64)v104 + (u64)v103);
          const i64 v106 = (i64)((u64)v76 + (u64)v105);
          const i64 v107 = (i64)((u64)v53 + (u64)v101);
          const bool v108 = v107 < n2;
          const bool v109 = v106 < v78;
          const bool v110 = (bool)(v108 & v109);
          const i64 v111 = (i64)((u64)v106 * (u64)n2);
          const i64 v112 = (i64)((u64)v111 + (u64)v107);
          const f32 v113 = v110 ? b1[v112] : f32(0);
          r1[1] = v113;
        }
        {
          const i64 v98 = i64(0) + t + 2 * 256;
          const i64 v99 = (i64)t;
          const i64 v100 = (i64)2;
          const i64 v101 = (i64)(v99 & 63);
          const i64 v103 = (i64)((u64)v100 * (u64)i64(4));
          const i64 v104 = (i64)(v99 >> 6);
          const i64 v105 = (i64)((u64)v104 + (u64)v103);
          const i64 v106 = (i64)((u64)v76 + (u64)v105);
          const i64 v107 = (i64)((u64)v53 + (u64)v101);
          const bool v108 = v107 < n2;
          const bool v109 = v106 < v78;
          const bool v110 = (bool)(v108 & v109);
          const i64 v111 = (i64)((u64)v106 * (u64)n2);
          const i64 v112 = (i64)((u64)v111 + (u64)v107);
          const f32 v113 = v110 ? b1[v112] : f32(0);
          r1[2] = v113;
        }
        {
          const i64 v98 = i64(0) + t + 3 * 256;
          const i64 v99 = (i64)t;
          const i64 v100 = (i64)3;
          const i64 v101 = (i64)(v99 & 63);
          const i64 v103 = (i64)((u64)v100 * (u64)i64(4));
          const i64 v104 = (i64)(v99 >> 6);
          const i64 v105 = (i64)((u64)v104 + (u64)v103);
          const i64 v106 = (i64)((u64)v76 + (u64)v105);
          const i64 v107 = (i64)((u64)v53 + (u64)v101);
          const bool v108 = v107 < n2;
          const bool v109 = v106 < v78;
          const bool v110 = (bool)(v108 & v109);
          const i64 v111 = (i64)((u64)v106 * (u64)n2);
          const i64 v112 = (i64)((u64)v111 + (u64)v107);
          const f32 v113 = v110 ? b1[v112] : f32(0);
          r1[3] = v113;
        }
        __syncthreads();
        for (i64 v115 = v76; v115 < v78; v115 += 16) {
          __syncthreads();
          {
            const i64 v116 = i64(0) + t + 0 * 256;
            const i64 v117 = (i64)t;
            const i64 v118 = (i64)0;
            const i64 v119 = (i64)(v117 & 15);
            const i64 v120 = (i64)((u64)v118 * (u64)i64(16));
            const i64 v121 = (i64)(v117 >> 4);
            const i64 v122 = (i64)((u64)v121 + (u64)v120);
            const f32 v123 = r0[0];
            const i64 v125 = (i64)((u64)v119 * (u64)i64(68));
            const i64 v126 = (i64)((u64)v125 + (u64)v122);
            b4[v126] = v123;
          }
          {
            const i64 v116 = i64(0) + t + 1 * 256;
            const i64 v117 = (i64)t;
            const i64 v118 = (i64)1;
            const i64 v119 = (i64)(v117 & 15);
            const i64 v120 = (i64)((u64)v118 * (u64)i64(16));
            const i64 v121 = (i64)(v117 >> 4);
            const i64 v122 = (i64)((u64)v121 + (u64)v120);
            const f32 v123 = r0[1];
            const i64 v125 = (i64)((u64)v119 * (u64)i64(68));
            const i64 v126 = (i64)((u64)v125 + (u64)v122);
            b4[v126] = v123;
          }
          {
            const i64 v116 = i64(0) + t + 2 * 256;
            const i64 v117 = (i64)t;
            const i64 v118 = (i64)2;
            const i64 v119 = (i64)(v117 & 15);
            const i64 v120 = (i64)((u64)v118 * (u64)i64(16));
            const i64 v121 = (i64)(v117 >> 4);
            const i64 v122 = (i64)((u64)v121 + (u64)v120);
            const f32 v123 = r0[2];
            const i64 v125 = (i64)((u64)v119 * (u64)i64(68));
            const i64 v126 = (i64)((u64)v125 + (u64)v122);
            b4[v126] = v123;
          }
          {
            const i64 v116 = i64(0) + t + 3 * 256;
            const i64 v117 = (i64)t;
            const i64 v118 = (i64)3;
            const i64 v119 = (i64)(v117 & 15);
            const i64 v120 = (i64)((u64)v118 * (u64)i64(16));
            const i64 v121 = (i64)(v117 >> 4);
            const i64 v122 = (i64)((u64)v121 + (u64)v120);
            const f32 v123 = r0[3];
            const i64 v125 = (i64)((u64)v119 * (u64)i64(68));
            const i64 v126 = (i64)((u64)v125 + (u64)v122);
            b4[v126] = v123;
          }
          {
            const i64 v128 = i64(0) + t + 0 * 256;
            const i64 v129 = (i64)t;
            const i64 v130 = (i64)0;
            const i64 v131 = (i64)(v129 & 63);
            const i64 v132 = (i64)((u64)v130 * (u64)i64(4));
            const i64 v133 = (i64)(v129 >> 6);
            const i64 v134 = (i64)((u64)v133 + (u64)v132);
            const f32 v135 = r1[0];
            const i64 v136 = (i64)((u64)v134 * (u64)i64(68));
            const i64 v137 = (i64)((u64)v136 + (u64)v131);
            b5[v137] = v135;
          }
          {
            const i64 v128 = i64(0) + t + 1 * 256;
            const i64 v129 = (i64)t;
            const i64 v130 = (i64)1;
            const i64 v131 = (i64)(v129 & 63);
            const i64 v132 = (i64)((u64)v130 * (u64)i64(4));
            const i64 v133 = (i64)(v129 >> 6);
            const i64 v134 = (i64)((u64)v133 + (u64)v132);
            const f32 v135 = r1[1];
            const i64 v136 = (i64)((u64)v134 * (u64)i64(68));
            const i64 v137 = (i64)((u64)v136 + (u64)v131);
            b5[v137] = v135;
          }
          {
            const i64 v128 = i64(0) + t + 2 * 256;
            const i64 v129 = (i64)t;
            const i64 v130 = (i64)2;
            const i64 v131 = (i64)(v129 & 63);
            const i64 v132 = (i64)((u64)v130 * (u64)i64(4));
            const i64 v133 = (i64)(v129 >> 6);
            const i64 v134 = (i64)((u64)v133 + (u64)v132);
            const f32 v135 = r1[2];
            const i64 v136 = (i64)((u64)v134 * (u64)i64(68));
            const i64 v137 = (i64)((u64)v136 + (u64)v131);
            b5[v137] = v135;
          }
          {
            const i64 v128 = i64(0) + t + 3 * 256;
            const i64 v129 = (i64)t;
            const i64 v130 = (i64)3;
            const i64 v131 = (i64)(v129 & 63);
            const i64 v132 = (i64)((u64)v130 * (u64)i64(4));
            const i64 v133 = (i64)(v129 >> 6);
            const i64 v134 = (i64)((u64)v133 + (u64)v132);
            const f32 v135 = r1[3];
            const i64 v136 = (i64)((u64)v134 * (u64)i64(68));
            const i64 v137 = (i64)((u64)v136 + (u64)v131);
            b5[v137] = v135;
          }
          const i64 v139 = (i64)((u64)v115 + (u64)i64(16));
          {
            const i64 v140 = i64(0) + t + 0 * 256;
            const i64 v141 = (i64)t;
            const i64 v142 = (i64)0;
            const i64 v143 = (i64)(v141 & 15);
            const i64 v144 = (i64)((u64)v142 * (u64)i64(16));
            const i64 v145 = (i64)(v141 >> 4);
            const i64 v146 = (i64)((u64)v145 + (u64)v144);
            const i64 v147 = (i64)((u64)v139 + (u64)v143);
            const i64 v148 = (i64)((u64)v51 + (u64)v146);
            const bool v149 = v148 < n1;
            const bool v150 = v147 < v78;
            const bool v151 = (bool)(v149 & v150);
            const i64 v152 = (i64)((u64)v148 * (u64)n0);
            const i64 v153 = (i64)((u64)v152 + (u64)v147);
            const f32 v154 = v151 ? b0[v153] : f32(0);
            r0[0] = v154;
          }
          {
            const i64 v140 = i64(0) + t + 1 * 256;
            const i64 v141 = (i64)t;
            const i64 v142 = (i64)1;
            const i64 v143 = (i64)(v141 & 15);
            const i64 v144 = (i64)((u64)v142 * (u64)i64(16));
            const i64 v145 = (i64)(v141 >> 4);
            const i64 v146 = (i64)((u64)v145 + (u64)v144);
            const i64 v147 = (i64)((u64)v139 + (u64)v143);
            const i64 v148 = (i64)((u64)v51 + (u64)v146);
            const bool v149 = v148 < n1;
            const bool v150 = v147 < v78;
            const bool v151 = (bool)(v149 & v150);
            const i64 v152 = (i64)((u64)v148 * (u64)n0);
            const i64 v153 = (i64)((u64)v152 + (u64)v147);
            const f32 v154 = v151 ? b0[v153] : f32(0);
            r0[1] = v154;
          }
          {
            const i64 v140 = i64(0) + t + 2 * 256;
            const i64 v141 = (i64)t;
            const i64 v142 = (i64)2;
            const i64 v143 = (i64)(v141 & 15);
            const i64 v144 = (i64)((u64)v142 * (u64)i64(16));
            const i64 v145 = (i64)(v141 >> 4);
            const i64 v146 = (i64)((u64)v145 + (u64)v144);
            const i64 v147 = (i64)((u64)v139 + (u64)v143);
            const i64 v148 = (i64)((u64)v51 + (u64)v146);
            const bool v149 = v148 < n1;
            const bool v150 = v147 < v78;
            const bool v151 = (bool)(v149 & v150);
            const i64 v152 = (i64)((u64)v148 * (u64)n0);
            const i64 v153 = (i64)((u64)v152 + (u64)v147);
            const f32 v154 = v151 ? b0[v153] : f32(0);
            r0[2] = v154;
          }
          {
            const i64 v140 = i64(0) + t + 3 * 256;
            const i64 v141 = (i64)t;
            const i64 v142 = (i64)3;
            const i64 v143 = (i64)(v141 & 15);
            const i64 v144 = (i64)((u64)v142 * (u64)i64(16));
            const i64 v145 = (i64)(v141 >> 4);
            const i64 v146 = (i64)((u64)v145 + (u64)v144);
            const i64 v147 = (i64)((u64)v139 + (u64)v143);
            const i64 v148 = (i64)((u64)v51 + (u64)v146);
            const bool v149 = v148 < n1;
            const bool v150 = v147 < v78;
            const bool v151 = (bool)(v149 & v150);
            const i64 v152 = (i64)((u64)v148 * (u64)n0);
            const i64 v153 = (i64)((u64)v152 + (u64)v147);
            const f32 v154 = v151 ? b0[v153] : f32(0);
            r0[3] = v154;
          }
          {
            const i64 v156 = i64(0) + t + 0 * 256;
            const i64 v157 = (i64)t;
            const i64 v158 = (i64)0;
            const i64 v159 = (i64)(v157 & 63);
            const i64 v160 = (i64)((u64)v158 * (u64)i64(4));
            const i64 v161 = (i64)(v157 >> 6);
            const i64 v162 = (i64)((u64)v161 + (u64)v160);
            const i64 v163 = (i64)((u64)v139 + (u64)v162);
            const i64 v164 = (i64)((u64)v53 + (u64)v159);
            const bool v165 = v164 < n2;
            const bool v166 = v163 < v78;
            const bool v167 = (bool)(v165 & v166);
            const i64 v168 = (i64)((u64)v163 * (u64)n2);
            const i64 v169 = (i64)((u64)v168 + (u64)v164);
            const f32 v170 = v167 ? b1[v169] : f32(0);
            r1[0] = v170;
          }
          {
            const i64 v156 = i64(0) + t + 1 * 256;
            const i64 v157 = (i64)t;
            const i64 v158 = (i64)1;
            const i64 v159 = (i64)(v157 & 63);
            const i64 v160 = (i64)((u64)v158 * (u64)i64(4));
            const i64 v161 = (i64)(v157 >> 6);
            const i64 v162 = (i64)((u64)v161 + (u64)v160);
            const i64 v163 = (i64)((u64)v139 + (u64)v162);
            const i64 v164 = (i64)((u64)v53 + (u64)v159);
            const bool v165 = v164 < n2;
            const bool v166 = v163 < v78;
            const bool v167 = (bool)(v165 & v166);
            const i64 v168 = (i64)((u64)v163 * (u64)n2);
            const i64 v169 = (i64)((u64)v168 + (u64)v164);
            const f32 v170 = v167 ? b1[v169] : f32(0);
            r1[1] = v170;
          }
          {
            const i64 v156 = i64(0) + t + 2 * 256;
            const i64 v157 = (i64)t;
            const i64 v158 = (i64)2;
            const i64 v159 = (i64)(v157 & 63);
            const i64 v160 = (i64)((u64)v158 * (u64)i64(4));
            const i64 v161 = (i64)(v157 >> 6);
            const i64 v162 = (i64)((u64)v161 + (u64)v160);
            const i64 v163 = (i64)((u64)v139 + (u64)v162);
            const i64 v164 = (i64)((u64)v53 + (u64)v159);
            const bool v165 = v164 < n2;
            const bool v166 = v163 < v78;
            const bool v167 = (bool)(v165 & v166);
            const i64 v168 = (i64)((u64)v163 * (u64)n2);
            const i64 v169 = (i64)((u64)v168 + (u64)v164);
            const f32 v170 = v167 ? b1[v169] : f32(0);
            r1[2] = v170;
          }
          {
            const i64 v156 = i64(0) + t + 3 * 256;
            const i64 v157 = (i64)t;
            const i64 v158 = (i64)3;
            const i64 v159 = (i64)(v157 & 63);
            const i64 v160 = (i64)((u64)v158 * (u64)i64(4));
            const i64 v161 = (i64)(v157 >> 6);
            const i64 v162 = (i64)((u64)v161 + (u64)v160);
            const i64 v163 = (i64)((u64)v139 + (u64)v162);
            const i64 v164 = (i64)((u64)v53 + (u64)v159);
            const bool v165 = v164 < n2;
            const bool v166 = v163 < v78;
            const bool v167 = (bool)(v165 & v166);
            const i64 v168 = (i64)((u64)v163 * (u64)n2);
            const i64 v169 = (i64)((u64)v168 + (u64)v164);
            const f32 v170 = v167 ? b1[v169] : f32(0);
            r1[3] = v170;
          }
          const i64 v172 = (i64)((u64)v78 - (u64)v115);
          const i64 v173 = minimum(i64(16), v172);
          const bool v174 = v173 == i64(16);
          if (v174) {
            __syncthreads();
            #pragma unroll
            for (i64 v176 = i64(0); v176 < i64(16); v176 += 1) {
              const i64 v208 = (i64)((u64)v176 * (u64)i64(68));
              #pragma unroll
              for (int slot2 = 0; slot2 < 16; ++slot2) {
                {
                  const i64 v177 = i64(0) + t + slot2 * 256;
                  const i64 v178 = (i64)slot2;
                  const i64 v179 = (i64)t;
                  const i64 v180 = (i64)(v179 >> 0);
                  const i64 v181 = (i64)(v180 & 7);
                  const i64 v184 = (i64)(v179 >> 5);
                  const i64 v185 = (i64)(v184 & 1);
                  const i64 v186 = (i64)((u64)v185 * (u64)i64(8));
                  const i64 v187 = (i64)((u64)v186 + (u64)v181);
                  const i64 v188 = (i64)(v179 >> 3);
                  const i64 v189 = (i64)(v188 & 3);
                  const i64 v190 = (i64)(v179 >> 6);
                  const i64 v191 = (i64)(v190 & 3);
                  const i64 v192 = (i64)((u64)v191 * (u64)i64(4));
                  const i64 v193 = (i64)((u64)v192 + (u64)v189);
                  const i64 v194 = (i64)(v178 >> 2);
                  const i64 v195 = (i64)(v178 & 3);
                  const i64 v196 = (i64)(v195 & 3);
                  const i64 v197 = (i64)((u64)v187 * (u64)i64(4));
                  const i64 v198 = (i64)((u64)v197 + (u64)v196);
                  const i64 v199 = (i64)(v195 >> 2);
                  const i64 v200 = (i64)((u64)v199 * (u64)i64(64));
                  const i64 v201 = (i64)((u64)v200 + (u64)v198);
                  const i64 v202 = (i64)(v194 & 3);
                  const i64 v203 = (i64)((u64)v193 * (u64)i64(4));
                  const i64 v204 = (i64)((u64)v203 + (u64)v202);
                  const i64 v205 = (i64)(v194 >> 2);
                  const i64 v206 = (i64)((u64)v205 * (u64)i64(64));
                  const i64 v207 = (i64)((u64)v206 + (u64)v204);
                  const i64 v209 = (i64)((u64)v208 + (u64)v207);
                  const f32 v210 = b4[v209];
                  const i64 v211 = (i64)((u64)v208 + (u64)v201);
                  const f32 v212 = b5[v211];
                  const f32 v213 = r2[slot2];
                  const f32 v214 = fused(v210, v212, v213);
                  r2[slot2] = v214;
                }
              }
            }
          } else {
            __syncthreads();
            for (i64 v216 = i64(0); v216 < v173; v216 += 1) {
              const i64 v246 = (i64)((u64)v216 * (u64)i64(68));
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v217 = i64(0) + t + slot3 * 256;
                  const i64 v218 = (i64)slot3;
                  const i64 v219 = (i64)t;
                  const i64 v220 = (i64)(v219 >> 0);
                  const i64 v221 = (i64)(v220 & 7);
                  const i64 v222 = (i64)(v219 >> 5);
                  const i64 v223 = (i64)(v222 & 1);
                  const i64 v224 = (i64)((u64)v223 * (u64)i64(8));
                  const i64 v225 = (i64)((u64)v224 + (u64)v221);
                  const i64 v226 = (i64)(v219 >> 3);
                  const i64 v227 = (i64)(v226 & 3);
                  const i64 v228 = (i64)(v219 >> 6);
                  const i64 v229 = (i64)(v228 & 3);
                  const i64 v230 = (i64)((u64)v229 * (u64)i64(4));
                  const i64 v231 = (i64)((u64)v230 + (u64)v227);
                  const i64 v232 = (i64)(v218 >> 2);
                  const i64 v233 = (i64)(v218 & 3);
                  const i64 v234 = (i64)(v233 & 3);
                  const i64 v235 = (i64)((u64)v225 * (u64)i64(4));
                  const i64 v236 = (i64)((u64)v235 + (u64)v234);
                  const i64 v237 = (i64)(v233 >> 2);
                  const i64 v238 = (i64)((u64)v237 * (u64)i64(64));
                  const i64 v239 = (i64)((u64)v238 + (u64)v236);
                  const i64 v240 = (i64)(v232 & 3);
                  const i64 v241 = (i64)((u64)v231 * (u64)i64(4));
                  const i64 v242 = (i64)((u64)v241 + (u64)v240);
                  const i64 v243 = (i64)(v232 >> 2);
                  const i64 v244 = (i64)((u64)v243 * (u64)i64(64));
                  const i64 v245 = (i64)((u64)v244 + (u64)v242);
                  const i64 v247 = (i64)((u64)v246 + (u64)v245);
                  const f32 v248 = b4[v247];
                  const i64 v249 = (i64)((u64)v246 + (u64)v239);
                  const f32 v250 = b5[v249];
                  const f32 v251 = r2[slot3];
                  const f32 v252 = fused(v248, v250, v251);
                  r2[slot3] = v252;
                }
              }
            }
          }
        }
        const bool v255 = v73 == v254;
        const i64 v256 = (i64)((u64)v73 + (u64)i64(1));
        const i64 v257 = (i64)~v256;
        const i64 v258 = (i64)(v73 & v257);
        const i64 v259 = v255 ? v73 : v258;
        r3 = i64(0);
        const bool v261 = v259 != i64(0);
        if (v261) {
          for (i64 v263 = i64(0); v263 < v63; v263 += 1) {
            const i64 v264 = shift_right(v259, v263);
            const i64 v265 = (i64)(v264 & i64(1));
            const bool v266 = v265 != i64(0);
            const i64 v298 = (i64)((u64)v263 * (u64)i64(4096));
            if (v266) {
              #pragma unroll
              for (int slot4 = 0; slot4 < 16; ++slot4) {
                {
                  const i64 v268 = i64(0) + t + slot4 * 256;
                  const i64 v269 = (i64)slot4;
                  const i64 v270 = (i64)t;
                  const i64 v271 = (i64)(v270 >> 0);
                  const i64 v272 = (i64)(v271 & 7);
                  const i64 v273 = (i64)(v270 >> 5);
                  const i64 v274 = (i64)(v273 & 1);
                  const i64 v275 = (i64)((u64)v274 * (u64)i64(8));
                  const i64 v276 = (i64)((u64)v275 + (u64)v272);
                  const i64 v277 = (i64)(v270 >> 3);
                  const i64 v278 = (i64)(v277 & 3);
                  const i64 v279 = (i64)(v270 >> 6);
                  const i64 v280 = (i64)(v279 & 3);
                  const i64 v281 = (i64)((u64)v280 * (u64)i64(4));
                  const i64 v282 = (i64)((u64)v281 + (u64)v278);
                  const i64 v283 = (i64)(v269 >> 2);
                  const i64 v284 = (i64)(v269 & 3);
                  const i64 v285 = (i64)(v284 & 3);
                  const i64 v286 = (i64)((u64)v276 * (u64)i64(4));
                  const i64 v287 = (i64)((u64)v286 + (u64)v285);
                  const i64 v288 = (i64)(v284 >> 2);
                  const i64 v289 = (i64)((u64)v288 * (u64)i64(64));
                  const i64 v290 = (i64)((u64)v289 + (u64)v287);
                  const i64 v291 = (i64)(v283 & 3);
                  const i64 v292 = (i64)((u64)v282 * (u64)i64(4));
                  const i64 v293 = (i64)((u64)v292 + (u64)v291);
                  const i64 v294 = (i64)(v283 >> 2);
                  const i64 v295 = (i64)((u64)v294 * (u64)i64(64));
                  const i64 v296 = (i64)((u64)v295 + (u64)v293);
                  const f32 v297 = r2[slot4];
                  const i64 v299 = (i64)((u64)v298 + (u64)v268);
                  const f32 v300 = b6[v299];
                  const f32 v301 = v300 + v297;
                  r2[slot4] = v301;
                }
              }
              const i64 v303 = r3;
              const i64 v304 = (i64)((u64)v303 + (u64)i64(1));
              r3 = v304;
            }
          }
        }
        const bool v306 = !v255;
        if (v306) {
          const i64 v308 = r3;
          const i64 v339 = (i64)((u64)v308 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot5 = 0; slot5 < 16; ++slot5) {
            {
              const i64 v309 = i64(0) + t + slot5 * 256;
              const i64 v310 = (i64)slot5;
              const i64 v311 = (i64)t;
              const i64 v312 = (i64)(v311 >> 0);
              const i64 v313 = (i64)(v312 & 7);
              const i64 v314 = (i64)(v311 >> 5);
              const i64 v315 = (i64)(v314 & 1);
              const i64 v316 = (i64)((u64)v315 * (u64)i64(8));
              const i64 v317 = (i64)((u64)v316 + (u64)v313);
              const i64 v318 = (i64)(v311 >> 3);
              const i64 v319 = (i64)(v318 & 3);
              const i64 v320 = (i64)(v311 >> 6);
              const i64 v321 = (i64)(v320 & 3);
              const i64 v322 = (i64)((u64)v321 * (u64)i64(4));
              const i64 v323 = (i64)((u64)v322 + (u64)v319);
              const i64 v324 = (i64)(v310 >> 2);
              const i64 v325 = (i64)(v310 & 3);
              const i64 v326 = (i64)(v325 & 3);
              const i64 v327 = (i64)((u64)v317 * (u64)i64(4));
              const i64 v328 = (i64)((u64)v327 + (u64)v326);
              const i64 v329 = (i64)(v325 >> 2);
              const i64 v330 = (i64)((u64)v329 * (u64)i64(64));
              const i64 v331 = (i64)((u64)v330 + (u64)v328);
              const i64 v332 = (i64)(v324 & 3);
              const i64 v333 = (i64)((u64)v323 * (u64)i64(4));
              const i64 v334 = (i64)((u64)v333 + (u64)v332);
              const i64 v335 = (i64)(v324 >> 2);
              const i64 v336 = (i64)((u64)v335 * (u64)i64(64));
              const i64 v337 = (i64)((u64)v336 + (u64)v334);
              const f32 v338 = r2[slot5];
              const i64 v340 = (i64)((u64)v339 + (u64)v309);
              b6[v340] = v338;
            }
          }
        }
      }
      const i64 v375 = (i64)((u64)v44 * (u64)v38);
      #pragma unroll
      for (int slot6 = 0; slot6 < 16; ++slot6) {
        {
          const i64 v342 = i64(0) + t + slot6 * 256;
          const i64 v343 = (i64)slot6;
          const i64 v344 = (i64)t;
          const i64 v345 = (i64)(v344 >> 0);
          const i64 v346 = (i64)(v345 & 7);
          const i64 v347 = (i64)(v344 >> 5);
          const i64 v348 = (i64)(v347 & 1);
          const i64 v349 = (i64)((u64)v348 * (u64)i64(8));
          const i64 v350 = (i64)((u64)v349 + (u64)v346);
          const i64 v351 = (i64)(v344 >> 3);
          const i64 v352 = (i64)(v351 & 3);
          const i64 v353 = (i64)(v344 >> 6);
          const i64 v354 = (i64)(v353 & 3);
          const i64 v355 = (i64)((u64)v354 * (u64)i64(4));
          const i64 v356 = (i64)((u64)v355 + (u64)v352);
          const i64 v357 = (i64)(v343 >> 2);
          const i64 v358 = (i64)(v343 & 3);
          const i64 v359 = (i64)(v358 & 3);
          const i64 v360 = (i64)((u64)v350 * (u64)i64(4));
          const i64 v361 = (i64)((u64)v360 + (u64)v359);
          const i64 v362 = (i64)(v358 >> 2);
          const i64 v363 = (i64)((u64)v362 * (u64)i64(64));
          const i64 v364 = (i64)((u64)v363 + (u64)v361);
          const i64 v365 = (i64)(v357 & 3);
          const i64 v366 = (i64)((u64)v356 * (u64)i64(4));
          const i64 v367 = (i64)((u64)v366 + (u64)v365);
          const i64 v368 = (i64)(v357 >> 2);
          const i64 v369 = (i64)((u64)v368 * (u64)i64(64));
          const i64 v370 = (i64)((u64)v369 + (u64)v367);
          const i64 v371 = (i64)((u64)v51 + (u64)v370);
          const i64 v372 = (i64)((u64)v53 + (u64)v364);
          const i64 v373 = (i64)((u64)v371 * (u64)n2);
          const i64 v374 = (i64)((u64)v373 + (u64)v372);
          const i64 v376 = (i64)((u64)v375 + (u64)v374);
          const bool v377 = v371 < n1;
          const bool v378 = v372 < n2;
          const bool v379 = (bool)(v377 & v378);
          const f32 v380 = r2[slot6];
          if (v379) b3[v376] = v380;
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
  const i64 v384 = (i64)((u64)v38 + (u64)i64(31));
  const i64 v385 = shift_right(v384, i64(5));
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
  const i64 v390 = (i64)((u64)v35 - (u64)i64(1));
  const bool v395 = v390 > i64(0);
  const f64 v391 = (f64)v390;
  const i64 v392 = (i64)bits_of(v391);
  const i64 v393 = shift_right(v392, i64(52));
  const i64 v394 = (i64)((u64)v393 - (u64)i64(1022));
  const i64 v396 = v395 ? v394 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v386 = i64(0) + group; v386 < v385; v386 += (i64)gridDim.x * 1) {
    {
      const i64 v387 = (i64)((u64)v386 * (u64)i64(32));
      const i64 v388 = (i64)((u64)v38 - (u64)v387);
      const i64 v389 = minimum(i64(32), v388);
      __syncthreads();
      for (i64 v397 = i64(0); v397 < v396; v397 += 1) {
        const i64 v398 = shift_left(i64(1), v397);
        const i64 v399 = (i64)((u64)v397 + (u64)i64(1));
        const i64 v400 = shift_left(i64(1), v399);
        const i64 v401 = (i64)((u64)v400 - (u64)i64(1));
        const i64 v402 = (i64)((u64)v35 - (u64)v398);
        const i64 v403 = (i64)((u64)v402 + (u64)v401);
        const i64 v404 = shift_right(v403, v399);
        const i64 v405 = (i64)((u64)v404 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v405; first0 += 256) {
          {
            const i64 v406 = first0 + t + 0 * 256;
            const i64 v407 = (i64)(v406 & 31);
            const i64 v408 = (i64)(v406 >> 5);
            const i64 v409 = shift_left(v408, v399);
            const bool v410 = v407 < v389;
            const i64 v411 = (i64)((u64)v409 + (u64)v398);
            const i64 v412 = (i64)((u64)v387 + (u64)v407);
            const i64 v413 = (i64)((u64)v411 * (u64)v38);
            const i64 v414 = (i64)((u64)v413 + (u64)v412);
            const f32 v415 = v410 ? b3[v414] : f32(0);
            const i64 v416 = (i64)((u64)v409 * (u64)v38);
            const i64 v417 = (i64)((u64)v416 + (u64)v412);
            const f32 v418 = v410 ? b3[v417] : f32(0);
            const f32 v419 = v418 + v415;
            if (v410) b3[v417] = v419;
          }
        }
        if (const i64 v406 = first0 + t + 0 * 256; v406 < v405) {
          const i64 v407 = (i64)(v406 & 31);
          const i64 v408 = (i64)(v406 >> 5);
          const i64 v409 = shift_left(v408, v399);
          const bool v410 = v407 < v389;
          const i64 v411 = (i64)((u64)v409 + (u64)v398);
          const i64 v412 = (i64)((u64)v387 + (u64)v407);
          const i64 v413 = (i64)((u64)v411 * (u64)v38);
          const i64 v414 = (i64)((u64)v413 + (u64)v412);
          const f32 v415 = v410 ? b3[v414] : f32(0);
          const i64 v416 = (i64)((u64)v409 * (u64)v38);
          const i64 v417 = (i64)((u64)v416 + (u64)v412);
          const f32 v418 = v410 ? b3[v417] : f32(0);
          const f32 v419 = v418 + v415;
          if (v410) b3[v417] = v419;
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
  for (i64 v421 = i64(0) + group; v421 < v38; v421 += (i64)gridDim.x * 256) {
    {
      const i64 v422 = modulo(v421, n2);
      const i64 v423 = floor_divide(v421, n2);
      const i64 v424 = (i64)((u64)v423 * (u64)n2);
      const i64 v425 = (i64)((u64)v424 + (u64)v422);
      const f32 v426 = b3[v425];
      b2[v425] = v426;
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
  const i64 v435 = (i64)((u64)v11 - (u64)i64(1));
  const bool v440 = v435 > i64(0);
  const f64 v436 = (f64)v435;
  const i64 v437 = (i64)bits_of(v436);
  const i64 v438 = shift_right(v437, i64(52));
  const i64 v439 = (i64)((u64)v438 - (u64)i64(1022));
  const i64 v441 = v440 ? v439 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  extern __shared__ __align__(16) char shared_memory[];
  char* const scratch = scratch_memory ? scratch_memory + group * scratch_stride : shared_memory + threadIdx.x / 256 * scratch_stride;
  for (i64 v428 = i64(0) + group; v428 < v19; v428 += (i64)gridDim.x * 1) {
    f32 r4[4];
    f32 r5[4];
    f32 r6[16];
    i64 r7;
    {
      const i64 v429 = floor_divide(v428, v46);
      const i64 v430 = modulo(v428, v46);
      const i64 v431 = floor_divide(v430, v16);
      const i64 v432 = (i64)((u64)v431 * (u64)i64(64));
      const i64 v433 = modulo(v430, v16);
      const i64 v434 = (i64)((u64)v433 * (u64)i64(64));
      f32* const b7 = s7[threadIdx.x / 256];
      f32* const b8 = s8[threadIdx.x / 256];
      #pragma unroll
      for (int slot0 = 0; slot0 < 16; ++slot0) {
        r6[slot0] = f32(0x0p+0f);
      }
      f32* const b9 = (f32*)(scratch + scratch_offset0);
      __syncthreads();
      for (i64 v448 = i64(0); v448 < v11; v448 += 1) {
        const i64 v449 = (i64)((u64)v448 * (u64)i64(256));
        const i64 v450 = (i64)((u64)v449 + (u64)i64(256));
        const i64 v451 = minimum(n0, v450);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r6[slot1] = f32(0x0p+0f);
        }
        {
          const i64 v453 = i64(0) + t + 0 * 256;
          const i64 v454 = (i64)t;
          const i64 v455 = (i64)0;
          const i64 v456 = (i64)(v454 & 15);
          const i64 v457 = (i64)((u64)v455 * (u64)i64(16));
          const i64 v458 = (i64)(v454 >> 4);
          const i64 v459 = (i64)((u64)v458 + (u64)v457);
          const i64 v460 = (i64)((u64)v449 + (u64)v456);
          const i64 v461 = (i64)((u64)v432 + (u64)v459);
          const bool v462 = v461 < n1;
          const bool v463 = v460 < v451;
          const bool v464 = (bool)(v462 & v463);
          const i64 v465 = (i64)((u64)v461 * (u64)n0);
          const i64 v466 = (i64)((u64)v465 + (u64)v460);
          const f32 v467 = v464 ? b0[v466] : f32(0);
          r4[0] = v467;
        }
        {
          const i64 v453 = i64(0) + t + 1 * 256;
          const i64 v454 = (i64)t;
          const i64 v455 = (i64)1;
          const i64 v456 = (i64)(v454 & 15);
          const i64 v457 = (i64)((u64)v455 * (u64)i64(16));
          const i64 v458 = (i64)(v454 >> 4);
          const i64 v459 = (i64)((u64)v458 + (u64)v457);
          const i64 v460 = (i64)((u64)v449 + (u64)v456);
          const i64 v461 = (i64)((u64)v432 + (u64)v459);
          const bool v462 = v461 < n1;
          const bool v463 = v460 < v451;
          const bool v464 = (bool)(v462 & v463);
          const i64 v465 = (i64)((u64)v461 * (u64)n0);
          const i64 v466 = (i64)((u64)v465 + (u64)v460);
          const f32 v467 = v464 ? b0[v466] : f32(0);
          r4[1] = v467;
        }
        {
          const i64 v453 = i64(0) + t + 2 * 256;
          const i64 v454 = (i64)t;
          const i64 v455 = (i64)2;
          const i64 v456 = (i64)(v454 & 15);
          const i64 v457 = (i64)((u64)v455 * (u64)i64(16));
          const i64 v458 = (i64)(v454 >> 4);
          const i64 v459 = (i64)((u64)v458 + (u64)v457);
          const i64 v460 = (i64)((u64)v449 + (u64)v456);
          const i64 v461 = (i64)((u64)v432 + (u64)v459);
          const bool v462 = v461 < n1;
          const bool v463 = v460 < v451;
          const bool v464 = (bool)(v462 & v463);
          const i64 v465 = (i64)((u64)v461 * (u64)n0);
          const i64 v466 = (i64)((u64)v465 + (u64)v460);
          const f32 v467 = v464 ? b0[v466] : f32(0);
          r4[2] = v467;
        }
        {
          const i64 v453 = i64(0) + t + 3 * 256;
          const i64 v454 = (i64)t;
          const i64 v455 = (i64)3;
          const i64 v456 = (i64)(v454 & 15);
          const i64 v457 = (i64)((u64)v455 * (u64)i64(16));
          const i64 v458 = (i64)(v454 >> 4);
          const i64 v459 = (i64)((u64)v458 + (u64)v457);
          const i64 v460 = (i64)((u64)v449 + (u64)v456);
          const i64 v461 = (i64)((u64)v432 + (u64)v459);
          const bool v462 = v461 < n1;
          const bool v463 = v460 < v451;
          const bool v464 = (bool)(v462 & v463);
          const i64 v465 = (i64)((u64)v461 * (u64)n0);
          const i64 v466 = (i64)((u64)v465 + (u64)v460);
          const f32 v467 = v464 ? b0[v466] : f32(0);
          r4[3] = v467;
        }
        {
          const i64 v469 = i64(0) + t + 0 * 256;
          const i64 v470 = (i64)t;
          const i64 v471 = (i64)0;
          const i64 v472 = (i64)(v470 & 63);
          const i64 v473 = (i64)((u64)v471 * (u64)i64(4));
          const i64 v474 = (i64)(v470 >> 6);
          const i64 v475 = (i64)((u64)v474 + (u64)v473);
          const i64 v476 = (i64)((u64)v449 + (u64)v475);
          const i64 v477 = (i64)((u64)v434 + (u64)v472);
          const bool v478 = v477 < n2;
          const bool v479 = v476 < v451;
          const bool v480 = (bool)(v478 & v479);
          const i64 v481 = (i64)((u64)v476 * (u64)n2);
          const i64 v482 = (i64)((u64)v481 + (u64)v477);
          const f32 v483 = v480 ? b1[v482] : f32(0);
          r5[0] = v483;
        }
        {
          const i64 v469 = i64(0) + t + 1 * 256;
          const i64 v470 = (i64)t;
          const i64 v471 = (i64)1;
          const i64 v472 = (i64)(v470 & 63);
          const i64 v473 = (i64)((u64)v471 * (u64)i64(4));
          const i64 v474 = (i64)(v470 >> 6);
          const i64 v475 = (i64)((u64)v474 + (u64)v473);
          const i64 v476 = (i64)((u64)v449 + (u64)v475);
          const i64 v477 = (i64)((u64)v434 + (u64)v472);
          const bool v478 = v477 < n2;
          const bool v479 = v476 < v451;
          const bool v480 = (bool)(v478 & v479);
          const i64 v481 = (i64)((u64)v476 * (u64)n2);
          const i64 v482 = (i64)((u64)v481 + (u64)v477);
          const f32 v483 = v480 ? b1[v482] : f32(0);
          r5[1] = v483;
        }
        {
          const i64 v469 = i64(0) + t + 2 * 256;
          const i64 v470 = (i64)t;
          const i64 v471 = (i64)2;
          const i64 v472 = (i64)(v470 & 63);
          const i64 v473 = (i64)((u64)v471 * (u64)i64(4));
          const i64 v474 = (i64)(v470 >> 6);
          const i64 v475 = (i64)((u64)v474 + (u64)v473);
          const i64 v476 = (i64)((u64)v449 + (u64)v475);
          const i64 v477 = (i64)((u64)v434 + (u64)v472);
          const bool v478 = v477 < n2;
          const bool v479 = v476 < v451;
          const bool v480 = (bool)(v478 & v479);
          const i64 v481 = (i64)((u64)v476 * (u64)n2);
          const i64 v482 = (i64)((u64)v481 + (u64)v477);
          const f32 v483 = v480 ? b1[v482] : f32(0);
          r5[2] = v483;
        }
        {
          const i64 v469 = i64(0) + t + 3 * 256;
          const i64 v470 = (i64)t;
          const i64 v471 = (i64)3;
          const i64 v472 = (i64)(v470 & 63);
          const i64 v473 = (i64)((u64)v471 * (u64)i64(4));
          const i64 v474 = (i64)(v470 >> 6);
          const i64 v475 = (i64)((u64)v474 + (u64)v473);
          const i64 v476 = (i64)((u64)v449 + (u64)v475);
          const i64 v477 = (i64)((u64)v434 + (u64)v472);
          const bool v478 = v477 < n2;
          const bool v479 = v476 < v451;
          const bool v480 = (bool)(v478 & v479);
          const i64 v481 = (i64)((u64)v476 * (u64)n2);
          const i64 v482 = (i64)((u64)v481 + (u64)v477);
          const f32 v483 = v480 ? b1[v482] : f32(0);
          r5[3] = v483;
        }
        __syncthreads();
        for (i64 v485 = v449; v485 < v451; v485 += 16) {
          __syncthreads();
          {
            const i64 v486 = i64(0) + t + 0 * 256;
            const i64 v487 = (i64)t;
            const i64 v488 = (i64)0;
            const i64 v489 = (i64)(v487 & 15);
            const i64 v490 = (i64)((u64)v488 * (u64)i64(16));
            const i64 v491 = (i64)(v487 >> 4);
            const i64 v492 = (i64)((u64)v491 + (u64)v490);
            const f32 v493 = r4[0];
            const i64 v494 = (i64)((u64)v489 * (u64)i64(68));
            const i64 v495 = (i64)((u64)v494 + (u64)v492);
            b7[v495] = v493;
          }
          {
            const i64 v486 = i64(0) + t + 1 * 256;
            const i64 v487 = (i64)t;
            const i64 v488 = (i64)1;
            const i64 v489 = (i64)(v487 & 15);
            const i64 v490 = (i64)((u64)v488 * (u64)i64(16));
            const i64 v491 = (i64)(v487 >> 4);
            const i64 v492 = (i64)((u64)v491 + (u64)v490);
            const f32 v493 = r4[1];
            const i64 v494 = (i64)((u64)v489 * (u64)i64(68));
            const i64 v495 = (i64)((u64)v494 + (u64)v492);
            b7[v495] = v493;
          }
          {
            const i64 v486 = i64(0) + t + 2 * 256;
            const i64 v487 = (i64)t;
            const i64 v488 = (i64)2;
            const i64 v489 = (i64)(v487 & 15);
            const i64 v490 = (i64)((u64)v488 * (u64)i64(16));
            const i64 v491 = (i64)(v487 >> 4);
            const i64 v492 = (i64)((u64)v491 + (u64)v490);
            const f32 v493 = r4[2];
            const i64 v494 = (i64)((u64)v489 * (u64)i64(68));
            const i64 v495 = (i64)((u64)v494 + (u64)v492);
            b7[v495] = v493;
          }
          {
            const i64 v486 = i64(0) + t + 3 * 256;
            const i64 v487 = (i64)t;
            const i64 v488 = (i64)3;
            const i64 v489 = (i64)(v487 & 15);
            const i64 v490 = (i64)((u64)v488 * (u64)i64(16));
            const i64 v491 = (i64)(v487 >> 4);
            const i64 v492 = (i64)((u64)v491 + (u64)v490);
            const f32 v493 = r4[3];
            const i64 v494 = (i64)((u64)v489 * (u64)i64(68));
            const i64 v495 = (i64)((u64)v494 + (u64)v492);
            b7[v495] = v493;
          }
          {
            const i64 v497 = i64(0) + t + 0 * 256;
            const i64 v498 = (i64)t;
            const i64 v499 = (i64)0;
            const i64 v500 = (i64)(v498 & 63);
            const i64 v501 = (i64)((u64)v499 * (u64)i64(4));
            const i64 v502 = (i64)(v498 >> 6);
            const i64 v503 = (i64)((u64)v502 + (u64)v501);
            const f32 v504 = r5[0];
            const i64 v505 = (i64)((u64)v503 * (u64)i64(68));
            const i64 v506 = (i64)((u64)v505 + (u64)v500);
            b8[v506] = v504;
          }
          {
            const i64 v497 = i64(0) + t + 1 * 256;
            const i64 v498 = (i64)t;
            const i64 v499 = (i64)1;
            const i64 v500 = (i64)(v498 & 63);
            const i64 v501 = (i64)((u64)v499 * (u64)i64(4));
            const i64 v502 = (i64)(v498 >> 6);
            const i64 v503 = (i64)((u64)v502 + (u64)v501);
            const f32 v504 = r5[1];
            const i64 v505 = (i64)((u64)v503 * (u64)i64(68));
            const i64 v506 = (i64)((u64)v505 + (u64)v500);
            b8[v506] = v504;
          }
          {
            const i64 v497 = i64(0) + t + 2 * 256;
            const i64 v498 = (i64)t;
            const i64 v499 = (i64)2;
            const i64 v500 = (i64)(v498 & 63);
            const i64 v501 = (i64)((u64)v499 * (u64)i64(4));
            const i64 v502 = (i64)(v498 >> 6);
            const i64 v503 = (i64)((u64)v502 + (u64)v501);
            const f32 v504 = r5[2];
            const i64 v505 = (i64)((u64)v503 * (u64)i64(68));
            const i64 v506 = (i64)((u64)v505 + (u64)v500);
            b8[v506] = v504;
          }
          {
            const i64 v497 = i64(0) + t + 3 * 256;
            const i64 v498 = (i64)t;
            const i64 v499 = (i64)3;
            const i64 v500 = (i64)(v498 & 63);
            const i64 v501 = (i64)((u64)v499 * (u64)i64(4));
            const i64 v502 = (i64)(v498 >> 6);
            const i64 v503 = (i64)((u64)v502 + (u64)v501);
            const f32 v504 = r5[3];
            const i64 v505 = (i64)((u64)v503 * (u64)i64(68));
            const i64 v506 = (i64)((u64)v505 + (u64)v500);
            b8[v506] = v504;
          }
          const i64 v508 = (i64)((u64)v485 + (u64)i64(16));
          {
            const i64 v509 = i64(0) + t + 0 * 256;
            const i64 v510 = (i64)t;
            const i64 v511 = (i64)0;
            const i64 v512 = (i64)(v510 & 15);
            const i64 v513 = (i64)((u64)v511 * (u64)i64(16));
            const i64 v514 = (i64)(v510 >> 4);
            const i64 v515 = (i64)((u64)v514 + (u64)v513);
            const i64 v516 = (i64)((u64)v508 + (u64)v512);
            const i64 v517 = (i64)((u64)v432 + (u64)v515);
            const bool v518 = v517 < n1;
            const bool v519 = v516 < v451;
            const bool v520 = (bool)(v518 & v519);
            const i64 v521 = (i64)((u64)v517 * (u64)n0);
            const i64 v522 = (i64)((u64)v521 + (u64)v516);
            const f32 v523 = v520 ? b0[v522] : f32(0);
            r4[0] = v523;
          }
          {
            const i64 v509 = i64(0) + t + 1 * 256;
            const i64 v510 = (i64)t;
            const i64 v511 = (i64)1;
            const i64 v512 = (i64)(v510 & 15);
            const i64 v513 = (i64)((u64)v511 * (u64)i64(16));
            const i64 v514 = (i64)(v510 >> 4);
            const i64 v515 = (i64)((u64)v514 + (u64)v513);
            const i64 v516 = (i64)((u64)v508 + (u64)v512);
            const i64 v517 = (i64)((u64)v432 + (u64)v515);
            const bool v518 = v517 < n1;
            const bool v519 = v516 < v451;
            const bool v520 = (bool)(v518 & v519);
            const i64 v521 = (i64)((u64)v517 * (u64)n0);
            const i64 v522 = (i64)((u64)v521 + (u64)v516);
            const f32 v523 = v520 ? b0[v522] : f32(0);
            r4[1] = v523;
          }
          {
            const i64 v509 = i64(0) + t + 2 * 256;
            const i64 v510 = (i64)t;
            const i64 v511 = (i64)2;
            const i64 v512 = (i64)(v510 & 15);
            const i64 v513 = (i64)((u64)v511 * (u64)i64(16));
            const i64 v514 = (i64)(v510 >> 4);
            const i64 v515 = (i64)((u64)v514 + (u64)v513);
            const i64 v516 = (i64)((u64)v508 + (u64)v512);
            const i64 v517 = (i64)((u64)v432 + (u64)v515);
            const bool v518 = v517 < n1;
            const bool v519 = v516 < v451;
            const bool v520 = (bool)(v518 & v519);
            const i64 v521 = (i64)((u64)v517 * (u64)n0);
            const i64 v522 = (i64)((u64)v521 + (u64)v516);
            const f32 v523 = v520 ? b0[v522] : f32(0);
            r4[2] = v523;
          }
          {
            const i64 v509 = i64(0) + t + 3 * 256;
            const i64 v510 = (i64)t;
            const i64 v511 = (i64)3;
            const i64 v512 = (i64)(v510 & 15);
            const i64 v513 = (i64)((u64)v511 * (u64)i64(16));
            const i64 v514 = (i64)(v510 >> 4);
            const i64 v515 = (i64)((u64)v514 + (u64)v513);
            const i64 v516 = (i64)((u64)v508 + (u64)v512);
            const i64 v517 = (i64)((u64)v432 + (u64)v515);
            const bool v518 = v517 < n1;
            const bool v519 = v516 < v451;
            const bool v520 = (bool)(v518 & v519);
            const i64 v521 = (i64)((u64)v517 * (u64)n0);
            const i64 v522 = (i64)((u64)v521 + (u64)v516);
            const f32 v523 = v520 ? b0[v522] : f32(0);
            r4[3] = v523;
          }
          {
            const i64 v525 = i64(0) + t + 0 * 256;
            const i64 v526 = (i64)t;
            const i64 v527 = (i64)0;
            const i64 v528 = (i64)(v526 & 63);
            const i64 v529 = (i64)((u64)v527 * (u64)i64(4));
            const i64 v530 = (i64)(v526 >> 6);
            const i64 v531 = (i64)((u64)v530 + (u64)v529);
            const i64 v532 = (i64)((u64)v508 + (u64)v531);
            const i64 v533 = (i64)((u64)v434 + (u64)v528);
            const bool v534 = v533 < n2;
            const bool v535 = v532 < v451;
            const bool v536 = (bool)(v534 & v535);
            const i64 v537 = (i64)((u64)v532 * (u64)n2);
            const i64 v538 = (i64)((u64)v537 + (u64)v533);
            const f32 v539 = v536 ? b1[v538] : f32(0);
            r5[0] = v539;
          }
          {
            const i64 v525 = i64(0) + t + 1 * 256;
            const i64 v526 = (i64)t;
            const i64 v527 = (i64)1;
            const i64 v528 = (i64)(v526 & 63);
            const i64 v529 = (i64)((u64)v527 * (u64)i64(4));
            const i64 v530 = (i64)(v526 >> 6);
            const i64 v531 = (i64)((u64)v530 + (u64)v529);
            const i64 v532 = (i64)((u64)v508 + (u64)v531);
            const i64 v533 = (i64)((u64)v434 + (u64)v528);
            const bool v534 = v533 < n2;
            const bool v535 = v532 < v451;
            const bool v536 = (bool)(v534 & v535);
            const i64 v537 = (i64)((u64)v532 * (u64)n2);
            const i64 v538 = (i64)((u64)v537 + (u64)v533);
            const f32 v539 = v536 ? b1[v538] : f32(0);
            r5[1] = v539;
          }
          {
            const i64 v525 = i64(0) + t + 2 * 256;
            const i64 v526 = (i64)t;
            const i64 v527 = (i64)2;
            const i64 v528 = (i64)(v526 & 63);
            const i64 v529 = (i64)((u64)v527 * (u64)i64(4));
            const i64 v530 = (i64)(v526 >> 6);
            const i64 v531 = (i64)((u64)v530 + (u64)v529);
            const i64 v532 = (i64)((u64)v508 + (u64)v531);
            const i64 v533 = (i64)((u64)v434 + (u64)v528);
            const bool v534 = v533 < n2;
            const bool v535 = v532 < v451;
            const bool v536 = (bool)(v534 & v535);
            const i64 v537 = (i64)((u64)v532 * (u64)n2);
            const i64 v538 = (i64)((u64)v537 + (u64)v533);
            const f32 v539 = v536 ? b1[v538] : f32(0);
            r5[2] = v539;
          }
          {
            const i64 v525 = i64(0) + t + 3 * 256;
            const i64 v526 = (i64)t;
            const i64 v527 = (i64)3;
            const i64 v528 = (i64)(v526 & 63);
            const i64 v529 = (i64)((u64)v527 * (u64)i64(4));
            const i64 v530 = (i64)(v526 >> 6);
            const i64 v531 = (i64)((u64)v530 + (u64)v529);
            const i64 v532 = (i64)((u64)v508 + (u64)v531);
            const i64 v533 = (i64)((u64)v434 + (u64)v528);
            const bool v534 = v533 < n2;
            const bool v535 = v532 < v451;
            const bool v536 = (bool)(v534 & v535);
            const i64 v537 = (i64)((u64)v532 * (u64)n2);
            const i64 v538 = (i64)((u64)v537 + (u64)v533);
            const f32 v539 = v536 ? b1[v538] : f32(0);
            r5[3] = v539;
          }
          const i64 v541 = (i64)((u64)v451 - (u64)v485);
          const i64 v542 = minimum(i64(16), v541);
          const bool v543 = v542 == i64(16);
          if (v543) {
            __syncthreads();
            #pragma unroll
            for (i64 v545 = i64(0); v545 < i64(16); v545 += 1) {
              const i64 v575 = (i64)((u64)v545 * (u64)i64(68));
              #pragma unroll
              for (int slot2 = 0; slot2 < 16; ++slot2) {
                {
                  const i64 v546 = i64(0) + t + slot2 * 256;
                  const i64 v547 = (i64)slot2;
                  const i64 v548 = (i64)t;
                  const i64 v549 = (i64)(v548 >> 0);
                  const i64 v550 = (i64)(v549 & 7);
                  const i64 v551 = (i64)(v548 >> 5);
                  const i64 v552 = (i64)(v551 & 1);
                  const i64 v553 = (i64)((u64)v552 * (u64)i64(8));
                  const i64 v554 = (i64)((u64)v553 + (u64)v550);
                  const i64 v555 = (i64)(v548 >> 3);
                  const i64 v556 = (i64)(v555 & 3);
                  const i64 v557 = (i64)(v548 >> 6);
                  const i64 v558 = (i64)(v557 & 3);
                  const i64 v559 = (i64)((u64)v558 * (u64)i64(4));
                  const i64 v560 = (i64)((u64)v559 + (u64)v556);
                  const i64 v561 = (i64)(v547 >> 2);
                  const i64 v562 = (i64)(v547 & 3);
                  const i64 v563 = (i64)(v562 & 3);
                  const i64 v564 = (i64)((u64)v554 * (u64)i64(4));
                  const i64 v565 = (i64)((u64)v564 + (u64)v563);
                  const i64 v566 = (i64)(v562 >> 2);
                  const i64 v567 = (i64)((u64)v566 * (u64)i64(64));
                  const i64 v568 = (i64)((u64)v567 + (u64)v565);
                  const i64 v569 = (i64)(v561 & 3);
                  const i64 v570 = (i64)((u64)v560 * (u64)i64(4));
                  const i64 v571 = (i64)((u64)v570 + (u64)v569);
                  const i64 v572 = (i64)(v561 >> 2);
                  const i64 v573 = (i64)((u64)v572 * (u64)i64(64));
                  const i64 v574 = (i64)((u64)v573 + (u64)v571);
                  const i64 v576 = (i64)((u64)v575 + (u64)v574);
                  const f32 v577 = b7[v576];
                  const i64 v578 = (i64)((u64)v575 + (u64)v568);
                  const f32 v579 = b8[v578];
                  const f32 v580 = r6[slot2];
                  const f32 v581 = fused(v577, v579, v580);
                  r6[slot2] = v581;
                }
              }
            }
          } else {
            __syncthreads();
            for (i64 v583 = i64(0); v583 < v542; v583 += 1) {
              const i64 v613 = (i64)((u64)v583 * (u64)i64(68));
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v584 = i64(0) + t + slot3 * 256;
                  const i64 v585 = (i64)slot3;
                  const i64 v586 = (i64)t;
                  const i64 v587 = (i64)(v586 >> 0);
                  const i64 v588 = (i64)(v587 & 7);
                  const i64 v589 = (i64)(v586 >> 5);
                  const i64 v590 = (i64)(v589 & 1);
                  const i64 v591 = (i64)((u64)v590 * (u64)i64(8));
                  const i64 v592 = (i64)((u64)v591 + (u64)v588);
                  const i64 v593 = (i64)(v586 >> 3);
                  const i64 v594 = (i64)(v593 & 3);
                  const i64 v595 = (i64)(v586 >> 6);
                  const i64 v596 = (i64)(v595 & 3);
                  const i64 v597 = (i64)((u64)v596 * (u64)i64(4));
                  const i64 v598 = (i64)((u64)v597 + (u64)v594);
                  const i64 v599 = (i64)(v585 >> 2);
                  const i64 v600 = (i64)(v585 & 3);
                  const i64 v601 = (i64)(v600 & 3);
                  const i64 v602 = (i64)((u64)v592 * (u64)i64(4));
                  const i64 v603 = (i64)((u64)v602 + (u64)v601);
                  const i64 v604 = (i64)(v600 >> 2);
                  const i64 v605 = (i64)((u64)v604 * (u64)i64(64));
                  const i64 v606 = (i64)((u64)v605 + (u64)v603);
                  const i64 v607 = (i64)(v599 & 3);
                  const i64 v608 = (i64)((u64)v598 * (u64)i64(4));
                  const i64 v609 = (i64)((u64)v608 + (u64)v607);
                  const i64 v610 = (i64)(v599 >> 2);
                  const i64 v611 = (i64)((u64)v610 * (u64)i64(64));
                  const i64 v612 = (i64)((u64)v611 + (u64)v609);
                  const i64 v614 = (i64)((u64)v613 + (u64)v612);
                  const f32 v615 = b7[v614];
                  const i64 v616 = (i64)((u64)v613 + (u64)v606);
                  const f32 v617 = b8[v616];
                  const f32 v618 = r6[slot3];
                  const f32 v619 = fused(v615, v617, v618);
                  r6[slot3] = v619;
                }
              }
            }
          }
        }
        const bool v621 = v448 == v435;
        const i64 v622 = (i64)((u64)v448 + (u64)i64(1));
        const i64 v623 = (i64)~v622;
        const i64 v624 = (i64)(v448 & v623);
        const i64 v625 = v621 ? v448 : v624;
        r7 = i64(0);
        const bool v627 = v625 != i64(0);
        if (v627) {
          for (i64 v629 = i64(0); v629 < v441; v629 += 1) {
            const i64 v630 = shift_right(v625, v629);
            const i64 v631 = (i64)(v630 & i64(1));
            const bool v632 = v631 != i64(0);
            const i64 v664 = (i64)((u64)v629 * (u64)i64(4096));
            if (v632) {
              #pragma unroll
              for (int slot4 = 0; slot4 < 16; ++slot4) {
                {
                  const i64 v634 = i64(0) + t + slot4 * 256;
                  const i64 v635 = (i64)slot4;
                  const i64 v636 = (i64)t;
                  const i64 v637 = (i64)(v636 >> 0);
                  const i64 v638 = (i64)(v637 & 7);
                  const i64 v639 = (i64)(v636 >> 5);
                  const i64 v640 = (i64)(v639 & 1);
                  const i64 v641 = (i64)((u64)v640 * (u64)i64(8));
                  const i64 v642 = (i64)((u64)v641 + (u64)v638);
                  const i64 v643 = (i64)(v636 >> 3);
                  const i64 v644 = (i64)(v643 & 3);
                  const i64 v645 = (i64)(v636 >> 6);
                  const i64 v646 = (i64)(v645 & 3);
                  const i64 v647 = (i64)((u64)v646 * (u64)i64(4));
                  const i64 v648 = (i64)((u64)v647 + (u64)v644);
                  const i64 v649 = (i64)(v635 >> 2);
                  const i64 v650 = (i64)(v635 & 3);
                  const i64 v651 = (i64)(v650 & 3);
                  const i64 v652 = (i64)((u64)v642 * (u64)i64(4));
                  const i64 v653 = (i64)((u64)v652 + (u64)v651);
                  const i64 v654 = (i64)(v650 >> 2);
                  const i64 v655 = (i64)((u64)v654 * (u64)i64(64));
                  const i64 v656 = (i64)((u64)v655 + (u64)v653);
                  const i64 v657 = (i64)(v649 & 3);
                  const i64 v658 = (i64)((u64)v648 * (u64)i64(4));
                  const i64 v659 = (i64)((u64)v658 + (u64)v657);
                  const i64 v660 = (i64)(v649 >> 2);
                  const i64 v661 = (i64)((u64)v660 * (u64)i64(64));
                  const i64 v662 = (i64)((u64)v661 + (u64)v659);
                  const f32 v663 = r6[slot4];
                  const i64 v665 = (i64)((u64)v664 + (u64)v634);
                  const f32 v666 = b9[v665];
                  const f32 v667 = v666 + v663;
                  r6[slot4] = v667;
                }
              }
              const i64 v669 = r7;
              const i64 v670 = (i64)((u64)v669 + (u64)i64(1));
              r7 = v670;
            }
          }
        }
        const bool v672 = !v621;
        if (v672) {
          const i64 v674 = r7;
          const i64 v705 = (i64)((u64)v674 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot5 = 0; slot5 < 16; ++slot5) {
            {
              const i64 v675 = i64(0) + t + slot5 * 256;
              const i64 v676 = (i64)slot5;
              const i64 v677 = (i64)t;
              const i64 v678 = (i64)(v677 >> 0);
              const i64 v679 = (i64)(v678 & 7);
              const i64 v680 = (i64)(v677 >> 5);
              const i64 v681 = (i64)(v680 & 1);
              const i64 v682 = (i64)((u64)v681 * (u64)i64(8));
              const i64 v683 = (i64)((u64)v682 + (u64)v679);
              const i64 v684 = (i64)(v677 >> 3);
              const i64 v685 = (i64)(v684 & 3);
              const i64 v686 = (i64)(v677 >> 6);
              const i64 v687 = (i64)(v686 & 3);
              const i64 v688 = (i64)((u64)v687 * (u64)i64(4));
              const i64 v689 = (i64)((u64)v688 + (u64)v685);
              const i64 v690 = (i64)(v676 >> 2);
              const i64 v691 = (i64)(v676 & 3);
              const i64 v692 = (i64)(v691 & 3);
              const i64 v693 = (i64)((u64)v683 * (u64)i64(4));
              const i64 v694 = (i64)((u64)v693 + (u64)v692);
              const i64 v695 = (i64)(v691 >> 2);
              const i64 v696 = (i64)((u64)v695 * (u64)i64(64));
              const i64 v697 = (i64)((u64)v696 + (u64)v694);
              const i64 v698 = (i64)(v690 & 3);
              const i64 v699 = (i64)((u64)v689 * (u64)i64(4));
              const i64 v700 = (i64)((u64)v699 + (u64)v698);
              const i64 v701 = (i64)(v690 >> 2);
              const i64 v702 = (i64)((u64)v701 * (u64)i64(64));
              const i64 v703 = (i64)((u64)v702 + (u64)v700);
              const f32 v704 = r6[slot5];
              const i64 v706 = (i64)((u64)v705 + (u64)v675);
              b9[v706] = v704;
            }
          }
        }
      }
      #pragma unroll
      for (int slot6 = 0; slot6 < 16; ++slot6) {
        {
          const i64 v708 = i64(0) + t + slot6 * 256;
          const i64 v709 = (i64)slot6;
          const i64 v710 = (i64)t;
          const i64 v711 = (i64)(v710 >> 0);
          const i64 v712 = (i64)(v711 & 7);
          const i64 v713 = (i64)(v710 >> 5);
          const i64 v714 = (i64)(v713 & 1);
          const i64 v715 = (i64)((u64)v714 * (u64)i64(8));
          const i64 v716 = (i64)((u64)v715 + (u64)v712);
          const i64 v717 = (i64)(v710 >> 3);
          const i64 v718 = (i64)(v717 & 3);
          const i64 v719 = (i64)(v710 >> 6);
          const i64 v720 = (i64)(v719 & 3);
          const i64 v721 = (i64)((u64)v720 * (u64)i64(4));
          const i64 v722 = (i64)((u64)v721 + (u64)v718);
          const i64 v723 = (i64)(v709 >> 2);
          const i64 v724 = (i64)(v709 & 3);
          const i64 v725 = (i64)(v724 & 3);
          const i64 v726 = (i64)((u64)v716 * (u64)i64(4));
          const i64 v727 = (i64)((u64)v726 + (u64)v725);
          const i64 v728 = (i64)(v724 >> 2);
          const i64 v729 = (i64)((u64)v728 * (u64)i64(64));
          const i64 v730 = (i64)((u64)v729 + (u64)v727);
          const i64 v731 = (i64)(v723 & 3);
          const i64 v732 = (i64)((u64)v722 * (u64)i64(4));
          const i64 v733 = (i64)((u64)v732 + (u64)v731);
          const i64 v734 = (i64)(v723 >> 2);
          const i64 v735 = (i64)((u64)v734 * (u64)i64(64));
          const i64 v736 = (i64)((u64)v735 + (u64)v733);
          const i64 v737 = (i64)((u64)v432 + (u64)v736);
          const i64 v738 = (i64)((u64)v434 + (u64)v730);
          const bool v739 = v737 < n1;
          const bool v740 = v738 < n2;
          const bool v741 = (bool)(v739 & v740);
          const f32 v742 = r6[slot6];
          const f32 v743 = r6[slot6];
          const i64 v744 = (i64)((u64)v737 * (u64)n2);
          const i64 v745 = (i64)((u64)v744 + (u64)v738);
          if (v741) b2[v745] = v743;
        }
      }
    }
  }
}
