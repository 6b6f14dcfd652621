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
    const f32* __restrict__ b0,
    const f32* __restrict__ b1,
    i64 scratch_offset0,
    f32* __restrict__ b3) {
  __shared__ __align__(16) u16 s4[1][i64(5120)];
  __shared__ __align__(16) u16 s5[1][i64(4608)];
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
    f32 r0[2][4];
    f32 r1[2][4];
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
      u16* const b4 = s4[threadIdx.x / 256];
      u16* const b5 = s5[threadIdx.x / 256];
      #pragma unroll
      for (int slot0 = 0; slot0 < 16; ++slot0) {
        r2[slot0] = f32(0x0p+0f);
      }
      const i64 v71 = (i64)((u64)v54 * (u64)i64(256));
      const i64 v72 = (i64)((u64)v54 + (u64)v57);
      const i64 v73 = (i64)((u64)v72 * (u64)i64(256));
      const i64 v74 = minimum(n0, v73);
      {
        const i64 v76 = i64(0) + t + 0 * 256;
        const i64 v77 = (i64)t;
        const i64 v78 = (i64)0;
        const i64 v80 = (i64)(v77 & 15);
        const i64 v81 = (i64)((u64)v78 * (u64)i64(16));
        const i64 v82 = (i64)(v77 >> 4);
        const i64 v83 = (i64)((u64)v82 + (u64)v81);
        const i64 v85 = (i64)((u64)v80 * (u64)i64(2));
        const i64 v86 = (i64)((u64)v71 + (u64)v85);
        const i64 v87 = (i64)((u64)v51 + (u64)v83);
        const bool v88 = v87 < n1;
        const bool v89 = v86 < v74;
        const bool v90 = (bool)(v88 & v89);
        const i64 v91 = (i64)((u64)v87 * (u64)n0);
        const i64 v92 = (i64)((u64)v91 + (u64)v86);
        const f32 v93 = v90 ? b0[v92] : f32(0);
        const f32 v94 = v89 ? v93 : f32(0x0p+0f);
        r0[i64(0)][0] = v94;
        const i64 v96 = (i64)((u64)v85 + (u64)i64(1));
        const i64 v97 = (i64)((u64)v71 + (u64)v96);
        const bool v98 = v97 < v74;
        const bool v99 = (bool)(v88 & v98);
        const i64 v100 = (i64)((u64)v91 + (u64)v97);
        const f32 v101 = v99 ? b0[v100] : f32(0);
        const f32 v102 = v98 ? v101 : f32(0x0p+0f);
        r0[i64(1)][0] = v102;
      }
      {
        const i64 v76 = i64(0) + t + 1 * 256;
        const i64 v77 = (i64)t;
        const i64 v78 = (i64)1;
        const i64 v80 = (i64)(v77 & 15);
        const i64 v81 = (i64)((u64)v78 * (u64)i64(16));
        const i64 v82 = (i64)(v77 >> 4);
        const i64 v83 = (i64)((u64)v82 + (u64)v81);
        const i64 v85 = (i64)((u64)v80 * (u64)i64(2));
        const i64 v86 = (i64)((u64)v71 + (u64)v85);
        const i64 v87 = (i64)((u64)v51 + (u64)v83);
        const bool v88 = v87 < n1;
        const bool v89 = v86 < v74;
        const bool v90 = (bool)(v88 & v89);
        const i64 v91 = (i64)((u64)v87 * (u64)n0);
        const i64 v92 = (i64)((u64)v91 + (u64)v86);
        const f32 v93 = v90 ? b0[v92] : f32(0);
        const f32 v94 = v89 ? v93 : f32(0x0p+0f);
        r0[i64(0)][1] = v94;
        const i64 v96 = (i64)((u64)v85 + (u64)i64(1));
        const i64 v97 = (i64)((u64)v71 + (u64)v96);
        const bool v98 = v97 < v74;
        const bool v99 = (bool)(v88 & v98);
        const i64 v100 = (i64)((u64)v91 + (u64)v97);
        const f32 v101 = v99 ? b0[v100] : f32(0);
        const f32 v102 = v98 ? v101 : f32(0x0p+0f);
        r0[i64(1)][1] = v102;
      }
      {
        const i64 v76 = i64(0) + t + 2 * 256;
        const i64 v77 = (i64)t;
        const i64 v78 = (i64)2;
        const i64 v80 = (i64)(v77 & 15);
        const i64 v81 = (i64)((u64)v78 * (u64)i64(16));
        const i64 v82 = (i64)(v77 >> 4);
        const i64 v83 = (i64)((u64)v82 + (u64)v81);
        const i64 v85 = (i64)((u64)v80 * (u64)i64(2));
        const i64 v86 = (i64)((u64)v71 + (u64)v85);
        const i64 v87 = (i64)((u64)v51 + (u64)v83);
        const bool v88 = v87 < n1;
        const bool v89 = v86 < v74;
        const bool v90 = (bool)(v88 & v89);
        const i64 v91 = (i64)((u64)v87 * (u64)n0);
        const i64 v92 = (i64)((u64)v91 + (u64)v86);
        const f32 v93 = v90 ? b0[v92] : f32(0);
        const f32 v94 = v89 ? v93 : f32(0x0p+0f);
        r0[i64(0)][2] = v94;
        const i64 v96 = (i64)((u64)v85 + (u64)i64(1));
        const i64 v97 = (i64)((u64)v71 + (u64)v96);
        const bool v98 = v97 < v74;
        const bool v99 = (bool)(v88 & v98);
        const i64 v100 = (i64)((u64)v91 + (u64)v97);
        const f32 v101 = v99 ? b0[v100] : f32(0);
        const f32 v102 = v98 ? v101 : f32(0x0p+0f);
        r0[i64(1)][2] = v102;
      }
      {
        const i64 v76 = i64(0) + t + 3 * 256;
        const i64 v77 = (i64)t;
        const i64 v78 = (i64)3;
        const i64 v80 = (i64)(v77 & 15);
        const i64 v81 = (i64)((u64)v78 * (u64)i64(16));
        const i64 v82 = (i64)(v77 >> 4);
        const i64 v83 = (i64)((u64)v82 + (u64)v81);
        const i64 v85 = (i64)((u64)v80 * (u64)i64(2));
        const i64 v86 = (i64)((u64)v71 + (u64)v85);
        const i64 v87 = (i64)((u64)v51 + (u64)v83);
        const bool v88 = v87 < n1;
        const bool v89 = v86 < v74;
        const bool v90 = (bool)(v88 & v89);
        const i64 v91 = (i64)((u64)v87 * (u64)n0);
        const i64 v92 = (i64)((u64)v91 + (u64)v86);
        const f32 v93 = v90 ? b0[v92] : f32(0);
        const f32 v94 = v89 ? v93 : f32(0x0p+0f);
        r0[i64(0)][3] = v94;
        const i64 v96 = (i64)((u64)v85 + (u64)i64(1));
        const i64 v97 = (i64)((u64)v71 + (u64)v96);
        const bool v98 = v97 < v74;
        const bool v99 = (bool)(v88 & v98);
        const i64 v100 = (i64)((u64)v91 + (u64)v97);
        const f32 v101 = v99 ? b0[v100] : f32(0);
        const f32 v102 = v98 ? v101 : f32(0x0p+0f);
        r0[i64(1)][3] = v102;
      }
      {
        const i64 v104 = i64(0) + t + 0 * 256;
        const i64 v105 = (i64)t;
        const i64 v106 = (i64)0;
        const i64 v107 = (i64)(v105 & 63);
        const i64 v109 = (i64)((u64)v106 * (u64)i64(4));
        const i64 v110 = (i64)(v105 >> 6);
        const i64 v111 = (i64)((u64)v110 + (u64)v109);
        const i64 v112 = (i64)((u64)v111 * (u64)i64(2));
        const i64 v113 = (i64)((u64)v71 + (u64)v112);
        const i64 v114 = (i64)((u64)v53 + (u64)v107);
        const bool v115 = v114 < n2;
        const bool v116 = v113 < v74;
        const bool v117 = (bool)(v115 & v116);
        const i64 v118 = (i64)((u64)v113 * (u64)n2);
        const i64 v119 = (i64)((u64)v118 + (u64)v114);
        const f32 v120 = v117 ? b1[v119] : f32(0);
        const f32 v122 = v116 ? v120 : f32(-0x0p+0f);
        r1[i64(0)][0] = v122;
        const i64 v124 = (i64)((u64)v112 + (u64)i64(1));
        const i64 v125 = (i64)((u64)v71 + (u64)v124);
        const bool v126 = v125 < v74;
        const bool v127 = (bool)(v115 & v126);
        const i64 v128 = (i64)((u64)v125 * (u64)n2);
        const i64 v129 = (i64)((u64)v128 + (u64)v114);
        const f32 v130 = v127 ? b1[v129] : f32(0);
        const f32 v131 = v126 ? v130 : f32(-0x0p+0f);
        r1[i64(1)][0] = v131;
      }
      {
        const i64 v104 = i64(0) + t + 1 * 256;
        const i64 v105 = (i64)t;
        const i64 v106 = (i64)1;
        const i64 v107 = (i64)(v105 & 63);
        const i64 v109 = (i64)((u64)v106 * (u64)i64(4));
        const i64 v110 = (i64)(v105 >> 6);
        const i64 v111 = (i64)((u64)v110 + (u64)v109);
        const i64 v112 = (i64)((u64)v111 * (u64)i64(2));
        const i64 v113 = (i64)((u64)v71 + (u64)v112);
        const i64 v114 = (i64)((u64)v53 + (u64)v107);
        const bool v115 = v114 < n2;
        const bool v116 = v113 < v74;
        const bool v117 = (bool)(v115 & v116);
        const i64 v118 = (i64)((u64)v113 * (u64)n2);
        const i64 v119 = (i64)((u64)v118 + (u64)v114);
        const f32 v120 = v117 ? b1[v119] : f32(0);
        const f32 v122 = v116 ? v120 : f32(-0x0p+0f);
        r1[i64(0)][1] = v122;
        const i64 v124 = (i64)((u64)v112 + (u64)i64(1));
        const i64 v125 = (i64)((u64)v71 + (u64)v124);
        const bool v126 = v125 < v74;
        const bool v127 = (bool)(v115 & v126);
        const i64 v128 = (i64)((u64)v125 * (u64)n2);
        const i64 v129 = (i64)((u64)v128 + (u64)v114);
        const f32 v130 = v127 ? b1[v129] : f32(0);
        const f32 v131 = v126 ? v130 : f32(-0x0p+0f);
        r1[i64(1)][1] = v131;
      }
      {
        const i64 v104 = i64(0) + t + 2 * 256;
        const i64 v105 = (i64)t;
        const i64 v106 = (i64)2;
        const i64 v107 = (i64)(v105 & 63);
        const i64 v109 = (i64)((u64)v106 * (u64)i64(4));
        const i64 v110 = (i64)(v105 >> 6);
        const i64 v111 = (i64)((u64)v110 + (u64)v109);
        const i64 v112 = (i64)((u64)v111 * (u64)i64(2));
        const i64 v113 = (i64)((u64)v71 + (u64)v112);
        const i64 v114 = (i64)((u64)v53 + (u64)v107);
        const bool v115 = v114 < n2;
        const bool v116 = v113 < v74;
        const bool v117 = (bool)(v115 & v116);
        const i64 v118 = (i64)((u64)v113 * (u64)n2);
        const i64 v119 = (i64)((u64)v118 + (u64)v114);
        const f32 v120 = v117 ? b1[v119] : f32(0);
        const f32 v122 = v116 ? v120 : f32(-0x0p+0f);
        r1[i64(0)][2] = v122;
        const i64 v124 = (i64)((u64)v112 + (u64)i64(1));
        const i64 v125 = (i64)((u64)v71 + (u64)v124);
        const bool v126 = v125 < v74;
        const bool v127 = (bool)(v115 & v126);
        const i64 v128 = (i64)((u64)v125 * (u64)n2);
        const i64 v129 = (i64)((u64)v128 + (u64)v114);
        const f32 v130 = v127 ? b1[v129] : f32(0);
        const f32 v131 = v126 ? v130 : f32(-0x0p+0f);
        r1[i64(1)][2] = v131;
      }
      {
        const i64 v104 = i64(0) + t + 3 * 256;
        const i64 v105 = (i64)t;
        const i64 v106 = (i64)3;
        const i64 v107 = (i64)(v105 & 63);
        const i64 v109 = (i64)((u64)v106 * (u64)i64(4));
        const i64 v110 = (i64)(v105 >> 6);
        const i64 v111 = (i64)((u64)v110 + (u64)v109);
        const i64 v112 = (i64)((u64)v111 * (u64)i64(2));
        const i64 v113 = (i64)((u64)v71 + (u64)v112);
        const i64 v114 = (i64)((u64)v53 + (u64)v107);
        const bool v115 = v114 < n2;
        const bool v116 = v113 < v74;
        const bool v117 = (bool)(v115 & v116);
        const i64 v118 = (i64)((u64)v113 * (u64)n2);
        const i64 v119 = (i64)((u64)v118 + (u64)v114);
        const f32 v120 = v117 ? b1[v119] : f32(0);
        const f32 v122 = v116 ? v120 : f32(-0x0p+0f);
        r1[i64(0)][3] = v122;
        const i64 v124 = (i64)((u64)v112 + (u64)i64(1));
        const i64 v125 = (i64)((u64)v71 + (u64)v124);
        const bool v126 = v125 < v74;
        const bool v127 = (bool)(v115 & v126);
        const i64 v128 = (i64)((u64)v125 * (u64)n2);
        const i64 v129 = (i64)((u64)v128 + (u64)v114);
        const f32 v130 = v127 ? b1[v129] : f32(0);
        const f32 v131 = v126 ? v130 : f32(-0x0p+0f);
        r1[i64(1)][3] = v131;
      }
      const i64 v134 = (i64)(v71 >> 5);
      const i64 v135 = (i64)(v134 & 1);
      const i64 v137 = (i64)((u64)v135 * (u64)i64(2560));
      __syncthreads();
      {
        const i64 v138 = i64(0) + t + 0 * 256;
        const i64 v139 = (i64)t;
        const i64 v140 = (i64)0;
        const i64 v141 = (i64)(v139 & 15);
        const i64 v142 = (i64)((u64)v140 * (u64)i64(16));
        const i64 v143 = (i64)(v139 >> 4);
        const i64 v144 = (i64)((u64)v143 + (u64)v142);
        const i64 v145 = (i64)((u64)v141 * (u64)i64(2));
        const f32 v146 = r0[i64(0)][0];
        const f32 v147 = r0[i64(1)][0];
        const i64 v148 = (i64)(v145 >> 1);
        const i64 v150 = (i64)((u64)v144 * (u64)i64(20));
        const i64 v151 = (i64)((u64)v150 + (u64)v148);
        const i64 v152 = (i64)(v145 & 1);
        const i64 v153 = (i64)((u64)v151 * (u64)i64(2));
        const i64 v154 = (i64)((u64)v153 + (u64)v152);
        const i64 v155 = (i64)((u64)v137 + (u64)v154);
        const i64 v156 = (i64)((u64)v155 + (u64)i64(1));
        b4[v155] = to_f16(v146);
        b4[v156] = to_f16(v147);
      }
      {
        const i64 v138 = i64(0) + t + 1 * 256;
        const i64 v139 = (i64)t;
        const i64 v140 = (i64)1;
        const i64 v141 = (i64)(v139 & 15);
        const i64 v142 = (i64)((u64)v140 * (u64)i64(16));
        const i64 v143 = (i64)(v139 >> 4);
        const i64 v144 = (i64)((u64)v143 + (u64)v142);
        const i64 v145 = (i64)((u64)v141 * (u64)i64(2));
        const f32 v146 = r0[i64(0)][1];
        const f32 v147 = r0[i64(1)][1];
        const i64 v148 = (i64)(v145 >> 1);
        const i64 v150 = (i64)((u64)v144 * (u64)i64(20));
        const i64 v151 = (i64)((u64)v150 + (u64)v148);
        const i64 v152 = (i64)(v145 & 1);
        const i64 v153 = (i64)((u64)v151 * (u64)i64(2));
        const i64 v154 = (i64)((u64)v153 + (u64)v152);
        const i64 v155 = (i64)((u64)v137 + (u64)v154);
        const i64 v156 = (i64)((u64)v155 + (u64)i64(1));
        b4[v155] = to_f16(v146);
        b4[v156] = to_f16(v147);
      }
      {
        const i64 v138 = i64(0) + t + 2 * 256;
        const i64 v139 = (i64)t;
        const i64 v140 = (i64)2;
        const i64 v141 = (i64)(v139 & 15);
        const i64 v142 = (i64)((u64)v140 * (u64)i64(16));
        const i64 v143 = (i64)(v139 >> 4);
        const i64 v144 = (i64)((u64)v143 + (u64)v142);
        const i64 v145 = (i64)((u64)v141 * (u64)i64(2));
        const f32 v146 = r0[i64(0)][2];
        const f32 v147 = r0[i64(1)][2];
        const i64 v148 = (i64)(v145 >> 1);
        const i64 v150 = (i64)((u64)v144 * (u64)i64(20));
        const i64 v151 = (i64)((u64)v150 + (u64)v148);
        const i64 v152 = (i64)(v145 & 1);
        const i64 v153 = (i64)((u64)v151 * (u64)i64(2));
        const i64 v154 = (i64)((u64)v153 + (u64)v152);
        const i64 v155 = (i64)((u64)v137 + (u64)v154);
        const i64 v156 = (i64)((u64)v155 + (u64)i64(1));
        b4[v155] = to_f16(v146);
        b4[v156] = to_f16(v147);
      }
      {
        const i64 v138 = i64(0) + t + 3 * 256;
        const i64 v139 = (i64)t;
        const i64 v140 = (i64)3;
        const i64 v141 = (i64)(v139 & 15);
        const i64 v142 = (i64)((u64)v140 * (u64)i64(16));
        const i64 v143 = (i64)(v139 >> 4);
        const i64 v144 = (i64)((u64)v143 + (u64)v142);
        const i64 v145 = (i64)((u64)v141 * (u64)i64(2));
        const f32 v146 = r0[i64(0)][3];
        const f32 v147 = r0[i64(1)][3];
        const i64 v148 = (i64)(v145 >> 1);
        const i64 v150 = (i64)((u64)v144 * (u64)i64(20));
        const i64 v151 = (i64)((u64)v150 + (u64)v148);
        const i64 v152 = (i64)(v145 & 1);
        const i64 v153 = (i64)((u64)v151 * (u64)i64(2));
        const i64 v154 = (i64)((u64)v153 + (u64)v152);
        const i64 v155 = (i64)((u64)v137 + (u64)v154);
        const i64 v156 = (i64)((u64)v155 + (u64)i64(1));
        b4[v155] = to_f16(v146);
        b4[v156] = to_f16(v147);
      }
      const i64 v160 = (i64)((u64)v135 * (u64)i64(2304));
      {
        const i64 v161 = i64(0) + t + 0 * 256;
        const i64 v162 = (i64)t;
        const i64 v163 = (i64)0;
        const i64 v164 = (i64)(v162 & 63);
        const i64 v165 = (i64)((u64)v163 * (u64)i64(4));
        const i64 v166 = (i64)(v162 >> 6);
        const i64 v167 = (i64)((u64)v166 + (u64)v165);
        const i64 v168 = (i64)((u64)v167 * (u64)i64(2));
        const f32 v169 = r1[i64(0)][0];
        const f32 v170 = r1[i64(1)][0];
        const i64 v171 = (i64)(v168 >> 1);
        const i64 v173 = (i64)((u64)v171 * (u64)i64(72));
        const i64 v174 = (i64)((u64)v173 + (u64)v164);
        const i64 v175 = (i64)(v168 & 1);
        const i64 v176 = (i64)((u64)v174 * (u64)i64(2));
        const i64 v177 = (i64)((u64)v176 + (u64)v175);
        const i64 v178 = (i64)((u64)v160 + (u64)v177);
        const i64 v179 = (i64)((u64)v178 + (u64)i64(1));
        b5[v178] = to_f16(v169);
        b5[v179] = to_f16(v170);
      }
      {
        const i64 v161 = i64(0) + t + 1 * 256;
        const i64 v162 = (i64)t;
        const i64 v163 = (i64)1;
        const i64 v164 = (i64)(v162 & 63);
        const i64 v165 = (i64)((u64)v163 * (u64)i64(4));
        const i64 v166 = (i64)(v162 >> 6);
        const i64 v167 = (i64)((u64)v166 + (u64)v165);
        const i64 v168 = (i64)((u64)v167 * (u64)i64(2));
        const f32 v169 = r1[i64(0)][1];
        const f32 v170 = r1[i64(1)][1];
        const i64 v171 = (i64)(v168 >> 1);
        const i64 v173 = (i64)((u64)v171 * (u64)i64(72));
        const i64 v174 = (i64)((u64)v173 + (u64)v164);
        const i64 v175 = (i64)(v168 & 1);
        const i64 v176 = (i64)((u64)v174 * (u64)i64(2));
        const i64 v177 = (i64)((u64)v176 + (u64)v175);
        const i64 v178 = (i64)((u64)v160 + (u64)v177);
        const i64 v179 = (i64)((u64)v178 + (u64)i64(1));
        b5[v178] = to_f16(v169);
        b5[v179] = to_f16(v170);
      }
      {
        const i64 v161 = i64(0) + t + 2 * 256;
        const i64 v162 = (i64)t;
        const i64 v163 = (i64)2;
        const i64 v164 = (i64)(v162 & 63);
        const i64 v165 = (i64)((u64)v163 * (u64)i64(4));
        const i64 v166 = (i64)(v162 >> 6);
        const i64 v167 = (i64)((u64)v166 + (u64)v165);
        const i64 v168 = (i64)((u64)v167 * (u64)i64(2));
        const f32 v169 = r1[i64(0)][2];
        const f32 v170 = r1[i64(1)][2];
        const i64 v171 = (i64)(v168 >> 1);
        const i64 v173 = (i64)((u64)v171 * (u64)i64(72));
        const i64 v174 = (i64)((u64)v173 + (u64)v164);
        const i64 v175 = (i64)(v168 & 1);
        const i64 v176 = (i64)((u64)v174 * (u64)i64(2));
        const i64 v177 = (i64)((u64)v176 + (u64)v175);
        const i64 v178 = (i64)((u64)v160 + (u64)v177);
        const i64 v179 = (i64)((u64)v178 + (u64)i64(1));
        b5[v178] = to_f16(v169);
        b5[v179] = to_f16(v170);
      }
      {
        const i64 v161 = i64(0) + t + 3 * 256;
        const i64 v162 = (i64)t;
        const i64 v163 = (i64)3;
        const i64 v164 = (i64)(v162 & 63);
        const i64 v165 = (i64)((u64)v163 * (u64)i64(4));
        const i64 v166 = (i64)(v162 >> 6);
        const i64 v167 = (i64)((u64)v166 + (u64)v165);
        const i64 v168 = (i64)((u64)v167 * (u64)i64(2));
        const f32 v169 = r1[i64(0)][3];
        const f32 v170 = r1[i64(1)][3];
        const i64 v171 = (i64)(v168 >> 1);
        const i64 v173 = (i64)((u64)v171 * (u64)i64(72));
        const i64 v174 = (i64)((u64)v173 + (u64)v164);
        const i64 v175 = (i64)(v168 & 1);
        const i64 v176 = (i64)((u64)v174 * (u64)i64(2));
        const i64 v177 = (i64)((u64)v176 + (u64)v175);
        const i64 v178 = (i64)((u64)v160 + (u64)v177);
        const i64 v179 = (i64)((u64)v178 + (u64)i64(1));
        b5[v178] = to_f16(v169);
        b5[v179] = to_f16(v170);
      }
      f32* const b6 = (f32*)(scratch + scratch_offset0);
      const i64 v341 = (i64)((u64)v57 - (u64)i64(1));
      for (i64 v186 = i64(0); v186 < v57; v186 += 1) {
        const i64 v187 = (i64)((u64)v54 + (u64)v186);
        const i64 v188 = (i64)((u64)v187 * (u64)i64(256));
        const i64 v189 = (i64)((u64)v188 + (u64)i64(256));
        const i64 v190 = minimum(n0, v189);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r2[slot1] = f32(0x0p+0f);
        }
        __syncthreads();
        for (i64 v192 = v188; v192 < v190; v192 += 32) {
          const i64 v194 = (i64)((u64)v192 + (u64)i64(32));
          {
            const i64 v195 = i64(0) + t + 0 * 256;
            const i64 v196 = (i64)t;
            const i64 v197 = (i64)0;
            const i64 v198 = (i64)(v196 & 15);
            const i64 v199 = (i64)((u64)v197 * (u64)i64(16));
            const i64 v200 = (i64)(v196 >> 4);
            const i64 v201 = (i64)((u64)v200 + (u64)v199);
            const i64 v202 = (i64)((u64)v198 * (u64)i64(2));
            const i64 v203 = (i64)((u64)v194 + (u64)v202);
            const i64 v204 = (i64)((u64)v51 + (u64)v201);
            const bool v205 = v204 < n1;
            const bool v206 = v203 < v74;
            const bool v207 = (bool)(v205 & v206);
            const i64 v208 = (i64)((u64)v204 * (u64)n0);
            const i64 v209 = (i64)((u64)v208 + (u64)v203);
            const f32 v210 = v207 ? b0[v209] : f32(0);
            const f32 v211 = v206 ? v210 : f32(0x0p+0f);
            r0[i64(0)][0] = v211;
            const i64 v213 = (i64)((u64)v202 + (u64)i64(1));
            const i64 v214 = (i64)((u64)v194 + (u64)v213);
            const bool v215 = v214 < v74;
            const bool v216 = (bool)(v205 & v215);
            const i64 v217 = (i64)((u64)v208 + (u64)v214);
            const f32 v218 = v216 ? b0[v217] : f32(0);
            const f32 v219 = v215 ? v218 : f32(0x0p+0f);
            r0[i64(1)][0] = v219;
          }
          {
            const i64 v195 = i64(0) + t + 1 * 256;
            const i64 v196 = (i64)t;
            const i64 v197 = (i64)1;
            const i64 v198 = (i64)(v196 & 15);
            const i64 v199 = (i64)((u64)v197 * (u64)i64(16));
            const i64 v200 = (i64)(v196 >> 4);
            const i64 v201 = (i64)((u64)v200 + (u64)v199);
            const i64 v202 = (i64)((u64)v198 * (u64)i64(2));
            const i64 v203 = (i64)((u64)v194 + (u64)v202);
            const i64 v204 = (i64)((u64)v51 + (u64)v201);
            const bool v205 = v204 < n1;
            const bool v206 = v203 < v74;
            const bool v207 = (bool)(v205 & v206);
            const i64 v208 = (i64)((u64)v204 * (u64)n0);
            const i64 v209 = (i64)((u64)v208 + (u64)v203);
            const f32 v210 = v207 ? b0[v209] : f32(0);
            const f32 v211 = v206 ? v210 : f32(0x0p+0f);
            r0[i64(0)][1] = v211;
            const i64 v213 = (i64)((u64)v202 + (u64)i64(1));
            const i64 v214 = (i64)((u64)v194 + (u64)v213);
            const bool v215 = v214 < v74;
            const bool v216 = (bool)(v205 & v215);
            const i64 v217 = (i64)((u64)v208 + (u64)v214);
            const f32 v218 = v216 ? b0[v217] : f32(0);
            const f32 v219 = v215 ? v218 : f32(0x0p+0f);
            r0[i64(1)][1] = v219;
          }
          {
            const i64 v195 = i64(0) + t + 2 * 256;
            const i64 v196 = (i64)t;
            const i64 v197 = (i64)2;
            const i64 v198 = (i64)(v196 & 15);
            const i64 v199 = (i64)((u64)v197 * (u64)i64(16));
            const i64 v200 = (i64)(v196 >> 4);
            const i64 v201 = (i64)((u64)v200 + (u64)v199);
            const i64 v202 = (i64)((u64)v198 * (u64)i64(2));
            const i64 v203 = (i64)((u64)v194 + (u64)v202);
            const i64 v204 = (i64)((u64)v51 + (u64)v201);
            const bool v205 = v204 < n1;
            const bool v206 = v203 < v74;
            const bool v207 = (bool)(v205 & v206);
            const i64 v208 = (i64)((u64)v204 * (u64)n0);
            const i64 v209 = (i64)((u64)v208 + (u64)v203);
            const f32 v210 = v207 ? b0[v209] : f32(0);
            const f32 v211 = v206 ? v210 : f32(0x0p+0f);
            r0[i64(0)][2] = v211;
            const i64 v213 = (i64)((u64)v202 + (u64)i64(1));
            const i64 v214 = (i64)((u64)v194 + (u64)v213);
            const bool v215 = v214 < v74;
            const bool v216 = (bool)(v205 & v215);
            const i64 v217 = (i64)((u64)v208 + (u64)v214);
            const f32 v218 = v216 ? b0[v217] : f32(0);
            const f32 v219 = v215 ? v218 : f32(0x0p+0f);
            r0[i64(1)][2] = v219;
          }
          {
            const i64 v195 = i64(0) + t + 3 * 256;
            const i64 v196 = (i64)t;
            const i64 v197 = (i64)3;
            const i64 v198 = (i64)(v196 & 15);
            const i64 v199 = (i64)((u64)v197 * (u64)i64(16));
            const i64 v200 = (i64)(v196 >> 4);
            const i64 v201 = (i64)((u64)v200 + (u64)v199);
            const i64 v202 = (i64)((u64)v198 * (u64)i64(2));
            const i64 v203 = (i64)((u64)v194 + (u64)v202);
            const i64 v204 = (i64)((u64)v51 + (u64)v201);
            const bool v205 = v204 < n1;
            const bool v206 = v203 < v74;
            const bool v207 = (bool)(v205 & v206);
            const i64 v208 = (i64)((u64)v204 * (u64)n0);
            const i64 v209 = (i64)((u64)v208 + (u64)v203);
            const f32 v210 = v207 ? b0[v209] : f32(0);
            const f32 v211 = v206 ? v210 : f32(0x0p+0f);
            r0[i64(0)][3] = v211;
            const i64 v213 = (i64)((u64)v202 + (u64)i64(1));
            const i64 v214 = (i64)((u64)v194 + (u64)v213);
            const bool v215 = v214 < v74;
            const bool v216 = (bool)(v205 & v215);
            const i64 v217 = (i64)((u64)v208 + (u64)v214);
            const f32 v218 = v216 ? b0[v217] : f32(0);
            const f32 v219 = v215 ? v218 : f32(0x0p+0f);
            r0[i64(1)][3] = v219;
          }
          {
            const i64 v221 = i64(0) + t + 0 * 256;
            const i64 v222 = (i64)t;
            const i64 v223 = (i64)0;
            const i64 v224 = (i64)(v222 & 63);
            const i64 v225 = (i64)((u64)v223 * (u64)i64(4));
            const i64 v226 = (i64)(v222 >> 6);
            const i64 v227 = (i64)((u64)v226 + (u64)v225);
            const i64 v228 = (i64)((u64)v227 * (u64)i64(2));
            const i64 v229 = (i64)((u64)v194 + (u64)v228);
            const i64 v230 = (i64)((u64)v53 + (u64)v224);
            const bool v231 = v230 < n2;
            const bool v232 = v229 < v74;
            const bool v233 = (bool)(v231 & v232);
            const i64 v234 = (i64)((u64)v229 * (u64)n2);
            const i64 v235 = (i64)((u64)v234 + (u64)v230);
            const f32 v236 = v233 ? b1[v235] : f32(0);
            const f32 v237 = v232 ? v236 : f32(-0x0p+0f);
            r1[i64(0)][0] = v237;
            const i64 v239 = (i64)((u64)v228 + (u64)i64(1));
            const i64 v240 = (i64)((u64)v194 + (u64)v239);
            const bool v241 = v240 < v74;
            const bool v242 = (bool)(v231 & v241);
            const i64 v243 = (i64)((u64)v240 * (u64)n2);
            const i64 v244 = (i64)((u64)v243 + (u64)v230);
            const f32 v245 = v242 ? b1[v244] : f32(0);
            const f32 v246 = v241 ? v245 : f32(-0x0p+0f);
            r1[i64(1)][0] = v246;
          }
          {
            const i64 v221 = i64(0) + t + 1 * 256;
            const i64 v222 = (i64)t;
            const i64 v223 = (i64)1;
            const i64 v224 = (i64)(v222 & 63);
            const i64 v225 = (i64)((u64)v223 * (u64)i64(4));
            const i64 v226 = (i64)(v222 >> 6);
            const i64 v227 = (i64)((u64)v226 + (u64)v225);
            const i64 v228 = (i64)((u64)v227 * (u64)i64(2));
            const i64 v229 = (i64)((u64)v194 + (u64)v228);
            const i64 v230 = (i64)((u64)v53 + (u64)v224);
            const bool v231 = v230 < n2;
            const bool v232 = v229 < v74;
            const bool v233 = (bool)(v231 & v232);
            const i64 v234 = (i64)((u64)v229 * (u64)n2);
            const i64 v235 = (i64)((u64)v234 + (u64)v230);
            const f32 v236 = v233 ? b1[v235] : f32(0);
            const f32 v237 = v232 ? v236 : f32(-0x0p+0f);
            r1[i64(0)][1] = v237;
            const i64 v239 = (i64)((u64)v228 + (u64)i64(1));
            const i64 v240 = (i64)((u64)v194 + (u64)v239);
            const bool v241 = v240 < v74;
            const bool v242 = (bool)(v231 & v241);
            const i64 v243 = (i64)((u64)v240 * (u64)n2);
            const i64 v244 = (i64)((u64)v243 + (u64)v230);
            const f32 v245 = v242 ? b1[v244] : f32(0);
            const f32 v246 = v241 ? v245 : f32(-0x0p+0f);
            r1[i64(1)][1] = v246;
          }
          {
            const i64 v221 = i64(0) + t + 2 * 256;
            const i64 v222 = (i64)t;
            const i64 v223 = (i64)2;
            const i64 v224 = (i64)(v222 & 63);
            const i64 v225 = (i64)((u64)v223 * (u64)i64(4));
            const i64 v226 = (i64)(v222 >> 6);
            const i64 v227 = (i64)((u64)v226 + (u64)v225);
            const i64 v228 = (i64)((u64)v227 * (u64)i64(2));
            const i64 v229 = (i64)((u64)v194 + (u64)v228);
            const i64 v230 = (i64)((u64)v53 + (u64)v224);
            const bool v231 = v230 < n2;
            const bool v232 = v229 < v74;
            const bool v233 = (bool)(v231 & v232);
            const i64 v234 = (i64)((u64)v229 * (u64)n2);
            const i64 v235 = (i64)((u64)v234 + (u64)v230);
            const f32 v236 = v233 ? b1[v235] : f32(0);
            const f32 v237 = v232 ? v236 : f32(-0x0p+0f);
            r1[i64(0)][2] = v237;
            const i64 v239 = (i64)((u64)v228 + (u64)i64(1));
            const i64 v240 = (i64)((u64)v194 + (u64)v239);
            const bool v241 = v240 < v74;
            const bool v242 = (bool)(v231 & v241);
            const i64 v243 = (i64)((u64)v240 * (u64)n2);
            const i64 v244 = (i64)((u64)v243 + (u64)v230);
            const f32 v245 = v242 ? b1[v244] : f32(0);
            const f32 v246 = v241 ? v245 : f32(-0x0p+0f);
            r1[i64(1)][2] = v246;
          }
          {
            const i64 v221 = i64(0) + t + 3 * 256;
            const i64 v222 = (i64)t;
            const i64 v223 = (i64)3;
            const i64 v224 = (i64)(v222 & 63);
            const i64 v225 = (i64)((u64)v223 * (u64)i64(4));
            const i64 v226 = (i64)(v222 >> 6);
            const i64 v227 = (i64)((u64)v226 + (u64)v225);
            const i64 v228 = (i64)((u64)v227 * (u64)i64(2));
            const i64 v229 = (i64)((u64)v194 + (u64)v228);
            const i64 v230 = (i64)((u64)v53 + (u64)v224);
            const bool v231 = v230 < n2;
            const bool v232 = v229 < v74;
            const bool v233 = (bool)(v231 & v232);
            const i64 v234 = (i64)((u64)v229 * (u64)n2);
            const i64 v235 = (i64)((u64)v234 + (u64)v230);
            const f32 v236 = v233 ? b1[v235] : f32(0);
            const f32 v237 = v232 ? v236 : f32(-0x0p+0f);
            r1[i64(0)][3] = v237;
            const i64 v239 = (i64)((u64)v228 + (u64)i64(1));
            const i64 v240 = (i64)((u64)v194 + (u64)v239);
            const bool v241 = v240 < v74;
            const bool v242 = (bool)(v231 & v241);
            const i64 v243 = (i64)((u64)v240 * (u64)n2);
            const i64 v244 = (i64)((u64)v243 + (u64)v230);
            const f32 v245 = v242 ? b1[v244] : f32(0);
            const f32 v246 = v241 ? v245 : f32(-0x0p+0f);
            r1[i64(1)][3] = v246;
          }
          const i64 v248 = (i64)(v192 >> 5);
          const i64 v249 = (i64)(v248 & 1);
          const i64 v250 = (i64)((u64)v249 * (u64)i64(2560));
          const i64 v251 = (i64)((u64)v249 * (u64)i64(2304));
          __syncthreads();
          #if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 750
           {
            const u32* const x = (const u32*)(b4 + v250) + (t / 32 / 4 * 32 + t % 32 / 4) * 20 + t % 4 * 1;
            const u32* const y = (const u32*)(b5 + v251) + (t / 32 % 4 * 16 + t % 32 / 4) * 1 + t % 4 * 72;
            #pragma unroll
            for (int k = 0; k < 16; k += 8) {
              u32 a[2][4], b[2][2];
              #pragma unroll
              for (int m = 0; m < 2; ++m) a[m][0] = x[(k + 0) * 1 + (m * 16 + 0) * 20];
              #pragma unroll
              for (int m = 0; m < 2; ++m) a[m][1] = x[(k + 0) * 1 + (m * 16 + 8) * 20];
              #pragma unroll
              for (int n = 0; n < 2; ++n) b[n][0] = y[(k + 0) * 72 + n * 8];
              #pragma unroll
              for (int m = 0; m < 2; ++m) a[m][2] = x[(k + 4) * 1 + (m * 16 + 0) * 20];
              #pragma unroll
              for (int m = 0; m < 2; ++m) a[m][3] = x[(k + 4) * 1 + (m * 16 + 8) * 20];
              #pragma unroll
              for (int n = 0; n < 2; ++n) b[n][1] = y[(k + 4) * 72 + n * 8];
              #pragma unroll
              for (int m = 0; m < 2; ++m) {
                #pragma unroll
                for (int n = 0; n < 2; ++n) multiply_pairs_of_f16(r2 + (m * 2 + n) * 4, a[m], b[n]);
              }
            }
          }
          #else
          #pragma unroll
          for (i64 v252 = i64(0); v252 < i64(32); v252 += 1) {
            const i64 v280 = (i64)(v252 >> 1);
            const i64 v283 = (i64)(v252 & 1);
            const i64 v288 = (i64)((u64)v280 * (u64)i64(72));
            #pragma unroll
            for (int slot2 = 0; slot2 < 16; ++slot2) {
              {
                const i64 v253 = i64(0) + t + slot2 * 256;
                const i64 v254 = (i64)slot2;
                const i64 v255 = (i64)t;
                const i64 v256 = (i64)(v255 >> 5);
                const i64 v257 = (i64)(v255 & 31);
                const i64 v258 = (i64)(v254 >> 2);
                const i64 v259 = (i64)(v254 & 3);
                const i64 v260 = (i64)(v259 >> 1);
                const i64 v261 = (i64)((u64)v260 * (u64)i64(8));
                const i64 v262 = (i64)(v257 >> 2);
                const i64 v263 = (i64)((u64)v262 + (u64)v261);
                const i64 v264 = (i64)(v259 & 1);
                const i64 v265 = (i64)(v257 & 3);
                const i64 v266 = (i64)((u64)v265 * (u64)i64(2));
                const i64 v267 = (i64)((u64)v266 + (u64)v264);
                const i64 v268 = (i64)(v258 & 1);
                const i64 v269 = (i64)(v256 & 3);
                const i64 v270 = (i64)((u64)v268 * (u64)i64(8));
                const i64 v271 = (i64)((u64)v269 * (u64)i64(16));
                const i64 v272 = (i64)((u64)v271 + (u64)v270);
                const i64 v273 = (i64)((u64)v272 + (u64)v267);
                const i64 v274 = (i64)(v258 >> 1);
                const i64 v275 = (i64)(v256 >> 2);
                const i64 v276 = (i64)((u64)v274 * (u64)i64(16));
                const i64 v277 = (i64)((u64)v275 * (u64)i64(32));
                const i64 v278 = (i64)((u64)v277 + (u64)v276);
                const i64 v279 = (i64)((u64)v278 + (u64)v263);
                const i64 v281 = (i64)((u64)v279 * (u64)i64(20));
                const i64 v282 = (i64)((u64)v281 + (u64)v280);
                const i64 v284 = (i64)((u64)v282 * (u64)i64(2));
                const i64 v285 = (i64)((u64)v284 + (u64)v283);
                const i64 v286 = (i64)((u64)v250 + (u64)v285);
                const f32 v287 = from_f16(b4[v286]);
                const i64 v289 = (i64)((u64)v288 + (u64)v273);
                const i64 v290 = (i64)((u64)v289 * (u64)i64(2));
                const i64 v291 = (i64)((u64)v290 + (u64)v283);
                const i64 v292 = (i64)((u64)v251 + (u64)v291);
                const f32 v293 = from_f16(b5[v292]);
                const f32 v294 = r2[slot2];
                const f32 v295 = fused(v287, v293, v294);
                r2[slot2] = v295;
              }
            }
          }
          #endif
          const i64 v297 = (i64)(v194 >> 5);
          const i64 v298 = (i64)(v297 & 1);
          const i64 v299 = (i64)((u64)v298 * (u64)i64(2560));
          {
            const i64 v300 = i64(0) + t + 0 * 256;
            const i64 v301 = (i64)t;
            const i64 v302 = (i64)0;
            const i64 v303 = (i64)(v301 & 15);
            const i64 v304 = (i64)((u64)v302 * (u64)i64(16));
            const i64 v305 = (i64)(v301 >> 4);
            const i64 v306 = (i64)((u64)v305 + (u64)v304);
            const i64 v307 = (i64)((u64)v303 * (u64)i64(2));
            const f32 v308 = r0[i64(0)][0];
            const f32 v309 = r0[i64(1)][0];
            const i64 v310 = (i64)(v307 >> 1);
            const i64 v311 = (i64)((u64)v306 * (u64)i64(20));
            const i64 v312 = (i64)((u64)v311 + (u64)v310);
            const i64 v313 = (i64)(v307 & 1);
            const i64 v314 = (i64)((u64)v312 * (u64)i64(2));
            const i64 v315 = (i64)((u64)v314 + (u64)v313);
            const i64 v316 = (i64)((u64)v299 + (u64)v315);
            const i64 v317 = (i64)((u64)v316 + (u64)i64(1));
            b4[v316] = to_f16(v308);
            b4[v317] = to_f16(v309);
          }
          {
            const i64 v300 = i64(0) + t + 1 * 256;
            const i64 v301 = (i64)t;
            const i64 v302 = (i64)1;
            const i64 v303 = (i64)(v301 & 15);
            const i64 v304 = (i64)((u64)v302 * (u64)i64(16));
            const i64 v305 = (i64)(v301 >> 4);
            const i64 v306 = (i64)((u64)v305 + (u64)v304);
            const i64 v307 = (i64)((u64)v303 * (u64)i64(2));
            const f32 v308 = r0[i64(0)][1];
            const f32 v309 = r0[i64(1)][1];
            const i64 v310 = (i64)(v307 >> 1);
            const i64 v311 = (i64)((u64)v306 * (u64)i64(20));
            const i64 v312 = (i64)((u64)v311 + (u64)v310);
            const i64 v313 = (i64)(v307 & 1);
            const i64 v314 = (i64)((u64)v312 * (u64)i64(2));
            const i64 v315 = (i64)((u64)v314 + (u64)v313);
            const i64 v316 = (i64)((u64)v299 + (u64)v315);
            const i64 v317 = (i64)((u64)v316 + (u64)i64(1));
            b4[v316] = to_f16(v308);
            b4[v317] = to_f16(v309);
          }
          {
            const i64 v300 = i64(0) + t + 2 * 256;
            const i64 v301 = (i64)t;
            const i64 v302 = (i64)2;
            const i64 v303 = (i64)(v301 & 15);
            const i64 v304 = (i64)((u64)v302 * (u64)i64(16));
            const i64 v305 = (i64)(v301 >> 4);
            const i64 v306 = (i64)((u64)v305 + (u64)v304);
            const i64 v307 = (i64)((u64)v303 * (u64)i64(2));
            const f32 v308 = r0[i64(0)][2];
            const f32 v309 = r0[i64(1)][2];
            const i64 v310 = (i64)(v307 >> 1);
            const i64 v311 = (i64)((u64)v306 * (u64)i64(20));
            const i64 v312 = (i64)((u64)v311 + (u64)v310);
            const i64 v313 = (i64)(v307 & 1);
            const i64 v314 = (i64)((u64)v312 * (u64)i64(2));
            const i64 v315 = (i64)((u64)v314 + (u64)v313);
            const i64 v316 = (i64)((u64)v299 + (u64)v315);
            const i64 v317 = (i64)((u64)v316 + (u64)i64(1));
            b4[v316] = to_f16(v308);
            b4[v317] = to_f16(v309);
          }
          {
            const i64 v300 = i64(0) + t + 3 * 256;
            const i64 v301 = (i64)t;
            const i64 v302 = (i64)3;
            const i64 v303 = (i64)(v301 & 15);
            const i64 v304 = (i64)((u64)v302 * (u64)i64(16));
            const i64 v305 = (i64)(v301 >> 4);
            const i64 v306 = (i64)((u64)v305 + (u64)v304);
            const i64 v307 = (i64)((u64)v303 * (u64)i64(2));
            const f32 v308 = r0[i64(0)][3];
            const f32 v309 = r0[i64(1)][3];
            const i64 v310 = (i64)(v307 >> 1);
            const i64 v311 = (i64)((u64)v306 * (u64)i64(20));
            const i64 v312 = (i64)((u64)v311 + (u64)v310);
            const i64 v313 = (i64)(v307 & 1);
            const i64 v314 = (i64)((u64)v312 * (u64)i64(2));
            const i64 v315 = (i64)((u64)v314 + (u64)v313);
            const i64 v316 = (i64)((u64)v299 + (u64)v315);
            const i64 v317 = (i64)((u64)v316 + (u64)i64(1));
            b4[v316] = to_f16(v308);
            b4[v317] = to_f16(v309);
          }
          const i64 v320 = (i64)((u64)v298 * (u64)i64(2304));
          {
            const i64 v321 = i64(0) + t + 0 * 256;
            const i64 v322 = (i64)t;
            const i64 v323 = (i64)0;
            const i64 v324 = (i64)(v322 & 63);
            const i64 v325 = (i64)((u64)v323 * (u64)i64(4));
            const i64 v326 = (i64)(v322 >> 6);
            const i64 v327 = (i64)((u64)v326 + (u64)v325);
            const i64 v328 = (i64)((u64)v327 * (u64)i64(2));
            const f32 v329 = r1[i64(0)][0];
            const f32 v330 = r1[i64(1)][0];
            const i64 v331 = (i64)(v328 >> 1);
            const i64 v332 = (i64)((u64)v331 * (u64)i64(72));
            const i64 v333 = (i64)((u64)v332 + (u64)v324);
            const i64 v334 = (i64)(v328 & 1);
            const i64 v335 = (i64)((u64)v333 * (u64)i64(2));
            const i64 v336 = (i64)((u64)v335 + (u64)v334);
            const i64 v337 = (i64)((u64)v320 + (u64)v336);
            const i64 v338 = (i64)((u64)v337 + (u64)i64(1));
            b5[v337] = to_f16(v329);
            b5[v338] = to_f16(v330);
          }
          {
            const i64 v321 = i64(0) + t + 1 * 256;
            const i64 v322 = (i64)t;
            const i64 v323 = (i64)1;
            const i64 v324 = (i64)(v322 & 63);
            const i64 v325 = (i64)((u64)v323 * (u64)i64(4));
            const i64 v326 = (i64)(v322 >> 6);
            const i64 v327 = (i64)((u64)v326 + (u64)v325);
            const i64 v328 = (i64)((u64)v327 * (u64)i64(2));
            const f32 v329 = r1[i64(0)][1];
            const f32 v330 = r1[i64(1)][1];
            const i64 v331 = (i64)(v328 >> 1);
            const i64 v332 = (i64)((u64)v331 * (u64)i64(72));
            const i64 v333 = (i64)((u64)v332 + (u64)v324);
            const i64 v334 = (i64)(v328 & 1);
            const i64 v335 = (i64)((u64)v333 * (u64)i64(2));
            const i64 v336 = (i64)((u64)v335 + (u64)v334);
            const i64 v337 = (i64)((u64)v320 + (u64)v336);
            const i64 v338 = (i64)((u64)v337 + (u64)i64(1));
            b5[v337] = to_f16(v329);
            b5[v338] = to_f16(v330);
          }
          {
            const i64 v321 = i64(0) + t + 2 * 256;
            const i64 v322 = (i64)t;
            const i64 v323 = (i64)2;
            const i64 v324 = (i64)(v322 & 63);
            const i64 v325 = (i64)((u64)v323 * (u64)i64(4));
            const i64 v326 = (i64)(v322 >> 6);
            const i64 v327 = (i64)((u64)v326 + (u64)v325);
            const i64 v328 = (i64)((u64)v327 * (u64)i64(2));
            const f32 v329 = r1[i64(0)][2];
            const f32 v330 = r1[i64(1)][2];
            const i64 v331 = (i64)(v328 >> 1);
            const i64 v332 = (i64)((u64)v331 * (u64)i64(72));
            const i64 v333 = (i64)((u64)v332 + (u64)v324);
            const i64 v334 = (i64)(v328 & 1);
            const i64 v335 = (i64)((u64)v333 * (u64)i64(2));
            const i64 v336 = (i64)((u64)v335 + (u64)v334);
            const i64 v337 = (i64)((u64)v320 + (u64)v336);
            const i64 v338 = (i64)((u64)v337 + (u64)i64(1));
            b5[v337] = to_f16(v329);
            b5[v338] = to_f16(v330);
          }
          {
            const i64 v321 = i64(0) + t + 3 * 256;
            const i64 v322 = (i64)t;
            const i64 v323 = (i64)3;
            const i64 v324 = (i64)(v322 & 63);
            const i64 v325 = (i64)((u64)v323 * (u64)i64(4));
            const i64 v326 = (i64)(v322 >> 6);
            const i64 v327 = (i64)((u64)v326 + (u64)v325);
            const i64 v328 = (i64)((u64)v327 * (u64)i64(2));
            const f32 v329 = r1[i64(0)][3];
            const f32 v330 = r1[i64(1)][3];
            const i64 v331 = (i64)(v328 >> 1);
            const i64 v332 = (i64)((u64)v331 * (u64)i64(72));
            const i64 v333 = (i64)((u64)v332 + (u64)v324);
            const i64 v334 = (i64)(v328 & 1);
            const i64 v335 = (i64)((u64)v333 * (u64)i64(2));
            const i64 v336 = (i64)((u64)v335 + (u64)v334);
            const i64 v337 = (i64)((u64)v320 + (u64)v336);
            const i64 v338 = (i64)((u64)v337 + (u64)i64(1));
            b5[v337] = to_f16(v329);
            b5[v338] = to_f16(v330);
          }
        }
        const bool v342 = v186 == v341;
        const i64 v343 = (i64)((u64)v186 + (u64)i64(1));
        const i64 v344 = (i64)~v343;
        const i64 v345 = (i64)(v186 & v344);
        const i64 v346 = v342 ? v186 : v345;
        r3 = i64(0);
        const bool v348 = v346 != i64(0);
        if (v348) {
          for (i64 v350 = i64(0); v350 < v63; v350 += 1) {
            const i64 v351 = shift_right(v346, v350);
            const i64 v352 = (i64)(v351 & i64(1));
            const bool v353 = v352 != i64(0);
            const i64 v383 = (i64)((u64)v350 * (u64)i64(4096));
            if (v353) {
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v355 = i64(0) + t + slot3 * 256;
                  const i64 v356 = (i64)slot3;
                  const i64 v357 = (i64)t;
                  const i64 v358 = (i64)(v357 >> 5);
                  const i64 v359 = (i64)(v357 & 31);
                  const i64 v360 = (i64)(v356 >> 2);
                  const i64 v361 = (i64)(v356 & 3);
                  const i64 v362 = (i64)(v361 >> 1);
                  const i64 v363 = (i64)((u64)v362 * (u64)i64(8));
                  const i64 v364 = (i64)(v359 >> 2);
                  const i64 v365 = (i64)((u64)v364 + (u64)v363);
                  const i64 v366 = (i64)(v361 & 1);
                  const i64 v367 = (i64)(v359 & 3);
                  const i64 v368 = (i64)((u64)v367 * (u64)i64(2));
                  const i64 v369 = (i64)((u64)v368 + (u64)v366);
                  const i64 v370 = (i64)(v360 & 1);
                  const i64 v371 = (i64)(v358 & 3);
                  const i64 v372 = (i64)((u64)v370 * (u64)i64(8));
                  const i64 v373 = (i64)((u64)v371 * (u64)i64(16));
                  const i64 v374 = (i64)((u64)v373 + (u64)v372);
                  const i64 v375 = (i64)((u64)v374 + (u64)v369);
                  const i64 v376 = (i64)(v360 >> 1);
                  const i64 v377 = (i64)(v358 >> 2);
                  const i64 v378 = (i64)((u64)v376 * (u64)i64(16));
                  const i64 v379 = (i64)((u64)v377 * (u64)i64(32));
                  const i64 v380 = (i64)((u64)v379 + (u64)v378);
                  const i64 v381 = (i64)((u64)v380 + (u64)v365);
                  const f32 v382 = r2[slot3];
                  const i64 v384 = (i64)((u64)v383 + (u64)v355);
                  const f32 v385 = b6[v384];
                  const f32 v386 = v385 + v382;
                  r2[slot3] = v386;
                }
              }
              const i64 v388 = r3;
              const i64 v389 = (i64)((u64)v388 + (u64)i64(1));
              r3 = v389;
            }
          }
        }
        const bool v391 = !v342;
        if (v391) {
          const i64 v393 = r3;
          const i64 v422 = (i64)((u64)v393 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot4 = 0; slot4 < 16; ++slot4) {
            {
              const i64 v394 = i64(0) + t + slot4 * 256;
              const i64 v395 = (i64)slot4;
              const i64 v396 = (i64)t;
              const i64 v397 = (i64)(v396 >> 5);
              const i64 v398 = (i64)(v396 & 31);
              const i64 v399 = (i64)(v395 >> 2);
              const i64 v400 = (i64)(v395 & 3);
              const i64 v401 = (i64)(v400 >> 1);
              const i64 v402 = (i64)((u64)v401 * (u64)i64(8));
              const i64 v403 = (i64)(v398 >> 2);
              const i64 v404 = (i64)((u64)v403 + (u64)v402);
              const i64 v405 = (i64)(v400 & 1);
              const i64 v406 = (i64)(v398 & 3);
              const i64 v407 = (i64)((u64)v406 * (u64)i64(2));
              const i64 v408 = (i64)((u64)v407 + (u64)v405);
              const i64 v409 = (i64)(v399 & 1);
              const i64 v410 = (i64)(v397 & 3);
              const i64 v411 = (i64)((u64)v409 * (u64)i64(8));
              const i64 v412 = (i64)((u64)v410 * (u64)i64(16));
              const i64 v413 = (i64)((u64)v412 + (u64)v411);
              const i64 v414 = (i64)((u64)v413 + (u64)v408);
              const i64 v415 = (i64)(v399 >> 1);
              const i64 v416 = (i64)(v397 >> 2);
              const i64 v417 = (i64)((u64)v415 * (u64)i64(16));
              const i64 v418 = (i64)((u64)v416 * (u64)i64(32));
              const i64 v419 = (i64)((u64)v418 + (u64)v417);
              const i64 v420 = (i64)((u64)v419 + (u64)v404);
              const f32 v421 = r2[slot4];
              const i64 v423 = (i64)((u64)v422 + (u64)v394);
              b6[v423] = v421;
            }
          }
        }
      }
      const i64 v456 = (i64)((u64)v44 * (u64)v38);
      #pragma unroll
      for (int slot5 = 0; slot5 < 16; ++slot5) {
        {
          const i64 v425 = i64(0) + t + slot5 * 256;
          const i64 v426 = (i64)slot5;
          const i64 v427 = (i64)t;
          const i64 v428 = (i64)(v427 >> 5);
          const i64 v429 = (i64)(v427 & 31);
          const i64 v430 = (i64)(v426 >> 2);
          const i64 v431 = (i64)(v426 & 3);
          const i64 v432 = (i64)(v431 >> 1);
          const i64 v433 = (i64)((u64)v432 * (u64)i64(8));
          const i64 v434 = (i64)(v429 >> 2);
          const i64 v435 = (i64)((u64)v434 + (u64)v433);
          const i64 v436 = (i64)(v431 & 1);
          const i64 v437 = (i64)(v429 & 3);
          const i64 v438 = (i64)((u64)v437 * (u64)i64(2));
          const i64 v439 = (i64)((u64)v438 + (u64)v436);
          const i64 v440 = (i64)(v430 & 1);
          const i64 v441 = (i64)(v428 & 3);
          const i64 v442 = (i64)((u64)v440 * (u64)i64(8));
          const i64 v443 = (i64)((u64)v441 * (u64)i64(16));
          const i64 v444 = (i64)((u64)v443 + (u64)v442);
          const i64 v445 = (i64)((u64)v444 + (u64)v439);
          const i64 v446 = (i64)(v430 >> 1);
          const i64 v447 = (i64)(v428 >> 2);
          const i64 v448 = (i64)((u64)v446 * (u64)i64(16));
          const i64 v449 = (i64)((u64)v447 * (u64)i64(32));
          const i64 v450 = (i64)((u64)v449 + (u64)v448);
          const i64 v451 = (i64)((u64)v450 + (u64)v435);
          const i64 v452 = (i64)((u64)v51 + (u64)v451);
          const i64 v453 = (i64)((u64)v53 + (u64)v445);
          const i64 v454 = (i64)((u64)v452 * (u64)n2);
          const i64 v455 = (i64)((u64)v454 + (u64)v453);
          const i64 v457 = (i64)((u64)v456 + (u64)v455);
          const bool v458 = v452 < n1;
          const bool v459 = v453 < n2;
          const bool v460 = (bool)(v458 & v459);
          const f32 v461 = r2[slot5];
          if (v460) b3[v457] = v461;
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
  const i64 v465 = (i64)((u64)v38 + (u64)i64(31));
  const i64 v466 = shift_right(v465, i64(5));
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
  const i64 v471 = (i64)((u64)v35 - (u64)i64(1));
  const bool v476 = v471 > i64(0);
  const f64 v472 = (f64)v471;
  const i64 v473 = (i64)bits_of(v472);
  const i64 v474 = shift_right(v473, i64(52));
  const i64 v475 = (i64)((u64)v474 - (u64)i64(1022));
  const i64 v477 = v476 ? v475 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v467 = i64(0) + group; v467 < v466; v467 += (i64)gridDim.x * 1) {
    {
      const i64 v468 = (i64)((u64)v467 * (u64)i64(32));
      const i64 v469 = (i64)((u64)v38 - (u64)v468);
      const i64 v470 = minimum(i64(32), v469);
      __syncthreads();
      for (i64 v478 = i64(0); v478 < v477; v478 += 1) {
        const i64 v479 = shift_left(i64(1), v478);
        const i64 v480 = (i64)((u64)v478 + (u64)i64(1));
        const i64 v481 = shift_left(i64(1), v480);
        const i64 v482 = (i64)((u64)v481 - (u64)i64(1));
        const i64 v483 = (i64)((u64)v35 - (u64)v479);
        const i64 v484 = (i64)((u64)v483 + (u64)v482);
        const i64 v485 = shift_right(v484, v480);
        const i64 v486 = (i64)((u64)v485 * (u64)i64(32));
        __syncthreads();
        i64 first0 = i64(0);
        #pragma unroll 16
        for (; first0 + 256 <= v486; first0 += 256) {
          {
            const i64 v487 = first0 + t + 0 * 256;
            const i64 v488 = (i64)(v487 & 31);
            const i64 v489 = (i64)(v487 >> 5);
            const i64 v490 = shift_left(v489, v480);
            const bool v491 = v488 < v470;
            const i64 v492 = (i64)((u64)v490 + (u64)v479);
            const i64 v493 = (i64)((u64)v468 + (u64)v488);
            const i64 v494 = (i64)((u64)v492 * (u64)v38);
            const i64 v495 = (i64)((u64)v494 + (u64)v493);
            const f32 v496 = v491 ? b3[v495] : f32(0);
            const i64 v497 = (i64)((u64)v490 * (u64)v38);
            const i64 v498 = (i64)((u64)v497 + (u64)v493);
            const f32 v499 = v491 ? b3[v498] : f32(0);
            const f32 v500 = v499 + v496;
            if (v491) b3[v498] = v500;
          }
        }
        if (const i64 v487 = first0 + t + 0 * 256; v487 < v486) {
          const i64 v488 = (i64)(v487 & 31);
          const i64 v489 = (i64)(v487 >> 5);
          const i64 v490 = shift_left(v489, v480);
          const bool v491 = v488 < v470;
          const i64 v492 = (i64)((u64)v490 + (u64)v479);
          const i64 v493 = (i64)((u64)v468 + (u64)v488);
          const i64 v494 = (i64)((u64)v492 * (u64)v38);
          const i64 v495 = (i64)((u64)v494 + (u64)v493);
          const f32 v496 = v491 ? b3[v495] : f32(0);
          const i64 v497 = (i64)((u64)v490 * (u64)v38);
          const i64 v498 = (i64)((u64)v497 + (u64)v493);
          const f32 v499 = v491 ? b3[v498] : f32(0);
          const f32 v500 = v499 + v496;
          if (v491) b3[v498] = v500;
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
  for (i64 v502 = i64(0) + group; v502 < v38; v502 += (i64)gridDim.x * 256) {
    {
      const i64 v503 = modulo(v502, n2);
      const i64 v504 = floor_divide(v502, n2);
      const i64 v505 = (i64)((u64)v504 * (u64)n2);
      const i64 v506 = (i64)((u64)v505 + (u64)v503);
      const f32 v507 = b3[v506];
      b2[v506] = v507;
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) sinter_3(
    char* scratch_memory,
    i64 scratch_stride,
    i64 n1,
    i64 n2,
    i64 n0,
    const f32* __restrict__ b0,
    const f32* __restrict__ b1,
    i64 scratch_offset0,
    f32* __restrict__ b2) {
  __shared__ __align__(16) u16 s7[1][i64(5120)];
  __shared__ __align__(16) u16 s8[1][i64(4608)];
  const i64 v17 = (i64)((u64)n1 + (u64)i64(63));
  const i64 v18 = shift_right(v17, i64(6));
  const i64 v14 = (i64)((u64)n2 + (u64)i64(63));
  const i64 v15 = shift_right(v14, i64(6));
  const i64 v16 = maximum(v15, i64(1));
  const i64 v19 = (i64)((u64)v18 * (u64)v16);
  const i64 v46 = maximum(v19, i64(1));
  const i64 v10 = (i64)((u64)n0 + (u64)i64(255));
  const i64 v11 = shift_right(v10, i64(8));
  const i64 v526 = (i64)((u64)v11 * (u64)i64(256));
  const i64 v527 = minimum(n0, v526);
  const i64 v577 = (i64)(i64(0) >> 5);
  const i64 v578 = (i64)(v577 & 1);
  const i64 v579 = (i64)((u64)v578 * (u64)i64(2560));
  const i64 v600 = (i64)((u64)v578 * (u64)i64(2304));
  const i64 v516 = (i64)((u64)v11 - (u64)i64(1));
  const bool v521 = v516 > i64(0);
  const f64 v517 = (f64)v516;
  const i64 v518 = (i64)bits_of(v517);
  const i64 v519 = shift_right(v518, i64(52));
  const i64 v520 = (i64)((u64)v519 - (u64)i64(1022));
  const i64 v522 = v521 ? v520 : i64(0);
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  extern __shared__ __align__(16) char shared_memory[];
  char* const scratch = scratch_memory ? scratch_memory + group * scratch_stride : shared_memory + threadIdx.x / 256 * scratch_stride;
  for (i64 v509 = i64(0) + group; v509 < v19; v509 += (i64)gridDim.x * 1) {
    f32 r4[2][4];
    f32 r5[2][4];
    f32 r6[16];
    i64 r7;
    {
      const i64 v510 = floor_divide(v509, v46);
      const i64 v511 = modulo(v509, v46);
      const i64 v512 = floor_divide(v511, v16);
      const i64 v513 = (i64)((u64)v512 * (u64)i64(64));
      const i64 v514 = modulo(v511, v16);
      const i64 v515 = (i64)((u64)v514 * (u64)i64(64));
      u16* const b7 = s7[threadIdx.x / 256];
      u16* const b8 = s8[threadIdx.x / 256];
      #pragma unroll
      for (int slot0 = 0; slot0 < 16; ++slot0) {
        r6[slot0] = f32(0x0p+0f);
      }
      {
        const i64 v528 = i64(0) + t + 0 * 256;
        const i64 v529 = (i64)t;
        const i64 v530 = (i64)0;
        const i64 v531 = (i64)(v529 & 15);
        const i64 v532 = (i64)((u64)v530 * (u64)i64(16));
        const i64 v533 = (i64)(v529 >> 4);
        const i64 v534 = (i64)((u64)v533 + (u64)v532);
        const i64 v535 = (i64)((u64)v531 * (u64)i64(2));
        const i64 v536 = (i64)((u64)v513 + (u64)v534);
        const bool v537 = v536 < n1;
        const bool v538 = v535 < v527;
        const bool v539 = (bool)(v537 & v538);
        const i64 v540 = (i64)((u64)v536 * (u64)n0);
        const i64 v541 = (i64)((u64)v540 + (u64)v535);
        const f32 v542 = v539 ? b0[v541] : f32(0);
        const f32 v543 = v538 ? v542 : f32(0x0p+0f);
        r4[i64(0)][0] = v543;
        const i64 v545 = (i64)((u64)v535 + (u64)i64(1));
        const bool v546 = v545 < v527;
        const bool v547 = (bool)(v537 & v546);
        const i64 v548 = (i64)((u64)v540 + (u64)v545);
        const f32 v549 = v547 ? b0[v548] : f32(0);
        const f32 v550 = v546 ? v549 : f32(0x0p+0f);
        r4[i64(1)][0] = v550;
      }
      {
        const i64 v528 = i64(0) + t + 1 * 256;
        const i64 v529 = (i64)t;
        const i64 v530 = (i64)1;
        const i64 v531 = (i64)(v529 & 15);
        const i64 v532 = (i64)((u64)v530 * (u64)i64(16));
        const i64 v533 = (i64)(v529 >> 4);
        const i64 v534 = (i64)((u64)v533 + (u64)v532);
        const i64 v535 = (i64)((u64)v531 * (u64)i64(2));
        const i64 v536 = (i64)((u64)v513 + (u64)v534);
        const bool v537 = v536 < n1;
        const bool v538 = v535 < v527;
        const bool v539 = (bool)(v537 & v538);
        const i64 v540 = (i64)((u64)v536 * (u64)n0);
        const i64 v541 = (i64)((u64)v540 + (u64)v535);
        const f32 v542 = v539 ? b0[v541] : f32(0);
        const f32 v543 = v538 ? v542 : f32(0x0p+0f);
        r4[i64(0)][1] = v543;
        const i64 v545 = (i64)((u64)v535 + (u64)i64(1));
        const bool v546 = v545 < v527;
        const bool v547 = (bool)(v537 & v546);
        const i64 v548 = (i64)((u64)v540 + (u64)v545);
        const f32 v549 = v547 ? b0[v548] : f32(0);
        const f32 v550 = v546 ? v549 : f32(0x0p+0f);
        r4[i64(1)][1] = v550;
      }
      {
        const i64 v528 = i64(0) + t + 2 * 256;
        const i64 v529 = (i64)t;
        const i64 v530 = (i64)2;
        const i64 v531 = (i64)(v529 & 15);
        const i64 v532 = (i64)((u64)v530 * (u64)i64(16));
        const i64 v533 = (i64)(v529 >> 4);
        const i64 v534 = (i64)((u64)v533 + (u64)v532);
        const i64 v535 = (i64)((u64)v531 * (u64)i64(2));
        const i64 v536 = (i64)((u64)v513 + (u64)v534);
        const bool v537 = v536 < n1;
        const bool v538 = v535 < v527;
        const bool v539 = (bool)(v537 & v538);
        const i64 v540 = (i64)((u64)v536 * (u64)n0);
        const i64 v541 = (i64)((u64)v540 + (u64)v535);
        const f32 v542 = v539 ? b0[v541] : f32(0);
        const f32 v543 = v538 ? v542 : f32(0x0p+0f);
        r4[i64(0)][2] = v543;
        const i64 v545 = (i64)((u64)v535 + (u64)i64(1));
        const bool v546 = v545 < v527;
        const bool v547 = (bool)(v537 & v546);
        const i64 v548 = (i64)((u64)v540 + (u64)v545);
        const f32 v549 = v547 ? b0[v548] : f32(0);
        const f32 v550 = v546 ? v549 : f32(0x0p+0f);
        r4[i64(1)][2] = v550;
      }
      {
        const i64 v528 = i64(0) + t + 3 * 256;
        const i64 v529 = (i64)t;
        const i64 v530 = (i64)3;
        const i64 v531 = (i64)(v529 & 15);
        const i64 v532 = (i64)((u64)v530 * (u64)i64(16));
        const i64 v533 = (i64)(v529 >> 4);
        const i64 v534 = (i64)((u64)v533 + (u64)v532);
        const i64 v535 = (i64)((u64)v531 * (u64)i64(2));
        const i64 v536 = (i64)((u64)v513 + (u64)v534);
        const bool v537 = v536 < n1;
        const bool v538 = v535 < v527;
        const bool v539 = (bool)(v537 & v538);
        const i64 v540 = (i64)((u64)v536 * (u64)n0);
        const i64 v541 = (i64)((u64)v540 + (u64)v535);
        const f32 v542 = v539 ? b0[v541] : f32(0);
        const f32 v543 = v538 ? v542 : f32(0x0p+0f);
        r4[i64(0)][3] = v543;
        const i64 v545 = (i64)((u64)v535 + (u64)i64(1));
        const bool v546 = v545 < v527;
        const bool v547 = (bool)(v537 & v546);
        const i64 v548 = (i64)((u64)v540 + (u64)v545);
        const f32 v549 = v547 ? b0[v548] : f32(0);
        const f32 v550 = v546 ? v549 : f32(0x0p+0f);
        r4[i64(1)][3] = v550;
      }
      {
        const i64 v552 = i64(0) + t + 0 * 256;
        const i64 v553 = (i64)t;
        const i64 v554 = (i64)0;
        const i64 v555 = (i64)(v553 & 63);
        const i64 v556 = (i64)((u64)v554 * (u64)i64(4));
        const i64 v557 = (i64)(v553 >> 6);
        const i64 v558 = (i64)((u64)v557 + (u64)v556);
        const i64 v559 = (i64)((u64)v558 * (u64)i64(2));
        const i64 v560 = (i64)((u64)v515 + (u64)v555);
        const bool v561 = v560 < n2;
        const bool v562 = v559 < v527;
        const bool v563 = (bool)(v561 & v562);
        const i64 v564 = (i64)((u64)v559 * (u64)n2);
        const i64 v565 = (i64)((u64)v564 + (u64)v560);
        const f32 v566 = v563 ? b1[v565] : f32(0);
        const f32 v567 = v562 ? v566 : f32(-0x0p+0f);
        r5[i64(0)][0] = v567;
        const i64 v569 = (i64)((u64)v559 + (u64)i64(1));
        const bool v570 = v569 < v527;
        const bool v571 = (bool)(v561 & v570);
        const i64 v572 = (i64)((u64)v569 * (u64)n2);
        const i64 v573 = (i64)((u64)v572 + (u64)v560);
        const f32 v574 = v571 ? b1[v573] : f32(0);
        const f32 v575 = v570 ? v574 : f32(-0x0p+0f);
        r5[i64(1)][0] = v575;
      }
      {
        const i64 v552 = i64(0) + t + 1 * 256;
        const i64 v553 = (i64)t;
        const i64 v554 = (i64)1;
        const i64 v555 = (i64)(v553 & 63);
        const i64 v556 = (i64)((u64)v554 * (u64)i64(4));
        const i64 v557 = (i64)(v553 >> 6);
        const i64 v558 = (i64)((u64)v557 + (u64)v556);
        const i64 v559 = (i64)((u64)v558 * (u64)i64(2));
        const i64 v560 = (i64)((u64)v515 + (u64)v555);
        const bool v561 = v560 < n2;
        const bool v562 = v559 < v527;
        const bool v563 = (bool)(v561 & v562);
        const i64 v564 = (i64)((u64)v559 * (u64)n2);
        const i64 v565 = (i64)((u64)v564 + (u64)v560);
        const f32 v566 = v563 ? b1[v565] : f32(0);
        const f32 v567 = v562 ? v566 : f32(-0x0p+0f);
        r5[i64(0)][1] = v567;
        const i64 v569 = (i64)((u64)v559 + (u64)i64(1));
        const bool v570 = v569 < v527;
        const bool v571 = (bool)(v561 & v570);
        const i64 v572 = (i64)((u64)v569 * (u64)n2);
        const i64 v573 = (i64)((u64)v572 + (u64)v560);
        const f32 v574 = v571 ? b1[v573] : f32(0);
        const f32 v575 = v570 ? v574 : f32(-0x0p+0f);
        r5[i64(1)][1] = v575;
      }
      {
        const i64 v552 = i64(0) + t + 2 * 256;
        const i64 v553 = (i64)t;
        const i64 v554 = (i64)2;
        const i64 v555 = (i64)(v553 & 63);
        const i64 v556 = (i64)((u64)v554 * (u64)i64(4));
        const i64 v557 = (i64)(v553 >> 6);
        const i64 v558 = (i64)((u64)v557 + (u64)v556);
        const i64 v559 = (i64)((u64)v558 * (u64)i64(2));
        const i64 v560 = (i64)((u64)v515 + (u64)v555);
        const bool v561 = v560 < n2;
        const bool v562 = v559 < v527;
        const bool v563 = (bool)(v561 & v562);
        const i64 v564 = (i64)((u64)v559 * (u64)n2);
        const i64 v565 = (i64)((u64)v564 + (u64)v560);
        const f32 v566 = v563 ? b1[v565] : f32(0);
        const f32 v567 = v562 ? v566 : f32(-0x0p+0f);
        r5[i64(0)][2] = v567;
        const i64 v569 = (i64)((u64)v559 + (u64)i64(1));
        const bool v570 = v569 < v527;
        const bool v571 = (bool)(v561 & v570);
        const i64 v572 = (i64)((u64)v569 * (u64)n2);
        const i64 v573 = (i64)((u64)v572 + (u64)v560);
        const f32 v574 = v571 ? b1[v573] : f32(0);
        const f32 v575 = v570 ? v574 : f32(-0x0p+0f);
        r5[i64(1)][2] = v575;
      }
      {
        const i64 v552 = i64(0) + t + 3 * 256;
        const i64 v553 = (i64)t;
        const i64 v554 = (i64)3;
        const i64 v555 = (i64)(v553 & 63);
        const i64 v556 = (i64)((u64)v554 * (u64)i64(4));
        const i64 v557 = (i64)(v553 >> 6);
        const i64 v558 = (i64)((u64)v557 + (u64)v556);
        const i64 v559 = (i64)((u64)v558 * (u64)i64(2));
        const i64 v560 = (i64)((u64)v515 + (u64)v555);
        const bool v561 = v560 < n2;
        const bool v562 = v559 < v527;
        const bool v563 = (bool)(v561 & v562);
        const i64 v564 = (i64)((u64)v559 * (u64)n2);
        const i64 v565 = (i64)((u64)v564 + (u64)v560);
        const f32 v566 = v563 ? b1[v565] : f32(0);
        const f32 v567 = v562 ? v566 : f32(-0x0p+0f);
        r5[i64(0)][3] = v567;
        const i64 v569 = (i64)((u64)v559 + (u64)i64(1));
        const bool v570 = v569 < v527;
        const bool v571 = (bool)(v561 & v570);
        const i64 v572 = (i64)((u64)v569 * (u64)n2);
        const i64 v573 = (i64)((u64)v572 + (u64)v560);
        const f32 v574 = v571 ? b1[v573] : f32(0);
        const f32 v575 = v570 ? v574 : f32(-0x0p+0f);
        r5[i64(1)][3] = v575;
      }
      __syncthreads();
      {
        const i64 v580 = i64(0) + t + 0 * 256;
        const i64 v581 = (i64)t;
        const i64 v582 = (i64)0;
        const i64 v583 = (i64)(v581 & 15);
        const i64 v584 = (i64)((u64)v582 * (u64)i64(16));
        const i64 v585 = (i64)(v581 >> 4);
        const i64 v586 = (i64)((u64)v585 + (u64)v584);
        const i64 v587 = (i64)((u64)v583 * (u64)i64(2));
        const f32 v588 = r4[i64(0)][0];
        const f32 v589 = r4[i64(1)][0];
        const i64 v590 = (i64)(v587 >> 1);
        const i64 v591 = (i64)((u64)v586 * (u64)i64(20));
        const i64 v592 = (i64)((u64)v591 + (u64)v590);
        const i64 v593 = (i64)(v587 & 1);
        const i64 v594 = (i64)((u64)v592 * (u64)i64(2));
        const i64 v595 = (i64)((u64)v594 + (u64)v593);
        const i64 v596 = (i64)((u64)v579 + (u64)v595);
        const i64 v597 = (i64)((u64)v596 + (u64)i64(1));
        b7[v596] = to_f16(v588);
        b7[v597] = to_f16(v589);
      }
      {
        const i64 v580 = i64(0) + t + 1 * 256;
        const i64 v581 = (i64)t;
        const i64 v582 = (i64)1;
        const i64 v583 = (i64)(v581 & 15);
        const i64 v584 = (i64)((u64)v582 * (u64)i64(16));
        const i64 v585 = (i64)(v581 >> 4);
        const i64 v586 = (i64)((u64)v585 + (u64)v584);
        const i64 v587 = (i64)((u64)v583 * (u64)i64(2));
        const f32 v588 = r4[i64(0)][1];
        const f32 v589 = r4[i64(1)][1];
        const i64 v590 = (i64)(v587 >> 1);
        const i64 v591 = (i64)((u64)v586 * (u64)i64(20));
        const i64 v592 = (i64)((u64)v591 + (u64)v590);
        const i64 v593 = (i64)(v587 & 1);
        const i64 v594 = (i64)((u64)v592 * (u64)i64(2));
        const i64 v595 = (i64)((u64)v594 + (u64)v593);
        const i64 v596 = (i64)((u64)v579 + (u64)v595);
        const i64 v597 = (i64)((u64)v596 + (u64)i64(1));
        b7[v596] = to_f16(v588);
        b7[v597] = to_f16(v589);
      }
      {
        const i64 v580 = i64(0) + t + 2 * 256;
        const i64 v581 = (i64)t;
        const i64 v582 = (i64)2;
        const i64 v583 = (i64)(v581 & 15);
        const i64 v584 = (i64)((u64)v582 * (u64)i64(16));
        const i64 v585 = (i64)(v581 >> 4);
        const i64 v586 = (i64)((u64)v585 + (u64)v584);
        const i64 v587 = (i64)((u64)v583 * (u64)i64(2));
        const f32 v588 = r4[i64(0)][2];
        const f32 v589 = r4[i64(1)][2];
        const i64 v590 = (i64)(v587 >> 1);
        const i64 v591 = (i64)((u64)v586 * (u64)i64(20));
        const i64 v592 = (i64)((u64)v591 + (u64)v590);
        const i64 v593 = (i64)(v587 & 1);
        const i64 v594 = (i64)((u64)v592 * (u64)i64(2));
        const i64 v595 = (i64)((u64)v594 + (u64)v593);
        const i64 v596 = (i64)((u64)v579 + (u64)v595);
        const i64 v597 = (i64)((u64)v596 + (u64)i64(1));
        b7[v596] = to_f16(v588);
        b7[v597] = to_f16(v589);
      }
      {
        const i64 v580 = i64(0) + t + 3 * 256;
        const i64 v581 = (i64)t;
        const i64 v582 = (i64)3;
        const i64 v583 = (i64)(v581 & 15);
        const i64 v584 = (i64)((u64)v582 * (u64)i64(16));
        const i64 v585 = (i64)(v581 >> 4);
        const i64 v586 = (i64)((u64)v585 + (u64)v584);
        const i64 v587 = (i64)((u64)v583 * (u64)i64(2));
        const f32 v588 = r4[i64(0)][3];
        const f32 v589 = r4[i64(1)][3];
        const i64 v590 = (i64)(v587 >> 1);
        const i64 v591 = (i64)((u64)v586 * (u64)i64(20));
        const i64 v592 = (i64)((u64)v591 + (u64)v590);
        const i64 v593 = (i64)(v587 & 1);
        const i64 v594 = (i64)((u64)v592 * (u64)i64(2));
        const i64 v595 = (i64)((u64)v594 + (u64)v593);
        const i64 v596 = (i64)((u64)v579 + (u64)v595);
        const i64 v597 = (i64)((u64)v596 + (u64)i64(1));
        b7[v596] = to_f16(v588);
        b7[v597] = to_f16(v589);
      }
      {
        const i64 v601 = i64(0) + t + 0 * 256;
        const i64 v602 = (i64)t;
        const i64 v603 = (i64)0;
        const i64 v604 = (i64)(v602 & 63);
        const i64 v605 = (i64)((u64)v603 * (u64)i64(4));
        const i64 v606 = (i64)(v602 >> 6);
        const i64 v607 = (i64)((u64)v606 + (u64)v605);
        const i64 v608 = (i64)((u64)v607 * (u64)i64(2));
        const f32 v609 = r5[i64(0)][0];
        const f32 v610 = r5[i64(1)][0];
        const i64 v611 = (i64)(v608 >> 1);
        const i64 v612 = (i64)((u64)v611 * (u64)i64(72));
        const i64 v613 = (i64)((u64)v612 + (u64)v604);
        const i64 v614 = (i64)(v608 & 1);
        const i64 v615 = (i64)((u64)v613 * (u64)i64(2));
        const i64 v616 = (i64)((u64)v615 + (u64)v614);
        const i64 v617 = (i64)((u64)v600 + (u64)v616);
        const i64 v618 = (i64)((u64)v617 + (u64)i64(1));
        b8[v617] = to_f16(v609);
        b8[v618] = to_f16(v610);
      }
      {
        const i64 v601 = i64(0) + t + 1 * 256;
        const i64 v602 = (i64)t;
        const i64 v603 = (i64)1;
        const i64 v604 = (i64)(v602 & 63);
        const i64 v605 = (i64)((u64)v603 * (u64)i64(4));
        const i64 v606 = (i64)(v602 >> 6);
        const i64 v607 = (i64)((u64)v606 + (u64)v605);
        const i64 v608 = (i64)((u64)v607 * (u64)i64(2));
        const f32 v609 = r5[i64(0)][1];
        const f32 v610 = r5[i64(1)][1];
        const i64 v611 = (i64)(v608 >> 1);
        const i64 v612 = (i64)((u64)v611 * (u64)i64(72));
        const i64 v613 = (i64)((u64)v612 + (u64)v604);
        const i64 v614 = (i64)(v608 & 1);
        const i64 v615 = (i64)((u64)v613 * (u64)i64(2));
        const i64 v616 = (i64)((u64)v615 + (u64)v614);
        const i64 v617 = (i64)((u64)v600 + (u64)v616);
        const i64 v618 = (i64)((u64)v617 + (u64)i64(1));
        b8[v617] = to_f16(v609);
        b8[v618] = to_f16(v610);
      }
      {
        const i64 v601 = i64(0) + t + 2 * 256;
        const i64 v602 = (i64)t;
        const i64 v603 = (i64)2;
        const i64 v604 = (i64)(v602 & 63);
        const i64 v605 = (i64)((u64)v603 * (u64)i64(4));
        const i64 v606 = (i64)(v602 >> 6);
        const i64 v607 = (i64)((u64)v606 + (u64)v605);
        const i64 v608 = (i64)((u64)v607 * (u64)i64(2));
        const f32 v609 = r5[i64(0)][2];
        const f32 v610 = r5[i64(1)][2];
        const i64 v611 = (i64)(v608 >> 1);
        const i64 v612 = (i64)((u64)v611 * (u64)i64(72));
        const i64 v613 = (i64)((u64)v612 + (u64)v604);
        const i64 v614 = (i64)(v608 & 1);
        const i64 v615 = (i64)((u64)v613 * (u64)i64(2));
        const i64 v616 = (i64)((u64)v615 + (u64)v614);
        const i64 v617 = (i64)((u64)v600 + (u64)v616);
        const i64 v618 = (i64)((u64)v617 + (u64)i64(1));
        b8[v617] = to_f16(v609);
        b8[v618] = to_f16(v610);
      }
      {
        const i64 v601 = i64(0) + t + 3 * 256;
        const i64 v602 = (i64)t;
        const i64 v603 = (i64)3;
        const i64 v604 = (i64)(v602 & 63);
        const i64 v605 = (i64)((u64)v603 * (u64)i64(4));
        const i64 v606 = (i64)(v602 >> 6);
        const i64 v607 = (i64)((u64)v606 + (u64)v605);
        const i64 v608 = (i64)((u64)v607 * (u64)i64(2));
        const f32 v609 = r5[i64(0)][3];
        const f32 v610 = r5[i64(1)][3];
        const i64 v611 = (i64)(v608 >> 1);
        const i64 v612 = (i64)((u64)v611 * (u64)i64(72));
        const i64 v613 = (i64)((u64)v612 + (u64)v604);
        const i64 v614 = (i64)(v608 & 1);
        const i64 v615 = (i64)((u64)v613 * (u64)i64(2));
        const i64 v616 = (i64)((u64)v615 + (u64)v614);
        const i64 v617 = (i64)((u64)v600 + (u64)v616);
        const i64 v618 = (i64)((u64)v617 + (u64)i64(1));
        b8[v617] = to_f16(v609);
        b8[v618] = to_f16(v610);
      }
      f32* const b9 = (f32*)(scratch + scratch_offset0);
      for (i64 v624 = i64(0); v624 < v11; v624 += 1) {
        const i64 v625 = (i64)((u64)v624 * (u64)i64(256));
        const i64 v626 = (i64)((u64)v625 + (u64)i64(256));
        const i64 v627 = minimum(n0, v626);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r6[slot1] = f32(0x0p+0f);
        }
        __syncthreads();
        for (i64 v629 = v625; v629 < v627; v629 += 32) {
          const i64 v631 = (i64)((u64)v629 + (u64)i64(32));
          {
            const i64 v632 = i64(0) + t + 0 * 256;
            const i64 v633 = (i64)t;
            const i64 v634 = (i64)0;
            const i64 v635 = (i64)(v633 & 15);
            const i64 v636 = (i64)((u64)v634 * (u64)i64(16));
            const i64 v637 = (i64)(v633 >> 4);
            const i64 v638 = (i64)((u64)v637 + (u64)v636);
            const i64 v639 = (i64)((u64)v635 * (u64)i64(2));
            const i64 v640 = (i64)((u64)v631 + (u64)v639);
            const i64 v641 = (i64)((u64)v513 + (u64)v638);
            const bool v642 = v641 < n1;
            const bool v643 = v640 < v527;
            const bool v644 = (bool)(v642 & v643);
            const i64 v645 = (i64)((u64)v641 * (u64)n0);
            const i64 v646 = (i64)((u64)v645 + (u64)v640);
            const f32 v647 = v644 ? b0[v646] : f32(0);
            const f32 v648 = v643 ? v647 : f32(0x0p+0f);
            r4[i64(0)][0] = v648;
            const i64 v650 = (i64)((u64)v639 + (u64)i64(1));
            const i64 v651 = (i64)((u64)v631 + (u64)v650);
            const bool v652 = v651 < v527;
            const bool v653 = (bool)(v642 & v652);
            const i64 v654 = (i64)((u64)v645 + (u64)v651);
            const f32 v655 = v653 ? b0[v654] : f32(0);
            const f32 v656 = v652 ? v655 : f32(0x0p+0f);
            r4[i64(1)][0] = v656;
          }
          {
            const i64 v632 = i64(0) + t + 1 * 256;
            const i64 v633 = (i64)t;
            const i64 v634 = (i64)1;
            const i64 v635 = (i64)(v633 & 15);
            const i64 v636 = (i64)((u64)v634 * (u64)i64(16));
            const i64 v637 = (i64)(v633 >> 4);
            const i64 v638 = (i64)((u64)v637 + (u64)v636);
            const i64 v639 = (i64)((u64)v635 * (u64)i64(2));
            const i64 v640 = (i64)((u64)v631 + (u64)v639);
            const i64 v641 = (i64)((u64)v513 + (u64)v638);
            const bool v642 = v641 < n1;
            const bool v643 = v640 < v527;
            const bool v644 = (bool)(v642 & v643);
            const i64 v645 = (i64)((u64)v641 * (u64)n0);
            const i64 v646 = (i64)((u64)v645 + (u64)v640);
            const f32 v647 = v644 ? b0[v646] : f32(0);
            const f32 v648 = v643 ? v647 : f32(0x0p+0f);
            r4[i64(0)][1] = v648;
            const i64 v650 = (i64)((u64)v639 + (u64)i64(1));
            const i64 v651 = (i64)((u64)v631 + (u64)v650);
            const bool v652 = v651 < v527;
            const bool v653 = (bool)(v642 & v652);
            const i64 v654 = (i64)((u64)v645 + (u64)v651);
            const f32 v655 = v653 ? b0[v654] : f32(0);
            const f32 v656 = v652 ? v655 : f32(0x0p+0f);
            r4[i64(1)][1] = v656;
          }
          {
            const i64 v632 = i64(0) + t + 2 * 256;
            const i64 v633 = (i64)t;
            const i64 v634 = (i64)2;
            const i64 v635 = (i64)(v633 & 15);
            const i64 v636 = (i64)((u64)v634 * (u64)i64(16));
            const i64 v637 = (i64)(v633 >> 4);
            const i64 v638 = (i64)((u64)v637 + (u64)v636);
            const i64 v639 = (i64)((u64)v635 * (u64)i64(2));
            const i64 v640 = (i64)((u64)v631 + (u64)v639);
            const i64 v641 = (i64)((u64)v513 + (u64)v638);
            const bool v642 = v641 < n1;
            const bool v643 = v640 < v527;
            const bool v644 = (bool)(v642 & v643);
            const i64 v645 = (i64)((u64)v641 * (u64)n0);
            const i64 v646 = (i64)((u64)v645 + (u64)v640);
            const f32 v647 = v644 ? b0[v646] : f32(0);
            const f32 v648 = v643 ? v647 : f32(0x0p+0f);
            r4[i64(0)][2] = v648;
            const i64 v650 = (i64)((u64)v639 + (u64)i64(1));
            const i64 v651 = (i64)((u64)v631 + (u64)v650);
            const bool v652 = v651 < v527;
            const bool v653 = (bool)(v642 & v652);
            const i64 v654 = (i64)((u64)v645 + (u64)v651);
            const f32 v655 = v653 ? b0[v654] : f32(0);
            const f32 v656 = v652 ? v655 : f32(0x0p+0f);
            r4[i64(1)][2] = v656;
          }
          {
            const i64 v632 = i64(0) + t + 3 * 256;
            const i64 v633 = (i64)t;
            const i64 v634 = (i64)3;
            const i64 v635 = (i64)(v633 & 15);
            const i64 v636 = (i64)((u64)v634 * (u64)i64(16));
            const i64 v637 = (i64)(v633 >> 4);
            const i64 v638 = (i64)((u64)v637 + (u64)v636);
            const i64 v639 = (i64)((u64)v635 * (u64)i64(2));
            const i64 v640 = (i64)((u64)v631 + (u64)v639);
            const i64 v641 = (i64)((u64)v513 + (u64)v638);
            const bool v642 = v641 < n1;
            const bool v643 = v640 < v527;
            const bool v644 = (bool)(v642 & v643);
            const i64 v645 = (i64)((u64)v641 * (u64)n0);
            const i64 v646 = (i64)((u64)v645 + (u64)v640);
            const f32 v647 = v644 ? b0[v646] : f32(0);
            const f32 v648 = v643 ? v647 : f32(0x0p+0f);
            r4[i64(0)][3] = v648;
            const i64 v650 = (i64)((u64)v639 + (u64)i64(1));
            const i64 v651 = (i64)((u64)v631 + (u64)v650);
            const bool v652 = v651 < v527;
            const bool v653 = (bool)(v642 & v652);
            const i64 v654 = (i64)((u64)v645 + (u64)v651);
            const f32 v655 = v653 ? b0[v654] : f32(0);
            const f32 v656 = v652 ? v655 : f32(0x0p+0f);
            r4[i64(1)][3] = v656;
          }
          {
            const i64 v658 = i64(0) + t + 0 * 256;
            const i64 v659 = (i64)t;
            const i64 v660 = (i64)0;
            const i64 v661 = (i64)(v659 & 63);
            const i64 v662 = (i64)((u64)v660 * (u64)i64(4));
            const i64 v663 = (i64)(v659 >> 6);
            const i64 v664 = (i64)((u64)v663 + (u64)v662);
            const i64 v665 = (i64)((u64)v664 * (u64)i64(2));
            const i64 v666 = (i64)((u64)v631 + (u64)v665);
            const i64 v667 = (i64)((u64)v515 + (u64)v661);
            const bool v668 = v667 < n2;
            const bool v669 = v666 < v527;
            const bool v670 = (bool)(v668 & v669);
            const i64 v671 = (i64)((u64)v666 * (u64)n2);
            const i64 v672 = (i64)((u64)v671 + (u64)v667);
            const f32 v673 = v670 ? b1[v672] : f32(0);
            const f32 v674 = v669 ? v673 : f32(-0x0p+0f);
            r5[i64(0)][0] = v674;
            const i64 v676 = (i64)((u64)v665 + (u64)i64(1));
            const i64 v677 = (i64)((u64)v631 + (u64)v676);
            const bool v678 = v677 < v527;
            const bool v679 = (bool)(v668 & v678);
            const i64 v680 = (i64)((u64)v677 * (u64)n2);
            const i64 v681 = (i64)((u64)v680 + (u64)v667);
            const f32 v682 = v679 ? b1[v681] : f32(0);
            const f32 v683 = v678 ? v682 : f32(-0x0p+0f);
            r5[i64(1)][0] = v683;
          }
          {
            const i64 v658 = i64(0) + t + 1 * 256;
            const i64 v659 = (i64)t;
            const i64 v660 = (i64)1;
            const i64 v661 = (i64)(v659 & 63);
            const i64 v662 = (i64)((u64)v660 * (u64)i64(4));
            const i64 v663 = (i64)(v659 >> 6);
            const i64 v664 = (i64)((u64)v663 + (u64)v662);
            const i64 v665 = (i64)((u64)v664 * (u64)i64(2));
            const i64 v666 = (i64)((u64)v631 + (u64)v665);
            const i64 v667 = (i64)((u64)v515 + (u64)v661);
            const bool v668 = v667 < n2;
            const bool v669 = v666 < v527;
            const bool v670 = (bool)(v668 & v669);
            const i64 v671 = (i64)((u64)v666 * (u64)n2);
            const i64 v672 = (i64)((u64)v671 + (u64)v667);
            const f32 v673 = v670 ? b1[v672] : f32(0);
            const f32 v674 = v669 ? v673 : f32(-0x0p+0f);
            r5[i64(0)][1] = v674;
            const i64 v676 = (i64)((u64)v665 + (u64)i64(1));
            const i64 v677 = (i64)((u64)v631 + (u64)v676);
            const bool v678 = v677 < v527;
            const bool v679 = (bool)(v668 & v678);
            const i64 v680 = (i64)((u64)v677 * (u64)n2);
            const i64 v681 = (i64)((u64)v680 + (u64)v667);
            const f32 v682 = v679 ? b1[v681] : f32(0);
            const f32 v683 = v678 ? v682 : f32(-0x0p+0f);
            r5[i64(1)][1] = v683;
          }
          {
            const i64 v658 = i64(0) + t + 2 * 256;
            const i64 v659 = (i64)t;
            const i64 v660 = (i64)2;
            const i64 v661 = (i64)(v659 & 63);
            const i64 v662 = (i64)((u64)v660 * (u64)i64(4));
            const i64 v663 = (i64)(v659 >> 6);
            const i64 v664 = (i64)((u64)v663 + (u64)v662);
            const i64 v665 = (i64)((u64)v664 * (u64)i64(2));
            const i64 v666 = (i64)((u64)v631 + (u64)v665);
            const i64 v667 = (i64)((u64)v515 + (u64)v661);
            const bool v668 = v667 < n2;
            const bool v669 = v666 < v527;
            const bool v670 = (bool)(v668 & v669);
            const i64 v671 = (i64)((u64)v666 * (u64)n2);
            const i64 v672 = (i64)((u64)v671 + (u64)v667);
            const f32 v673 = v670 ? b1[v672] : f32(0);
            const f32 v674 = v669 ? v673 : f32(-0x0p+0f);
            r5[i64(0)][2] = v674;
            const i64 v676 = (i64)((u64)v665 + (u64)i64(1));
            const i64 v677 = (i64)((u64)v631 + (u64)v676);
            const bool v678 = v677 < v527;
            const bool v679 = (bool)(v668 & v678);
            const i64 v680 = (i64)((u64)v677 * (u64)n2);
            const i64 v681 = (i64)((u64)v680 + (u64)v667);
            const f32 v682 = v679 ? b1[v681] : f32(0);
            const f32 v683 = v678 ? v682 : f32(-0x0p+0f);
            r5[i64(1)][2] = v683;
          }
          {
            const i64 v658 = i64(0) + t + 3 * 256;
            const i64 v659 = (i64)t;
            const i64 v660 = (i64)3;
            const i64 v661 = (i64)(v659 & 63);
            const i64 v662 = (i64)((u64)v660 * (u64)i64(4));
            const i64 v663 = (i64)(v659 >> 6);
            const i64 v664 = (i64)((u64)v663 + (u64)v662);
            const i64 v665 = (i64)((u64)v664 * (u64)i64(2));
            const i64 v666 = (i64)((u64)v631 + (u64)v665);
            const i64 v667 = (i64)((u64)v515 + (u64)v661);
            const bool v668 = v667 < n2;
            const bool v669 = v666 < v527;
            const bool v670 = (bool)(v668 & v669);
            const i64 v671 = (i64)((u64)v666 * (u64)n2);
            const i64 v672 = (i64)((u64)v671 + (u64)v667);
            const f32 v673 = v670 ? b1[v672] : f32(0);
            const f32 v674 = v669 ? v673 : f32(-0x0p+0f);
            r5[i64(0)][3] = v674;
            const i64 v676 = (i64)((u64)v665 + (u64)i64(1));
            const i64 v677 = (i64)((u64)v631 + (u64)v676);
            const bool v678 = v677 < v527;
            const bool v679 = (bool)(v668 & v678);
            const i64 v680 = (i64)((u64)v677 * (u64)n2);
            const i64 v681 = (i64)((u64)v680 + (u64)v667);
            const f32 v682 = v679 ? b1[v681] : f32(0);
            const f32 v683 = v678 ? v682 : f32(-0x0p+0f);
            r5[i64(1)][3] = v683;
          }
          const i64 v685 = (i64)(v629 >> 5);
          const i64 v686 = (i64)(v685 & 1);
          const i64 v687 = (i64)((u64)v686 * (u64)i64(2560));
          const i64 v688 = (i64)((u64)v686 * (u64)i64(2304));
          __syncthreads();
          #if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 750
           {
            const u32* const x = (const u32*)(b7 + v687) + (t / 32 / 4 * 32 + t % 32 / 4) * 20 + t % 4 * 1;
            const u32* const y = (const u32*)(b8 + v688) + (t / 32 % 4 * 16 + t % 32 / 4) * 1 + t % 4 * 72;
            #pragma unroll
            for (int k = 0; k < 16; k += 8) {
              u32 a[2][4], b[2][2];
              #pragma unroll
              for (int m = 0; m < 2; ++m) a[m][0] = x[(k + 0) * 1 + (m * 16 + 0) * 20];
              #pragma unroll
              for (int m = 0; m < 2; ++m) a[m][1] = x[(k + 0) * 1 + (m * 16 + 8) * 20];
              #pragma unroll
              for (int n = 0; n < 2; ++n) b[n][0] = y[(k + 0) * 72 + n * 8];
              #pragma unroll
              for (int m = 0; m < 2; ++m) a[m][2] = x[(k + 4) * 1 + (m * 16 + 0) * 20];
              #pragma unroll
              for (int m = 0; m < 2; ++m) a[m][3] = x[(k + 4) * 1 + (m * 16 + 8) * 20];
              #pragma unroll
              for (int n = 0; n < 2; ++n) b[n][1] = y[(k + 4) * 72 + n * 8];
              #pragma unroll
              for (int m = 0; m < 2; ++m) {
                #pragma unroll
                for (int n = 0; n < 2; ++n) multiply_pairs_of_f16(r6 + (m * 2 + n) * 4, a[m], b[n]);
              }
            }
          }
          #else
          #pragma unroll
          for (i64 v689 = i64(0); v689 < i64(32); v689 += 1) {
            const i64 v717 = (i64)(v689 >> 1);
            const i64 v720 = (i64)(v689 & 1);
            const i64 v725 = (i64)((u64)v717 * (u64)i64(72));
            #pragma unroll
            for (int slot2 = 0; slot2 < 16; ++slot2) {
              {
                const i64 v690 = i64(0) + t + slot2 * 256;
                const i64 v691 = (i64)slot2;
                const i64 v692 = (i64)t;
                const i64 v693 = (i64)(v692 >> 5);
                const i64 v694 = (i64)(v692 & 31);
                const i64 v695 = (i64)(v691 >> 2);
                const i64 v696 = (i64)(v691 & 3);
                const i64 v697 = (i64)(v696 >> 1);
                const i64 v698 = (i64)((u64)v697 * (u64)i64(8));
                const i64 v699 = (i64)(v694 >> 2);
                const i64 v700 = (i64)((u64)v699 + (u64)v698);
                const i64 v701 = (i64)(v696 & 1);
                const i64 v702 = (i64)(v694 & 3);
                const i64 v703 = (i64)((u64)v702 * (u64)i64(2));
                const i64 v704 = (i64)((u64)v703 + (u64)v701);
                const i64 v705 = (i64)(v695 & 1);
                const i64 v706 = (i64)(v693 & 3);
                const i64 v707 = (i64)((u64)v705 * (u64)i64(8));
                const i64 v708 = (i64)((u64)v706 * (u64)i64(16));
                const i64 v709 = (i64)((u64)v708 + (u64)v707);
                const i64 v710 = (i64)((u64)v709 + (u64)v704);
                const i64 v711 = (i64)(v695 >> 1);
                const i64 v712 = (i64)(v693 >> 2);
                const i64 v713 = (i64)((u64)v711 * (u64)i64(16));
                const i64 v714 = (i64)((u64)v712 * (u64)i64(32));
                const i64 v715 = (i64)((u64)v714 + (u64)v713);
                const i64 v716 = (i64)((u64)v715 + (u64)v700);
                const i64 v718 = (i64)((u64)v716 * (u64)i64(20));
                const i64 v719 = (i64)((u64)v718 + (u64)v717);
                const i64 v721 = (i64)((u64)v719 * (u64)i64(2));
                const i64 v722 = (i64)((u64)v721 + (u64)v720);
                const i64 v723 = (i64)((u64)v687 + (u64)v722);
                const f32 v724 = from_f16(b7[v723]);
                const i64 v726 = (i64)((u64)v725 + (u64)v710);
                const i64 v727 = (i64)((u64)v726 * (u64)i64(2));
                const i64 v728 = (i64)((u64)v727 + (u64)v720);
                const i64 v729 = (i64)((u64)v688 + (u64)v728);
                const f32 v730 = from_f16(b8[v729]);
                const f32 v731 = r6[slot2];
                const f32 v732 = fused(v724, v730, v731);
                r6[slot2] = v732;
              }
            }
          }
          #endif
          const i64 v734 = (i64)(v631 >> 5);
          const i64 v735 = (i64)(v734 & 1);
          const i64 v736 = (i64)((u64)v735 * (u64)i64(2560));
          {
            const i64 v737 = i64(0) + t + 0 * 256;
            const i64 v738 = (i64)t;
            const i64 v739 = (i64)0;
            const i64 v740 = (i64)(v738 & 15);
            const i64 v741 = (i64)((u64)v739 * (u64)i64(16));
            const i64 v742 = (i64)(v738 >> 4);
            const i64 v743 = (i64)((u64)v742 + (u64)v741);
            const i64 v744 = (i64)((u64)v740 * (u64)i64(2));
            const f32 v745 = r4[i64(0)][0];
            const f32 v746 = r4[i64(1)][0];
            const i64 v747 = (i64)(v744 >> 1);
            const i64 v748 = (i64)((u64)v743 * (u64)i64(20));
            const i64 v749 = (i64)((u64)v748 + (u64)v747);
            const i64 v750 = (i64)(v744 & 1);
            const i64 v751 = (i64)((u64)v749 * (u64)i64(2));
            const i64 v752 = (i64)((u64)v751 + (u64)v750);
            const i64 v753 = (i64)((u64)v736 + (u64)v752);
            const i64 v754 = (i64)((u64)v753 + (u64)i64(1));
            b7[v753] = to_f16(v745);
            b7[v754] = to_f16(v746);
          }
          {
            const i64 v737 = i64(0) + t + 1 * 256;
            const i64 v738 = (i64)t;
            const i64 v739 = (i64)1;
            const i64 v740 = (i64)(v738 & 15);
            const i64 v741 = (i64)((u64)v739 * (u64)i64(16));
            const i64 v742 = (i64)(v738 >> 4);
            const i64 v743 = (i64)((u64)v742 + (u64)v741);
            const i64 v744 = (i64)((u64)v740 * (u64)i64(2));
            const f32 v745 = r4[i64(0)][1];
            const f32 v746 = r4[i64(1)][1];
            const i64 v747 = (i64)(v744 >> 1);
            const i64 v748 = (i64)((u64)v743 * (u64)i64(20));
            const i64 v749 = (i64)((u64)v748 + (u64)v747);
            const i64 v750 = (i64)(v744 & 1);
            const i64 v751 = (i64)((u64)v749 * (u64)i64(2));
            const i64 v752 = (i64)((u64)v751 + (u64)v750);
            const i64 v753 = (i64)((u64)v736 + (u64)v752);
            const i64 v754 = (i64)((u64)v753 + (u64)i64(1));
            b7[v753] = to_f16(v745);
            b7[v754] = to_f16(v746);
          }
          {
            const i64 v737 = i64(0) + t + 2 * 256;
            const i64 v738 = (i64)t;
            const i64 v739 = (i64)2;
            const i64 v740 = (i64)(v738 & 15);
            const i64 v741 = (i64)((u64)v739 * (u64)i64(16));
            const i64 v742 = (i64)(v738 >> 4);
            const i64 v743 = (i64)((u64)v742 + (u64)v741);
            const i64 v744 = (i64)((u64)v740 * (u64)i64(2));
            const f32 v745 = r4[i64(0)][2];
            const f32 v746 = r4[i64(1)][2];
            const i64 v747 = (i64)(v744 >> 1);
            const i64 v748 = (i64)((u64)v743 * (u64)i64(20));
            const i64 v749 = (i64)((u64)v748 + (u64)v747);
            const i64 v750 = (i64)(v744 & 1);
            const i64 v751 = (i64)((u64)v749 * (u64)i64(2));
            const i64 v752 = (i64)((u64)v751 + (u64)v750);
            const i64 v753 = (i64)((u64)v736 + (u64)v752);
            const i64 v754 = (i64)((u64)v753 + (u64)i64(1));
            b7[v753] = to_f16(v745);
            b7[v754] = to_f16(v746);
          }
          {
            const i64 v737 = i64(0) + t + 3 * 256;
            const i64 v738 = (i64)t;
            const i64 v739 = (i64)3;
            const i64 v740 = (i64)(v738 & 15);
            const i64 v741 = (i64)((u64)v739 * (u64)i64(16));
            const i64 v742 = (i64)(v738 >> 4);
            const i64 v743 = (i64)((u64)v742 + (u64)v741);
            const i64 v744 = (i64)((u64)v740 * (u64)i64(2));
            const f32 v745 = r4[i64(0)][3];
            const f32 v746 = r4[i64(1)][3];
            const i64 v747 = (i64)(v744 >> 1);
            const i64 v748 = (i64)((u64)v743 * (u64)i64(20));
            const i64 v749 = (i64)((u64)v748 + (u64)v747);
            const i64 v750 = (i64)(v744 & 1);
            const i64 v751 = (i64)((u64)v749 * (u64)i64(2));
            const i64 v752 = (i64)((u64)v751 + (u64)v750);
            const i64 v753 = (i64)((u64)v736 + (u64)v752);
            const i64 v754 = (i64)((u64)v753 + (u64)i64(1));
            b7[v753] = to_f16(v745);
            b7[v754] = to_f16(v746);
          }
          const i64 v757 = (i64)((u64)v735 * (u64)i64(2304));
          {
            const i64 v758 = i64(0) + t + 0 * 256;
            const i64 v759 = (i64)t;
            const i64 v760 = (i64)0;
            const i64 v761 = (i64)(v759 & 63);
            const i64 v762 = (i64)((u64)v760 * (u64)i64(4));
            const i64 v763 = (i64)(v759 >> 6);
            const i64 v764 = (i64)((u64)v763 + (u64)v762);
            const i64 v765 = (i64)((u64)v764 * (u64)i64(2));
            const f32 v766 = r5[i64(0)][0];
            const f32 v767 = r5[i64(1)][0];
            const i64 v768 = (i64)(v765 >> 1);
            const i64 v769 = (i64)((u64)v768 * (u64)i64(72));
            const i64 v770 = (i64)((u64)v769 + (u64)v761);
            const i64 v771 = (i64)(v765 & 1);
            const i64 v772 = (i64)((u64)v770 * (u64)i64(2));
            const i64 v773 = (i64)((u64)v772 + (u64)v771);
            const i64 v774 = (i64)((u64)v757 + (u64)v773);
            const i64 v775 = (i64)((u64)v774 + (u64)i64(1));
            b8[v774] = to_f16(v766);
            b8[v775] = to_f16(v767);
          }
          {
            const i64 v758 = i64(0) + t + 1 * 256;
            const i64 v759 = (i64)t;
            const i64 v760 = (i64)1;
            const i64 v761 = (i64)(v759 & 63);
            const i64 v762 = (i64)((u64)v760 * (u64)i64(4));
            const i64 v763 = (i64)(v759 >> 6);
            const i64 v764 = (i64)((u64)v763 + (u64)v762);
            const i64 v765 = (i64)((u64)v764 * (u64)i64(2));
            const f32 v766 = r5[i64(0)][1];
            const f32 v767 = r5[i64(1)][1];
            const i64 v768 = (i64)(v765 >> 1);
            const i64 v769 = (i64)((u64)v768 * (u64)i64(72));
            const i64 v770 = (i64)((u64)v769 + (u64)v761);
            const i64 v771 = (i64)(v765 & 1);
            const i64 v772 = (i64)((u64)v770 * (u64)i64(2));
            const i64 v773 = (i64)((u64)v772 + (u64)v771);
            const i64 v774 = (i64)((u64)v757 + (u64)v773);
            const i64 v775 = (i64)((u64)v774 + (u64)i64(1));
            b8[v774] = to_f16(v766);
            b8[v775] = to_f16(v767);
          }
          {
            const i64 v758 = i64(0) + t + 2 * 256;
            const i64 v759 = (i64)t;
            const i64 v760 = (i64)2;
            const i64 v761 = (i64)(v759 & 63);
            const i64 v762 = (i64)((u64)v760 * (u64)i64(4));
            const i64 v763 = (i64)(v759 >> 6);
            const i64 v764 = (i64)((u64)v763 + (u64)v762);
            const i64 v765 = (i64)((u64)v764 * (u64)i64(2));
            const f32 v766 = r5[i64(0)][2];
            const f32 v767 = r5[i64(1)][2];
            const i64 v768 = (i64)(v765 >> 1);
            const i64 v769 = (i64)((u64)v768 * (u64)i64(72));
            const i64 v770 = (i64)((u64)v769 + (u64)v761);
            const i64 v771 = (i64)(v765 & 1);
            const i64 v772 = (i64)((u64)v770 * (u64)i64(2));
            const i64 v773 = (i64)((u64)v772 + (u64)v771);
            const i64 v774 = (i64)((u64)v757 + (u64)v773);
            const i64 v775 = (i64)((u64)v774 + (u64)i64(1));
            b8[v774] = to_f16(v766);
            b8[v775] = to_f16(v767);
          }
          {
            const i64 v758 = i64(0) + t + 3 * 256;
            const i64 v759 = (i64)t;
            const i64 v760 = (i64)3;
            const i64 v761 = (i64)(v759 & 63);
            const i64 v762 = (i64)((u64)v760 * (u64)i64(4));
            const i64 v763 = (i64)(v759 >> 6);
            const i64 v764 = (i64)((u64)v763 + (u64)v762);
            const i64 v765 = (i64)((u64)v764 * (u64)i64(2));
            const f32 v766 = r5[i64(0)][3];
            const f32 v767 = r5[i64(1)][3];
            const i64 v768 = (i64)(v765 >> 1);
            const i64 v769 = (i64)((u64)v768 * (u64)i64(72));
            const i64 v770 = (i64)((u64)v769 + (u64)v761);
            const i64 v771 = (i64)(v765 & 1);
            const i64 v772 = (i64)((u64)v770 * (u64)i64(2));
            const i64 v773 = (i64)((u64)v772 + (u64)v771);
            const i64 v774 = (i64)((u64)v757 + (u64)v773);
            const i64 v775 = (i64)((u64)v774 + (u64)i64(1));
            b8[v774] = to_f16(v766);
            b8[v775] = to_f16(v767);
          }
        }
        const bool v778 = v624 == v516;
        const i64 v779 = (i64)((u64)v624 + (u64)i64(1));
        const i64 v780 = (i64)~v779;
        const i64 v781 = (i64)(v624 & v780);
        const i64 v782 = v778 ? v624 : v781;
        r7 = i64(0);
        const bool v784 = v782 != i64(0);
        if (v784) {
          for (i64 v786 = i64(0); v786 < v522; v786 += 1) {
            const i64 v787 = shift_right(v782, v786);
            const i64 v788 = (i64)(v787 & i64(1));
            const bool v789 = v788 != i64(0);
            const i64 v819 = (i64)((u64)v786 * (u64)i64(4096));
            if (v789) {
              #pragma unroll
              for (int slot3 = 0; slot3 < 16; ++slot3) {
                {
                  const i64 v791 = i64(0) + t + slot3 * 256;
                  const i64 v792 = (i64)slot3;
                  const i64 v793 = (i64)t;
                  const i64 v794 = (i64)(v793 >> 5);
                  const i64 v795 = (i64)(v793 & 31);
                  const i64 v796 = (i64)(v792 >> 2);
                  const i64 v797 = (i64)(v792 & 3);
                  const i64 v798 = (i64)(v797 >> 1);
                  const i64 v799 = (i64)((u64)v798 * (u64)i64(8));
                  const i64 v800 = (i64)(v795 >> 2);
                  const i64 v801 = (i64)((u64)v800 + (u64)v799);
                  const i64 v802 = (i64)(v797 & 1);
                  const i64 v803 = (i64)(v795 & 3);
                  const i64 v804 = (i64)((u64)v803 * (u64)i64(2));
                  const i64 v805 = (i64)((u64)v804 + (u64)v802);
                  const i64 v806 = (i64)(v796 & 1);
                  const i64 v807 = (i64)(v794 & 3);
                  const i64 v808 = (i64)((u64)v806 * (u64)i64(8));
                  const i64 v809 = (i64)((u64)v807 * (u64)i64(16));
                  const i64 v810 = (i64)((u64)v809 + (u64)v808);
                  const i64 v811 = (i64)((u64)v810 + (u64)v805);
                  const i64 v812 = (i64)(v796 >> 1);
                  const i64 v813 = (i64)(v794 >> 2);
                  const i64 v814 = (i64)((u64)v812 * (u64)i64(16));
                  const i64 v815 = (i64)((u64)v813 * (u64)i64(32));
                  const i64 v816 = (i64)((u64)v815 + (u64)v814);
                  const i64 v817 = (i64)((u64)v816 + (u64)v801);
                  const f32 v818 = r6[slot3];
                  const i64 v820 = (i64)((u64)v819 + (u64)v791);
                  const f32 v821 = b9[v820];
                  const f32 v822 = v821 + v818;
                  r6[slot3] = v822;
                }
              }
              const i64 v824 = r7;
              const i64 v825 = (i64)((u64)v824 + (u64)i64(1));
              r7 = v825;
            }
          }
        }
        const bool v827 = !v778;
        if (v827) {
          const i64 v829 = r7;
          const i64 v858 = (i64)((u64)v829 * (u64)i64(4096));
          __syncthreads();
          #pragma unroll
          for (int slot4 = 0; slot4 < 16; ++slot4) {
            {
              const i64 v830 = i64(0) + t + slot4 * 256;
              const i64 v831 = (i64)slot4;
              const i64 v832 = (i64)t;
              const i64 v833 = (i64)(v832 >> 5);
              const i64 v834 = (i64)(v832 & 31);
              const i64 v835 = (i64)(v831 >> 2);
              const i64 v836 = (i64)(v831 & 3);
              const i64 v837 = (i64)(v836 >> 1);
              const i64 v838 = (i64)((u64)v837 * (u64)i64(8));
              const i64 v839 = (i64)(v834 >> 2);
              const i64 v840 = (i64)((u64)v839 + (u64)v838);
              const i64 v841 = (i64)(v836 & 1);
              const i64 v842 = (i64)(v834 & 3);
              const i64 v843 = (i64)((u64)v842 * (u64)i64(2));
              const i64 v844 = (i64)((u64)v843 + (u64)v841);
              const i64 v845 = (i64)(v835 & 1);
              const i64 v846 = (i64)(v833 & 3);
              const i64 v847 = (i64)((u64)v845 * (u64)i64(8));
              const i64 v848 = (i64)((u64)v846 * (u64)i64(16));
              const i64 v849 = (i64)((u64)v848 + (u64)v847);
              const i64 v850 = (i64)((u64)v849 + (u64)v844);
              const i64 v851 = (i64)(v835 >> 1);
              const i64 v852 = (i64)(v833 >> 2);
              const i64 v853 = (i64)((u64)v851 * (u64)i64(16));
              const i64 v854 = (i64)((u64)v852 * (u64)i64(32));
              const i64 v855 = (i64)((u64)v854 + (u64)v853);
              const i64 v856 = (i64)((u64)v855 + (u64)v840);
              const f32 v857 = r6[slot4];
              const i64 v859 = (i64)((u64)v858 + (u64)v830);
              b9[v859] = v857;
            }
          }
        }
      }
      #pragma unroll
      for (int slot5 = 0; slot5 < 16; ++slot5) {
        {
          const i64 v861 = i64(0) + t + slot5 * 256;
          const i64 v862 = (i64)slot5;
          const i64 v863 = (i64)t;
          const i64 v864 = (i64)(v863 >> 5);
          const i64 v865 = (i64)(v863 & 31);
          const i64 v866 = (i64)(v862 >> 2);
          const i64 v867 = (i64)(v862 & 3);
          const i64 v868 = (i64)(v867 >> 1);
          const i64 v869 = (i64)((u64)v868 * (u64)i64(8));
          const i64 v870 = (i64)(v865 >> 2);
          const i64 v871 = (i64)((u64)v870 + (u64)v869);
          const i64 v872 = (i64)(v867 & 1);
          const i64 v873 = (i64)(v865 & 3);
          const i64 v874 = (i64)((u64)v873 * (u64)i64(2));
          const i64 v875 = (i64)((u64)v874 + (u64)v872);
          const i64 v876 = (i64)(v866 & 1);
          const i64 v877 = (i64)(v864 & 3);
          const i64 v878 = (i64)((u64)v876 * (u64)i64(8));
          const i64 v879 = (i64)((u64)v877 * (u64)i64(16));
          const i64 v880 = (i64)((u64)v879 + (u64)v878);
          const i64 v881 = (i64)((u64)v880 + (u64)v875);
          const i64 v882 = (i64)(v866 >> 1);
          const i64 v883 = (i64)(v864 >> 2);
          const i64 v884 = (i64)((u64)v882 * (u64)i64(16));
          const i64 v885 = (i64)((u64)v883 * (u64)i64(32));
          const i64 v886 = (i64)((u64)v885 + (u64)v884);
          const i64 v887 = (i64)((u64)v886 + (u64)v871);
          const i64 v888 = (i64)((u64)v513 + (u64)v887);
          const i64 v889 = (i64)((u64)v515 + (u64)v881);
          const bool v890 = v888 < n1;
          const bool v891 = v889 < n2;
          const bool v892 = (bool)(v890 & v891);
          const f32 v893 = r6[slot5];
          const f32 v894 = r6[slot5];
          const i64 v895 = (i64)((u64)v888 * (u64)n2);
          const i64 v896 = (i64)((u64)v895 + (u64)v889);
          if (v892) b2[v896] = v894;
        }
      }
    }
  }
}
