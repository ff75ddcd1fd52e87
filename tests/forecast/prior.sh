#!/bin/bash
# usage: prior.sh TRACES_FOLDER      Writes src/EdgeAgent/Options/prior.txt, the prior that comes with the agent, from the recordings of the development set:
# no held-out recording goes in, nothing is drawn at random. How good it is on sites that did not teach it: `EdgeAgent.Benchmarks -- coldstart`.
set -euo pipefail
traces=$(realpath "$1"); cd "$(dirname "$0")/../.."
dotnet build src/EdgeAgent -c Release -v q -nologo -clp:ErrorsOnly
arguments=()
for kind in home:evhome work:evwork grid:grid; do
    for trace in "$traces"/"${kind#*:}"_*.csv.gz; do arguments+=("${kind%%:*}=$trace"); done
done
learned=$(dotnet src/EdgeAgent/bin/Release/net10.0/edgeagent.dll prior learn "${arguments[@]}")
{
    head -1 <<< "$learned"
    cat <<'REMARKS'
# Made by tests/forecast/prior.sh; no seed. Rates, corrections and shares of whole kinds of sites; no recording can be read from them.
# home: Sorensen et al., Residential electric vehicle charging datasets from apartment buildings, Data in Brief 36 (2021), CC BY 4.0
# work: Asensio et al., workplace EV charging data, Scientific Data 8 (2021), CC0 1.0
# grid: EskomCalendar (eskom-calendar @ de19190f4c), rota in force, recordings CC BY-NC-SA 4.0
REMARKS
    tail -n +2 <<< "$learned"
} > src/EdgeAgent/Options/prior.txt
wc -c src/EdgeAgent/Options/prior.txt
