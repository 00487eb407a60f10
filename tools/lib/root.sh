# shellcheck shell=bash
# The private Debian 13 root: made once for a list of packages, kept in the cache.

# Raise it when a root must be made anew though its package list is the same.
root_format=1

# root_for KIND: print the folder of the root for a list of packages, making it if need be:
# build, or one that adds to it, such as test. The one for tests serves for building too.
root_for() {
  local kind=$1 root
  root=$(root_path "$kind")
  [ "$kind" != build ] || [ -d "$root" ] || ! [ -d "$(root_path test)" ] || root=$(root_path test)
  if ! [ -d "$root" ]; then
    host_need_tools make
    (
      flock --nonblock 9 || { say 'Another tool is making a root; waiting for it.' && flock 9; }
      [ -d "$root" ] || make_root "$kind" "$root" 9>&-
    ) 9>"$cache/lock"
  fi
  touch "$root.used"
  printf '%s\n' "$root"
}

root_path() {
  printf '%s/root-%s-%s\n' "$cache" "$1" "$( (
    printf '%s\n' "$root_format" "$(dpkg --print-architecture 2>/dev/null || uname -m)"
    root_packages "$1"
  ) | sha256sum | cut -c1-16)"
}

root_packages() {
  case $1 in
    build) packages build ;;
    *) packages build "$1" ;;
  esac | sort -u
}

make_root() {
  local kind=$1 root=$2 new=$2.new gigabytes debs=$cache/debs start=$SECONDS
  [ "$kind" = test ] && gigabytes=4 || gigabytes=2
  [ "$(df --output=avail -BG "$cache" | tail -n 1 | tr -dc 0-9)" -ge "$gigabytes" ] || die \
    "$cache needs $gigabytes GB of free space for a Debian 13 to build in." \
    'Make room, or set XDG_CACHE_HOME to a folder that has it.'

  local mirror
  mirror=$(root_mirror)
  say "Making a private Debian 13 in $root" \
    "from ${mirror:-its usual mirror}: once, some minutes, $gigabytes GB."
  remove_tree "$new"
  mkdir -p "$debs"

  # shellcheck disable=SC2016 # "$1" is the root, for the hooks' own shell
  local make=(
    mmdebstrap --mode=root --variant=apt --format=directory
    --skip=essential/unlink
    --aptopt='Acquire::Languages "none"'
    --aptopt='APT::Sandbox::User "root"' # apt's own user cannot reach into the cache
    --aptopt='APT::Install-Recommends "false"'
    --dpkgopt=force-unsafe-io
    --keyring="$(debian_keyring)"
    # Not through --dpkgopt: for that mmdebstrap wants a whole Python on the host.
    --setup-hook='mkdir -p "$1/etc/dpkg/dpkg.cfg.d"; printf "path-exclude=/usr/share/%s/*\n" doc man locale >"$1/etc/dpkg/dpkg.cfg.d/earshot"'
    --setup-hook="mkdir -p \"\$1/var/cache/apt/archives\"; find '$debs' -name '*.deb' -exec cp -t \"\$1/var/cache/apt/archives\" {} +"
    --essential-hook='printf "#!/bin/sh\nexit 101\n" >"$1/usr/sbin/policy-rc.d"; chmod +x "$1/usr/sbin/policy-rc.d"'
    --customize-hook="mv -t '$debs' \"\$1\"/var/cache/apt/archives/*.deb; find '$debs' -ctime +60 -delete"
    --include="$(root_packages "$kind" | paste -sd,)"
  )
  # Root has no need to pretend, but a namespace takes its mounts along when it is killed.
  # shellcheck disable=SC2016
  ! namespaces_allowed || make=(as_pretended_root "${make[@]}"
    --skip=chroot/mount/dev,chroot/mount/sys --extract-hook='mount --rbind /dev "$1/dev"')
  # Without a line of sources mmdebstrap takes Debian's own mirror.
  "${make[@]}" trixie "$new" ${mirror:+"deb $mirror trixie main"} </dev/null >&2 || {
    find "$new/var/cache/apt/archives" -name '*.deb' -exec mv -t "$debs" {} + 2>/dev/null || true
    remove_tree "$new"
    die 'the private Debian 13 could not be made (see above).' \
      'Most often the network or the mirror failed: start again, what was fetched is kept;' \
      'EARSHOT_MIRROR=http://… names another mirror.'
  }
  finish_root "$new"
  mv -T "$new" "$root"
  say "Made in $((SECONDS - start)) seconds."
  remove_old_roots
}

