#!/usr/bin/env bash
# Prints the figures of the sources: largest classes, ternaries, types per file, parameter lists. EDGEAGENT_HOUSE_LISTS=1 prints the places, too.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet test tests/EdgeAgent.House.Tests -c Release --filter FullyQualifiedName~HouseFiguresTests --logger "console;verbosity=detailed"
