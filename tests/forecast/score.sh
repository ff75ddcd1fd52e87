#!/bin/bash
# usage: score.sh TRACES_FOLDER EVALUATOR.py [WORK_FOLDER [SET...]]      SET: short long solar pause reported sites (all when absent)
# Makes the tasks with the evaluator, simulates every trace and prints the evaluator's family means (row `scored`), then the means over
# each family of the forecast's skill (against the base rate) and calibration error per lead. PYTHON needs numpy; AGENT overrides the built program.
# Goals: captJ (short) evhome .73 evwork .82 grid .98 pv .98; capt (long) grid .85; capt_energy (solar) .98, lost .3 %; pause: %chg at
# most 1 below oracle_p's, evwork delay at most 60 % of wm_p's; misses none beyond oracle_np's; skill at 6 h .47 .33 .05 .88; ECE .02.
# reported: the planned starts that `plan` reports against the real ones, per family, class and rule; goal: median at most 10 min within 6 h. DAYS (60) of
# tasks a trace, SEED (1); a quick look: DAYS=14.
# sites: captured gain, skill, calibration error and misses per family, without a prior -> with the prior that the other sites taught (no site teaches itself).
set -euo pipefail
traces=$(realpath "$1"); evaluator=$(realpath "$2"); work=$(realpath "${3:-$(mktemp -d)}"); python=${PYTHON:-/usr/bin/python3}
sets=("${@:4}"); [ ${#sets[@]} -gt 0 ] || sets=(short long solar pause reported sites)
cd "$(dirname "$0")/../.."
if [ -z "${AGENT:-}" ]; then
    dotnet build src/EdgeAgent -c Release -v q -nologo -clp:ErrorsOnly
    AGENT="dotnet $PWD/src/EdgeAgent/bin/Release/net10.0/edgeagent.dll"
fi

# The evaluator's own task maker; its oracles, which take minutes, are not needed for this.
tasks() { # folder, evaluator options, files
    local folder=$1 options=$2; shift 2
    # shellcheck disable=SC2086
    $python - "$evaluator" $options --dump-tasks "$folder" "$@" > /dev/null <<'PY'
import os, sys
sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
import evaluate as e
class Done(Exception): pass
def stop(*a, **k): raise Done
whole = e.evaluate
def tasks_only(path, args):
    try: return whole(path, args)
    except Done: return None
e.oracle_nonpreemptive, e.evaluate = stop, tasks_only
e.main()
PY
}

score() { # name, evaluator options, simulator options, policies, files
    local name=$1 options=$2 simulate=$3 policies=$4; shift 4
    tasks "$work/$name" "$options" "$@"
    # shellcheck disable=SC2086
    $AGENT simulate --trace "$@" --tasks "$work/$name" --out "$work/$name.json" $simulate 2> "$work/$name.log" || { cat "$work/$name.log" >&2; return 1; }
    # shellcheck disable=SC2086
    $python "$evaluator" $options --policies "$policies" --score "$work/$name.json" "$@" > "$work/$name.txt"
    echo "=== $name"
    sed -n '/^==/,$p' "$work/$name.txt"
    jq -r '[.traces[] | (.trace | split("_")[0]) as $f | .forecast[] | . + {family: $f} | select(.brier != null)] | group_by(.family, .lead_h)[]
        | "  \(.[0].family) +\(.[0].lead_h) h  skill \(map(.skill) | add / length * 1000 | round / 1000)  ece \(map(.ece) | add / length * 1000 | round / 1000)"' \
        "$work/$name.json"
    jq -r '[.traces[] | select(.score.brownout_min > 0) | .score] | select(length > 0)
        | "  heavy minutes lost in brown-outs \(map(100 * .brownout_min / .heavy_min) | add / length * 100 | round / 100) %"' "$work/$name.json"
}

for set in "${sets[@]}"; do
    case $set in
    short) score short "" "" runnow,wm_np "$traces"/*.csv.gz ;;
    long) score long "--min-dur 60 --max-dur 180" "" runnow,wm_np "$traces"/*.csv.gz ;;
    solar) score solar "--cost energy --soc 60" "--battery-wh 60 --panel-w 20" runnow,wm_np "$traces"/pv_*.csv.gz ;;
    pause) score pause "--preemption pause" "" runnow,wm_p "$traces"/*.csv.gz ;;
    reported)
        echo "=== reported"
        dotnet run -c Release --project tests/EdgeAgent.Benchmarks -- reported --days "${DAYS:-60}" --seed "${SEED:-1}" "$traces"/*.csv.gz 2> "$work/reported.log" || { cat "$work/reported.log" >&2; exit 1; } ;;
    sites)
        echo "=== sites"
        dotnet run -c Release --project tests/EdgeAgent.Benchmarks -- sites --seed "${SEED:-1}" "$traces"/*.csv.gz ;;
    *) echo "unknown set '$set': short, long, solar, pause, reported or sites" >&2; exit 2 ;;
    esac
done