# What mmdebstrap leaves empty, and the places that enter.sh mounts on.
finish_root() {
  chmod 755 "$1"
  tr -d - </proc/sys/kernel/random/uuid >"$1/etc/machine-id"
  mkdir -p "$1/var/lib/dbus"
  ln -sfn /etc/machine-id "$1/var/lib/dbus/machine-id"
  rm -f "$1/etc/resolv.conf"
  touch "$1/etc/resolv.conf" "$1/etc/hosts"
}

# The mirror the machine already uses, if it has Debian 13; else nothing.
root_mirror() {
  local uri probe
  if [ -n "${EARSHOT_MIRROR-}" ]; then
    printf '%s\n' "$EARSHOT_MIRROR"
    return
  fi
  probe=$(mktemp -d)
  # shellcheck disable=SC2016 # apt's own variables
  for uri in $(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    sed -n 's/^Debian //p' | uniq); do
    if /usr/lib/apt/apt-helper download-file "${uri%/}/dists/trixie/Release" "$probe/Release" >/dev/null 2>&1 &&
      grep -qx 'Codename: trixie' "$probe/Release"; then
      printf '%s\n' "$uri"
      rm -rf "$probe"
      return
    fi
  done
  rm -rf "$probe"
}

remove_tree() {
  [ -e "$1" ] || return 0
  local mount
  while read -r mount; do
    umount --lazy "$mount" || return
  done < <(cut -d' ' -f2 /proc/self/mounts | grep -F "$1/" | sort -r)
  chmod -R u+rwX "$1" 2>/dev/null || true
  rm -rf --one-file-system "$1"
}

# Roots of other package lists: other checkouts may still use them, so only after a month.
remove_old_roots() {
  local used
  for used in "$cache"/root-*.used; do
    [ -e "$used" ] || continue
    if [ -n "$(find "$used" -mtime +30)" ]; then
      remove_tree "${used%.used}"
      rm -f "$used"
    fi
  done
}

# as_pretended_root CMD...: run CMD as uid 0 of a user namespace that holds one uid.
# An ordinary user may be root in a namespace, but without lines in /etc/subuid only over one
# uid, and dpkg fails at the first chown to another. A seccomp filter answers the calls that
# give a file or a process to another uid with "done" and does nothing: every file stays the
# user's, which is all that building and testing needs.
as_pretended_root() {
  bwrap --unshare-user --uid 0 --gid 0 --cap-add ALL --unshare-pid --die-with-parent \
    --bind / / --dev /dev --proc /proc --seccomp 8 -- "$@" 8< <(chown_filter)
}

# The filter as BPF: struct sock_filter { u16 code; u8 jt, jf; u32 k; }, little-endian.
chown_filter() {
  local arch calls i n
  case $(uname -m) in
    # AUDIT_ARCH_*; chown fchown lchown fchownat, mknod mknodat,
    # set{u,g,reu,reg,resu,resg}id setgroups
    x86_64) arch=0xC000003E calls=(92 93 94 260 133 259 105 106 113 114 117 119 116) ;;
    aarch64) arch=0xC00000B7 calls=(55 54 33 146 144 145 143 147 149 159) ;;
    *) die "no private root for an ordinary user on $(uname -m) yet: start as root once." ;;
  esac
  n=${#calls[@]}
  bpf 0x20 0 0 4           # load the architecture
  bpf 0x15 1 0 "$arch"     # ours: go on
  bpf 0x06 0 0 0x7FFF0000  # another: allow
  bpf 0x20 0 0 0           # load the call's number
  for ((i = 0; i < n; i++)); do
    bpf 0x15 $((n - i)) 0 "${calls[i]}"
  done
  bpf 0x06 0 0 0x7FFF0000  # none of them: allow
  bpf 0x06 0 0 0x00050000  # SECCOMP_RET_ERRNO with errno 0: "done"
}

bpf() {
  local byte code=$1 k=$4
  for byte in $((code & 255)) $((code >> 8)) "$2" "$3" \
    $((k & 255)) $((k >> 8 & 255)) $((k >> 16 & 255)) $((k >> 24 & 255)); do
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\x$(printf %02x "$byte")"
  done
}

# system_for KIND: set `system` to the root to work in, or to '' for the machine's own system,
# with all that the package lists of KIND name.
system_for() {
  local lists=(build)
  [ "$1" = build ] || lists+=("$1")
  if host_is_native; then
    host_need_packages "${lists[@]}"
    system=
  else
    system=$(root_for "$1")
    host_need_tools
  fi
}
