#!/usr/bin/env bash
# Puts the wsm program into the current folder, or into the folder given: one file that needs nothing installed.
#   ./install.sh [FOLDER]
# Run from a source checkout; it builds the program with the .NET SDK.
set -euo pipefail

readonly sdk_major=10
readonly needed_mib=1500 # packages, intermediate files and the program

say() { printf '%s\n' "$*" >&2; }
fail() { say "install.sh: $*"; exit 1; }

case ${1-} in
-h | --help)
    sed -n '2,4s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
-*) fail "there is no option $1; usage: ./install.sh [FOLDER]" ;;
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

say "Building wsm for $os-$cpu; this takes a minute or two ..."
if ! DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 dotnet publish "$source_folder/src/Wsm/Wsm.csproj" \
    --configuration Release --runtime "$os-$cpu" --output "$work/out" -v quiet -clp:ErrorsOnly >"$work/log" 2>&1; then
    cat "$work/log" >&2
    fail "the build failed; what is above says why"
fi

"$work/out/wsm" --version >/dev/null || fail "the program was built but does not run here"
# A rename, so that a wsm that is running meanwhile is not disturbed and none is ever half there.
mv -f "$work/out/wsm" "$target/wsm"
say "Installed $("$target/wsm" --version) as $target/wsm"
say "Try: $target/wsm demo"
