#!/usr/bin/env bash
# Changes one operator of EdgeAgent.Core after another (< to <=, && to ||, + to -, ! left out ...) and sees whether a test of EdgeAgent.Core.Tests fails.
#
#   tests/mutation.sh [--sample N] [--seed N] [--minutes N] [--seconds N] [ROOM...]
#
#   --sample N    at most so many mutants of each room, by chance (default 40)
#   --seed N      of the chance (default 1)
#   --minutes N   begin no mutant after so many minutes (default 60)
#   --seconds N   of the tests that reach a mutant, ask the quickest that together take so long (default 6)
#   ROOM          folders of src/EdgeAgent.Core (default: all that have rules)
#
# Prints the survivors, and per room and in all the share that was killed: a lower bound, as tests of the service, and slow ones that are not asked, kill some of the survivors.
# Some twenty tests, most of them simulations of whole weeks, take most of the time of all; a survivor names how many tests were not asked.
# All mutants are in one build; one process switches them on one after another and runs only the test methods that reach them, the quickest first.
# Works on a copy of the committed tree and is no part of tests/run.sh. Building and the first run of all tests take some minutes, a mutant some seconds.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
sample=40 seed=1 minutes=60 seconds=6 rooms=()
while [ $# -gt 0 ]; do
    case $1 in
        --sample) sample=${2:?--sample needs a number}; shift 2 ;;
        --seed) seed=${2:?--seed needs a number}; shift 2 ;;
        --minutes) minutes=${2:?--minutes needs a number}; shift 2 ;;
        --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        -*) echo "mutation.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
        *) [ -d "src/EdgeAgent.Core/$1" ] || { echo "mutation.sh: $1 is no folder of src/EdgeAgent.Core" >&2; exit 2; }; rooms+=("$1"); shift ;;
    esac
done
[ ${#rooms[@]} -gt 0 ] || rooms=(Time Calendar Power Tasks Scheduling Outlook Planning Forecast)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
git archive HEAD | tar -x -C "$tree"
dotnet build tests/EdgeAgent.Mutation -c Release -v q -clp:NoSummary
dotnet tests/EdgeAgent.Mutation/bin/Release/net10.0/EdgeAgent.Mutation.dll "$tree" "$sample" "$seed" "$minutes" "$seconds" "${rooms[@]}"
