#!/usr/bin/env bash
# What it costs to look inside images while they are downloaded: wsm download beside wsm download --deep, from a registry on loopback and over a
# line of limited speed, and wsm list --deep alone. The layers are folders of this machine, one image each, so they hold real programs.
#
#   tests/Wsm.Benchmarks/deep.sh WSM-BINARY [RUNS] [MEGABYTES-A-SECOND] [FOLDER…]     (default: 3 runs, 50 MB/s, /usr/bin and Python's and Go's libraries)
# shellcheck disable=SC1091,SC2154 # registry.sh sets host and pid
set -euo pipefail
wsm=$(realpath "$1") runs=${2:-3} speed=${3:-50}
shift $(($# < 3 ? $# : 3))
folders=("$@")
[ $# -gt 0 ] || folders=(/usr/bin "$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" "$(go env GOROOT)")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
. "$here/registry.sh"
start source
source_pid=$pid
line_pid=
trap 'stop "$source_pid"; [ -z "$line_pid" ] || stop "$line_pid"; rm -rf "$work"' EXIT

# upload FILE: prints "digest","size" of a descriptor
upload() {
  local digest location
  digest=sha256:$(sha256sum <"$1" | cut -d' ' -f1)
  location=$(curl -sf -X POST -D - -o /dev/null "http://$host/v2/deep/$name/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  curl -sf -X PUT -H 'Content-Type: application/octet-stream' -T "$1" "$location&digest=$digest" >/dev/null
  printf '"digest":"%s","size":%d' "$digest" "$(stat -c %s "$1")"
}

number=0 packed=0 plain=0
for folder in "${folders[@]}"; do
  name=image$((++number))
  tar -cf "$work/layer" -C / "${folder#/}" 2>/dev/null
  plain=$((plain + $(stat -c %s "$work/layer")))
  gzip -f "$work/layer"
  packed=$((packed + $(stat -c %s "$work/layer.gz")))
  printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}' >"$work/config"
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json",%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",%s}]}' \
    "$(upload "$work/config")" "$(upload "$work/layer.gz")" >"$work/manifest"
  curl -sf -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary @"$work/manifest" "http://$host/v2/deep/$name/manifests/1" >/dev/null
done
rm -f "$work/layer.gz"
echo "$number images, $((packed / 1000000)) MB packed, $((plain / 1000000)) MB unpacked"

# The line: each of the four connections of a download gets its part.
line=127.0.0.1:$((20000 + RANDOM % 20000))
mkdir -p "$work/nginx"
cat >"$work/nginx.conf" <<NGINX
daemon off; worker_processes 1; pid $work/nginx/pid; error_log stderr error;
events {}
http {
  access_log off; client_body_temp_path $work/nginx/a; proxy_temp_path $work/nginx/b; fastcgi_temp_path $work/nginx/c;
  uwsgi_temp_path $work/nginx/d; scgi_temp_path $work/nginx/e;
  server { listen $line; location / { proxy_pass http://$host; proxy_set_header Host \$http_host; proxy_max_temp_file_size 0; limit_rate $((speed * 1000000 / 4)); } }
}
NGINX
nginx -e stderr -p "$work/nginx" -c "$work/nginx.conf" &
line_pid=$!
until curl -sf "http://$line/v2/" >/dev/null; do sleep 0.1; done

catalog() {
  printf 'apiVersion: wsm/v1\nkind: Catalog\nmetadata: {name: deep, title: Deep}\nimages:\n'
  for i in $(seq "$number"); do printf '  - "%s/deep/image%d:1"\n' "$1" "$i"; done
}
catalog "$host" >"$work/near.yaml"
catalog "$line" >"$work/far.yaml"

# measure NAME PREPARATION COMMAND: the median of the runs, and the most memory that any of them took
measure() {
  local title=$1 prepare=$2 command=$3 peak=0 now
  : >"$work/times"
  for _ in $(seq "$runs"); do
    bash -c "$prepare"
    local begin=$EPOCHREALTIME
    bash -c "exec $command" >"$work/output" 2>&1 &
    local running=$!
    while [ -r "/proc/$running/status" ]; do
      now=$(awk '/VmHWM/ { print $2 }' "/proc/$running/status" 2>/dev/null || true)
      [ "${now:-0}" -gt "$peak" ] && peak=$now
      sleep 0.02
    done
    wait "$running" || { cat "$work/output" >&2; exit 1; }
    awk -v from="$begin" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", to - from }' >>"$work/times"
  done
  printf '%-44s %7.2f s  %5d MiB\n' "$title" "$(sort -n "$work/times" | sed -n "$(((runs + 1) / 2))p")" $((peak / 1024))
}

clean="rm -rf $work/out; mkdir -p $work/out; sync"
measure "wsm download" "$clean" "$wsm download -q --catalog $work/near.yaml -b $work/out/bundle"
measure "wsm download --deep" "$clean" "$wsm download -q --deep --catalog $work/near.yaml -b $work/out/bundle"
measure "wsm list --deep" true "$wsm list --deep -o json -b $work/out/bundle"
measure "wsm download, $speed MB/s" "$clean" "$wsm download -q --catalog $work/far.yaml -b $work/out/bundle"
measure "wsm download --deep, $speed MB/s" "$clean" "$wsm download -q --deep --catalog $work/far.yaml -b $work/out/bundle"
"$wsm" list --deep -o json -b "$work/out/bundle" | jq '[.components[].candidates[] | select(.degree == "inside")] | group_by(.confidence) | map("\(length) \(.[0].confidence)") | join(", ")'
