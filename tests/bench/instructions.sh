#!/usr/bin/env bash
# Instructions per operation of recording, of a step (recording and backward) and of replay, counted with callgrind.
#   instructions.sh BUILD TAPE_STEP [WORKLOAD…]
# BUILD is the build folder; TAPE_STEP is built there first.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: instructions.sh BUILD TAPE_STEP [WORKLOAD...]" >&2; exit 2; }
ninja -C "$1" --quiet "$2"
program=$1/$2
shift 2
[ $# -gt 0 ] || set -- expr mlp-tiny mlp-moons mlp-wide chain

# What COUNT more runs add, so that starting the program and the first run count for nothing.
count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" "$3" 2>&1 | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

printf '%-12s %9s %8s %8s %8s\n' 'workload' 'ops' 'record' 'step' 'replay'
for workload in "$@"; do
  ops=$("$program" "$workload" ops 0)
  more=$((ops < 1000 ? 50 : 2))
  printf '%-12s %9d' "$workload" "$ops"
  for what in record step replay; do
    few=$(count "$workload" "$what" 2)
    many=$(count "$workload" "$what" $((2 + more)))
    awk -v few="$few" -v many="$many" -v runs=$more -v ops="$ops" 'BEGIN { printf " %8.1f", (many - few) / runs / ops }'
  done
  printf '\n'
done
