#!/usr/bin/env bash
# Mutation run of EdgeAgent.Core: changes one comparison, sign or call after another and sees whether a test fails.
#   tests/mutation.sh                       every room, one after another (hours)
#   tests/mutation.sh Tasks Calendar        these rooms (folders of src/EdgeAgent.Core)
#   tests/mutation.sh Tasks=TaskIntake.cs   one file of a room
# Prints for each room the share of mutants that its tests kill, the survivors, and the share in sum. Only the tests of the room run, so the
# share is a lower bound: tests of other rooms and of the agent kill some of the survivors. Not a part of tests/run.sh.
# Works on a copy of the committed tree. MUTATION_OUT keeps Stryker's reports (default: a temporary folder that is removed).
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/packages.sh
need_packages jq

stryker_version=5.1.0
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
out=${MUTATION_OUT:-$temp/out}
mkdir -p "$temp/tree" "$out"

# The namespaces whose tests are about a room.
tests_of() {
  case $1 in
    Calendar|Planning|Scheduling) echo Scheduling ;;
    Outlook) echo Outlook ;;
    Time) echo "" ;;
    *) echo "$1" ;;
  esac
}

run_room() { # room, file pattern
  local config="$temp/$1.json" space
  space=$(tests_of "$1")
  jq -n --arg mutate "**/EdgeAgent.Core/$1/$2" --arg filter "FullyQualifiedName~EdgeAgent.Core.Tests.$space&FullyQualifiedName!~Soak" '
    {"stryker-config": {project: "EdgeAgent.Core.csproj", configuration: "Release", concurrency: 1, "coverage-analysis": "perTest",
      mutate: [$mutate], "test-case-filter": $filter, reporters: ["json"]}}' > "$config"
  (cd "$temp/tree/tests/EdgeAgent.Core.Tests" && "$temp/stryker/dotnet-stryker" -f "$config" --output "$out/$1" --skip-version-check) > "$out/$1.log" 2>&1 ||
    { tail -20 "$out/$1.log" >&2; echo "mutation.sh: Stryker failed on $1" >&2; exit 1; }
}

# "killed tested" of reports.
counts() {
  jq -rs '[.[].files[].mutants[].status] | "\(map(select(. == "Killed" or . == "Timeout")) | length) \(map(select(. == "Killed" or . == "Timeout" or . == "Survived" or . == "NoCoverage")) | length)"' "$@"
}

share() { # what, killed, tested
  awk -v what="$1" -v killed="$2" -v tested="$3" 'BEGIN { printf "%-12s %5d of %5d mutants killed  %5.1f %%\n", what, killed, tested, tested ? 100 * killed / tested : 0 }'
}

survivors() {
  jq -r '.files | to_entries[] | .key as $file | .value.mutants[] | select(.status == "Survived" or .status == "NoCoverage")
    | "  \($file | split("/")[-1]):\(.location.start.line) \(.mutatorName) -> \(.replacement | gsub("\\s+"; " ") | .[0:80]) (\(.status))"' "$1"
}

[ $# -gt 0 ] || set -- Time Calendar Tasks Scheduling Planning Outlook Power Forecast
git archive HEAD | tar -x -C "$temp/tree"
dotnet tool install dotnet-stryker --version "$stryker_version" --tool-path "$temp/stryker" > "$out/tool.log"
for what in "$@"; do
  room=${what%%=*}
  file='**/*.cs'
  [ "$room" = "$what" ] || file=${what#*=}
  run_room "$room" "$file"
  report="$out/$room/reports/mutation-report.json"
  share "$room" $(counts "$report")
  survivors "$report"
done
share "in sum" $(counts "$out"/*/reports/mutation-report.json)
