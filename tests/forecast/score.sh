#!/bin/bash
# usage: score.sh TRACES_FOLDER EVALUATOR.py [WORK_FOLDER]
# Makes the tasks with the evaluator, simulates every trace and prints the evaluator's family means (row `scored`), and the forecast's
# scores. Goals: captJ evhome .73 evwork .82 grid .98 pv .98; long tasks: capt grid .85; energy: capt_energy .98.
set -e
traces=$(realpath "$1"); evaluator=$(realpath "$2"); work=${3:-$(mktemp -d)}; python=${PYTHON:-/usr/bin/python3}
cd "$(dirname "$0")/../.."
dotnet build src/EdgeAgent -c Release -v q -nologo -clp:ErrorsOnly
agent="dotnet src/EdgeAgent/bin/Release/net10.0/edgeagent.dll"

score() { # name, evaluator options, simulator options, files
    local name=$1 options=$2 simulate=$3; shift 3
    $python "$evaluator" $options --policies runnow,wm_np,stop_j --dump-tasks "$work/$name" "$@" > /dev/null
    $agent simulate --trace "$@" --tasks "$work/$name" --out "$work/$name.json" $simulate 2> "$work/$name.log"
    echo "=== $name"
    $python "$evaluator" $options --policies runnow,wm_np,stop_j --score "$work/$name.json" "$@" | grep -E "^==|runnow|wm_np|stop_j|oracle|scored" | sed -n '/^==/,$p'
    jq -r '.traces | group_by(.trace | split("_")[0])[] | (.[0].trace | split("_")[0]) as $f | [.[].forecast[]] | group_by(.lead_h)[]
        | "  \($f) +\(.[0].lead_h) h  skill \([.[].skill] | add / length * 1000 | round / 1000)  ece \([.[].ece] | add / length * 1000 | round / 1000)"' "$work/$name.json"
}

score short "" "" "$traces"/*.csv.gz
score long "--min-dur 60 --max-dur 180" "" "$traces"/*.csv.gz
score pause "--preemption pause" "" "$traces"/*.csv.gz
score solar "--cost energy --soc 60" "--battery-wh 60 --panel-w 20" "$traces"/pv_*.csv.gz
