#!/usr/bin/env bash
# Compares whole processes: wsm template against helm template, on an operator-like chart and on one ten times its size.
#   tests/Wsm.Benchmarks/template.sh WSM [HELM] [CHART…]     WSM: the installed binary; further charts are measured too
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
wsm=$(realpath "${1:?the wsm binary}")
helm=$(realpath "${2:-$here/../.tools/helm}")
shift $(($# < 2 ? $# : 2))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for size in 22 220; do
  dotnet run --project "$here" -c Release -- chart "$work/operator-x$size" "$size"
done
for chart in "$work"/operator-x22 "$work"/operator-x220 "$@"; do
  echo "== $(basename "$chart"): $("$wsm" template rel "$chart" | wc -l) lines"
  if cmp -s <("$wsm" template rel "$chart") <("$helm" template rel "$chart"); then echo "same output"; else echo "output differs (charts that make random values differ from run to run)"; fi
  hyperfine -N --warmup 2 --runs 10 -n wsm "$wsm template rel $chart" -n helm "$helm template rel $chart" 2>/dev/null | grep -E 'Benchmark|Time|Range|faster|±.*times'
done
