#!/usr/bin/env bash
# Prints the figures of the sources: largest classes, ternaries, types per file, parameter lists, unread members. EDGEAGENT_HOUSE_LISTS=1 prints the
# places, too. The matrix of folders is in src/ARCHITECTURE.md.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet test tests/EdgeAgent.House.Tests -c Release --filter "FullyQualifiedName~HouseFiguresTests|FullyQualifiedName~UnreadMembersTests" --logger "console;verbosity=detailed"
