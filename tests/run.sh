#!/usr/bin/env bash
# Builds everything and runs every test, on a fresh Debian machine that has only the .NET SDK and root.
# The last line printed is the sum over all test projects: "N passed, N failed, N skipped".
# Options are passed to `dotnet test`, for instance: tests/run.sh --filter FullyQualifiedName~EndToEnd
#
# tests/run.sh PROJECT [FILTER]: the fast inner loop. It builds only that project, installs nothing, and runs the tests whose full name contains FILTER,
# for instance: tests/run.sh ActorChat.Actors.Tests RoomStateSpecs
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export DEBIAN_FRONTEND=noninteractive DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# A build server that keeps running would make a non-interactive caller wait for the end of its output.
export MSBUILDDISABLENODEREUSE=1

# The tests use other people's clients, and Debian's nginx as the proxy in front of the server.
install_tools() {
  local wanted=()
  command -v node >/dev/null || wanted+=(nodejs)
  command -v npm >/dev/null || wanted+=(npm)
  command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || wanted+=(nginx-light)
  # The cluster's faults: machines in network namespaces, and a clock that is wrong.
  command -v ip >/dev/null || wanted+=(iproute2)
  command -v nft >/dev/null || [ -x /usr/sbin/nft ] || wanted+=(nftables)
  [ -x /usr/bin/faketime ] || wanted+=(faketime)
  if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    wanted+=(postgresql)
    # The tests start their own servers, in temporary folders: the package need not make and start one.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  # The chat page is tested in a real browser.
  [ -x /usr/bin/chromium ] || wanted+=(chromium)
  command -v sqlite3 >/dev/null || wanted+=(sqlite3)
  command -v systemd-analyze >/dev/null || wanted+=(systemd)
  # Debian's interpreter by its path: another python3 may come first on PATH.
  /usr/bin/python3 -c 'import socketio, aiohttp, requests, websocket' 2>/dev/null ||
    wanted+=(python3 python3-socketio python3-aiohttp python3-requests python3-websocket)
  [ ${#wanted[@]} -eq 0 ] && return
  echo "installing: ${wanted[*]}"
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

# Other people's clients, and what our own is built and tested with.
install_npm_clients() {
  local clients
  for clients in tests/clients clients/typescript clients/chat-page clients/operators-page; do
    [ -f "$clients/package-lock.json" ] || continue
    # npm leaves a copy of the lock file: if it is newer than ours, there is nothing to do.
    [ "$clients/node_modules/.package-lock.json" -nt "$clients/package-lock.json" ] && continue
    (cd "$clients" && npm ci --no-audit --no-fund --loglevel=error)
  done
}

# Sums the counters of the result files of dotnet test, one for each test project.
print_sum() {
  local passed=0 failed=0 skipped=0 counters result
  count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  for result in "$1"/*.trx; do
    [ -e "$result" ] || continue
    counters=$(grep -o '<Counters [^>]*' "$result" | head -n 1)
    passed=$((passed + $(count passed)))
    failed=$((failed + $(count executed) - $(count passed)))
    skipped=$((skipped + $(count total) - $(count executed)))
  done
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}

run_project() {
  local project="tests/$1" filter=()
  if [ ! -d "$project" ]; then
    echo "There is no project $1. There are:" >&2
    ls -d tests/*.Tests | sed 's,tests/,  ,' >&2
    return 2
  fi
  shift
  case "${1:--}" in
    -*) ;;
    *) filter=(--filter "FullyQualifiedName~$1"); shift ;;
  esac
  # The build servers may stay here: the next round is faster, and nobody waits for the end of their output.
  unset MSBUILDDISABLENODEREUSE
  dotnet build "$project" --nologo -v quiet </dev/null >&2 || return
  dotnet test "$project" --no-build --nologo "${filter[@]}" "$@" </dev/null
}

case "${1:--}" in
  -*) ;;
  *) run_project "$@"; exit ;;
esac

install_tools </dev/null
install_npm_clients </dev/null

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

outcome=0
# One project after the other (-m:1): the machine may have two cores, and some tests measure deadlines.
dotnet build -m:1 --nologo -v quiet </dev/null || outcome=$?
if [ "$outcome" -eq 0 ]; then
  dotnet test -m:1 --no-build --nologo --logger trx --results-directory "$results" "$@" </dev/null || outcome=$?
fi
print_sum "$results" || outcome=1
exit "$outcome"
