#!/usr/bin/env bash
# Renders charts of your own with wsm and with helm, and compares the bytes. Where they differ, helm is asked once more: what differs
# between two runs of helm (random passwords, times, certificates) is no difference between the two programs, and is counted apart.
#
#   tests/Wsm.Benchmarks/compare.sh WSM HELM CHART…     CHART: a folder or a .tgz; exit code 1 when any differs
set -euo pipefail
wsm=$(realpath "${1:?the wsm binary}") helm=$(realpath "${2:?the helm binary}")
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Both refuse a chart, or both print it.
render() { "$@" 2>/dev/null || echo refused; }

same=0 random=0 different=0
for chart in "$@"; do
    render "$wsm" template release "$chart" >"$work/wsm"
    render "$helm" template release "$chart" >"$work/helm"
    if cmp -s "$work/wsm" "$work/helm"; then
        same=$((same + 1))
        continue
    fi
    render "$helm" template release "$chart" >"$work/again"
    # Lines that helm prints twice alike must be wsm's too.
    for output in wsm helm again; do sort "$work/$output" >"$work/$output.sorted"; done
    if ! cmp -s "$work/helm" "$work/again" && [ -z "$(comm -12 "$work/helm.sorted" "$work/again.sorted" | comm -23 - "$work/wsm.sorted")" ]; then
        random=$((random + 1))
    else
        different=$((different + 1))
        echo "different: $chart" >&2
    fi
done
echo "$same the same, $random the same but for what helm makes at random, $different different"
[ "$different" = 0 ]
