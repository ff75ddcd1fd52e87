#!/bin/sh
# 100,000 random task documents through 30 simulated days with random power, clock jumps, kills and cancellations; prints the counts,
# fails when an invariant is broken or a task is lost. usage: tests/soak.sh [documents] [days] [seed]
set -e
cd "$(dirname "$0")/.."
exec dotnet run -c Release --project tests/EdgeAgent.Soak -- "$@"
