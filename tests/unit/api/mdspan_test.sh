#!/bin/sh
# Compiles and runs mdspan_test.cpp. Usage: mdspan_test.sh COMPILER LIBCXX_INCLUDE SINTER_LIBRARY INCLUDE...
set -e
if [ ! -x "$1" ] || [ ! -f "$2/mdspan" ]; then
  echo "SKIPPED: no Clang, or no libc++ with <mdspan> (libc++-19-dev)"
  exit 77
fi
compiler=$1 headers=$2 library=$3
shift 3
libraries=$(cd "$headers/../../../lib" && pwd)
includes=""
for folder in "$@"; do includes="$includes -I$folder"; done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# shellcheck disable=SC2086
"$compiler" -std=c++23 -nostdinc++ -isystem "$headers" -Wall -Wextra -Wpedantic -Werror $includes \
  "$(dirname "$0")/mdspan_test.cpp" "$library" -nostdlib++ -L"$libraries" -l:libc++.so.1 -l:libc++abi.so.1 \
  -Wl,-rpath,"$(dirname "$library"):$libraries" -o "$folder/test"
"$folder/test"
