#!/usr/bin/env bash
# Builds a Kubernetes API server, and gets the etcd that it keeps its objects in, into the folder TOOLS; does nothing where both are there.
# The sources are those of Debian's package (release 12: Kubernetes 1.20.2), which itself builds the clients only. About 11 CPU-minutes.
#
#   tests/apiserver.sh TOOLS
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tools=${1:?the folder for the programs}
suite=bookworm version=v1.20.2
# shellcheck source=tests/debian.sh
. "$here/debian.sh"

say() { printf 'API server: %s\n' "$*"; }

work=$(mktemp -d "$tools/apiserver.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

if [ ! -x "$tools/etcd" ]; then
  say "getting etcd"
  debian_unpack "$suite" "$work/etcd" etcd-server
  install -m 0755 "$work/etcd/usr/bin/etcd" "$tools/etcd"
fi
[ ! -x "$tools/kube-apiserver" ] || exit 0

say "getting the sources"
export GO111MODULE=off GOPATH=$work/go GOCACHE=$work/cache GOFLAGS='' CGO_ENABLED=0
source=$GOPATH/src/k8s.io/kubernetes
debian_source "$suite" "$source" kubernetes
cd "$source"

# The reflect2 that comes with the sources crashes under this compiler as soon as a custom resource is served; Debian's does not.
debian_unpack "$suite" "$work/reflect2" golang-github-modern-go-reflect2-dev
rm -rf vendor/github.com/modern-go/reflect2
cp -r "$work/reflect2/usr/share/gocode/src/github.com/modern-go/reflect2" vendor/github.com/modern-go/reflect2

# Server-side apply finds a port by number and protocol, so the protocol that everybody leaves out needs the default that later releases
# declare.
types=vendor/k8s.io/api/core/v1/types.go
sed -i '/^type ServicePort struct/,/^}/ s|^\tProtocol Protocol |\t// +default="TCP"\n&|' "$types"
[ "$(grep -c 'default="TCP"' "$types")" = 2 ] || { say "the Service port's protocol is not where it was" >&2; exit 1; }

# The description of every type is generated, and not in the archive.
say "describing the types"
packages=$(
  grep -rl --include='*.go' '+k8s:openapi-gen=' pkg cmd plugin vendor/k8s.io/ -R |
    grep -v -e /code-generator/ -e /sample-apiserver/ | xargs -n1 dirname | sort -u | sed 's|^|k8s.io/kubernetes/|' | paste -sd,
)
nice go build -p 1 -o "$work/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
nice "$work/openapi-gen" -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
  -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$work/violations"

all=$(go list -deps ./cmd/kube-apiserver | wc -l)
say "building $all packages"
label=()
for part in component-base/version client-go/pkg/version; do
  for word in gitVersion=$version gitMajor=1 gitMinor=20 gitTreeState=clean; do
    label+=(-X "k8s.io/kubernetes/vendor/k8s.io/$part.$word")
  done
done
nice go build -p 1 -v -trimpath -o "$work/kube-apiserver" -ldflags "-s -w ${label[*]}" \
  ./cmd/kube-apiserver 2>&1 |
  awk -v all="$all" '/[^a-zA-Z0-9_.\/~-]/ { print; fflush() } ++count % 100 == 0 { printf "API server: %d of %d packages\n", count, all; fflush() }'
install -m 0755 "$work/kube-apiserver" "$tools/kube-apiserver"
say "built"
