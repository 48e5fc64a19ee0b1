#!/usr/bin/env bash
# Measures push, check and mirror against the peers that are installed, on one data set (dataset.sh): into an empty docker-registry on
# loopback, page cache warm. Prints the median of the runs: seconds, processor seconds of the command itself, resident memory (MiB),
# and seconds as a share of the fastest peer's.
#
#   tests/Wsm.Benchmarks/push.sh WSM-BINARY [RUNS] [SCALE-DIVISOR]
# shellcheck disable=SC1091,SC2154 # registry.sh sets host, pid and images
set -euo pipefail
wsm=$(realpath "$1") runs=${2:-3} divisor=${3:-1}
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
. "$here/registry.sh"
all=$(printf '%s ' "${images[@]}")


start source
source=$host source_pid=$pid target_pid=
trap 'for p in $source_pid $target_pid; do stop $p; done; rm -rf "$work"' EXIT
"$here/dataset.sh" "$source" "$divisor" >/dev/null
write_catalog "$source"
"$wsm" download -q --catalog "$work/catalog.yaml" -b "$work/bundle" >/dev/null
for image in "${images[@]}"; do
  # skopeo refuses configurations over 4 MiB
  [ "$image" = config ] || skopeo copy -q --src-tls-verify=false "docker://$source/bench/$image:1" "oci:$work/layout:$image"
done
find "$work/bundle" "$work/layout" -type f -exec cat {} + >/dev/null

# measure NAME empty|kept COMMAND: the median line; the command finds the target's address in $host
measure() {
  local name=$1 target=$2 command=$3
  : >"$work/times"
  for _ in $(seq "$runs"); do
    if [ "$target" = empty ]; then
      [ -z "$target_pid" ] || stop "$target_pid"
      rm -rf "$work/target"
      start target
      target_pid=$pid
      sync
    fi
    host=$host command time -f '%e %U %S %M' -o "$work/time" bash -c "$command" >"$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
    tail -1 "$work/time" >>"$work/times"
  done
  sort -n "$work/times" | sed -n "$(((runs + 1) / 2))p" >"$work/median"
  awk -v name="$name" -v best="${best:-}" '{ printf "%-58s %6.2f s  %6.2f s processor  %5d MiB%s\n", name, $1, $2 + $3, $4 / 1024, best ? sprintf("  %.2f of the fastest peer", $1 / best) : "" }' "$work/median"
}

export work wsm source
layout="printf '%s\n' ${all/config /}"
best=
fastest=
peer() {
  measure "$@"
  fastest=$(awk -v best="$fastest" '{ print best == "" || $1 < best ? $1 : best }' "$work/median")
}
peer "skopeo copy, one after another (1)" empty "for i in ${all/config /}; do skopeo copy -q --dest-tls-verify=false oci:\$work/layout:\$i docker://\$host/bench/\$i:1; done"
for jobs in 2 4; do
  peer "skopeo copy, $jobs at a time (1)" empty "$layout | xargs -P $jobs -I{} skopeo copy -q --dest-tls-verify=false oci:\$work/layout:{} docker://\$host/bench/{}:1"
  command -v oras >/dev/null && peer "oras cp, $jobs at a time (1)" empty "$layout | xargs -P $jobs -I{} oras cp --from-oci-layout --to-plain-http \$work/layout:{} \$host/bench/{}:1"
done
command -v crane >/dev/null || echo "crane is not installed: not measured"
command -v oras >/dev/null || echo "oras is not installed: not measured"
best=$fastest
measure "wsm push, from .tgz archives" empty "\$wsm push -q -b \$work/bundle --registry \$host"
best=
measure "wsm push, nothing to do" kept "\$wsm push -q -b \$work/bundle --registry \$host"
measure "wsm check" kept "\$wsm check -q -b \$work/bundle --registry \$host"
measure "wsm mirror" empty "\$wsm mirror -q --catalog \$work/catalog.yaml --to \$host"
echo "(1) without the image of the large configuration, which skopeo refuses"
