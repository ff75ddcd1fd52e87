#!/usr/bin/env bash
# Tests of the dashboard: installs what is missing, builds the page and prints its size, runs its unit tests and the
# browser tests against a real mosquitto and the real agent on its simulated board, and deploy/demo.sh.
#
#   tests/dashboard/run.sh [--figures]
#
#   --figures   also print the page's figures with 500 devices: time to the full list, frames, memory
#
# The last line is 'N passed, N failed, N skipped'.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/setup.sh"
figures=0
case ${1-} in
    '') ;;
    --figures) figures=1 ;;
    *) echo "run.sh: unknown option $1" >&2; exit 2 ;;
esac

need_packages chromium mosquitto mosquitto-clients nginx-light lighttpd libsqlite3-0 iproute2 util-linux bsdutils procps fonts-dejavu-core prometheus prometheus-mqtt-exporter curl jq python3 python3-jinja2
need_node
build_dashboard
(cd "$here/../../src/dashboard" && node build.mjs --tests)
dotnet build "$here/../../src/EdgeAgent.Fleet" -c Release -v q -nologo -clp:ErrorsOnly # and the agent with it

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0
count() { sed -n "s/^# $2 \([0-9]*\)$/\1/p" "$1" | tail -n 1; }
suite() {
    local tap=$results/$1.tap code=0
    shift
    # A test that fails may leave a connection open, for which the runner would wait for ever.
    timeout --kill-after=10 900 node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=tap --test-reporter-destination="$tap" "$@" || code=$?
    local p f c s
    p=$(count "$tap" pass) f=$(count "$tap" fail) c=$(count "$tap" cancelled) s=$(count "$tap" skipped)
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0} + ${c:-0})) skipped=$((skipped + ${s:-0}))
    [ "$code" = 0 ] || [ $((${f:-0} + ${c:-0})) -gt 0 ] || failed=$((failed + 1)) # a runner that died without a count
}

suite unit "$here"/../../src/dashboard/dist-tests/*.test.mjs
suite versions "$here/versions.test.mjs"
suite server "$here/server.test.mjs"
suite webservers "$here/webservers.test.mjs"
suite page "$here/page.test.mjs"
suite history "$here/history.test.mjs"
suite agent "$here/agent.test.mjs"
suite orders "$here/orders.test.mjs"
suite demo "$here/demo.test.mjs"
[ $figures = 0 ] || node "$here/figures.mjs"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
