#!/usr/bin/env python3
"""Lifts numeric functions of public projects, and measures them beside plain C++.

Usage: real_code.py BUILD FOLDER [--projects NAME,...] [--only FUNCTION,...] [--json FILE]

BUILD is Sinter's build folder. FOLDER holds copies of the projects in folders of these names: PolyBenchC (PolyBench/C 4.2.1),
llm.c, llama2.c (both by karpathy) and rnnoise (by xiph). Their code stays there: functions are cut out into a temporary
folder, marked, lifted, built with the C++ compiler (-O2) and run on random data, plain and lifted in turn, on one thread of
one processor. The numbers are medians of one run; both results are compared.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

REPEATS = 7
HARNESS = r'''
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>
template <typename F> double timed(F f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}
inline double median(std::vector<double> v) { std::sort(v.begin(), v.end()); return v[v.size() / 2]; }
inline unsigned bits = 12345;
inline double next_number() { bits = bits * 1664525u + 1013904223u; return (bits >> 8) / 16777216.0; }
template <typename T> void fill(T* data, std::size_t n) { for (std::size_t i = 0; i < n; ++i) data[i] = static_cast<T>(next_number() + 0.01); }
inline double apart(const std::vector<std::vector<char>>& a, const std::vector<std::vector<char>>& b, const std::vector<int>& kinds) {
  double worst = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const auto compare = [&](auto zero) {
      using T = decltype(zero);
      const T *x = reinterpret_cast<const T*>(a[k].data()), *y = reinterpret_cast<const T*>(b[k].data());
      double largest = 0, most = 0;
      for (std::size_t i = 0; i < a[k].size() / sizeof(T); ++i) {
        const double p = x[i], q = y[i];
        if (std::isfinite(p)) largest = std::max(largest, std::abs(p));
        if (p != q && !(std::isnan(p) && std::isnan(q))) most = std::max(most, std::isfinite(p - q) ? std::abs(p - q) : 1e300);
      }
      worst = std::max(worst, largest > 0 ? most / largest : most);
    };
    if (kinds[k] == 8) compare(0.0); else if (kinds[k] == 4) compare(0.0F); else compare(0);
  }
  return worst;
}
'''

# name: (arguments; a list is an array with so many elements of the type)
LLM = ("train_gpt2.c", "#include <math.h>\n#include <float.h>\n#define M_PI_ 3.14159265358979323846\n#define GELU_SCALING_FACTOR sqrtf(2.0f / M_PI_)\n", {
    "layernorm_forward": ["f:b*t*c", "f:b*t", "f:b*t", "f:b*t*c", "f:c", "f:c", "b", "t", "c"],
    "layernorm_backward": ["f:b*t*c", "f:c", "f:c", "f:b*t*c", "f:b*t*c", "f:c", "f:b*t", "f:b*t", "b", "t", "c"],
    "matmul_forward_naive": ["f:b*t*oc", "f:b*t*c", "f:oc*c", "f:oc", "b", "t", "c", "oc"],
    "matmul_backward": ["f:b*t*c", "f:oc*c", "f:oc", "f:b*t*oc", "f:b*t*c", "f:oc*c", "b", "t", "c", "oc"],
    "attention_forward": ["f:b*t*c", "f:b*4*t*t", "f:b*4*t*t", "f:b*t*3*c", "b", "t", "c", "4"],
    "attention_backward": ["f:b*t*3*c", "f:b*4*t*t", "f:b*4*t*t", "f:b*t*c", "f:b*t*3*c", "f:b*4*t*t", "b", "t", "c", "4"],
    "gelu_forward": ["f:b*t*c*4", "f:b*t*c*4", "b*t*c*4"],
    "gelu_backward": ["f:b*t*c*4", "f:b*t*c*4", "f:b*t*c*4", "b*t*c*4"],
    "residual_forward": ["f:b*t*c", "f:b*t*c", "f:b*t*c", "b*t*c"],
    "residual_backward": ["f:b*t*c", "f:b*t*c", "f:b*t*c", "b*t*c"],
    "softmax_forward": ["f:b*t*oc", "f:b*t*oc", "b", "t", "oc", "oc"],
    "crossentropy_forward": ["f:b*t", "f:b*t*oc", "i:b*t", "b", "t", "oc"],
    "crossentropy_softmax_backward": ["f:b*t*oc", "f:b*t", "f:b*t*oc", "i:b*t", "b", "t", "oc", "oc"],
    "encoder_forward": ["f:b*t*c", "i:b*t", "f:oc*c", "f:t*c", "b", "t", "c"],
    "encoder_backward": ["f:oc*c", "f:t*c", "f:b*t*c", "i:b*t", "b", "t", "c"],
})
LLAMA = ("run.c", "#include <math.h>\n", {
    "rmsnorm": ["f:n", "f:n", "f:n", "n"],
    "softmax": ["f:n", "n"],
    "matmul": ["f:c", "f:n", "f:c*n", "n", "c"],
})
RNNOISE = (["src/celt_lpc.c", "src/pitch.c", "src/denoise.c"],
           "#include <math.h>\n#include <string.h>\n#define OPUS_INLINE inline\ntypedef float opus_val16; typedef float opus_val32; typedef float celt_sig;\n"
           "#define MULT16_16(a,b) ((a)*(b))\n#define MAC16_16(c,a,b) ((c)+(a)*(b))\n#define ROUND16(a,s) (a)\n#define SHR32(a,s) (a)\n#define MULT32_32_Q31(a,b) ((a)*(b))\n"
           "#define EXTEND32(a) (a)\n#define PSHR32(a,s) (a)\n#define SROUND16(a,s) (a)\n#define MULT16_32_Q15(a,b) ((a)*(b))\n#define MAX32(a,b) ((a)>(b)?(a):(b))\n"
           "#define SIG_SHIFT 12\n#define EXTRACT16(a) (a)\n#define HALF32(a) (.5f*(a))\n#define MULT16_16_Q15(a,b) ((a)*(b))\n#define ADD32(a,b) ((a)+(b))\n#define SUB32(a,b) ((a)-(b))\n#define SHL32(a,s) (a)\n#define VSHR32(a,s) (a)\n#define MULT16_32_Q16(a,b) ((a)*(b))\n#define RNN_COPY(d,s,n) memcpy(d,s,(n)*sizeof(*(d)))\n", {
               "celt_fir5": ["f:n", "f:5", "f:n", "n", "f:5"],
               "celt_inner_prod": ["f:n", "f:n", "n"],
               "dual_inner_prod": ["f:n", "f:n", "f:n", "n", "f:1", "f:1"],
               "find_best_pitch": ["f:n", "f:2*n", "n", "n", "i:2"],
           })
SIZES = {"b": 4, "t": 64, "c": 128, "oc": 256, "n": 4096}


def function_text(text, name):
    """The definition of a C function, and nothing where there is none."""
    for match in re.finditer(r"^[\w\* \t]*\b" + name + r"\s*\(", text, re.MULTILINE):
        at = text.index("(", match.end() - 1)
        depth, end = 0, at
        while True:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
            if depth == 0:
                break
        rest = re.match(r"\s*\{", text[end:])
        if not rest:
            continue
        depth, stop = 0, end + rest.end() - 1
        while True:
            depth += {"{": 1, "}": -1}.get(text[stop], 0)
            stop += 1
            if depth == 0:
                break
        return text[match.start():stop]
    return None


def show(row):
    times = ("", "", "")
    note = row["why"]
    if row["plain_ms"] is not None:
        times = (f"{row['plain_ms']:.3f}", f"{row['lifted_ms']:.3f}", f"{row['plain_ms'] / row['lifted_ms']:.2f}")
        if not row["ran"]:
            note = "plain C++ ran: a guard did not hold. " + note
        if row["difference"] > 1e-3:
            note += f" DIFFERENCE {row['difference']:.2g}"
    print(f"| {row['project']} | `{row['function']}` | {'yes' if row['lifted'] else 'no'} | {' | '.join(times)} | {note} |", flush=True)


class Trial:
    def __init__(self, build, folder, work, only):
        self.build, self.folder, self.work, self.only = os.path.abspath(build), folder, work, only
        self.root = os.path.dirname(self.build)
        self.includes = [f"-I{self.root}/{path}/include" for path in ("frontend/api", "runtime", "compiler")]
        self.rows = []

    def run(self, command, **more):
        return subprocess.run(command, capture_output=True, text=True, **more)

    def function(self, project, name, *arguments, **more):
        if self.only and name.removeprefix("kernel_") not in self.only:
            return
        self.lift_one(project, name, *arguments, **more)
        show(self.rows[-1])  # As they come: a run that is ended has shown what it had.

    def lift_one(self, project, name, prelude, text, call, flags=()):
        """Lifts one function; measures it where it was lifted and `call` gives its arguments."""
        stem = re.sub(r"\W", "_", f"{project}_{name}")
        source = os.path.join(self.work, stem + ".h")
        header = os.path.join(self.work, stem + ".lifted.h")
        text = re.sub(r"\bstatic\b|\bOPUS_INLINE\b|\binline\b", "", text)
        with open(source, "w", encoding="utf-8") as file:
            file.write("#pragma once\n#include \"sinter/jit.h\"\n" + prelude + "\nSINTER_JIT SINTER_JIT_REASSOC inline " + text.strip() + "\n")
        tool = [f"{self.build}/bin/sinter-lift", source, "--header", header, "--report", "--time", "--", "-std=c++20", *self.includes, *flags]
        done = self.run(tool)
        row = {"project": project, "function": name, "lifted": False, "why": "", "plain_ms": None, "lifted_ms": None}
        self.rows.append(row)
        if done.returncode != 0:
            row["why"] = "Clang: " + (done.stderr.splitlines() or ["?"])[0][-120:]
            return
        row["milliseconds"] = float(re.search(r"took (\d+) ms", done.stderr).group(1))
        row["lifted"] = ": lifted" in done.stdout
        row["loops"] = re.findall(r":\d+: (map|reduction|contraction|stencil|scan|gather|scatter|histogram|ordered loop)", done.stdout)
        if not row["lifted"]:
            row["why"] = done.stdout.splitlines()[1].strip()
            return
        if call is not None:
            self.measure(row, stem, name, call, flags)

    def measure(self, row, stem, name, call, flags):
        arrays, kinds, arguments = [], [], []
        for argument in call:
            kind, _, size = argument.partition(":")
            if not size:
                arguments.append(argument)
                continue
            type_name, sizes = {"f": "float", "d": "double", "i": "int"}[kind[0]], size
            cast = kind[1:] or type_name + "*"
            arguments.append(f"reinterpret_cast<{cast}>(a[{len(arrays)}].data())")
            arrays.append((type_name, sizes))
            kinds.append({"float": 4, "double": 8, "int": 1}[type_name])
        lines = [HARNESS, f'#include "{stem}.h"', f'#include "{stem}.lifted.h"', "int main() {"]
        lines += [f"  constexpr long {key} = {value}; (void){key};" for key, value in SIZES.items()]
        lines += ["  std::vector<std::vector<char>> start;"]
        for type_name, size in arrays:
            lines.append(f"  {{ std::vector<char> made(sizeof({type_name}) * ({size})); fill(reinterpret_cast<{type_name}*>(made.data()), {size}); start.push_back(made); }}")
        call_text = ", ".join(arguments)
        lines += ["  const std::vector<int> kinds{" + ", ".join(map(str, kinds)) + "};",
                  f"  const auto plain = [](auto& a) {{ ::{name}({call_text}); (void)a; }};",
                  f"  const auto fast = [](auto& a) {{ ::lifted::{name}({call_text}); (void)a; }};",
                  "  auto x = start, y = start;", "  plain(x); fast(y);", "  const double difference = apart(x, y, kinds);",
                  "  std::vector<double> p, q;", f"  for (int i = 0; i < {REPEATS}; ++i) {{",
                  "    x = start; p.push_back(timed([&] { plain(x); })); y = start; q.push_back(timed([&] { fast(y); }));", "  }",
                  f'  std::printf("%g %g %g %d\\n", median(p), median(q), difference, static_cast<int>(sinter::lifted_calls("{name}")));', "}"]
        main = os.path.join(self.work, stem + ".cpp")
        with open(main, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        program = os.path.join(self.work, stem)
        built = self.run(["c++", "-O2", "-std=c++20", "-w", main, "-I", self.work, *self.includes, *flags, "-o", program, f"-L{self.build}/lib", "-lsinter", f"-Wl,-rpath,{self.build}/lib"])
        if built.returncode != 0:
            row["why"] = "the harness was not built: " + built.stderr.splitlines()[0][-150:]
            return
        try:
            done = self.run(["taskset", "-c", "0", program], timeout=20, env={**os.environ, "OMP_NUM_THREADS": "1"})
        except subprocess.TimeoutExpired:
            row["why"] = "the harness ran for more than 20 s"
            return
        if done.returncode != 0:
            row["why"] = f"the harness ended with {done.returncode}"
            return
        plain, fast, difference, calls = done.stdout.split()
        row.update(plain_ms=float(plain), lifted_ms=float(fast), difference=float(difference), ran=int(calls) > 0)
        if done.stderr:
            row["why"] = done.stderr.splitlines()[0]

    def c_files(self, project, table):
        files, prelude, functions = table
        texts = []
        for path in [files] if isinstance(files, str) else files:
            with open(os.path.join(self.folder, project, path), encoding="utf-8") as file:
                texts.append(file.read())
        for name, call in functions.items():
            found = next((text for text in (function_text(text, name) for text in texts) if text), None)
            if found is None:
                header = os.path.join(self.folder, project, "src/pitch.h")
                if os.path.exists(header):
                    with open(header, encoding="utf-8") as file:
                        found = function_text(file.read(), name)
            if found is None:
                print(f"{project}: there is no function {name}", file=sys.stderr)
                continue
            self.function(project, name, prelude, found, call)

    def polybench(self):
        base = os.path.join(self.folder, "PolyBenchC")
        for folder, _, files in sorted(os.walk(base)):
            for file in sorted(files):
                if not file.endswith(".c") or "utilities" in folder:
                    continue
                with open(os.path.join(folder, file), encoding="utf-8") as opened:
                    text = opened.read()
                found = re.search(r"\b(kernel_\w+)\s*\(", text)
                if not found:
                    continue
                name = found.group(1)
                body = function_text(text, name)
                header = os.path.join(folder, file[:-2] + ".h")
                with open(header, encoding="utf-8") as opened:
                    element = re.search(r"define DATA_TYPE_IS_(\w+)", opened.read()).group(1).lower()
                prelude = f'#include <math.h>\n#include "polybench.h"\n#include "{header}"\n'
                if re.search(r"typedef.*\bbase\b", text):
                    prelude += "typedef char base;\n"
                prelude += "".join(line + "\n" for line in text.splitlines() if re.match(r"#\s*define\s+(match|max_score|min|max)", line))
                call = self.polybench_call(body, element)
                self.function("PolyBenchC", name, prelude, body, call, ("-DSMALL_DATASET", f"-I{base}/utilities"))

    @staticmethod
    def polybench_call(body, element):
        arguments = []
        parameters = body[body.index("(") + 1:body.index("{")].rsplit(")", 1)[0]
        depth, part, parts = 0, "", []
        for character in parameters:
            depth += {"(": 1, ")": -1}.get(character, 0)
            if character == "," and depth == 0:
                parts.append(part)
                part = ""
            else:
                part += character
        for parameter in parts + [part]:
            array = re.search(r"POLYBENCH_\dD\s*\(\s*\w+\s*,(.*)\)", parameter, re.DOTALL)
            if array:
                sizes = [s.strip() for s in array.group(1).split(",")]
                sizes = sizes[:len(sizes) // 2]
                kind = "i" if "int " in parameter else element[0]
                kind_type = {"i": "int", "f": "float", "d": "double"}[kind]
                if "base" in parameter:
                    return None
                cast = kind_type + "(*)" + "".join(f"[{s}]" for s in sizes[1:]) if len(sizes) > 1 else kind_type + "*"
                arguments.append(f"{kind}{cast}:" + "*".join(f"({s})" for s in sizes))
            elif "DATA_TYPE" in parameter and "*" not in parameter:
                arguments.append("1.5")
            else:
                arguments.append(parameter.split()[-1].upper())
        return arguments


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("folder")
    parser.add_argument("--projects", default="PolyBenchC,llm.c,llama2.c,rnnoise")
    parser.add_argument("--only", default="", help="functions, without PolyBench's kernel_")
    parser.add_argument("--json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        print("| project | function | lifted | plain ms | lifted ms | speedup | |\n|---|---|---|---:|---:|---:|---|")
        trial = Trial(options.build, options.folder, work, set(options.only.split(",")) - {""})
        for project in options.projects.split(","):
            if project == "PolyBenchC":
                trial.polybench()
            else:
                trial.c_files(project, {"llm.c": LLM, "llama2.c": LLAMA, "rnnoise": RNNOISE}[project])
    lifted = sum(row["lifted"] for row in trial.rows)
    print(f"\n{lifted} of {len(trial.rows)} functions lifted ({100 * lifted / max(1, len(trial.rows)):.0f}%)")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(trial.rows, file, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
