#!/usr/bin/env bash
# Makes THIRD-PARTY-NOTICES.txt anew: what the program wsm contains that others have written, with their licences. The list is that of the
# packages which src/Wsm restores, the texts are those in the packages; where a package only names its licence, the text stands beside
# this script. Needs the .NET SDK, jq, and the packages, or NuGet to fetch them from.
#
#   docs/licenses/make.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

fail() { echo "make.sh: $*" >&2; exit 1; }

# For one system, so that the packages of .NET itself come along; their texts are the same for all.
dotnet restore "$root/src/Wsm" -r linux-x64 --artifacts-path "$work" -v quiet
assets=$work/obj/Wsm/project.assets.json
packages=$(jq -r '.project.restore.packagesPath' "$assets")

plain() { sed 's/\r$//; s/^\xef\xbb\xbf//; s/[[:space:]]*$//' "$1"; }
of_nuspec() { sed -n "s:.*<$1[^>]*>\([^<]*\)</$1>.*:\1:p" "$2" | head -1; }

# block NAME VERSION FOLDER PURL REQUIRES [SHA512]
block() {
  local nuspec license copyright home text
  nuspec=$(find "$3" -maxdepth 1 -name '*.nuspec')
  license=$(of_nuspec license "$nuspec")
  copyright=$(of_nuspec copyright "$nuspec")
  home=$(of_nuspec projectUrl "$nuspec")
  [ -n "$home" ] || home=$(sed -n 's:.*<repository [^>]*url="\([^"]*\)".*:\1:p' "$nuspec" | head -1)
  text=$(find "$3" -maxdepth 1 -iname 'license*' | sort | head -1)
  printf '=== wsm contains: %s %s\n' "$1" "$2"
  printf 'Licence: %s\nCopyright: %s\nHome: %s\nPurl: %s\n' "$license" "$copyright" "$home" "$4"
  [ -z "$5" ] || printf 'Requires: %s\n' "$5"
  [ -z "${6-}" ] || printf 'SHA-512: %s\n' "$6"
  echo
  if [ -n "$text" ]; then
    plain "$text"
  elif [ -f "$here/$license.txt" ]; then
    sed "s|@COPYRIGHT@|$copyright|" "$here/$license.txt"
  else
    fail "$1 $2 has no licence text; put that of '$license' into $here/$license.txt"
  fi
  text=$(find "$3" -maxdepth 1 -iname 'third*party*notices*' | head -1)
  if [ -n "$text" ]; then
    printf '\nIt contains in its turn:\n\n'
    plain "$text"
  fi
  echo
}

{
  cat <<'TEXT'
THIRD-PARTY NOTICES

The program wsm contains what is listed here, each part with its licence. This file is made by docs/licenses/make.sh.

TEXT
  jq -r '
    .targets["net10.0"] as $all
    | [$all | to_entries[] | select(.value.type == "package" and ((.value.runtime // {}) | keys | any(endswith(".dll")))).key] as $used
    | ($used | map(split("/")[0])) as $names
    | $used[] as $key
    | [$key, .libraries[$key].path, ([$all[$key].dependencies // {} | keys[] | select(IN($names[]))] | join(", ")), .libraries[$key].sha512]
    | join("\u001f")' "$assets" |
    while IFS=$'\x1f' read -r key path requires sha512; do
      hash=$(base64 -d <<<"$sha512" | od -An -v -tx1 | tr -d ' \n')
      block "${key%/*}" "${key#*/}" "$packages/$path" "pkg:nuget/${key%/*}@${key#*/}" "$requires" "$hash"
    done
  version=$(dotnet msbuild "$root/src/Wsm" -getProperty:BundledNETCoreAppPackageVersion)
  for part in NETCore:runtime AspNetCore:aspnetcore; do
    name=Microsoft.${part%:*}.App folder=$packages/microsoft.${part%:*}.app.runtime.linux-x64/$version
    block "$name" "$version" "${folder,,}" "pkg:github/dotnet/${part#*:}@v$version" ""
  done
} >"$work/notices"
mv "$work/notices" "$root/THIRD-PARTY-NOTICES.txt"
