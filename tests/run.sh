#!/usr/bin/env bash
# The one test command: installs what the tests need, builds with warnings as errors, runs every test that this
# machine can run, and ends with one line of totals.
#
#   tests/run.sh [--hil] [--package] [--systemd] [--flash] [--brokers] [--no-dashboard] [--no-storm] [--only PROJECT] [--filter EXPRESSION]
#
#   --hil            also boot the virtual machine with real kernel I2C, GPIO, power supply and thermal devices
#                    (tests/hil; the first run builds its kernel, about 20 minutes)
#   --brokers        also run the MQTT contract suite against ejabberd, nats-server, RabbitMQ and aedes (tests/mqtt)
#   --package        also build the Debian package twice, install it in a chroot (tests/package), and push it over ssh (tests/push); 8 minutes
#   --systemd        also run the package under systemd in a virtual machine (tests/systemd; 10 to 20 minutes)
#   --flash          also build the card image and run it on an emulated Raspberry Pi 3B (tests/flash; an hour), and cut the power while its
#                    first partition is wiped (tests/card/wipe.sh)
#   --no-dashboard   leave out the browser tests
#   --no-storm       leave out the kill storm (16 settings of 30 kills each, 3 to 5 minutes)
#   --only PROJECT   one .NET test project, e.g. EdgeAgent.Core.Tests (implies --no-dashboard and --no-storm)
#   --filter EXPR    passed to dotnet test
#
# Needs Debian 12, the .NET SDK, and root (or sudo) when a package is missing.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

hil=0 package=0 systemd=0 flash=0 brokers=0 dashboard=1 storm=1 only='' filter=''
while [ $# -gt 0 ]; do
    case $1 in
        --hil) hil=1; shift ;;
        --brokers) brokers=1; shift ;;
        --package) package=1; shift ;;
        --systemd) systemd=1; shift ;;
        --flash) flash=1; shift ;;
        --no-dashboard) dashboard=0; shift ;;
        --no-storm) storm=0; shift ;;
        --only) only=$2; dashboard=0 storm=0; shift 2 ;;
        --filter) filter=$2; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C.UTF-8
. tests/packages.sh
need_packages mosquitto mosquitto-clients nats-server libsqlite3-0 openssl procps iproute2 util-linux python3 python3-paho-mqtt gcc libc6-dev user-mode-linux

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }
passed=0 failed=0 skipped=0 broken=() failures=()

# A .NET project: totals come from the runner's own results file, so that a crash of the runner is seen.
dotnet_tests() {
    local project=$1 trx=$results/$1.trx
    step "$project"
    dotnet test "tests/$project" -c Release --no-build --results-directory "$results" \
        --logger "trx;LogFileName=$project.trx" --logger 'console;verbosity=minimal' \
        --blame-hang-timeout 10m --blame-hang-dump-type none ${filter:+--filter "$filter"} || true
    if ! grep -q '<Counters' "$trx" 2>/dev/null; then
        broken+=("$project: the runner wrote no results")
        return 0
    fi
    local p f t
    t=$(grep -o '<Counters total="[0-9]*"' "$trx" | grep -o '[0-9]*')
    p=$(grep -o '<Counters[^>]* passed="[0-9]*"' "$trx" | grep -o 'passed="[0-9]*"' | grep -o '[0-9]*')
    f=$(grep -o '<Counters[^>]* failed="[0-9]*"' "$trx" | grep -o 'failed="[0-9]*"' | grep -o '[0-9]*')
    [ "$t" -gt 0 ] || [ -n "$filter" ] || broken+=("$project: no test was found")
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + t - p - f))
    ! grep -q 'outcome="Aborted"\|ResultSummary outcome="Error"' "$trx" || broken+=("$project: the run was aborted")
    [ "$f" = 0 ] || failures+=("$project" "$(python3 tests/failures.py "$trx" || true)")
}

# A suite of another kind: its last line is 'N passed, N failed[, N skipped]'.
other_tests() {
    local name=$1 log=$results/$1.log code=0 line
    shift
    step "$name"
    "$@" 2>&1 | tee "$log" || code=$?
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 || true)
    if [ -z "$line" ]; then
        broken+=("$name: ended with $code and no totals")
        return 0
    fi
    read -r p f s <<<"$(sed -E 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?.*/\1 \2 \4/' <<<"$line")"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
    [ "$code" = 0 ] || [ "$f" -gt 0 ] || broken+=("$name: ended with $code")
    [ "$f" = 0 ] || failures+=("$name" "$(grep -E '^ *(FAIL|not ok|✖)' "$log" | head -n 40 || true)")
}

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

step 'restore and build, warnings as errors'
dotnet restore EdgeAgent.sln -v q
dotnet build EdgeAgent.sln -c Release --no-restore -v q -clp:NoSummary
step 'format'
dotnet format EdgeAgent.sln --no-restore --verify-no-changes

for project in tests/*.Tests/*.csproj; do
    project=$(basename "$project" .csproj)
    [ -z "$only" ] || [ "$only" = "$project" ] || continue
    dotnet_tests "$project"
done
if [ $storm = 1 ]; then other_tests 'kill storm' tests/mqtt/kill-storm.sh; fi
if [ $dashboard = 1 ] && [ -x tests/dashboard/run.sh ]; then other_tests dashboard tests/dashboard/run.sh; fi
if [ $brokers = 1 ]; then other_tests brokers tests/mqtt/brokers.sh; fi
if [ -z "$only" ]; then other_tests update tests/update/run.sh; fi
if [ -z "$only" ]; then other_tests card tests/card/run.sh; fi
if [ -z "$only" ]; then other_tests fleet tests/fleet/run.sh --kills 12; fi
if [ -z "$only" ]; then other_tests 'fleet, units' tests/fleet/units.sh; fi
if [ $package = 1 ]; then other_tests package tests/package/run.sh; fi
if [ $package = 1 ]; then other_tests 'fleet, package' tests/fleet/package.sh; fi
if [ $package = 1 ]; then other_tests push tests/push/run.sh; fi
if [ $systemd = 1 ]; then other_tests systemd tests/systemd/run.sh; fi
if [ $flash = 1 ]; then
    other_tests 'card, free space' tests/card/wipe.sh
    other_tests flash tests/flash/run.sh
fi
if [ $hil = 1 ]; then other_tests hil tests/hil/run.sh; fi

# Said again at the end, because a kept log often holds the last lines only.
if [ ${#failures[@]} -gt 0 ]; then
    step 'what failed'
    printf '%s\n' "${failures[@]}"
fi
printf '\n'
for b in ${broken[@]+"${broken[@]}"}; do echo "run.sh: $b" >&2; done
failed=$((failed + ${#broken[@]}))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
