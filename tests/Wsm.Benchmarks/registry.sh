# shellcheck shell=bash
# Sourced by the scripts beside it: registries for a measurement, in the folder $work, and a catalog of the data set that dataset.sh makes.
# shellcheck disable=SC2034,SC2154 # who sources this sets $work, and reads $images, $host and $pid

images=(one two three four many platforms config small)

# start NAME: a registry with the storage of that name; sets $host and $pid
start() {
  host=127.0.0.1:$((20000 + RANDOM % 20000))
  cat >"$work/$1.yml" <<YAML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$1}, delete: {enabled: true}}
http: {addr: $host, secret: bench}
YAML
  docker-registry serve "$work/$1.yml" >"$work/$1.log" 2>&1 &
  pid=$!
  until curl -sf "http://$host/v2/" >/dev/null; do sleep 0.1; done
}

stop() { if kill "$1"; then wait "$1" 2>/dev/null || true; fi; }

# write_catalog HOST: the images of the data set as a catalog
write_catalog() {
  printf 'apiVersion: wsm/v1\nkind: Catalog\nmetadata: {name: bench, title: Bench}\nimages:\n' >"$work/catalog.yaml"
  printf '  - "%s:1"\n' "${images[@]/#/$1/bench/}" >>"$work/catalog.yaml"
}
