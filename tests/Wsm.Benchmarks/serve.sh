#!/usr/bin/env bash
# A blob from 'wsm serve' beside the same bytes from nginx as a static file: one client and eight, from the page cache, and one
# from the disk. The two take turns, so that whatever else the machine does meets both; the median of the rounds is printed, with the
# server's processor seconds for a GiB.
#
#   tests/Wsm.Benchmarks/serve.sh WSM BUNDLE [ROUNDS]
#
# WSM is the program to measure (a published one), BUNDLE a bundle of it; its largest blob is fetched, which should have some hundred
# MiB. Needs nginx, ab, jq, curl, python3.
set -euo pipefail
wsm=$(realpath "$1") bundle=$(realpath "$2") rounds=${3:-5}
readonly gib=1073741824
work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap stop EXIT

blob=$(jq -r '[.images[] | .reference as $r | .file as $f | .contents[] | {r: $r, d: .digest, s: .size, f: $f}] | max_by(.s) | "\(.r) \(.d) \(.f)"' "$bundle/bundle.json")
read -r reference digest file <<<"$blob"
name=${reference%:*}
# The name at the source, without a host in front of it.
case ${name%%/*} in *.* | *:* | localhost) name=${name#*/} ;; esac
[ "$file" != null ] || file=images/blobs/${digest/://}

"$wsm" serve --quiet --bundle "$bundle" --listen 127.0.0.1:0 >"$work/serve" &
served=$!
pids+=("$served")
until url=$(grep -so 'http://[^ ]*' "$work/serve"); do sleep 0.1; done
wsm_url=${url}v2/$name/blobs/$digest
mkdir "$work/www"
# The worker of an nginx that root starts is nobody.
chmod 755 "$work"
curl -fsS -o "$work/www/blob" "$wsm_url"
port=$((20000 + RANDOM % 20000))
nginx_url=http://127.0.0.1:$port/blob
cat >"$work/nginx.conf" <<EOF
daemon off; master_process off; pid $work/nginx.pid; error_log $work/error.log;
events {}
http { sendfile on; access_log off; server { listen 127.0.0.1:$port; root $work/www; } }
EOF
nginx -c "$work/nginx.conf" &
nginx=$!
pids+=("$nginx")
curl -fsS --retry 20 --retry-connrefused --retry-delay 1 -o "$work/copy" "$nginx_url"
cmp "$work/copy" "$work/www/blob"
rm "$work/copy"
size=$(stat -c %s "$work/www/blob")

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
forget() {
  sync "$1"
  python3 -c 'import os, sys; os.posix_fadvise(os.open(sys.argv[1], os.O_RDONLY), 0, 0, os.POSIX_FADV_DONTNEED)' "$1"
}
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

# fetch SERVER PID URL CLIENTS: about 2 GiB, and a line "MiB/s processor-seconds-for-a-GiB" into a file of this server and case
fetch() {
  local requests=$((2 * gib / size + 1)) before after start end
  [ "$requests" -ge "$4" ] || requests=$4
  before=$(ticks "$2") start=$(date +%s%N)
  ab -q -k -n "$requests" -c "$4" "$3" >"$work/ab"
  end=$(date +%s%N) after=$(ticks "$2")
  grep -q '^Failed requests: *0$' "$work/ab" || { cat "$work/ab" >&2; exit 1; }
  awk -v b=$((requests * size)) -v t=$((end - start)) -v c=$((after - before)) -v hz="$(getconf CLK_TCK)" -v gib=$gib \
    'BEGIN { print b / 1048576 / (t / 1e9), c / hz / (b / gib) }' >>"$work/$1-$4"
}
# cold SERVER FILE URL
cold() {
  forget "$2"
  curl -fsS -o /dev/null -w '%{speed_download}\n' "$3" | awk '{ print $1 / 1048576 }' >>"$work/$1-cold"
}

for _ in $(seq "$rounds"); do
  for clients in 1 8; do
    fetch wsm "$served" "$wsm_url" "$clients"
    fetch nginx "$nginx" "$nginx_url" "$clients"
  done
  cold wsm "$bundle/$file" "$wsm_url"
  cold nginx "$work/www/blob" "$nginx_url"
done

echo "blob of $size bytes, $(nproc) processors, median of $rounds rounds"
for case in 1 8 cold; do
  a=$(cut -d' ' -f1 "$work/wsm-$case" | median) b=$(cut -d' ' -f1 "$work/nginx-$case" | median)
  line="wsm ${a%.*} MiB/s, nginx ${b%.*} MiB/s, ratio $(awk "BEGIN { printf \"%.2f\", $a / $b }")"
  if [ $case = cold ]; then
    echo "from disk: $line"
  else
    echo "$case clients: $line; processor s/GiB: $(cut -d' ' -f2 "$work/wsm-$case" | median) and $(cut -d' ' -f2 "$work/nginx-$case" | median)"
  fi
done
echo "wsm's peak memory: $(awk '/VmHWM/ { print int($2 / 1024) " MiB" }' "/proc/$served/status")"
