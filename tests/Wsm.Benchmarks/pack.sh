#!/usr/bin/env bash
# Measures pack, unpack and verify against cp of the same bytes, and a push from volumes against one from archives, on one data set
# (dataset.sh), page cache warm. The commands of one comparison take turns; each line is the median of the runs: seconds, processor
# seconds of the command itself, resident memory (MiB), and speed as a share of cp's (for push: time as a share of that from archives).
# wsm brings what it wrote to disk before it ends; so does "cp + sync", and plain cp does not.
#
#   tests/Wsm.Benchmarks/pack.sh WSM-BINARY [RUNS] [SCALE-DIVISOR]
# shellcheck disable=SC1091,SC2154 # registry.sh sets host, pid and images
set -euo pipefail
wsm=$(realpath "$1") runs=${2:-3} divisor=${3:-1}
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
. "$here/registry.sh"


source_pid='' target_pid=''
trap 'for p in $source_pid $target_pid; do stop $p; done; rm -rf "$work"' EXIT
start source
source_pid=$pid
"$here/dataset.sh" "$host" "$divisor" >/dev/null
write_catalog "$host"
"$wsm" download -q --catalog "$work/catalog.yaml" -b "$work/bundle" >/dev/null
stop "$source_pid"
source_pid=''
rm -rf "$work/source"
cd "$work"
"$wsm" pack -q kept/x.wsm --volume 700M
"$wsm" pack -q kept-one/x.wsm
sync
find bundle kept kept-one -type f -exec cat {} + >/dev/null

# run NAME COMMAND: appends "seconds cpu memory" to times.NAME, onto a clean place
run() {
  rm -rf "$work/out"
  mkdir "$work/out"
  sync
  host=${host:-} command time -f '%e %U %S %M' -o "$work/time" bash -c "$2" >"$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
  tail -1 "$work/time" >>"$work/times.$1"
}

# report NAME BASE: the median line of NAME, compared with that of BASE
report() {
  local half=$(((runs + 1) / 2))
  sort -n "$work/times.$1" | sed -n "${half}p" >"$work/median"
  sort -n "$work/times.$2" | sed -n "${half}p" >"$work/base"
  awk -v name="$1" -v base="$2" 'NR == FNR { b = $1; next } { printf "%-22s %7.2f s  cpu %6.2f s  %5d MiB  %5.2f of %s\n", name, $1, $2 + $3, $4 / 1024, (name ~ /^push/ ? $1 / b : b / $1), base }' "$work/base" "$work/median"
}

for _ in $(seq "$runs"); do
  run cp-packed 'cp kept-one/x.wsm out/'
  run cp-packed-sync 'cp kept-one/x.wsm out/ && sync out/x.wsm'
  run pack "'$wsm' pack -q out/x.wsm"
  run pack-volumes "'$wsm' pack -q out/x.wsm --volume 700M"
  run cp-folder 'cp -r bundle out/'
  run cp-folder-sync 'cp -r bundle out/ && find out -type f -exec sync {} +'
  run unpack "'$wsm' unpack -q kept -b out/bundle"
  run cat 'cat kept/* >/dev/null'
  run sha256sum 'sha256sum kept/*'
  run verify-volumes "'$wsm' verify -q -b kept"
  for from in bundle kept; do
    rm -rf "$work/target"
    start target
    target_pid=$pid
    run "push-$from" "'$wsm' push -q -b $from --registry \$host --relocation-file out/relocation.json"
    stop "$target_pid"
    target_pid=''
  done
done
report cp-packed cp-packed
report cp-packed-sync cp-packed
report pack cp-packed
report pack cp-packed-sync
report pack-volumes cp-packed-sync
report cp-folder cp-folder
report unpack cp-folder
report unpack cp-folder-sync
report verify-volumes sha256sum
report push-bundle push-bundle
report push-kept push-bundle
