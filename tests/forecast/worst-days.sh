#!/bin/bash
# usage: worst-days.sh TRACES_FOLDER [N]      For every recording of a panel: where the plan loses against perfect foresight, by decision and by hour, and its N (3) worst
# days task by task, the clairvoyant's start beside ours. Goal: captured gain .96.
set -euo pipefail
traces=$(realpath "$1"); cd "$(dirname "$0")/../.."
dotnet run -c Release --project tests/EdgeAgent.Benchmarks -- worstdays --worst "${2:-3}" "$traces"/pv_*.csv.gz
