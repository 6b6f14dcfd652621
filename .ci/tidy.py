#!/usr/bin/env python3
"""clang-tidy on every source of ours, in parallel, skipping what passed before and has not changed since.

Usage: tidy.py [--minutes N] BUILD_FOLDER [FILE...]      (BUILD_FOLDER holds compile_commands.json)

With --minutes no source is begun after that time: those that changed last come first, and how many are left out is said.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time

TIDY = "clang-tidy-19"
INCLUDE = re.compile(rb'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
# Where an include of ours may be found, from the repository root.
ROOTS = ("", "compiler/include/", "runtime/include/", "frontend/api/include/")


class Digests:
    """Content digests of files and of everything of ours that they include."""

    def __init__(self):
        self._own = {}

    def _file(self, path):
        if path not in self._own:
            with open(path, "rb") as file:
                text = file.read()
            includes = set()
            for name in INCLUDE.findall(text):
                for root in ROOTS:
                    target = root + name.decode(errors="replace")
                    if os.path.isfile(target):
                        includes.add(target)
                        break
            self._own[path] = (hashlib.sha256(text).hexdigest(), includes)
        return self._own[path]

    def closure(self, path):
        seen, todo = set(), [path]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo.extend(self._file(current)[1])
        return "".join(self._file(p)[0] for p in sorted(seen))


def find_jobs(build, wanted):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    here = os.getcwd() + os.sep
    jobs = {}
    for entry in commands:
        path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        if not path.startswith(here):
            continue
        relative = path[len(here):]
        if relative.startswith(build.rstrip("/") + "/") or (wanted and relative not in wanted):
            continue
        command = entry.get("command") or shlex.join(entry["arguments"])
        jobs.setdefault(relative, command)
    return jobs


def check(build, path):
    # The sources are built with GCC: flags that clang does not know are no findings, nor is what it says of GCC's headers.
    relax = ["--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-deprecated-declarations"]
    result = subprocess.run(
        [TIDY, "-p", build, "--quiet", "--warnings-as-errors=*", *relax, path],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return ""
    return result.stdout.strip() or result.stderr.strip() or f"{path}: {TIDY} failed with status {result.returncode}"


def latest_first():
    """Sources by their last commit, the newest first; empty where there is no history."""
    log = subprocess.run(["git", "-c", "safe.directory=*", "log", "--name-only", "--format="],
                         capture_output=True, text=True, check=False).stdout
    return {path: rank for rank, path in enumerate(dict.fromkeys(log.splitlines()))}


def check_until(deadline, build, path):
    """None: the time was over."""
    return None if time.monotonic() > deadline else check(build, path)


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("build")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    build, wanted = options.build, set(options.files)
    jobs = find_jobs(build, wanted)
    if not jobs:
        sys.exit("tidy.py: compile_commands.json names no source of ours")
    with open(".clang-tidy", encoding="utf-8") as file:
        version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
        common = file.read() + version
    stamps = os.path.join(build, "tidy")
    os.makedirs(stamps, exist_ok=True)
    digests = Digests()
    todo = []
    for path, command in sorted(jobs.items()):
        key = hashlib.sha256((common + command + digests.closure(path)).encode()).hexdigest()
        stamp = os.path.join(stamps, path.replace("/", "__"))
        try:
            with open(stamp, encoding="utf-8") as file:
                if file.read() == key:
                    continue
        except FileNotFoundError:
            pass
        todo.append((path, stamp, key))
    print(f"{len(jobs)} sources, {len(todo)} to check", flush=True)
    if options.minutes < float("inf"):
        ranks = latest_first()
        todo.sort(key=lambda job: ranks.get(job[0], len(ranks)))

    failed, done, skipped, started = 0, 0, 0, time.monotonic()
    deadline = started + 60 * options.minutes
    seen = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = {pool.submit(check_until, deadline, build, path): (path, stamp, key) for path, stamp, key in todo}
        for future in concurrent.futures.as_completed(futures):
            path, stamp, key = futures[future]
            findings = future.result()
            if findings is None:
                skipped += 1
                continue
            done += 1
            print(f"[{done}/{len(todo)} {time.monotonic() - started:.0f}s] {path}{': findings' if findings else ''}",
                  flush=True)
            if findings:
                failed += 1
                if findings not in seen:  # the same header may be found through many sources
                    print(findings, flush=True)
                seen.add(findings)
            else:
                with open(stamp + ".new", "w", encoding="utf-8") as file:
                    file.write(key)
                os.replace(stamp + ".new", stamp)
    if skipped:
        print(f"clang-tidy: the time is over; {skipped} of {len(jobs)} sources, those that changed longest ago, were left out",
              flush=True)
    if failed:
        sys.exit(f"clang-tidy: {failed} of {len(jobs)} sources have findings")


if __name__ == "__main__":
    main()
