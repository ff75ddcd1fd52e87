#!/usr/bin/env bash
# Prints the figures behind the choice of the store, for SQLite as the agent uses it and for LiteDB: batches that were acknowledged and
# lost, or torn, by kill -9; flushes; bytes that go to the medium per commit; commits per second.
#
#   tests/store/compare.sh [--kills N] [--folder DIR]
#
#   --kills N      kills per engine (30)
#   --folder DIR   where the stores lie; choose the medium to measure (a new folder in /var/tmp, which is a disk where /tmp may not be)
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")"
kills=30 folder=''
while [ $# -gt 0 ]; do
    case $1 in
        --kills) kills=$2; shift 2 ;;
        --folder) folder=$2; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "compare.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
. ../packages.sh
need_packages libsqlite3-0 strace
[ -n "$folder" ] || { folder=$(mktemp -d /var/tmp/edgeagent-store.XXXXXX); trap 'rm -rf "$folder"' EXIT; }
dotnet build EdgeAgent.StoreComparison.csproj -c Release -v q -clp:NoSummary
program=bin/Release/net10.0/EdgeAgent.StoreComparison.dll

echo "== kill -9, $kills each, batches of 7 rows"
for engine in sqlite litedb; do dotnet $program storm $engine "$folder" "$kills" || true; done
echo "== commits (the second line of each is a log that has been through a checkpoint)"
for rows in 1 100; do
    for engine in sqlite litedb; do
        for n in 1 2; do dotnet $program work $engine "$folder/$engine-$rows.db" $rows 400 2>&1 >/dev/null; done
    done
done
echo "== flushes in 400 commits of one row"
for engine in sqlite litedb; do
    strace -f -qq -e trace=fsync,fdatasync -o "$folder/trace" dotnet $program work $engine "$folder/$engine-flush.db" 1 400 >/dev/null 2>&1
    echo "$engine $(grep -c 'sync(' "$folder/trace")"
done
