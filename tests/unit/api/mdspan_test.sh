#!/bin/sh
# Compiles and runs mdspan_test.cpp. Usage: mdspan_test.sh SOURCE COMPILER LIBCXX_INCLUDE SINTER_LIBRARY INCLUDE...
set -e
source=$1
shift
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
  "$source" "$library" -nostdlib++ -L"$libraries" -l:libc++.so.1 -l:libc++abi.so.1 \
  -Wl,-rpath,"$(dirname "$library"):$libraries" -o "$folder/test"
"$folder/test"
