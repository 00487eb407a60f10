# shellcheck shell=bash
# What every tool shares: where things are, how to speak, how to give up.
set -euo pipefail
shopt -s inherit_errexit

: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
export HOME

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# Outside the checkout, so that every checkout shares one.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/earshot

mkdir -p "$cache" || exit

say() {
  printf '%s\n' "$*" >&2
}

# die SENTENCE...: what went wrong and what to do, one a line.
die() {
  printf 'earshot: %s\n' "$1" >&2
  shift
  [ $# = 0 ] || printf '         %s\n' "$@" >&2
  exit 1
}

am_root() {
  [ "$(id -u)" = 0 ]
}

have() {
  command -v "$1" >/dev/null 2>&1
}

# packages NAME...: the lists tools/packages/NAME.txt without their comments.
packages() {
  local list
  for list; do
    sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$top/tools/packages/$list.txt"
  done
}

# after_dashes WHAT ARGS...: set `args` to what stands after `--`, refuse the rest.
after_dashes() {
  local usage=$1
  shift
  args=()
  case ${1-} in
    '') ;;
    --)
      shift
      args=("$@")
      ;;
    -h | --help)
      printf '%s\n' "$usage"
      exit 0
      ;;
    *) die "'$1' is not understood." "$usage" ;;
  esac
}
