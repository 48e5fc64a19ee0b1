#!/usr/bin/env bash
# shellcheck disable=SC2016 # what stands in single quotes is a template, not a variable
# Compares whole processes on charts that make keys, certificates and password hashes, which cost more than all other rendering: wsm
# template and wsm list beside helm template. The commands take turns, so that other work on the machine meets all of them alike; a line is the
# median of the runs, and its share of helm's.
#   tests/Wsm.Benchmarks/keys.sh WSM [HELM]     WSM: the installed binary; RUNS=n, default 9; COUNT=n, how many a chart makes, default 10
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
wsm=$(realpath "${1:?the wsm binary}")
helm=$(realpath "${2:-$here/../.tools/helm}")
runs=${RUNS:-9} count=${COUNT:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

declare -A calls=(
  [nothing]='"text"'
  [rsa-4096]='genPrivateKey "rsa"'
  [ecdsa]='genPrivateKey "ecdsa"'
  [certificate]='(genSelfSignedCert "name" nil (list "a.example") 365).Cert'
  [signed]='(genSignedCert "name" nil (list "a.example") 365 (genCA "ca" 365)).Cert'
  [htpasswd]='htpasswd "user" (printf "password-%d" $i)'
  [derive]='derivePassword 1 "long" "password" "user" (printf "site-%d" $i)'
)

# Milliseconds that each command took, and those of the processor, two columns a command.
measure() {
  local chart=$1 run command
  for ((run = 0; run <= runs; run++)); do
    for command in "$wsm list -q --chart $chart" "$wsm template rel $chart" "$helm template rel $chart"; do
      hyperfine -N --runs 1 --export-json "$work/one.json" "$command" >/dev/null 2>&1
      jq -r '.results[0] | "\(.times[0] * 1000) \((.user + .system) * 1000)"' "$work/one.json"
    done | paste -sd ' '
  done | tail -n +2 # the first one warms the file cache
}

median() { cut -d' ' -f"$1" "$work/times" | sort -n | awk '{ at[NR] = $1 } END { printf "%.0f", at[int((NR + 1) / 2)] }'; }

for name in nothing ecdsa certificate signed rsa-4096 htpasswd derive; do
  chart=$work/$name
  mkdir -p "$chart/templates"
  printf 'apiVersion: v2\nname: keys\nversion: 1.0.0\n' >"$chart/Chart.yaml"
  {
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: keys}\ndata:\n{{- range $i := until %d }}\n' "$count"
    printf '  k{{ $i }}: {{ %s | quote }}\n{{- end }}\n' "${calls[$name]}"
  } >"$chart/templates/keys.yaml"
  measure "$chart" >"$work/times"
  helm_time=$(median 5) helm_processor=$(median 6)
  for row in "wsm list,1" "wsm template,3" "helm template,5"; do
    time=$(median "${row#*,}") processor=$(median $((${row#*,} + 1)))
    awk -v name="$name" -v row="${row%,*}" -v t="$time" -v p="$processor" -v ht="$helm_time" -v hp="$helm_processor" \
      'BEGIN { printf "%-12s %-14s %6d ms, %5.2f of helm template   processor %6d ms, %5.2f\n", name, row, t, t / ht, p, p / hp }'
  done
done
