#!/usr/bin/env bash
# Measures whole commands against the peers that are installed, on one data set: docker-registry on loopback, page cache warm.
# Prints the median of the runs: seconds, processor seconds, resident memory (MiB).
#
#   tests/Wsm.Benchmarks/download.sh WSM-BINARY [RUNS] [SCALE-DIVISOR]
# shellcheck disable=SC1091,SC2154 # registry.sh sets host, pid and images
set -euo pipefail
wsm=$(realpath "$1") runs=${2:-3} divisor=${3:-1}
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
. "$here/registry.sh"
start source
source_pid=$pid
trap 'stop "$source_pid"; rm -rf "$work"' EXIT
"$here/dataset.sh" "$host" "$divisor" >/dev/null
write_catalog "$host"
find "$work/source" -type f -exec cat {} + >/dev/null

# measure NAME PREPARATION COMMAND: the median line of all runs
measure() {
  local name=$1 prepare=$2 command=$3
  : >"$work/times"
  for _ in $(seq "$runs"); do
    bash -c "$prepare"
    /usr/bin/env bash -c "TIMEFORMAT='%R %U %S'; time { $command; }" >"$work/output" 2>"$work/time" || { cat "$work/output" "$work/time" >&2; exit 1; }
    tail -1 "$work/time" >>"$work/times"
  done
  sort -n "$work/times" | sed -n "$(((runs + 1) / 2))p" | awk -v name="$name" '{ printf "%-44s %6.2f s  %6.2f s processor\n", name, $1, $2 + $3 }'
}

export work wsm host
clean="rm -rf $work/out; mkdir -p $work/out; sync"
all=$(printf '%s ' "${images[@]}")
measure "wsm download (archives)" "$clean" "$wsm download -q --catalog $work/catalog.yaml -b $work/out/bundle"
measure "wsm download (archives), nothing to do" true "$wsm download -q --catalog $work/catalog.yaml -b $work/out/bundle"
measure "wsm verify" true "$wsm verify -q -b $work/out/bundle"
measure "openssl dgst -sha256, a process a core" true "find $work/out/bundle/images -type f -print0 | xargs -0 -P $(nproc) -n 1 openssl dgst -sha256"
measure "wsm download --layout oci" "$clean" "$wsm download -q --catalog $work/catalog.yaml --layout oci -b $work/out/bundle"
measure "skopeo copy → one oci layout, in turn" "$clean" "for i in $all; do skopeo copy -q --src-tls-verify=false docker://$host/bench/\$i:1 oci:$work/out/layout:\$i; done"
measure "skopeo copy → oci-archive, two at a time (1)" "$clean" "printf '%s\n' ${all/config /} | xargs -P 2 -I{} skopeo copy -q --src-tls-verify=false docker://$host/bench/{}:1 oci-archive:$work/out/{}.tar"
for tool in crane oras; do
  command -v $tool >/dev/null || { echo "$tool is not installed: not measured"; continue; }
  case $tool in
    crane) measure "crane pull → one oci layout" "$clean" "crane pull --insecure --platform linux/amd64 --format=oci $(printf "$host/bench/%s:1 " "${images[@]}") $work/out/layout" ;;
    oras) measure "oras copy → one oci layout, two at a time" "$clean" "printf '%s\n' $all | xargs -P 2 -I{} oras copy --from-plain-http --platform linux/amd64 --to-oci-layout $host/bench/{}:1 $work/out/layout:{}" ;;
  esac
done

echo "(1) without the image of the large configuration, which it refuses"
rm -rf "$work/out"
"$wsm" download -q --catalog "$work/catalog.yaml" -b "$work/out/bundle" >/dev/null &
pid=$!
peak=0
while [ -r "/proc/$pid/status" ]; do
  now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null || true)
  [ "${now:-0}" -gt "$peak" ] && peak=$now
  sleep 0.02
done
wait $pid
printf '%-44s %6d MiB\n' "wsm download, peak resident memory" $((peak / 1024))
