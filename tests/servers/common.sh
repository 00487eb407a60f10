# shellcheck shell=bash
# How a server of the tests comes up and goes down.
#
# Each NAME-up starts its daemons in the background, prints one line of JSON when they answer, and then waits. When its
# standard input closes, or it gets SIGTERM or SIGINT, it ends them all: whoever holds the other end of the pipe cannot
# leave a server behind, not even by crashing. By hand, Ctrl+D or Ctrl+C. All files are in the DIR it is given, which
# stays, so that its logs can be read.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export PATH=$PATH:/usr/sbin:/sbin
declare -A pids=()

fail() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}

# skip SENTENCE: it cannot run here, which is no failure of it.
skip() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 77
}

# begin DIR PROGRAM...: makes DIR, enters it, and sees to it that all ends. `dir` is its full name.
begin() {
  [ "$(id -u)" != 0 ] || skip 'not as root: database servers refuse it. Use tools/shell, or setpriv --reuid=1000.'
  local program missing=()
  mkdir -p "$1"
  cd "$1"
  dir=$PWD
  shift
  for program; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  [ ${#missing[@]} = 0 ] || skip "these programs are missing: ${missing[*]}"
  trap 'exit 143' TERM INT HUP
  trap end_all EXIT
  # A process group of its own for each daemon, so that its children end with it.
  set -m
}

# start NAME CMD...: in the background, its output in NAME.log.
start() {
  local name=$1
  shift
  "$@" </dev/null >"$dir/$name.log" 2>&1 &
  pids[$name]=$!
}

# need_port PORT: nobody may listen there yet, or that one would be taken for ours.
need_port() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || fail "another program listens on port $1"
}

# until_answers NAME CMD...: try until CMD succeeds, as long as NAME lives, at most a minute.
until_answers() {
  local name=$1
  shift
  for ((i = 0; i < 1200; i++)); do
    "$@" >/dev/null 2>&1 && return
    kill -0 "${pids[$name]}" 2>/dev/null || break
    sleep 0.05
  done
  tail -n 20 "$dir/$name.log" >&2
  fail "$name did not start (see above)"
}

until_port() {
  until_answers "$1" bash -c "exec 3<>/dev/tcp/127.0.0.1/$2"
}

# serve JSON: say that all is up, then wait for the end.
serve() {
  local name
  printf '%s\n' "$1"
  while :; do
    # 0: something was typed; above 128: a second has passed; else: closed.
    read -r -t 1 && continue || [ $? -gt 128 ] || exit 0
    for name in "${!pids[@]}"; do
      kill -0 "${pids[$name]}" 2>/dev/null && continue
      tail -n 20 "$dir/$name.log" >&2
      fail "$name ended by itself (see above)"
    done
  done
}

end_all() {
  local name signal
  trap '' TERM INT HUP
  for signal in TERM KILL; do
    for name in "${!pids[@]}"; do
      kill "-$signal" -- "-${pids[$name]}" 2>/dev/null || unset "pids[$name]"
    done
    for ((i = 0; i < 60; i++)); do
      for name in "${!pids[@]}"; do
        kill -0 -- "-${pids[$name]}" 2>/dev/null || unset "pids[$name]"
      done
      [ ${#pids[@]} -gt 0 ] || return 0
      sleep 0.05
    done
  done
}
