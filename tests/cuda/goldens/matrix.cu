launch sinter_0: a block per iteration

extern "C" __global__ void __launch_bounds__(256, 2) sinter_0(
    const f32* __restrict__ b0,
    const f32* __restrict__ b1,
    f32* __restrict__ b2) {
  __shared__ __align__(16) f32 s3[1][i64(5120)];
  __shared__ __align__(16) f32 s4[1][i64(4352)];
  const i64 v25 = (i64)(i64(0) >> 4);
  const i64 v26 = (i64)(v25 & 1);
  const i64 v28 = (i64)((u64)v26 * (u64)i64(2560));
  const bool v29 = i64(0) < i64(32);
  const i64 v46 = (i64)((u64)v26 * (u64)i64(2176));
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v11 = i64(0) + group; v11 < i64(128); v11 += (i64)gridDim.x * 1) {
    f32 r0[64];
    {
      const i64 v12 = (i64)(v11 >> 7);
      const i64 v13 = (i64)(v11 & 127);
      const i64 v14 = (i64)(v13 >> 4);
      const i64 v15 = (i64)((u64)v14 * (u64)i64(128));
      const i64 v16 = (i64)(v13 & 15);
      const i64 v17 = (i64)((u64)v16 * (u64)i64(128));
      f32* const b3 = s3[threadIdx.x / 256];
      f32* const b4 = s4[threadIdx.x / 256];
      #pragma unroll
      for (int slot0 = 0; slot0 < 64; ++slot0) {
        r0[slot0] = f32(0x0p+0f);
      }
      __syncthreads();
      #pragma unroll
      for (i64 first1 = i64(0); first1 < i64(512); first1 += 256) {
        {
          const i64 v31 = first1 + t + 0 * 256;
          const i64 v33 = (i64)(v31 & 3);
          const i64 v34 = (i64)((u64)v33 * (u64)i64(4));
          const i64 v35 = (i64)(v31 >> 2);
          const i64 v36 = (i64)((u64)v15 + (u64)v35);
          const i64 v38 = (i64)((u64)v35 * (u64)i64(20));
          const i64 v39 = (i64)((u64)v38 + (u64)v34);
          const i64 v40 = (i64)((u64)v28 + (u64)v39);
          const i64 v41 = (i64)((u64)v36 * (u64)i64(32));
          const i64 v42 = (i64)((u64)v41 + (u64)v34);
          if (v29) copy_async<16>(b3 + v40, b0 + v42, true);
        }
      }
      #pragma unroll
      for (i64 first2 = i64(0); first2 < i64(512); first2 += 256) {
        {
          const i64 v47 = first2 + t + 0 * 256;
          const i64 v48 = (i64)(v47 & 31);
          const i64 v49 = (i64)((u64)v48 * (u64)i64(4));
          const i64 v50 = (i64)(v47 >> 5);
          const i64 v51 = (i64)((u64)v17 + (u64)v49);
          const i64 v53 = (i64)((u64)v50 * (u64)i64(136));
          const i64 v54 = (i64)((u64)v53 + (u64)v49);
          const i64 v55 = (i64)((u64)v46 + (u64)v54);
          const i64 v56 = (i64)((u64)v50 * (u64)i64(2048));
          const i64 v57 = (i64)((u64)v56 + (u64)v51);
          if (v29) copy_async<16>(b4 + v55, b1 + v57, true);
        }
      }
      for (i64 v60 = i64(0); v60 < i64(1); v60 += 1) {
        const i64 v61 = (i64)((u64)v60 * (u64)i64(1024));
        const i64 v62 = (i64)((u64)v61 + (u64)i64(1024));
        const i64 v63 = minimum(i64(32), v62);
        #pragma unroll
        for (int slot3 = 0; slot3 < 64; ++slot3) {
          r0[slot3] = f32(0x0p+0f);
        }
        __syncthreads();
        for (i64 v65 = v61; v65 < v63; v65 += 16) {
          await_copies<0>();
          const i64 v67 = (i64)((u64)v65 + (u64)i64(16));
          const i64 v68 = (i64)(v67 >> 4);
          const i64 v69 = (i64)(v68 & 1);
          const i64 v70 = (i64)((u64)v69 * (u64)i64(2560));
          const bool v71 = v67 < i64(32);
          __syncthreads();
          #pragma unroll
          for (i64 first4 = i64(0); first4 < i64(512); first4 += 256) {
            {
              const i64 v72 = first4 + t + 0 * 256;
              const i64 v73 = (i64)(v72 & 3);
              const i64 v74 = (i64)((u64)v73 * (u64)i64(4));
              const i64 v75 = (i64)(v72 >> 2);
              const i64 v76 = (i64)((u64)v15 + (u64)v75);
              const i64 v77 = (i64)((u64)v67 + (u64)v74);
              const i64 v78 = (i64)((u64)v75 * (u64)i64(20));
              const i64 v79 = (i64)((u64)v78 + (u64)v74);
              const i64 v80 = (i64)((u64)v70 + (u64)v79);
              const i64 v81 = (i64)((u64)v76 * (u64)i64(32));
              const i64 v82 = (i64)((u64)v81 + (u64)v77);
              if (v71) copy_async<16>(b3 + v80, b0 + v82, true);
            }
          }
          const i64 v85 = (i64)((u64)v69 * (u64)i64(2176));
          #pragma unroll
          for (i64 first5 = i64(0); first5 < i64(512); first5 += 256) {
            {
              const i64 v86 = first5 + t + 0 * 256;
              const i64 v87 = (i64)(v86 & 31);
              const i64 v88 = (i64)((u64)v87 * (u64)i64(4));
              const i64 v89 = (i64)(v86 >> 5);
              const i64 v90 = (i64)((u64)v17 + (u64)v88);
              const i64 v91 = (i64)((u64)v67 + (u64)v89);
              const i64 v92 = (i64)((u64)v89 * (u64)i64(136));
              const i64 v93 = (i64)((u64)v92 + (u64)v88);
              const i64 v94 = (i64)((u64)v85 + (u64)v93);
              const i64 v95 = (i64)((u64)v91 * (u64)i64(2048));
              const i64 v96 = (i64)((u64)v95 + (u64)v90);
              if (v71) copy_async<16>(b4 + v94, b1 + v96, true);
            }
          }
          const i64 v99 = (i64)(v65 >> 4);
          const i64 v100 = (i64)(v99 & 1);
          const i64 v101 = (i64)((u64)v100 * (u64)i64(2560));
          const i64 v102 = (i64)((u64)v100 * (u64)i64(2176));
          #if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
           {
            const f32* const x = b3 + v101 + (t / 32 / 4 * 64 + t % 32 / 4) * 20 + t % 4 * 1;
            const f32* const y = b4 + v102 + (t / 32 % 4 * 32 + t % 32 / 4) * 1 + t % 4 * 136;
            #pragma unroll
            for (int k = 0; k < 16; k += 8) {
              f32 a[4][4], b[4][2];
              #pragma unroll
              for (int m = 0; m < 4; ++m) a[m][0] = nearest_tf32(x[(k + 0) * 1 + (m * 16 + 0) * 20]);
              #pragma unroll
              for (int m = 0; m < 4; ++m) a[m][1] = nearest_tf32(x[(k + 0) * 1 + (m * 16 + 8) * 20]);
              #pragma unroll
              for (int n = 0; n < 4; ++n) b[n][0] = nearest_tf32(y[(k + 0) * 136 + n * 8]);
              #pragma unroll
              for (int m = 0; m < 4; ++m) a[m][2] = nearest_tf32(x[(k + 4) * 1 + (m * 16 + 0) * 20]);
              #pragma unroll
              for (int m = 0; m < 4; ++m) a[m][3] = nearest_tf32(x[(k + 4) * 1 + (m * 16 + 8) * 20]);
              #pragma unroll
              for (int n = 0; n < 4; ++n) b[n][1] = nearest_tf32(y[(k + 4) * 136 + n * 8]);
              #pragma unroll
              for (int m = 0; m < 4; ++m) {
                #pragma unroll
                for (int n = 0; n < 4; ++n) multiply_fragments(r0 + (m * 4 + n) * 4, a[m], b[n]);
              }
            }
          }
          #else
          #pragma unroll
          for (i64 v103 = i64(0); v103 < i64(16); v103 += 1) {
            const i64 v139 = (i64)((u64)v103 * (u64)i64(136));
            #pragma unroll
            for (int slot6 = 0; slot6 < 64; ++slot6) {
              {
                const i64 v105 = i64(0) + t + slot6 * 256;
                const i64 v107 = (i64)slot6;
                const i64 v108 = (i64)t;
                const i64 v109 = (i64)(v108 >> 5);
                const i64 v110 = (i64)(v108 & 31);
                const i64 v111 = (i64)(v107 >> 2);
                const i64 v112 = (i64)(v107 & 3);
                const i64 v113 = (i64)(v112 >> 1);
                const i64 v114 = (i64)((u64)v113 * (u64)i64(8));
                const i64 v115 = (i64)(v110 >> 2);
                const i64 v116 = (i64)((u64)v115 + (u64)v114);
                const i64 v117 = (i64)(v112 & 1);
                const i64 v118 = (i64)(v110 & 3);
                const i64 v119 = (i64)((u64)v118 * (u64)i64(2));
                const i64 v120 = (i64)((u64)v119 + (u64)v117);
                const i64 v121 = (i64)(v111 & 3);
                const i64 v122 = (i64)(v109 & 3);
                const i64 v123 = (i64)((u64)v121 * (u64)i64(8));
                const i64 v124 = (i64)((u64)v122 * (u64)i64(32));
                const i64 v125 = (i64)((u64)v124 + (u64)v123);
                const i64 v126 = (i64)((u64)v125 + (u64)v120);
                const i64 v127 = (i64)(v111 >> 2);
                const i64 v128 = (i64)(v109 >> 2);
                const i64 v129 = (i64)((u64)v127 * (u64)i64(16));
                const i64 v131 = (i64)((u64)v128 * (u64)i64(64));
                const i64 v132 = (i64)((u64)v131 + (u64)v129);
                const i64 v133 = (i64)((u64)v132 + (u64)v116);
                const i64 v134 = (i64)((u64)v133 * (u64)i64(20));
                const i64 v135 = (i64)((u64)v134 + (u64)v103);
                const i64 v136 = (i64)((u64)v101 + (u64)v135);
                const f32 v137 = b3[v136];
                const f32 v138 = rounded_tf32(v137);
                const i64 v140 = (i64)((u64)v139 + (u64)v126);
                const i64 v141 = (i64)((u64)v102 + (u64)v140);
                const f32 v142 = b4[v141];
                const f32 v143 = rounded_tf32(v142);
                const f32 v144 = r0[slot6];
                const f32 v145 = fused(v138, v143, v144);
                r0[slot6] = v145;
              }
            }
          }
          #endif
        }
      }
      #pragma unroll
      for (int slot7 = 0; slot7 < 64; ++slot7) {
        {
          const i64 v147 = i64(0) + t + slot7 * 256;
          const i64 v148 = (i64)slot7;
          const i64 v149 = (i64)t;
          const i64 v150 = (i64)(v149 >> 5);
          const i64 v151 = (i64)(v149 & 31);
          const i64 v152 = (i64)(v148 >> 2);
          const i64 v153 = (i64)(v148 & 3);
          const i64 v154 = (i64)(v153 >> 1);
          const i64 v155 = (i64)((u64)v154 * (u64)i64(8));
          const i64 v156 = (i64)(v151 >> 2);
          const i64 v157 = (i64)((u64)v156 + (u64)v155);
          const i64 v158 = (i64)(v153 & 1);
          const i64 v159 = (i64)(v151 & 3);
          const i64 v160 = (i64)((u64)v159 * (u64)i64(2));
          const i64 v161 = (i64)((u64)v160 + (u64)v158);
          const i64 v162 = (i64)(v152 & 3);
          const i64 v163 = (i64)(v150 & 3);
          const i64 v164 = (i64)((u64)v162 * (u64)i64(8));
          const i64 v165 = (i64)((u64)v163 * (u64)i64(32));
          const i64 v166 = (i64)((u64)v165 + (u64)v164);
          const i64 v167 = (i64)((u64)v166 + (u64)v161);
          const i64 v168 = (i64)(v152 >> 2);
          const i64 v169 = (i64)(v150 >> 2);
          const i64 v170 = (i64)((u64)v168 * (u64)i64(16));
          const i64 v171 = (i64)((u64)v169 * (u64)i64(64));
          const i64 v172 = (i64)((u64)v171 + (u64)v170);
          const i64 v173 = (i64)((u64)v172 + (u64)v157);
          const i64 v174 = (i64)((u64)v15 + (u64)v173);
          const i64 v175 = (i64)((u64)v17 + (u64)v167);
          const f32 v176 = r0[slot7];
          const f32 v177 = r0[slot7];
          const i64 v178 = (i64)((u64)v174 * (u64)i64(2048));
          const i64 v179 = (i64)((u64)v178 + (u64)v175);
          b2[v179] = v177;
        }
      }
    }
  }
}
