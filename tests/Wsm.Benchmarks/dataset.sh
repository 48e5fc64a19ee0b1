#!/usr/bin/env bash
# Fills a plain registry with the data set of the download benchmark: 8 images, 2.57 GB of distinct blobs, 3.5 GB with what they
# share counted for each; layers of 1 to 500 MB, one image of 60 layers, one of two platforms, one with a configuration of 5 MB.
# Layers are key streams of AES from the seed, so every run makes the same bytes.
#
#   tests/Wsm.Benchmarks/dataset.sh HOST:PORT [SCALE-DIVISOR]
set -euo pipefail
host=$1 divisor=${2:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# noise NAME MEGABYTES: the layer's bytes, on standard output
noise() { openssl enc -aes-256-ctr -pass "pass:wsm-$1" -nosalt -md sha256 </dev/zero 2>/dev/null | head -c $(($2 * 1000000 / divisor)) || true; }

# upload REPOSITORY FILE: prints "digest size"
upload() {
  local digest size location
  digest=sha256:$(sha256sum <"$2" | cut -d' ' -f1) size=$(stat -c %s "$2")
  if ! curl -sfI "http://$host/v2/$1/blobs/$digest" >/dev/null; then
    location=$(curl -sf -X POST -D - -o /dev/null "http://$host/v2/$1/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
    curl -sf -X PUT -H 'Content-Type: application/octet-stream' -T "$2" "$location&digest=$digest" >/dev/null
  fi
  echo "$digest $size"
}

# layer REPOSITORY NAME MEGABYTES: uploads it and prints its descriptor
layer() {
  noise "$2" "$3" >"$work/layer"
  upload "$1" "$work/layer" | while read -r digest size; do
    printf '{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%s}\n' "$digest" "$size"
  done
}

# image REPOSITORY REFERENCE ARCHITECTURE PADDING-BYTES NAME:MB…: prints "digest size" of the manifest
image() {
  local repository=$1 reference=$2 architecture=$3 padding=$4 part
  shift 4
  : >"$work/layers"
  for part in "$@"; do layer "$repository" "${part%:*}" "${part#*:}" >>"$work/layers"; done
  printf '{"architecture":"%s","os":"linux","config":{"Labels":{"p":"%s"}},"rootfs":{"type":"layers","diff_ids":[%s]}}' "$architecture" \
    "$(head -c "$padding" /dev/zero | tr '\0' x)" "$(jq -r '"\"" + .digest + "\""' "$work/layers" | paste -sd,)" >"$work/config"
  local config
  config=$(upload "$repository" "$work/config")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%s},"layers":[%s]}' \
    "${config% *}" "${config#* }" "$(paste -sd, "$work/layers")" >"$work/manifest"
  put "$repository" "${reference:-sha256:$(sha256sum <"$work/manifest" | cut -d' ' -f1)}" application/vnd.oci.image.manifest.v1+json
}

# put REPOSITORY REFERENCE MEDIA-TYPE: stores $work/manifest
put() {
  curl -sf -X PUT -H "Content-Type: $3" --data-binary @"$work/manifest" "http://$host/v2/$1/manifests/$2" >/dev/null
  echo "sha256:$(sha256sum <"$work/manifest" | cut -d' ' -f1) $(stat -c %s "$work/manifest")"
}

many=()
for i in $(seq 60); do many+=("many-$i:$((i % 7 + 1))"); done
image bench/one 1 amd64 0 base:200 one-a:500 one-b:100
image bench/two 1 amd64 0 base:200 two-a:300 two-b:50
image bench/three 1 amd64 0 base:200 tools:115 three:150
image bench/four 1 amd64 0 base:200 tools:115 four:250
image bench/many 1 amd64 0 tools:115 "${many[@]}"
amd64=$(image bench/platforms '' amd64 0 tools:115 platforms-amd64:80)
arm64=$(image bench/platforms '' arm64 0 platforms-arm64:20)
image bench/config 1 amd64 5000000 config:395
image bench/small 1 amd64 0 small-a:150 small-b:25
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%s,"platform":{"os":"linux","architecture":"amd64"}},{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%s,"platform":{"os":"linux","architecture":"arm64"}}]}' \
  "${amd64% *}" "${amd64#* }" "${arm64% *}" "${arm64#* }" >"$work/manifest"
put bench/platforms 1 application/vnd.oci.image.index.v1+json
