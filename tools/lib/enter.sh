# shellcheck shell=bash
# Run a command in a root ('' = this machine's own system), with the checkout at /mnt: a path that
# is the same for every checkout, so that ccache finds what another one compiled.

network=yes
nested=no
shown=()
given=()

# show ro|rw PATH INSIDE: have a folder or file of the machine seen inside, at INSIDE.
show() {
  shown+=("$@")
}

# give NAME=VALUE: a variable for what runs inside.
give() {
  given+=("$1")
}

# enter_isolated ROOT CMD...: nothing of the user's is seen but the checkout; whoever calls appears
# as uid 1000 (database servers refuse root) with an empty home; whatever CMD started ends with it.
# With network=no there is only a loopback interface of its own, so ports never collide between
# two runs and nothing can reach out. With nested=yes sandboxes can be made inside.
enter_isolated() {
  local root=$1 arguments names
  shift
  mkdir -p "$cache/ccache" "$top/_build"
  if ! namespaces_allowed; then
    enter_without_namespaces "$root" "$@"
    return
  fi
  # What a run without namespaces left behind is uid 1000's; here root is seen as that.
  if am_root && [ -n "$(find "$top/_build" "$cache/ccache" -maxdepth 2 ! -user 0 -print -quit)" ]; then
    chown -R 0:0 "$top/_build" "$cache/ccache"
  fi
  tree_arguments "$root"
  write_names "$root"
  arguments+=(
    --unshare-user --uid 1000 --gid 1000 --hostname earshot --unshare-uts
    --dir /home/u --perms 0700 --dir /run/user/1000
    --ro-bind "$names/passwd" /etc/passwd --ro-bind "$names/group" /etc/group
    --ro-bind "$names/hosts" /etc/hosts
    --bind "$top" /mnt --bind "$cache/ccache" /home/u/.cache/ccache
    --chdir "$(inside_path "$PWD")"
    --clearenv
  )
  [ "$network" = yes ] || arguments+=(--unshare-net)
  local variable i
  while read -r variable; do
    arguments+=(--setenv "${variable%%=*}" "${variable#*=}")
  done < <(isolated_environment)
  for ((i = 0; i < ${#shown[@]}; i += 3)); do
    case ${shown[i]} in
      ro) arguments+=(--ro-bind "${shown[@]:i+1:2}") ;;
      rw) arguments+=(--bind "${shown[@]:i+1:2}") ;;
    esac
  done
  bwrap "${arguments[@]}" -- "$@"
}

# write_names ROOT: set `names` to a folder that says who uid 1000 is and where localhost is.
# Real files, not --ro-bind-data: what that mounts cannot be mounted once more by a sandbox inside.
write_names() {
  names=$cache/names-$(basename "${1:-native}")
  mkdir -p "$names"
  {
    grep -v ':1000:' "$1/etc/passwd"
    echo 'u:x:1000:1000:Earshot:/home/u:/bin/bash'
  } | write_if_new "$names/passwd"
  {
    grep -v ':1000:' "$1/etc/group"
    echo 'u:x:1000:'
  } | write_if_new "$names/group"
  printf '127.0.0.1 localhost earshot\n::1 localhost\n' | write_if_new "$names/hosts"
}

# Somebody else may have the file mounted: leave it be when nothing changes.
write_if_new() {
  local text
  text=$(cat)
  [ "$text" = "$(cat "$1" 2>/dev/null)" ] || {
    printf '%s\n' "$text" >"$1.$$"
    mv "$1.$$" "$1"
  }
}

isolated_environment() {
  printf '%s\n' \
    PATH=/usr/lib/ccache:/usr/bin:/bin:/usr/sbin:/sbin \
    HOME=/home/u USER=u LANG=C.UTF-8 TZ=UTC \
    XDG_RUNTIME_DIR=/run/user/1000 \
    CCACHE_DIR=/home/u/.cache/ccache \
    CCACHE_COMPILERCHECK=content \
    "CI=${CI-}" "TERM=${TERM-dumb}" "${given[@]}"
}

# enter_desktop ROOT CMD...: as the user, with their home, display, session bus, fonts and graphics
# card: what a program of the machine itself would have.
enter_desktop() {
  local root=$1 arguments path
  shift
  namespaces_allowed || die \
    'this machine forbids namespaces, so the window cannot be shown out of the private Debian 13.' \
    "$(namespaces_hint)"
  tree_arguments "$root"
  am_root || arguments+=(--unshare-user)
  arguments+=(--bind "$HOME" "$HOME" --bind "$top" /mnt --dir /tmp)
  for path in "${XDG_RUNTIME_DIR-}" "${XDG_DATA_HOME-}" "${XDG_CONFIG_HOME-}" "${XDG_CACHE_HOME-}" "$top"; do
    [ -z "$path" ] || arguments+=(--bind-try "$path" "$path")
  done
  for path in /tmp/.X11-unix "${XAUTHORITY-}" /sys /etc/machine-id /run/dbus/system_bus_socket; do
    [ -z "$path" ] || arguments+=(--ro-bind-try "$path" "$path")
  done
  arguments+=(
    --dev-bind-try /dev/dri /dev/dri
    --ro-bind-try /usr/share/fonts /usr/local/share/fonts
    --ro-bind-data 11 /etc/passwd --ro-bind-data 12 /etc/group
    --setenv PATH /usr/bin:/bin:/usr/sbin:/sbin --setenv LANG C.UTF-8 --unsetenv LC_ALL
    --chdir "$PWD"
  )
  path=$(readlink -f /etc/localtime)
  [ -n "${TZ-}" ] || arguments+=(--setenv TZ "${path#*/zoneinfo/}")
  case $PWD/ in
    "$HOME"/* | "$top"/*) ;;
    *) arguments+=(--chdir "$HOME") ;;
  esac
  bwrap "${arguments[@]}" -- "$@" \
    11< <(cat "$root/etc/passwd"; am_root || getent passwd "$(id -u)") \
    12< <(cat "$root/etc/group"; am_root || getent group "$(id -g)")
}

# The root as a read-only tree under a writable top, so that any path can be mounted on.
# The repository of a linked worktree lies elsewhere: it is shown at its own path.
tree_arguments() {
  local root=$1 repository resolv process
  # bwrap covers parts of a /proc of its own when root runs it, and then the kernel refuses another
  # one further in: the machine's /proc does.
  if [ "$nested" = yes ] && am_root; then
    process=(--bind /proc /proc)
  else
    process=(--unshare-pid --proc /proc)
  fi
  arguments=(
    --die-with-parent
    --perms 0755 --tmpfs / --ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc --ro-bind "$root/var" /var
    --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib --symlink usr/lib64 /lib64
    --dev /dev "${process[@]}"
    --perms 1777 --tmpfs /tmp --perms 1777 --tmpfs /var/tmp --tmpfs /run --dir /home
  )
  # On the machine's own system it may be a link into /run, which is empty inside.
  resolv=$(readlink -f /etc/resolv.conf)
  if [ -n "$root" ]; then
    arguments+=(--ro-bind-try "$resolv" /etc/resolv.conf)
  else
    arguments+=(--ro-bind-try "$resolv" "$resolv")
  fi
  if repository=$(git -C "$top" rev-parse --path-format=absolute --git-common-dir 2>/dev/null); then
    case $repository/ in
      "$top"/*) ;;
      *) arguments+=(--ro-bind "$repository" "$repository") ;;
    esac
  fi
}

# inside_path PATH: where a path of the checkout is seen inside, else the top of the checkout.
inside_path() {
  case $1/ in
    "$top"/*) printf '/mnt%s\n' "${1#"$top"}" ;;
    *) printf '/mnt\n' ;;
  esac
}

namespaces_allowed() {
  [ "${EARSHOT_NAMESPACES-}" != no ] && have bwrap &&
    bwrap --unshare-user --unshare-pid --unshare-net --ro-bind / / --dev /dev --proc /proc true 2>/dev/null
}

namespaces_hint() {
  if [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null)" = 1 ]; then
    printf '%s\n' 'AppArmor restricts them here: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0'
  elif [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" = 0 ]; then
    printf '%s\n' 'Allow them: sudo sysctl kernel.unprivileged_userns_clone=1'
  else
    printf '%s\n' 'In a container: start it with --privileged, or use a Debian 13 image. Else start the tool as root.'
  fi
}

# As root, where namespaces are forbidden: mounts and chroot, undone at the end.
# On the machine's own system nothing needs mounting; the checkout stays where it is.
enter_without_namespaces() {
  local root=$1 place names file
  shift
  if ! am_root; then
    [ -z "$root" ] || die 'this machine forbids namespaces to ordinary users.' "$(namespaces_hint)"
    env -C "$top" CI="${CI-}" "${given[@]}" "$@"
    return
  fi
  chown -R 1000:1000 "$top/_build" "$cache/ccache"
  local variables drop=(setpriv --reuid=1000 --regid=1000 --clear-groups)
  mapfile -t variables < <(isolated_environment)
  place=$(mktemp -d)
  # shellcheck disable=SC2064 # the place as it is now
  trap "leave_place '$place'" EXIT
  mount --bind "${root:-/}" "$place" && mount --bind "$top" "$place/mnt" || die \
    'this machine allows neither namespaces nor mounts.' "$(namespaces_hint)"
  mount -t proc proc "$place/proc"
  mount --rbind /dev "$place/dev" && mount --make-rslave "$place/dev"
  local folder
  for folder in tmp var/tmp run home; do
    mount -t tmpfs -o mode=1777 tmpfs "$place/$folder"
  done
  install -d -o 1000 -g 1000 -m 0700 "$place/home/u" "$place/run/user/1000"
  mkdir -p "$place/home/u/.cache/ccache"
  mount --bind "$cache/ccache" "$place/home/u/.cache/ccache"
  mount --bind "$(readlink -f /etc/resolv.conf)" "$place/etc/resolv.conf" 2>/dev/null || true
  write_names "$root"
  for file in passwd group hosts; do
    mount --bind "$names/$file" "$place/etc/$file"
  done
  local i
  for ((i = 0; i < ${#shown[@]}; i += 3)); do
    mkdir -p "$place/${shown[i + 2]}"
    mount --bind -o "${shown[i]}" "${shown[i + 1]}" "$place/${shown[i + 2]}"
  done
  local result=0
  chroot "$place" env -i "${variables[@]}" "${drop[@]}" \
    env -C "$(inside_path "$PWD")" "$@" || result=$?
  leave_place "$place"
  trap - EXIT
  return "$result"
}

# End what still runs in the place, then take its mounts away.
leave_place() {
  local process
  for process in /proc/[0-9]*; do
    case $(readlink "$process/root" 2>/dev/null) in
      "$1"*) kill -KILL "${process#/proc/}" 2>/dev/null || true ;;
    esac
  done
  umount --recursive "$1" 2>/dev/null || umount --recursive --lazy "$1" 2>/dev/null || true
  rmdir "$1" 2>/dev/null || true
}
