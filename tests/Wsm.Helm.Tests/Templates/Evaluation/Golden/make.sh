#!/usr/bin/env bash
# Asks helm 4 ($WSM_TEST_HELM, default: helm) what it makes of every template in cases.txt, one a line, and writes helm.json.
set -euo pipefail
cd "$(dirname "$0")"
helm=${WSM_TEST_HELM:-helm}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/c/templates"
printf 'apiVersion: v2\nname: c\nversion: 1.0.0\n' >"$work/c/Chart.yaml"
printf 's: x\nnum: 3\nlist: [a, b]\nmap: {k1: v1, k2: 2}\nnul: null\n' >"$work/c/values.yaml"
while IFS= read -r template; do
  printf 'r: {{ include "b" . | b64enc }}\n{{ define "b" }}%s{{ end }}' "$template" >"$work/c/templates/p.yaml"
  if output=$(HOME=$work "$helm" template rel "$work/c" 2>"$work/error"); then
    text=$(sed -n 's/^r: *//p' <<<"$output" | base64 -d | base64 -w0)
    jq -nc --arg template "$template" --arg output "$text" '{template: $template, output: ($output | @base64d)}'
  else
    error=$(sed -e '1s/^Error: //' -e '/^Use --debug flag/d' "$work/error")
    jq -nc --arg template "$template" --arg error "$error" '{template: $template, error: $error}'
  fi
done <cases.txt | jq -s . >helm.json
jq 'length' helm.json
