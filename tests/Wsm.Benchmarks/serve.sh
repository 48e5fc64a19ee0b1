#!/usr/bin/env bash
# A blob from 'wsm serve' beside the same bytes from nginx as a static file, one client and eight.
#
#   tests/Wsm.Benchmarks/serve.sh WSM BUNDLE [SECONDS]
#
# WSM is the program to measure (a published one), BUNDLE a bundle of it; its largest blob is fetched. Needs nginx, ab, jq, curl.
set -euo pipefail
wsm=$(realpath "$1") bundle=$(realpath "$2") seconds=${3:-10}
work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap stop EXIT

blob=$(jq -r '[.images[] | .reference as $r | .contents[] | {r: $r, d: .digest, s: .size}] | max_by(.s) | "\(.r) \(.d)"' "$bundle/bundle.json")
reference=${blob% *} digest=${blob#* }
name=${reference%:*}
# The name at the source, without a host in front of it.
case ${name%%/*} in *.* | *:* | localhost) name=${name#*/} ;; esac

"$wsm" serve --quiet --bundle "$bundle" --listen 127.0.0.1:0 >"$work/serve" &
served=$!
pids+=("$served")
until url=$(grep -o 'http://[^ ]*' "$work/serve"); do sleep 0.1; done
mkdir "$work/www"
# The workers of an nginx that root starts are nobody.
chmod 755 "$work"
curl -fsS -o "$work/www/blob" "${url}v2/$name/blobs/$digest"
port=$((20000 + RANDOM % 20000))
cat >"$work/nginx.conf" <<EOF
daemon off; pid $work/nginx.pid; error_log $work/error.log; worker_processes auto;
events {}
http { sendfile on; access_log off; server { listen 127.0.0.1:$port; root $work/www; } }
EOF
nginx -c "$work/nginx.conf" &
pids+=("$!")
curl -fsS --retry 20 --retry-connrefused --retry-delay 1 -o "$work/copy" "http://127.0.0.1:$port/blob"
cmp "$work/copy" "$work/www/blob"

rate() { ab -q -k -t "$seconds" -n 100000000 -c "$1" "$2" 2>/dev/null | awk '/^Transfer rate/ { printf "%.0f", $3 / 1024 }'; }
echo "blob of $(stat -c %s "$work/www/blob") bytes, $(nproc) processors"
for clients in 1 8; do
  a=$(rate $clients "${url}v2/$name/blobs/$digest")
  b=$(rate $clients "http://127.0.0.1:$port/blob")
  echo "$clients clients: wsm $a MiB/s, nginx $b MiB/s, ratio $(awk "BEGIN { printf \"%.2f\", $a / $b }")"
done
echo "wsm's peak memory: $(awk '/VmHWM/ { print int($2 / 1024) " MiB" }' "/proc/$served/status")"
