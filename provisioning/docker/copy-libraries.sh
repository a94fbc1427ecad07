#!/bin/sh
# Copies what programs link to (and the loader) into the current folder, at the same paths: sh copy-libraries.sh PROGRAM…
set -eu
for program in "$@"; do
  ldd "$program" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^\t\(\/[^ ]*\) .*/\1/p'
done | sort -u | while read -r library; do
  mkdir -p ".$(dirname "$library")"
  cp -L "$library" ".$library"
done
