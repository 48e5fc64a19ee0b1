# shellcheck shell=bash
# Functions that get a package of a given Debian release without installing it, whatever release this machine runs. To be sourced.

# debian_apt FOLDER SUITE: an apt of its own in FOLDER, which knows that release alone; $apt holds its options.
debian_apt() {
  local folder=$1 suite=$2 mirror
  # shellcheck disable=SC2016 # the words are apt-get's
  find_mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -1; }
  mirror=$(find_mirror)
  [ -n "$mirror" ] || { apt-get update -qq && mirror=$(find_mirror); }
  mkdir -p "$folder/lists/partial" "$folder/archives/partial"
  printf 'Types: deb deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$mirror" "$suite" >"$folder/debian.sources"
  apt=(-qq -o "Dir::Etc::SourceList=$folder/debian.sources" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$folder/lists"
    -o "Dir::Cache=$folder" -o APT::Sandbox::User=root)
  apt-get "${apt[@]}" update
}

# debian_unpack SUITE FOLDER PACKAGE…: the files of binary packages, below FOLDER; nothing is installed, no service starts.
debian_unpack() {
  local suite=$1 folder=$2 work apt package
  shift 2
  work=$(mktemp -d)
  debian_apt "$work" "$suite"
  (cd "$work" && apt-get "${apt[@]}" download "$@")
  mkdir -p "$folder"
  for package in "$work"/*.deb; do
    dpkg -x "$package" "$folder"
  done
  rm -rf "$work"
}

# debian_source SUITE FOLDER PACKAGE: a source package as its authors published it, without Debian's patches, in FOLDER.
debian_source() {
  local suite=$1 folder=$2 work apt
  work=$(mktemp -d)
  debian_apt "$work" "$suite"
  (cd "$work" && apt-get "${apt[@]}" source --download-only "$3")
  mkdir -p "$folder"
  tar xf "$work"/*.orig.tar.* -C "$folder" --strip-components=1
  rm -rf "$work"
}
