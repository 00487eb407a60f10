# shellcheck shell=bash
# The servers of npm's that tests start: what tests/npm/package-lock.json names, kept in the cache.

# show_npm: have them at /opt/npm, fetching them if need be. Nothing happens without a lock file.
show_npm() {
  local lock=$top/tests/npm/package-lock.json folder
  [ -r "$lock" ] || return 0
  folder=$cache/npm-$(sha256sum "$lock" | cut -c1-16)
  [ -d "$folder" ] || (
    flock 9
    [ -d "$folder" ] || fetch_npm "$folder" 9>&-
  ) 9>"$cache/lock"
  show ro "$folder" /opt/npm
  give EARSHOT_NPM=/opt/npm
}

fetch_npm() (
  say "Fetching npm packages for the tests into $1, once."
  rm -rf "$1.new"
  mkdir -p "$1.new"
  cp "$top/tests/npm/package.json" "$top/tests/npm/package-lock.json" "$1.new"
  show rw "$1.new" /opt/npm
  # A registry or proxy of the machine's own, and whom the machine trusts.
  local name certificates=/etc/ssl/certs/ca-certificates.crt
  for name in http_proxy https_proxy no_proxy npm_config_registry; do
    [ -z "${!name-}" ] || give "$name=${!name}"
  done
  if [ -r "$certificates" ]; then
    mkdir "$1.new/certificates"
    cp "$certificates" "$1.new/certificates"
    give npm_config_cafile=/opt/npm/certificates/ca-certificates.crt
  fi
  enter_isolated "$system" npm --prefix /opt/npm ci --ignore-scripts --no-audit --no-fund >&2 || die \
    'the npm packages that the tests use could not be fetched (see above).' \
    'Most often the network failed: start again.'
  mv -T "$1.new" "$1"
)
