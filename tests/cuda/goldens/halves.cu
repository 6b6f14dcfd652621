launch sinter_0: a block per iteration

extern "C" __global__ void __launch_bounds__(256) sinter_0(
    const f32* __restrict__ b0,
    const f32* __restrict__ b1,
    f32* __restrict__ b2) {
  __shared__ __align__(16) u16 s3[1][i64(5120)];
  __shared__ __align__(16) u16 s4[1][i64(4608)];
  const i64 v62 = (i64)(i64(0) >> 5);
  const i64 v63 = (i64)(v62 & 1);
  const i64 v65 = (i64)((u64)v63 * (u64)i64(2560));
  const i64 v88 = (i64)((u64)v63 * (u64)i64(2304));
  const i64 group = (i64)blockIdx.x * 1 + threadIdx.x / 256;
  const int t = (int)(threadIdx.x & 255u);
  for (i64 v4 = i64(0) + group; v4 < i64(1); v4 += (i64)gridDim.x * 1) {
    f32 r0[2][4];
    f32 r1[2][4];
    f32 r2[16];
    {
      const i64 v5 = (i64)(v4 >> 0);
      const i64 v6 = (i64)(v4 & 0);
      const i64 v7 = (i64)(v6 >> 0);
      const i64 v8 = (i64)((u64)v7 * (u64)i64(64));
      const i64 v9 = (i64)(v6 & 0);
      const i64 v10 = (i64)((u64)v9 * (u64)i64(64));
      u16* const b3 = s3[threadIdx.x / 256];
      u16* const b4 = s4[threadIdx.x / 256];
      #pragma unroll
      for (int slot0 = 0; slot0 < 16; ++slot0) {
        r2[slot0] = f32(0x0p+0f);
      }
      {
        const i64 v19 = i64(0) + t + 0 * 256;
        const i64 v20 = (i64)t;
        const i64 v21 = (i64)0;
        const i64 v23 = (i64)(v20 & 15);
        const i64 v24 = (i64)((u64)v21 * (u64)i64(16));
        const i64 v25 = (i64)(v20 >> 4);
        const i64 v26 = (i64)((u64)v25 + (u64)v24);
        const i64 v28 = (i64)((u64)v23 * (u64)i64(2));
        const i64 v29 = (i64)((u64)v8 + (u64)v26);
        const bool v30 = v28 < i64(64);
        const i64 v31 = (i64)((u64)v29 * (u64)i64(64));
        const i64 v32 = (i64)((u64)v31 + (u64)v28);
        const f32 v33 = v30 ? b0[v32] : f32(0);
        r0[i64(0)][0] = v33;
        const i64 v35 = (i64)((u64)v28 + (u64)i64(1));
        const bool v36 = v35 < i64(64);
        const i64 v37 = (i64)((u64)v31 + (u64)v35);
        const f32 v38 = v36 ? b0[v37] : f32(0);
        r0[i64(1)][0] = v38;
      }
      {
        const i64 v19 = i64(0) + t + 1 * 256;
        const i64 v20 = (i64)t;
        const i64 v21 = (i64)1;
        const i64 v23 = (i64)(v20 & 15);
        const i64 v24 = (i64)((u64)v21 * (u64)i64(16));
        const i64 v25 = (i64)(v20 >> 4);
        const i64 v26 = (i64)((u64)v25 + (u64)v24);
        const i64 v28 = (i64)((u64)v23 * (u64)i64(2));
        const i64 v29 = (i64)((u64)v8 + (u64)v26);
        const bool v30 = v28 < i64(64);
        const i64 v31 = (i64)((u64)v29 * (u64)i64(64));
        const i64 v32 = (i64)((u64)v31 + (u64)v28);
        const f32 v33 = v30 ? b0[v32] : f32(0);
        r0[i64(0)][1] = v33;
        const i64 v35 = (i64)((u64)v28 + (u64)i64(1));
        const bool v36 = v35 < i64(64);
        const i64 v37 = (i64)((u64)v31 + (u64)v35);
        const f32 v38 = v36 ? b0[v37] : f32(0);
        r0[i64(1)][1] = v38;
      }
      {
        const i64 v19 = i64(0) + t + 2 * 256;
        const i64 v20 = (i64)t;
        const i64 v21 = (i64)2;
        const i64 v23 = (i64)(v20 & 15);
        const i64 v24 = (i64)((u64)v21 * (u64)i64(16));
        const i64 v25 = (i64)(v20 >> 4);
        const i64 v26 = (i64)((u64)v25 + (u64)v24);
        const i64 v28 = (i64)((u64)v23 * (u64)i64(2));
        const i64 v29 = (i64)((u64)v8 + (u64)v26);
        const bool v30 = v28 < i64(64);
        const i64 v31 = (i64)((u64)v29 * (u64)i64(64));
        const i64 v32 = (i64)((u64)v31 + (u64)v28);
        const f32 v33 = v30 ? b0[v32] : f32(0);
        r0[i64(0)][2] = v33;
        const i64 v35 = (i64)((u64)v28 + (u64)i64(1));
        const bool v36 = v35 < i64(64);
        const i64 v37 = (i64)((u64)v31 + (u64)v35);
        const f32 v38 = v36 ? b0[v37] : f32(0);
        r0[i64(1)][2] = v38;
      }
      {
        const i64 v19 = i64(0) + t + 3 * 256;
        const i64 v20 = (i64)t;
        const i64 v21 = (i64)3;
        const i64 v23 = (i64)(v20 & 15);
        const i64 v24 = (i64)((u64)v21 * (u64)i64(16));
        const i64 v25 = (i64)(v20 >> 4);
        const i64 v26 = (i64)((u64)v25 + (u64)v24);
        const i64 v28 = (i64)((u64)v23 * (u64)i64(2));
        const i64 v29 = (i64)((u64)v8 + (u64)v26);
        const bool v30 = v28 < i64(64);
        const i64 v31 = (i64)((u64)v29 * (u64)i64(64));
        const i64 v32 = (i64)((u64)v31 + (u64)v28);
        const f32 v33 = v30 ? b0[v32] : f32(0);
        r0[i64(0)][3] = v33;
        const i64 v35 = (i64)((u64)v28 + (u64)i64(1));
        const bool v36 = v35 < i64(64);
        const i64 v37 = (i64)((u64)v31 + (u64)v35);
        const f32 v38 = v36 ? b0[v37] : f32(0);
        r0[i64(1)][3] = v38;
      }
      {
        const i64 v40 = i64(0) + t + 0 * 256;
        const i64 v41 = (i64)t;
        const i64 v42 = (i64)0;
        const i64 v43 = (i64)(v41 & 63);
        const i64 v45 = (i64)((u64)v42 * (u64)i64(4));
        const i64 v46 = (i64)(v41 >> 6);
        const i64 v47 = (i64)((u64)v46 + (u64)v45);
        const i64 v48 = (i64)((u64)v47 * (u64)i64(2));
        const i64 v49 = (i64)((u64)v10 + (u64)v43);
        const bool v50 = v48 < i64(64);
        const i64 v51 = (i64)((u64)v48 * (u64)i64(64));
        const i64 v52 = (i64)((u64)v51 + (u64)v49);
        const f32 v53 = v50 ? b1[v52] : f32(0);
        r1[i64(0)][0] = v53;
        const i64 v55 = (i64)((u64)v48 + (u64)i64(1));
        const bool v56 = v55 < i64(64);
        const i64 v57 = (i64)((u64)v55 * (u64)i64(64));
        const i64 v58 = (i64)((u64)v57 + (u64)v49);
        const f32 v59 = v56 ? b1[v58] : f32(0);
        r1[i64(1)][0] = v59;
      }
      {
        const i64 v40 = i64(0) + t + 1 * 256;
        const i64 v41 = (i64)t;
        const i64 v42 = (i64)1;
        const i64 v43 = (i64)(v41 & 63);
        const i64 v45 = (i64)((u64)v42 * (u64)i64(4));
        const i64 v46 = (i64)(v41 >> 6);
        const i64 v47 = (i64)((u64)v46 + (u64)v45);
        const i64 v48 = (i64)((u64)v47 * (u64)i64(2));
        const i64 v49 = (i64)((u64)v10 + (u64)v43);
        const bool v50 = v48 < i64(64);
        const i64 v51 = (i64)((u64)v48 * (u64)i64(64));
        const i64 v52 = (i64)((u64)v51 + (u64)v49);
        const f32 v53 = v50 ? b1[v52] : f32(0);
        r1[i64(0)][1] = v53;
        const i64 v55 = (i64)((u64)v48 + (u64)i64(1));
        const bool v56 = v55 < i64(64);
        const i64 v57 = (i64)((u64)v55 * (u64)i64(64));
        const i64 v58 = (i64)((u64)v57 + (u64)v49);
        const f32 v59 = v56 ? b1[v58] : f32(0);
        r1[i64(1)][1] = v59;
      }
      {
        const i64 v40 = i64(0) + t + 2 * 256;
        const i64 v41 = (i64)t;
        const i64 v42 = (i64)2;
        const i64 v43 = (i64)(v41 & 63);
        const i64 v45 = (i64)((u64)v42 * (u64)i64(4));
        const i64 v46 = (i64)(v41 >> 6);
        const i64 v47 = (i64)((u64)v46 + (u64)v45);
        const i64 v48 = (i64)((u64)v47 * (u64)i64(2));
        const i64 v49 = (i64)((u64)v10 + (u64)v43);
        const bool v50 = v48 < i64(64);
        const i64 v51 = (i64)((u64)v48 * (u64)i64(64));
        const i64 v52 = (i64)((u64)v51 + (u64)v49);
        const f32 v53 = v50 ? b1[v52] : f32(0);
        r1[i64(0)][2] = v53;
        const i64 v55 = (i64)((u64)v48 + (u64)i64(1));
        const bool v56 = v55 < i64(64);
        const i64 v57 = (i64)((u64)v55 * (u64)i64(64));
        const i64 v58 = (i64)((u64)v57 + (u64)v49);
        const f32 v59 = v56 ? b1[v58] : f32(0);
        r1[i64(1)][2] = v59;
      }
      {
        const i64 v40 = i64(0) + t + 3 * 256;
        const i64 v41 = (i64)t;
        const i64 v42 = (i64)3;
        const i64 v43 = (i64)(v41 & 63);
        const i64 v45 = (i64)((u64)v42 * (u64)i64(4));
        const i64 v46 = (i64)(v41 >> 6);
        const i64 v47 = (i64)((u64)v46 + (u64)v45);
        const i64 v48 = (i64)((u64)v47 * (u64)i64(2));
        const i64 v49 = (i64)((u64)v10 + (u64)v43);
        const bool v50 = v48 < i64(64);
        const i64 v51 = (i64)((u64)v48 * (u64)i64(64));
        const i64 v52 = (i64)((u64)v51 + (u64)v49);
        const f32 v53 = v50 ? b1[v52] : f32(0);
        r1[i64(0)][3] = v53;
        const i64 v55 = (i64)((u64)v48 + (u64)i64(1));
        const bool v56 = v55 < i64(64);
        const i64 v57 = (i64)((u64)v55 * (u64)i64(64));
        const i64 v58 = (i64)((u64)v57 + (u64)v49);
        const f32 v59 = v56 ? b1[v58] : f32(0);
        r1[i64(1)][3] = v59;
      }
      __syncthreads();
      {
        const i64 v66 = i64(0) + t + 0 * 256;
        const i64 v67 = (i64)t;
        const i64 v68 = (i64)0;
        const i64 v69 = (i64)(v67 & 15);
        const i64 v70 = (i64)((u64)v68 * (u64)i64(16));
        const i64 v71 = (i64)(v67 >> 4);
        const i64 v72 = (i64)((u64)v71 + (u64)v70);
        const i64 v73 = (i64)((u64)v69 * (u64)i64(2));
        const f32 v74 = r0[i64(0)][0];
        const f32 v75 = r0[i64(1)][0];
        const i64 v76 = (i64)(v73 >> 1);
        const i64 v78 = (i64)((u64)v72 * (u64)i64(20));
        const i64 v79 = (i64)((u64)v78 + (u64)v76);
        const i64 v80 = (i64)(v73 & 1);
        const i64 v81 = (i64)((u64)v79 * (u64)i64(2));
        const i64 v82 = (i64)((u64)v81 + (u64)v80);
        const i64 v83 = (i64)((u64)v65 + (u64)v82);
        const i64 v84 = (i64)((u64)v83 + (u64)i64(1));
        b3[v83] = to_f16(v74);
        b3[v84] = to_f16(v75);
      }
      {
        const i64 v66 = i64(0) + t + 1 * 256;
        const i64 v67 = (i64)t;
        const i64 v68 = (i64)1;
        const i64 v69 = (i64)(v67 & 15);
        const i64 v70 = (i64)((u64)v68 * (u64)i64(16));
        const i64 v71 = (i64)(v67 >> 4);
        const i64 v72 = (i64)((u64)v71 + (u64)v70);
        const i64 v73 = (i64)((u64)v69 * (u64)i64(2));
        const f32 v74 = r0[i64(0)][1];
        const f32 v75 = r0[i64(1)][1];
        const i64 v76 = (i64)(v73 >> 1);
        const i64 v78 = (i64)((u64)v72 * (u64)i64(20));
        const i64 v79 = (i64)((u64)v78 + (u64)v76);
        const i64 v80 = (i64)(v73 & 1);
        const i64 v81 = (i64)((u64)v79 * (u64)i64(2));
        const i64 v82 = (i64)((u64)v81 + (u64)v80);
        const i64 v83 = (i64)((u64)v65 + (u64)v82);
        const i64 v84 = (i64)((u64)v83 + (u64)i64(1));
        b3[v83] = to_f16(v74);
        b3[v84] = to_f16(v75);
      }
      {
        const i64 v66 = i64(0) + t + 2 * 256;
        const i64 v67 = (i64)t;
        const i64 v68 = (i64)2;
        const i64 v69 = (i64)(v67 & 15);
        const i64 v70 = (i64)((u64)v68 * (u64)i64(16));
        const i64 v71 = (i64)(v67 >> 4);
        const i64 v72 = (i64)((u64)v71 + (u64)v70);
        const i64 v73 = (i64)((u64)v69 * (u64)i64(2));
        const f32 v74 = r0[i64(0)][2];
        const f32 v75 = r0[i64(1)][2];
        const i64 v76 = (i64)(v73 >> 1);
        const i64 v78 = (i64)((u64)v72 * (u64)i64(20));
        const i64 v79 = (i64)((u64)v78 + (u64)v76);
        const i64 v80 = (i64)(v73 & 1);
        const i64 v81 = (i64)((u64)v79 * (u64)i64(2));
        const i64 v82 = (i64)((u64)v81 + (u64)v80);
        const i64 v83 = (i64)((u64)v65 + (u64)v82);
        const i64 v84 = (i64)((u64)v83 + (u64)i64(1));
        b3[v83] = to_f16(v74);
        b3[v84] = to_f16(v75);
      }
      {
        const i64 v66 = i64(0) + t + 3 * 256;
        const i64 v67 = (i64)t;
        const i64 v68 = (i64)3;
        const i64 v69 = (i64)(v67 & 15);
        const i64 v70 = (i64)((u64)v68 * (u64)i64(16));
        const i64 v71 = (i64)(v67 >> 4);
        const i64 v72 = (i64)((u64)v71 + (u64)v70);
        const i64 v73 = (i64)((u64)v69 * (u64)i64(2));
        const f32 v74 = r0[i64(0)][3];
        const f32 v75 = r0[i64(1)][3];
        const i64 v76 = (i64)(v73 >> 1);
        const i64 v78 = (i64)((u64)v72 * (u64)i64(20));
        const i64 v79 = (i64)((u64)v78 + (u64)v76);
        const i64 v80 = (i64)(v73 & 1);
        const i64 v81 = (i64)((u64)v79 * (u64)i64(2));
        const i64 v82 = (i64)((u64)v81 + (u64)v80);
        const i64 v83 = (i64)((u64)v65 + (u64)v82);
        const i64 v84 = (i64)((u64)v83 + (u64)i64(1));
        b3[v83] = to_f16(v74);
        b3[v84] = to_f16(v75);
      }
      {
        const i64 v89 = i64(0) + t + 0 * 256;
        const i64 v90 = (i64)t;
        const i64 v91 = (i64)0;
        const i64 v92 = (i64)(v90 & 63);
        const i64 v93 = (i64)((u64)v91 * (u64)i64(4));
        const i64 v94 = (i64)(v90 >> 6);
        const i64 v95 = (i64)((u64)v94 + (u64)v93);
        const i64 v96 = (i64)((u64)v95 * (u64)i64(2));
        const f32 v97 = r1[i64(0)][0];
        const f32 v98 = r1[i64(1)][0];
        const i64 v99 = (i64)(v96 >> 1);
        const i64 v101 = (i64)((u64)v99 * (u64)i64(72));
        const i64 v102 = (i64)((u64)v101 + (u64)v92);
        const i64 v103 = (i64)(v96 & 1);
        const i64 v104 = (i64)((u64)v102 * (u64)i64(2));
        const i64 v105 = (i64)((u64)v104 + (u64)v103);
        const i64 v106 = (i64)((u64)v88 + (u64)v105);
        const i64 v107 = (i64)((u64)v106 + (u64)i64(1));
        b4[v106] = to_f16(v97);
        b4[v107] = to_f16(v98);
      }
      {
        const i64 v89 = i64(0) + t + 1 * 256;
        const i64 v90 = (i64)t;
        const i64 v91 = (i64)1;
        const i64 v92 = (i64)(v90 & 63);
        const i64 v93 = (i64)((u64)v91 * (u64)i64(4));
        const i64 v94 = (i64)(v90 >> 6);
        const i64 v95 = (i64)((u64)v94 + (u64)v93);
        const i64 v96 = (i64)((u64)v95 * (u64)i64(2));
        const f32 v97 = r1[i64(0)][1];
        const f32 v98 = r1[i64(1)][1];
        const i64 v99 = (i64)(v96 >> 1);
        const i64 v101 = (i64)((u64)v99 * (u64)i64(72));
        const i64 v102 = (i64)((u64)v101 + (u64)v92);
        const i64 v103 = (i64)(v96 & 1);
        const i64 v104 = (i64)((u64)v102 * (u64)i64(2));
        const i64 v105 = (i64)((u64)v104 + (u64)v103);
        const i64 v106 = (i64)((u64)v88 + (u64)v105);
        const i64 v107 = (i64)((u64)v106 + (u64)i64(1));
        b4[v106] = to_f16(v97);
        b4[v107] = to_f16(v98);
      }
      {
        const i64 v89 = i64(0) + t + 2 * 256;
        const i64 v90 = (i64)t;
        const i64 v91 = (i64)2;
        const i64 v92 = (i64)(v90 & 63);
        const i64 v93 = (i64)((u64)v91 * (u64)i64(4));
        const i64 v94 = (i64)(v90 >> 6);
        const i64 v95 = (i64)((u64)v94 + (u64)v93);
        const i64 v96 = (i64)((u64)v95 * (u64)i64(2));
        const f32 v97 = r1[i64(0)][2];
        const f32 v98 = r1[i64(1)][2];
        const i64 v99 = (i64)(v96 >> 1);
        const i64 v101 = (i64)((u64)v99 * (u64)i64(72));
        const i64 v102 = (i64)((u64)v101 + (u64)v92);
        const i64 v103 = (i64)(v96 & 1);
        const i64 v104 = (i64)((u64)v102 * (u64)i64(2));
        const i64 v105 = (i64)((u64)v104 + (u64)v103);
        const i64 v106 = (i64)((u64)v88 + (u64)v105);
        const i64 v107 = (i64)((u64)v106 + (u64)i64(1));
        b4[v106] = to_f16(v97);
        b4[v107] = to_f16(v98);
      }
      {
        const i64 v89 = i64(0) + t + 3 * 256;
        const i64 v90 = (i64)t;
        const i64 v91 = (i64)3;
        const i64 v92 = (i64)(v90 & 63);
        const i64 v93 = (i64)((u64)v91 * (u64)i64(4));
        const i64 v94 = (i64)(v90 >> 6);
        const i64 v95 = (i64)((u64)v94 + (u64)v93);
        const i64 v96 = (i64)((u64)v95 * (u64)i64(2));
        const f32 v97 = r1[i64(0)][3];
        const f32 v98 = r1[i64(1)][3];
        const i64 v99 = (i64)(v96 >> 1);
        const i64 v101 = (i64)((u64)v99 * (u64)i64(72));
        const i64 v102 = (i64)((u64)v101 + (u64)v92);
        const i64 v103 = (i64)(v96 & 1);
        const i64 v104 = (i64)((u64)v102 * (u64)i64(2));
        const i64 v105 = (i64)((u64)v104 + (u64)v103);
        const i64 v106 = (i64)((u64)v88 + (u64)v105);
        const i64 v107 = (i64)((u64)v106 + (u64)i64(1));
        b4[v106] = to_f16(v97);
        b4[v107] = to_f16(v98);
      }
      for (i64 v110 = i64(0); v110 < i64(1); v110 += 1) {
        const i64 v111 = (i64)((u64)v110 * (u64)i64(256));
        const i64 v112 = (i64)((u64)v111 + (u64)i64(256));
        const i64 v113 = minimum(i64(64), v112);
        #pragma unroll
        for (int slot1 = 0; slot1 < 16; ++slot1) {
          r2[slot1] = f32(0x0p+0f);
        }
        __syncthreads();
        for (i64 v115 = v111; v115 < v113; v115 += 32) {
          const i64 v117 = (i64)((u64)v115 + (u64)i64(32));
          {
            const i64 v118 = i64(0) + t + 0 * 256;
            const i64 v119 = (i64)t;
            const i64 v120 = (i64)0;
            const i64 v121 = (i64)(v119 & 15);
            const i64 v122 = (i64)((u64)v120 * (u64)i64(16));
            const i64 v123 = (i64)(v119 >> 4);
            const i64 v124 = (i64)((u64)v123 + (u64)v122);
            const i64 v125 = (i64)((u64)v121 * (u64)i64(2));
            const i64 v126 = (i64)((u64)v117 + (u64)v125);
            const i64 v127 = (i64)((u64)v8 + (u64)v124);
            const bool v128 = v126 < i64(64);
            const i64 v129 = (i64)((u64)v127 * (u64)i64(64));
            const i64 v130 = (i64)((u64)v129 + (u64)v126);
            const f32 v131 = v128 ? b0[v130] : f32(0);
            r0[i64(0)][0] = v131;
            const i64 v133 = (i64)((u64)v125 + (u64)i64(1));
            const i64 v134 = (i64)((u64)v117 + (u64)v133);
            const bool v135 = v134 < i64(64);
            const i64 v136 = (i64)((u64)v129 + (u64)v134);
            const f32 v137 = v135 ? b0[v136] : f32(0);
            r0[i64(1)][0] = v137;
          }
          {
            const i64 v118 = i64(0) + t + 1 * 256;
            const i64 v119 = (i64)t;
            const i64 v120 = (i64)1;
            const i64 v121 = (i64)(v119 & 15);
            const i64 v122 = (i64)((u64)v120 * (u64)i64(16));
            const i64 v123 = (i64)(v119 >> 4);
            const i64 v124 = (i64)((u64)v123 + (u64)v122);
            const i64 v125 = (i64)((u64)v121 * (u64)i64(2));
            const i64 v126 = (i64)((u64)v117 + (u64)v125);
            const i64 v127 = (i64)((u64)v8 + (u64)v124);
            const bool v128 = v126 < i64(64);
            const i64 v129 = (i64)((u64)v127 * (u64)i64(64));
            const i64 v130 = (i64)((u64)v129 + (u64)v126);
            const f32 v131 = v128 ? b0[v130] : f32(0);
            r0[i64(0)][1] = v131;
            const i64 v133 = (i64)((u64)v125 + (u64)i64(1));
            const i64 v134 = (i64)((u64)v117 + (u64)v133);
            const bool v135 = v134 < i64(64);
            const i64 v136 = (i64)((u64)v129 + (u64)v134);
            const f32 v137 = v135 ? b0[v136] : f32(0);
            r0[i64(1)][1] = v137;
          }
          {
            const i64 v118 = i64(0) + t + 2 * 256;
            const i64 v119 = (i64)t;
            const i64 v120 = (i64)2;
            const i64 v121 = (i64)(v119 & 15);
            const i64 v122 = (i64)((u64)v120 * (u64)i64(16));
            const i64 v123 = (i64)(v119 >> 4);
            const i64 v124 = (i64)((u64)v123 + (u64)v122);
            const i64 v125 = (i64)((u64)v121 * (u64)i64(2));
            const i64 v126 = (i64)((u64)v117 + (u64)v125);
            const i64 v127 = (i64)((u64)v8 + (u64)v124);
            const bool v128 = v126 < i64(64);
            const i64 v129 = (i64)((u64)v127 * (u64)i64(64));
            const i64 v130 = (i64)((u64)v129 + (u64)v126);
            const f32 v131 = v128 ? b0[v130] : f32(0);
            r0[i64(0)][2] = v131;
            const i64 v133 = (i64)((u64)v125 + (u64)i64(1));
            const i64 v134 = (i64)((u64)v117 + (u64)v133);
            const bool v135 = v134 < i64(64);
            const i64 v136 = (i64)((u64)v129 + (u64)v134);
            const f32 v137 = v135 ? b0[v136] : f32(0);
            r0[i64(1)][2] = v137;
          }
          {
            const i64 v118 = i64(0) + t + 3 * 256;
            const i64 v119 = (i64)t;
            const i64 v120 = (i64)3;
            const i64 v121 = (i64)(v119 & 15);
            const i64 v122 = (i64)((u64)v120 * (u64)i64(16));
            const i64 v123 = (i64)(v119 >> 4);
            const i64 v124 = (i64)((u64)v123 + (u64)v122);
            const i64 v125 = (i64)((u64)v121 * (u64)i64(2));
            const i64 v126 = (i64)((u64)v117 + (u64)v125);
            const i64 v127 = (i64)((u64)v8 + (u64)v124);
            const bool v128 = v126 < i64(64);
            const i64 v129 = (i64)((u64)v127 * (u64)i64(64));
            const i64 v130 = (i64)((u64)v129 + (u64)v126);
            const f32 v131 = v128 ? b0[v130] : f32(0);
            r0[i64(0)][3] = v131;
            const i64 v133 = (i64)((u64)v125 + (u64)i64(1));
            const i64 v134 = (i64)((u64)v117 + (u64)v133);
            const bool v135 = v134 < i64(64);
            const i64 v136 = (i64)((u64)v129 + (u64)v134);
            const f32 v137 = v135 ? b0[v136] : f32(0);
            r0[i64(1)][3] = v137;
          }
          {
            const i64 v139 = i64(0) + t + 0 * 256;
            const i64 v140 = (i64)t;
            const i64 v141 = (i64)0;
            const i64 v142 = (i64)(v140 & 63);
            const i64 v143 = (i64)((u64)v141 * (u64)i64(4));
            const i64 v144 = (i64)(v140 >> 6);
            const i64 v145 = (i64)((u64)v144 + (u64)v143);
            const i64 v146 = (i64)((u64)v145 * (u64)i64(2));
            const i64 v147 = (i64)((u64)v117 + (u64)v146);
            const i64 v148 = (i64)((u64)v10 + (u64)v142);
            const bool v149 = v147 < i64(64);
            const i64 v150 = (i64)((u64)v147 * (u64)i64(64));
            const i64 v151 = (i64)((u64)v150 + (u64)v148);
            const f32 v152 = v149 ? b1[v151] : f32(0);
            r1[i64(0)][0] = v152;
            const i64 v154 = (i64)((u64)v146 + (u64)i64(1));
            const i64 v155 = (i64)((u64)v117 + (u64)v154);
            const bool v156 = v155 < i64(64);
            const i64 v157 = (i64)((u64)v155 * (u64)i64(64));
            const i64 v158 = (i64)((u64)v157 + (u64)v148);
            const f32 v159 = v156 ? b1[v158] : f32(0);
            r1[i64(1)][0] = v159;
          }
          {
            const i64 v139 = i64(0) + t + 1 * 256;
            const i64 v140 = (i64)t;
            const i64 v141 = (i64)1;
            const i64 v142 = (i64)(v140 & 63);
            const i64 v143 = (i64)((u64)v141 * (u64)i64(4));
            const i64 v144 = (i64)(v140 >> 6);
            const i64 v145 = (i64)((u64)v144 + (u64)v143);
            const i64 v146 = (i64)((u64)v145 * (u64)i64(2));
            const i64 v147 = (i64)((u64)v117 + (u64)v146);
            const i64 v148 = (i64)((u64)v10 + (u64)v142);
            const bool v149 = v147 < i64(64);
            const i64 v150 = (i64)((u64)v147 * (u64)i64(64));
            const i64 v151 = (i64)((u64)v150 + (u64)v148);
            const f32 v152 = v149 ? b1[v151] : f32(0);
            r1[i64(0)][1] = v152;
            const i64 v154 = (i64)((u64)v146 + (u64)i64(1));
            const i64 v155 = (i64)((u64)v117 + (u64)v154);
            const bool v156 = v155 < i64(64);
            const i64 v157 = (i64)((u64)v155 * (u64)i64(64));
            const i64 v158 = (i64)((u64)v157 + (u64)v148);
            const f32 v159 = v156 ? b1[v158] : f32(0);
            r1[i64(1)][1] = v159;
          }
          {
            const i64 v139 = i64(0) + t + 2 * 256;
            const i64 v140 = (i64)t;
            const i64 v141 = (i64)2;
            const i64 v142 = (i64)(v140 & 63);
            const i64 v143 = (i64)((u64)v141 * (u64)i64(4));
            const i64 v144 = (i64)(v140 >> 6);
            const i64 v145 = (i64)((u64)v144 + (u64)v143);
            const i64 v146 = (i64)((u64)v145 * (u64)i64(2));
            const i64 v147 = (i64)((u64)v117 + (u64)v146);
            const i64 v148 = (i64)((u64)v10 + (u64)v142);
            const bool v149 = v147 < i64(64);
            const i64 v150 = (i64)((u64)v147 * (u64)i64(64));
            const i64 v151 = (i64)((u64)v150 + (u64)v148);
            const f32 v152 = v149 ? b1[v151] : f32(0);
            r1[i64(0)][2] = v152;
            const i64 v154 = (i64)((u64)v146 + (u64)i64(1));
            const i64 v155 = (i64)((u64)v117 + (u64)v154);
            const bool v156 = v155 < i64(64);
            const i64 v157 = (i64)((u64)v155 * (u64)i64(64));
            const i64 v158 = (i64)((u64)v157 + (u64)v148);
            const f32 v159 = v156 ? b1[v158] : f32(0);
            r1[i64(1)][2] = v159;
          }
          {
            const i64 v139 = i64(0) + t + 3 * 256;
            const i64 v140 = (i64)t;
            const i64 v141 = (i64)3;
            const i64 v142 = (i64)(v140 & 63);
            const i64 v143 = (i64)((u64)v141 * (u64)i64(4));
            const i64 v144 = (i64)(v140 >> 6);
            const i64 v145 = (i64)((u64)v144 + (u64)v143);
            const i64 v146 = (i64)((u64)v145 * (u64)i64(2));
            const i64 v147 = (i64)((u64)v117 + (u64)v146);
            const i64 v148 = (i64)((u64)v10 + (u64)v142);
            const bool v149 = v147 < i64(64);
            const i64 v150 = (i64)((u64)v147 * (u64)i64(64));
            const i64 v151 = (i64)((u64)v150 + (u64)v148);
            const f32 v152 = v149 ? b1[v151] : f32(0);
            r1[i64(0)][3] = v152;
            const i64 v154 = (i64)((u64)v146 + (u64)i64(1));
            const i64 v155 = (i64)((u64)v117 + (u64)v154);
            const bool v156 = v155 < i64(64);
            const i64 v157 = (i64)((u64)v155 * (u64)i64(64));
            const i64 v158 = (i64)((u64)v157 + (u64)v148);
            const f32 v159 = v156 ? b1[v158] : f32(0);
            r1[i64(1)][3] = v159;
          }
          const i64 v161 = (i64)(v115 >> 5);
          const i64 v162 = (i64)(v161 & 1);
          const i64 v163 = (i64)((u64)v162 * (u64)i64(2560));
          const i64 v164 = (i64)((u64)v162 * (u64)i64(2304));
          __syncthreads();
          #if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 750
           {
            const u32* const x = (const u32*)(b3 + v163) + (t / 32 / 4 * 32 + t % 32 / 4) * 20 + t % 4 * 1;
            const u32* const y = (const u32*)(b4 + v164) + (t / 32 % 4 * 16 + t % 32 / 4) * 1 + t % 4 * 72;
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
          for (i64 v165 = i64(0); v165 < i64(32); v165 += 1) {
            const i64 v194 = (i64)(v165 >> 1);
            const i64 v197 = (i64)(v165 & 1);
            const i64 v202 = (i64)((u64)v194 * (u64)i64(72));
            #pragma unroll
            for (int slot2 = 0; slot2 < 16; ++slot2) {
              {
                const i64 v166 = i64(0) + t + slot2 * 256;
                const i64 v167 = (i64)slot2;
                const i64 v168 = (i64)t;
                const i64 v169 = (i64)(v168 >> 5);
                const i64 v170 = (i64)(v168 & 31);
                const i64 v171 = (i64)(v167 >> 2);
                const i64 v172 = (i64)(v167 & 3);
                const i64 v174 = (i64)(v172 >> 1);
                const i64 v175 = (i64)((u64)v174 * (u64)i64(8));
                const i64 v176 = (i64)(v170 >> 2);
                const i64 v177 = (i64)((u64)v176 + (u64)v175);
                const i64 v178 = (i64)(v172 & 1);
                const i64 v179 = (i64)(v170 & 3);
                const i64 v180 = (i64)((u64)v179 * (u64)i64(2));
                const i64 v181 = (i64)((u64)v180 + (u64)v178);
                const i64 v182 = (i64)(v171 & 1);
                const i64 v183 = (i64)(v169 & 3);
                const i64 v184 = (i64)((u64)v182 * (u64)i64(8));
                const i64 v185 = (i64)((u64)v183 * (u64)i64(16));
                const i64 v186 = (i64)((u64)v185 + (u64)v184);
                const i64 v187 = (i64)((u64)v186 + (u64)v181);
                const i64 v188 = (i64)(v171 >> 1);
                const i64 v189 = (i64)(v169 >> 2);
                const i64 v190 = (i64)((u64)v188 * (u64)i64(16));
                const i64 v191 = (i64)((u64)v189 * (u64)i64(32));
                const i64 v192 = (i64)((u64)v191 + (u64)v190);
                const i64 v193 = (i64)((u64)v192 + (u64)v177);
                const i64 v195 = (i64)((u64)v193 * (u64)i64(20));
                const i64 v196 = (i64)((u64)v195 + (u64)v194);
                const i64 v198 = (i64)((u64)v196 * (u64)i64(2));
                const i64 v199 = (i64)((u64)v198 + (u64)v197);
                const i64 v200 = (i64)((u64)v163 + (u64)v199);
                const f32 v201 = from_f16(b3[v200]);
                const i64 v203 = (i64)((u64)v202 + (u64)v187);
                const i64 v204 = (i64)((u64)v203 * (u64)i64(2));
                const i64 v205 = (i64)((u64)v204 + (u64)v197);
                const i64 v206 = (i64)((u64)v164 + (u64)v205);
                const f32 v207 = from_f16(b4[v206]);
                const f32 v208 = r2[slot2];
                const f32 v209 = fused(v201, v207, v208);
                r2[slot2] = v209;
              }
            }
          }
          #endif
          const i64 v211 = (i64)(v117 >> 5);
          const i64 v212 = (i64)(v211 & 1);
          const i64 v213 = (i64)((u64)v212 * (u64)i64(2560));
          {
            const i64 v214 = i64(0) + t + 0 * 256;
            const i64 v215 = (i64)t;
            const i64 v216 = (i64)0;
            const i64 v217 = (i64)(v215 & 15);
            const i64 v218 = (i64)((u64)v216 * (u64)i64(16));
            const i64 v219 = (i64)(v215 >> 4);
            const i64 v220 = (i64)((u64)v219 + (u64)v218);
            const i64 v221 = (i64)((u64)v217 * (u64)i64(2));
            const f32 v222 = r0[i64(0)][0];
            const f32 v223 = r0[i64(1)][0];
            const i64 v224 = (i64)(v221 >> 1);
            const i64 v225 = (i64)((u64)v220 * (u64)i64(20));
            const i64 v226 = (i64)((u64)v225 + (u64)v224);
            const i64 v227 = (i64)(v221 & 1);
            const i64 v228 = (i64)((u64)v226 * (u64)i64(2));
            const i64 v229 = (i64)((u64)v228 + (u64)v227);
            const i64 v230 = (i64)((u64)v213 + (u64)v229);
            const i64 v231 = (i64)((u64)v230 + (u64)i64(1));
            b3[v230] = to_f16(v222);
            b3[v231] = to_f16(v223);
          }
          {
            const i64 v214 = i64(0) + t + 1 * 256;
            const i64 v215 = (i64)t;
            const i64 v216 = (i64)1;
            const i64 v217 = (i64)(v215 & 15);
            const i64 v218 = (i64)((u64)v216 * (u64)i64(16));
            const i64 v219 = (i64)(v215 >> 4);
            const i64 v220 = (i64)((u64)v219 + (u64)v218);
            const i64 v221 = (i64)((u64)v217 * (u64)i64(2));
            const f32 v222 = r0[i64(0)][1];
            const f32 v223 = r0[i64(1)][1];
            const i64 v224 = (i64)(v221 >> 1);
            const i64 v225 = (i64)((u64)v220 * (u64)i64(20));
            const i64 v226 = (i64)((u64)v225 + (u64)v224);
            const i64 v227 = (i64)(v221 & 1);
            const i64 v228 = (i64)((u64)v226 * (u64)i64(2));
            const i64 v229 = (i64)((u64)v228 + (u64)v227);
            const i64 v230 = (i64)((u64)v213 + (u64)v229);
            const i64 v231 = (i64)((u64)v230 + (u64)i64(1));
            b3[v230] = to_f16(v222);
            b3[v231] = to_f16(v223);
          }
          {
            const i64 v214 = i64(0) + t + 2 * 256;
            const i64 v215 = (i64)t;
            const i64 v216 = (i64)2;
            const i64 v217 = (i64)(v215 & 15);
            const i64 v218 = (i64)((u64)v216 * (u64)i64(16));
            const i64 v219 = (i64)(v215 >> 4);
            const i64 v220 = (i64)((u64)v219 + (u64)v218);
            const i64 v221 = (i64)((u64)v217 * (u64)i64(2));
            const f32 v222 = r0[i64(0)][2];
            const f32 v223 = r0[i64(1)][2];
            const i64 v224 = (i64)(v221 >> 1);
            const i64 v225 = (i64)((u64)v220 * (u64)i64(20));
            const i64 v226 = (i64)((u64)v225 + (u64)v224);
            const i64 v227 = (i64)(v221 & 1);
            const i64 v228 = (i64)((u64)v226 * (u64)i64(2));
            const i64 v229 = (i64)((u64)v228 + (u64)v227);
            const i64 v230 = (i64)((u64)v213 + (u64)v229);
            const i64 v231 = (i64)((u64)v230 + (u64)i64(1));
            b3[v230] = to_f16(v222);
            b3[v231] = to_f16(v223);
          }
          {
            const i64 v214 = i64(0) + t + 3 * 256;
            const i64 v215 = (i64)t;
            const i64 v216 = (i64)3;
            const i64 v217 = (i64)(v215 & 15);
            const i64 v218 = (i64)((u64)v216 * (u64)i64(16));
            const i64 v219 = (i64)(v215 >> 4);
            const i64 v220 = (i64)((u64)v219 + (u64)v218);
            const i64 v221 = (i64)((u64)v217 * (u64)i64(2));
            const f32 v222 = r0[i64(0)][3];
            const f32 v223 = r0[i64(1)][3];
            const i64 v224 = (i64)(v221 >> 1);
            const i64 v225 = (i64)((u64)v220 * (u64)i64(20));
            const i64 v226 = (i64)((u64)v225 + (u64)v224);
            const i64 v227 = (i64)(v221 & 1);
            const i64 v228 = (i64)((u64)v226 * (u64)i64(2));
            const i64 v229 = (i64)((u64)v228 + (u64)v227);
            const i64 v230 = (i64)((u64)v213 + (u64)v229);
            const i64 v231 = (i64)((u64)v230 + (u64)i64(1));
            b3[v230] = to_f16(v222);
            b3[v231] = to_f16(v223);
          }
          const i64 v234 = (i64)((u64)v212 * (u64)i64(2304));
          {
            const i64 v235 = i64(0) + t + 0 * 256;
            const i64 v236 = (i64)t;
            const i64 v237 = (i64)0;
            const i64 v238 = (i64)(v236 & 63);
            const i64 v239 = (i64)((u64)v237 * (u64)i64(4));
            const i64 v240 = (i64)(v236 >> 6);
            const i64 v241 = (i64)((u64)v240 + (u64)v239);
            const i64 v242 = (i64)((u64)v241 * (u64)i64(2));
            const f32 v243 = r1[i64(0)][0];
            const f32 v244 = r1[i64(1)][0];
            const i64 v245 = (i64)(v242 >> 1);
            const i64 v246 = (i64)((u64)v245 * (u64)i64(72));
            const i64 v247 = (i64)((u64)v246 + (u64)v238);
            const i64 v248 = (i64)(v242 & 1);
            const i64 v249 = (i64)((u64)v247 * (u64)i64(2));
            const i64 v250 = (i64)((u64)v249 + (u64)v248);
            const i64 v251 = (i64)((u64)v234 + (u64)v250);
            const i64 v252 = (i64)((u64)v251 + (u64)i64(1));
            b4[v251] = to_f16(v243);
            b4[v252] = to_f16(v244);
          }
          {
            const i64 v235 = i64(0) + t + 1 * 256;
            const i64 v236 = (i64)t;
            const i64 v237 = (i64)1;
            const i64 v238 = (i64)(v236 & 63);
            const i64 v239 = (i64)((u64)v237 * (u64)i64(4));
            const i64 v240 = (i64)(v236 >> 6);
            const i64 v241 = (i64)((u64)v240 + (u64)v239);
            const i64 v242 = (i64)((u64)v241 * (u64)i64(2));
            const f32 v243 = r1[i64(0)][1];
            const f32 v244 = r1[i64(1)][1];
            const i64 v245 = (i64)(v242 >> 1);
            const i64 v246 = (i64)((u64)v245 * (u64)i64(72));
            const i64 v247 = (i64)((u64)v246 + (u64)v238);
            const i64 v248 = (i64)(v242 & 1);
            const i64 v249 = (i64)((u64)v247 * (u64)i64(2));
            const i64 v250 = (i64)((u64)v249 + (u64)v248);
            const i64 v251 = (i64)((u64)v234 + (u64)v250);
            const i64 v252 = (i64)((u64)v251 + (u64)i64(1));
            b4[v251] = to_f16(v243);
            b4[v252] = to_f16(v244);
          }
          {
            const i64 v235 = i64(0) + t + 2 * 256;
            const i64 v236 = (i64)t;
            const i64 v237 = (i64)2;
            const i64 v238 = (i64)(v236 & 63);
            const i64 v239 = (i64)((u64)v237 * (u64)i64(4));
            const i64 v240 = (i64)(v236 >> 6);
            const i64 v241 = (i64)((u64)v240 + (u64)v239);
            const i64 v242 = (i64)((u64)v241 * (u64)i64(2));
            const f32 v243 = r1[i64(0)][2];
            const f32 v244 = r1[i64(1)][2];
            const i64 v245 = (i64)(v242 >> 1);
            const i64 v246 = (i64)((u64)v245 * (u64)i64(72));
            const i64 v247 = (i64)((u64)v246 + (u64)v238);
            const i64 v248 = (i64)(v242 & 1);
            const i64 v249 = (i64)((u64)v247 * (u64)i64(2));
            const i64 v250 = (i64)((u64)v249 + (u64)v248);
            const i64 v251 = (i64)((u64)v234 + (u64)v250);
            const i64 v252 = (i64)((u64)v251 + (u64)i64(1));
            b4[v251] = to_f16(v243);
            b4[v252] = to_f16(v244);
          }
          {
            const i64 v235 = i64(0) + t + 3 * 256;
            const i64 v236 = (i64)t;
            const i64 v237 = (i64)3;
            const i64 v238 = (i64)(v236 & 63);
            const i64 v239 = (i64)((u64)v237 * (u64)i64(4));
            const i64 v240 = (i64)(v236 >> 6);
            const i64 v241 = (i64)((u64)v240 + (u64)v239);
            const i64 v242 = (i64)((u64)v241 * (u64)i64(2));
            const f32 v243 = r1[i64(0)][3];
            const f32 v244 = r1[i64(1)][3];
            const i64 v245 = (i64)(v242 >> 1);
            const i64 v246 = (i64)((u64)v245 * (u64)i64(72));
            const i64 v247 = (i64)((u64)v246 + (u64)v238);
            const i64 v248 = (i64)(v242 & 1);
            const i64 v249 = (i64)((u64)v247 * (u64)i64(2));
            const i64 v250 = (i64)((u64)v249 + (u64)v248);
            const i64 v251 = (i64)((u64)v234 + (u64)v250);
            const i64 v252 = (i64)((u64)v251 + (u64)i64(1));
            b4[v251] = to_f16(v243);
            b4[v252] = to_f16(v244);
          }
        }
      }
      #pragma unroll
      for (int slot3 = 0; slot3 < 16; ++slot3) {
        {
          const i64 v255 = i64(0) + t + slot3 * 256;
          const i64 v256 = (i64)slot3;
          const i64 v257 = (i64)t;
          const i64 v258 = (i64)(v257 >> 5);
          const i64 v259 = (i64)(v257 & 31);
          const i64 v260 = (i64)(v256 >> 2);
          const i64 v261 = (i64)(v256 & 3);
          const i64 v262 = (i64)(v261 >> 1);
          const i64 v263 = (i64)((u64)v262 * (u64)i64(8));
          const i64 v264 = (i64)(v259 >> 2);
          const i64 v265 = (i64)((u64)v264 + (u64)v263);
          const i64 v266 = (i64)(v261 & 1);
          const i64 v267 = (i64)(v259 & 3);
          const i64 v268 = (i64)((u64)v267 * (u64)i64(2));
          const i64 v269 = (i64)((u64)v268 + (u64)v266);
          const i64 v270 = (i64)(v260 & 1);
          const i64 v271 = (i64)(v258 & 3);
          const i64 v272 = (i64)((u64)v270 * (u64)i64(8));
          const i64 v273 = (i64)((u64)v271 * (u64)i64(16));
          const i64 v274 = (i64)((u64)v273 + (u64)v272);
          const i64 v275 = (i64)((u64)v274 + (u64)v269);
          const i64 v276 = (i64)(v260 >> 1);
          const i64 v277 = (i64)(v258 >> 2);
          const i64 v278 = (i64)((u64)v276 * (u64)i64(16));
          const i64 v279 = (i64)((u64)v277 * (u64)i64(32));
          const i64 v280 = (i64)((u64)v279 + (u64)v278);
          const i64 v281 = (i64)((u64)v280 + (u64)v265);
          const i64 v282 = (i64)((u64)v8 + (u64)v281);
          const i64 v283 = (i64)((u64)v10 + (u64)v275);
          const f32 v284 = r2[slot3];
          const f32 v285 = r2[slot3];
          const i64 v286 = (i64)((u64)v282 * (u64)i64(64));
          const i64 v287 = (i64)((u64)v286 + (u64)v283);
          b2[v287] = v285;
        }
      }
    }
  }
}
