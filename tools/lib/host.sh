# shellcheck shell=bash
# What kind of machine this is, and what it must have.

# Debian 13 and Ubuntu 25.04 are the first with the libraries Earshot builds on.
# EARSHOT_ROOT=private builds in the private root even there.
host_is_native() {
  [ "${EARSHOT_ROOT-}" != private ] && [ -r /etc/os-release ] && (
    # shellcheck source=/dev/null
    . /etc/os-release
    case ${ID-} in
      debian) oldest=13 ;;
      ubuntu) oldest=25.04 ;;
      *) exit 1 ;;
    esac
    # Debian testing and unstable carry no number: they are newer.
    [ "$(printf '%s\n' "$oldest" "${VERSION_ID:-999}" | sort -V | head -n 1)" = "$oldest" ]
  )
}

# apt_install PACKAGE...: as root, or through sudo after asking.
apt_install() {
  local command=(apt-get install --yes --no-install-recommends "$@")
  if am_root; then
    say "Installing ${*}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet --quiet >&2 || say 'apt-get update failed; trying with the old lists.'
    with_services_off "${command[@]}" </dev/null >&2
  elif [ -t 0 ] && [ -t 2 ] && have sudo; then
    say "Earshot needs these packages: $*" "Install them with sudo ${command[*]}? [y/N]"
    local answer
    read -r answer
    case $answer in
      [yY]*) sudo apt-get update --quiet --quiet && sudo "${command[@]}" >&2 ;;
      *) return 1 ;;
    esac
  else
    return 1
  fi
}

# Packages of servers that the tests start themselves must not start one on the machine.
with_services_off() {
  local policy=/usr/sbin/policy-rc.d result=0
  if [ -e "$policy" ]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  "$@" || result=$?
  rm -f "$policy"
  return "$result"
}

# host_need_packages LIST...: on a native machine, everything the lists name.
host_need_packages() {
  local missing=() package
  while read -r package; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done < <(packages "$@")
  [ ${#missing[@]} = 0 ] && return
  apt_install "${missing[@]}" || die \
    "these packages are missing: ${missing[*]}" \
    "Install them:  sudo apt-get install --no-install-recommends ${missing[*]}" \
    'or set EARSHOT_ROOT=private to build in a Debian 13 of its own, which touches nothing here.'
}

# host_need_tools: what makes and enters the private root. Root gets it installed,
# anybody else gets the packages unpacked into the cache.
host_need_tools() {
  PATH=$cache/host/usr/bin:$cache/host/bin:$PATH
  local missing=()
  have bwrap || missing+=(bubblewrap)
  if [ "${1-}" = make ]; then
    have mmdebstrap || missing+=(mmdebstrap)
    have mount || missing+=(mount)
    am_root || perl -MPod::Usage -MDigest::SHA -e '' 2>/dev/null || die \
      'making the private Debian 13 needs perl, and here only a part of it is installed.' \
      'Ask an administrator for:  apt-get install perl'
    [ -n "$(debian_keyring)" ] || missing+=(debian-archive-keyring)
  fi
  [ ${#missing[@]} = 0 ] && return
  if ! have apt-get || ! have dpkg-deb; then
    die "this machine has no ${missing[*]}, and no apt to get it with." \
      "Install ${missing[*]} the way this system does, then start again."
  elif am_root; then
    apt_install "${missing[@]}" || die "apt-get could not install ${missing[*]} (see above)."
  else
    unpack_tools "${missing[@]}"
  fi
}

debian_keyring() {
  local file
  for file in /usr/share/keyrings "$cache/host/usr/share/keyrings"; do
    [ -r "$file/debian-archive-keyring.gpg" ] && printf '%s\n' "$file/debian-archive-keyring.gpg" && return
  done
  return 0
}

unpack_tools() {
  say "Fetching $* into $cache/host (this user cannot install packages)"
  mkdir -p "$cache/host" "$cache/apt/lists/partial" "$cache/apt/archives/partial"
  # Lists of its own: those of the system may be absent or old.
  local apt=(apt-get --quiet --quiet -o "Dir::State::lists=$cache/apt/lists" -o "Dir::Cache=$cache/apt")
  (
    cd "$cache/apt/archives"
    rm -f ./*.deb
    "${apt[@]}" update && "${apt[@]}" download "$@"
    for deb in ./*.deb; do
      dpkg-deb -x "$deb" "$cache/host"
    done
  ) >&2 || die "could not fetch $*." "Ask an administrator for:  apt-get install $*"
  rm -rf "$cache/apt"
}
