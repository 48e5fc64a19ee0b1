#!/usr/bin/env bash
# Measures what many small images cost: download, download again, verify, push, push again and check, and the same images copied by the
# peers that are installed at the same parallelism. Prints seconds, processor seconds of the command itself, and resident memory (MiB).
#
#   tests/Wsm.Benchmarks/scale.sh WSM-BINARY [IMAGES] [PEER-IMAGES]
# shellcheck disable=SC1091,SC2154 # registry.sh sets host and pid
set -euo pipefail
wsm=$(realpath "$1") count=${2:-2000} peers=${3:-200}
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
. "$here/registry.sh"

# fill FOLDER: images team/app0:1 …, straight into the storage of a registry that is not running; three layers each, two of them shared
fill() {
  local store=$1/docker/registry/v2 i
  mkdir -p "$work/parts"
  for i in $(seq 0 19); do head -c 3000 /dev/urandom >"$work/parts/base$i"; done
  for ((i = 0; i < count; i++)); do
    printf 'layer %d\n' "$i" >"$work/parts/top$i"
    printf '{"architecture":"amd64","os":"linux","config":{"Labels":{"n":"%d"}},"rootfs":{"type":"layers","diff_ids":[]}}' "$i" >"$work/parts/config$i"
  done
  # shellcheck disable=SC2046 # names without blanks
  (cd "$work/parts" && find . -type f -printf '%P\n' | xargs sha256sum) >"$work/sums"
  declare -A sum
  while read -r digest file; do sum[$file]=$digest; done <"$work/sums"
  descriptor() { printf '{"mediaType":"%s","digest":"sha256:%s","size":%d}' "$1" "${sum[$2]}" "$(<"$work/sizes.$2")"; }
  (cd "$work/parts" && find . -type f -printf '%P %s\n') | while read -r file size; do printf '%s' "$size" >"$work/sizes.$file"; done
  local layer=application/vnd.oci.image.layer.v1.tar+gzip
  for ((i = 0; i < count; i++)); do
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s,%s,%s]}' \
      "$(descriptor application/vnd.oci.image.config.v1+json "config$i")" "$(descriptor $layer "base$((i % 20))")" \
      "$(descriptor $layer "base$(((i + 7) % 20))")" "$(descriptor $layer "top$i")" >"$work/parts/manifest$i"
  done
  (cd "$work/parts" && find . -name 'manifest*' -printf '%P\n' | xargs sha256sum) >"$work/sums2"
  while read -r digest file; do sum[$file]=$digest; done <"$work/sums2"
  cut -c1-64 "$work/sums" "$work/sums2" | sed "s|^\(..\).*|$store/blobs/sha256/\1/&|" | xargs mkdir -p
  for file in "${!sum[@]}"; do
    ln "$work/parts/$file" "$store/blobs/sha256/${sum[$file]:0:2}/${sum[$file]}/data" 2>/dev/null || true
  done
  for ((i = 0; i < count; i++)); do
    local home=$store/repositories/team/app$i digest=${sum[manifest$i]} part
    mkdir -p "$home/_manifests/revisions/sha256/$digest" "$home/_manifests/tags/1/current" "$home/_manifests/tags/1/index/sha256/$digest"
    for link in "revisions/sha256/$digest" tags/1/current "tags/1/index/sha256/$digest"; do
      printf 'sha256:%s' "$digest" >"$home/_manifests/$link/link"
    done
    for part in "config$i" "base$((i % 20))" "base$(((i + 7) % 20))" "top$i"; do
      mkdir -p "$home/_layers/sha256/${sum[$part]}"
      printf 'sha256:%s' "${sum[$part]}" >"$home/_layers/sha256/${sum[$part]}/link"
    done
  done
}

# measure NAME COMMAND…
measure() {
  local name=$1
  shift
  command time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
  tail -1 "$work/time" | awk -v name="$name" '{ printf "%-44s %7.2f s  %7.2f s processor  %5d MiB\n", name, $1, $2 + $3, $4 / 1024 }'
}

fill "$work/source"
start source
source=$host source_pid=$pid
start target
target=$host target_pid=$pid
trap 'stop "$source_pid"; stop "$target_pid"; rm -rf "$work"' EXIT
{
  printf 'apiVersion: wsm/v1\nkind: Catalog\nmetadata: {name: scale, title: Scale}\nimages:\n'
  for ((i = 0; i < count; i++)); do printf '  - "%s/team/app%d:1"\n' "$source" "$i"; done
} >"$work/catalog.yaml"

echo "$count images:"
measure "wsm download" "$wsm" download -q --catalog "$work/catalog.yaml" -b "$work/bundle"
measure "wsm download, nothing to do" "$wsm" download -q --catalog "$work/catalog.yaml" -b "$work/bundle"
measure "wsm verify" "$wsm" verify -q -b "$work/bundle"
measure "wsm push" "$wsm" push -q -b "$work/bundle" --registry "$target"
measure "wsm push, nothing to do" "$wsm" push -q -b "$work/bundle" --registry "$target"
measure "wsm check" "$wsm" check -q -b "$work/bundle" --registry "$target"
echo "$peers images, 8 at a time:"
names=$(seq 0 $((peers - 1)))
# shellcheck disable=SC2016 # the words are the inner shell's
measure "skopeo copy" bash -c 'printf "%s\n" $1 | xargs -P 8 -I{} skopeo copy -q --src-tls-verify=false --dest-tls-verify=false docker://$2/team/app{}:1 docker://$3/peer/app{}:1' _ "$names" "$source" "$target"
if command -v crane >/dev/null; then
  # shellcheck disable=SC2016
  measure "crane copy" bash -c 'printf "%s\n" $1 | xargs -P 8 -I{} crane copy --insecure $2/team/app{}:1 $3/crane/app{}:1' _ "$names" "$source" "$target"
else
  echo "crane is not installed: not measured"
fi
