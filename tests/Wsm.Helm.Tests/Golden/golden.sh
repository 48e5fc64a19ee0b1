#!/usr/bin/env bash
# Makes output/ anew: what real helm 4 prints for each line of cases.txt, or how it refuses.
#   tests/Wsm.Helm.Tests/Golden/golden.sh [path to helm; default: tests/.tools/helm, which tests/run.sh installs]
set -euo pipefail
cd "$(dirname "$0")"
helm=${1:-${WSM_TEST_HELM:-$PWD/../../.tools/helm}}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
rm -f output/*
set -f
while IFS= read -r line; do
  case $line in '#'* | '') continue ;; esac
  name=${line%%:*}
  # shellcheck disable=SC2206 # the words of a case are separated by blanks
  arguments=(${line#*:})
  for i in "${!arguments[@]}"; do
    case ${arguments[$i]} in shop | shop/* | broken | orphan) arguments[i]=./charts/${arguments[$i]} ;; esac
  done
  if HOME=$home KUBECONFIG=/dev/null "$helm" template "${arguments[@]}" >"$home/out" 2>"$home/error"; then
    cp "$home/out" "output/$name.golden"
  else
    grep -v -e '^level=' -e '^[0-9]\{4\}/' "$home/error" | sed '/^Use --debug flag/d' >"output/$name.golden"
  fi
done <cases.txt
