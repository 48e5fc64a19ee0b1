#!/usr/bin/env bash
# Puts the wsm program into the current folder, or into the folder given: one file that needs nothing installed.
#   ./install.sh [--portable] [FOLDER]
# Run from a source checkout; it builds the program with the .NET SDK, and a C compiler (gcc or clang) links it. It then runs on systems
# that are as new as this one. Without a C compiler, or with --portable, it is made to run on older ones too, and starts more slowly.
set -euo pipefail

readonly sdk_major=10
readonly needed_mib=2000 # packages, intermediate files and the program

say() { printf '%s\n' "$*" >&2; }
fail() { say "install.sh: $*"; exit 1; }

native=true
case ${1-} in
-h | --help)
    sed -n '2,5s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
--portable)
    native=false
    shift
    ;;
-*) fail "there is no option $1; usage: ./install.sh [--portable] [FOLDER]" ;;
esac

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${1-$PWD}

missing=()
[ -f "$source_folder/src/Wsm/Wsm.csproj" ] || missing+=("the source: run install.sh from a checkout of the wsm repository")
if ! command -v dotnet >/dev/null; then
    missing+=(".NET SDK $sdk_major: https://dotnet.microsoft.com/download, or your distribution's dotnet-sdk-$sdk_major.0")
elif ! dotnet --list-sdks | grep -q "^$sdk_major\."; then
    missing+=(".NET SDK $sdk_major: 'dotnet' here knows only $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' -)")
fi

case "$(uname -s) $(uname -m)" in
"Linux x86_64") os=linux cpu=x64 ;;
"Linux aarch64" | "Linux arm64") os=linux cpu=arm64 ;;
"Darwin x86_64") os=osx cpu=x64 ;;
"Darwin arm64") os=osx cpu=arm64 ;;
*) missing+=("a platform wsm is built for: this is $(uname -sm), and Linux and macOS on x86-64 and arm64 are known") ;;
esac
if [ "${os-}" = linux ] && ldd --version 2>&1 | grep -qi musl; then
    os=linux-musl
fi

mkdir -p "$target" 2>/dev/null && [ -w "$target" ] || missing+=("a folder to write to: $target is none")
free_mib=$(df -Pm "$source_folder" | awk 'NR == 2 {print $4}')
[ "${free_mib:-0}" -ge "$needed_mib" ] || missing+=("$needed_mib MiB of free disk for building: $source_folder has $free_mib MiB")

if [ ${#missing[@]} -gt 0 ]; then
    say "install.sh: this is missing:"
    printf '  - %s\n' "${missing[@]}" >&2
    exit 1
fi

target=$(cd "$target" && pwd)
work=$(mktemp -d "$target/.wsm-install.XXXXXX")
trap 'rm -rf "$work"' EXIT

build() {
    DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 dotnet publish "$source_folder/src/Wsm/Wsm.csproj" \
        --configuration Release --runtime "$os-$cpu" --output "$work/out" -v quiet -clp:ErrorsOnly "$@" >"$work/log" 2>&1
}

say "Building wsm for $os-$cpu; this takes two or three minutes ..."
if [ $native = true ] && ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
    say "There is no C compiler here (gcc or clang), so wsm is made to run on older systems too, and starts more slowly."
    native=false
fi
if [ $native = true ] && ! build -p:Native=true; then
    grep -m 3 'error' "$work/log" >&2 || true
    say "A native program cannot be made here; the one that runs on older systems too is made instead, and starts more slowly."
    native=false
fi
if [ $native = false ] && ! build; then
    cat "$work/log" >&2
    fail "the build failed; what is above says why"
fi

"$work/out/wsm" --version >/dev/null || fail "the program was built but does not run here"
# A rename, so that a wsm that is running meanwhile is not disturbed and none is ever half there.
mv -f "$work/out/wsm" "$target/wsm"
say "Installed $("$target/wsm" --version) as $target/wsm"
say "Try: $target/wsm demo"
