#!/usr/bin/env bash
# Compares whole processes: wsm template and wsm list beside helm template, on an operator-like chart, on one ten times its size, and on the
# first of them as an archive. The commands take turns, so that other work on the machine meets all of them alike.
#   tests/Wsm.Benchmarks/template.sh WSM [HELM] [CHART…]     WSM: the installed binary; further charts are measured too; RUNS=n, default 15
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
wsm=$(realpath "${1:?the wsm binary}")
helm=$(realpath "${2:-$here/../.tools/helm}")
shift $(($# < 2 ? $# : 2))
runs=${RUNS:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Milliseconds that each command took, a column a command.
measure() {
  local chart=$1 run command
  for ((run = 0; run <= runs; run++)); do
    for command in "$wsm list -q --chart $chart" "$wsm template rel $chart" "$helm template rel $chart"; do
      hyperfine -N --runs 1 --export-json "$work/one.json" "$command" >/dev/null 2>&1
      jq -r '.results[0] | "\(.times[0] * 1000) \((.user + .system) * 1000)"' "$work/one.json"
    done | paste -sd ' '
  done | tail -n +2 # the first one warms the file cache
}

# Median and least of a column.
column() { cut -d' ' -f"$1" "$work/times" | sort -n | awk '{ at[NR] = $1 } END { printf "%.0f %.0f", at[int((NR + 1) / 2)], at[1] }'; }

for size in 22 220; do
  dotnet run --project "$here" -c Release -- chart "$work/operator-x$size" "$size"
done
"$helm" package "$work/operator-x22" -d "$work" >/dev/null
for chart in "$work"/operator-x22 "$work"/operator-x220 "$work"/*.tgz "$@"; do
  echo "== $(basename "$chart"): $("$wsm" template rel "$chart" | wc -l) lines"
  if cmp -s <("$wsm" template rel "$chart") <("$helm" template rel "$chart"); then echo "same output"; else echo "output differs (charts that make random values differ from run to run)"; fi
  measure "$chart" >"$work/times"
  read -r helm_median _ <<<"$(column 5)"
  for row in "wsm list,1" "wsm template,3" "helm template,5"; do
    read -r median least <<<"$(column "${row#*,}")"
    read -r processor _ <<<"$(column $((${row#*,} + 1)))"
    printf '%-14s median %5d ms   least %5d ms   processor %5d ms   %s of helm template\n' \
      "${row%,*}" "$median" "$least" "$processor" "$(awk -v a="$median" -v b="$helm_median" 'BEGIN { printf "%.2f", a / b }')"
  done
done
