#!/usr/bin/env bash
# Over many real charts: wsm list beside helm template, and wsm values beside wsm list. Whole processes that take turns; the medians of the
# ratios say what to expect of a chart, the largest what to look into.
#   tests/Wsm.Benchmarks/charts.sh DIR [WSM] [HELM]     DIR holds chart folders or archives, with their dependencies in them; RUNS=n, default 1
set -euo pipefail
dir=$(realpath "${1:?usage: charts.sh DIR [WSM] [HELM]}")
wsm=${2:-wsm}
helm=${3:-${WSM_TEST_HELM:-helm}}
runs=${RUNS:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache

# took COMMAND…: milliseconds, or nothing when it fails; 3 is wsm's word for something that it could not prove
took() {
  local begin=$EPOCHREALTIME code=0
  "$@" >/dev/null 2>&1 </dev/null || code=$?
  local end=$EPOCHREALTIME
  rm -rf "$work/out"
  if [ $code = 0 ] || [ $code = 3 ]; then echo $(((${end/./} - ${begin/./}) / 1000)); fi
}

for chart in "$dir"/*; do
  for ((run = 0; run < runs; run++)); do
    rendered=$(took "$helm" template x "$chart")
    listed=$(took "$wsm" list --chart "$chart" --release-name x)
    written=$(took "$wsm" values --chart "$chart" --release-name x --registry r.example --no-registry-check --out "$work/out")
    [ -z "$rendered" ] || [ -z "$listed" ] || [ -z "$written" ] || echo "$rendered $listed $written"
  done | sort -n | awk -v name="${chart##*/}" '{ line[NR] = $0 } END { if (NR) print line[int((NR + 1) / 2)], name }'
done >"$work/times"

# ratios TITLE COLUMN COLUMN
ratios() {
  awk -v a="$2" -v b="$3" '{ printf "%.3f %s\n", $a / $b, $4 }' "$work/times" | sort -n |
    awk -v title="$1" '{ at[NR] = $1; name[NR] = $2 } END { printf "%-22s median %.2f, nine of ten below %.2f, most %.2f (%s), %d charts\n", title, at[int((NR + 1) / 2)], at[int(NR * 0.9)], at[NR], name[NR], NR }'
}
ratios "list / helm template" 2 1
ratios "values / list" 3 2
