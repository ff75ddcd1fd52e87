#!/usr/bin/env bash
# Prints the figures behind the choice of the store, for SQLite as the agent uses it and for LiteDB: batches that were acknowledged and
# lost, or torn, by kill -9; flushes; bytes that go to the medium per commit; commits per second. As root, the bytes are those that a block
# device of its own sees (ext4 with blocks of 4 KiB in a file, which brings the file system's journal), and the run fails when the agent's own
# count, which it reports as written, is more than a tenth beside them.
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
need_packages libsqlite3-0 strace e2fsprogs mount util-linux
own='' device=''
if [ -z "$folder" ]; then own=$(mktemp -d /var/tmp/edgeagent-store.XXXXXX) folder=$own; fi
finish() {
    [ -z "$device" ] || { umount "$folder/medium"; losetup -d "$device"; rm -rf "$folder/medium" "$folder/medium.img"; }
    [ -z "$own" ] || rm -rf "$own"
}
trap finish EXIT
dotnet build EdgeAgent.StoreComparison.csproj -c Release -v q -clp:NoSummary
program=bin/Release/net10.0/EdgeAgent.StoreComparison.dll

echo "== kill -9, $kills each, batches of 7 rows"
for engine in sqlite litedb; do dotnet $program storm $engine "$folder" "$kills" || true; done

# A device that nobody else writes to. Blocks of 4 KiB, as on a card; mkfs would take smaller ones for a small file.
medium=$folder
if [ "$(id -u)" = 0 ]; then
    medium=$folder/medium
    mkdir "$medium"
    truncate -s 600M "$medium.img"
    mkfs.ext4 -q -F -b 4096 -E lazy_itable_init=0,lazy_journal_init=0 "$medium.img"
    device=$(losetup -f --show "$medium.img")
    mount "$device" "$medium"
else
    echo "not root: no block device to count at" >&2
fi
device_bytes() { [ -n "$device" ] || { echo 0; return; }; sync -f "$medium"; awk '{print $7 * 512}' "/sys/block/${device#/dev/}/stat"; }

echo "== commits (the second line of each is a log that has been through a checkpoint)"
wrong=0
for rows in 1 100; do
    for engine in sqlite litedb; do
        for n in 1 2; do
            before=$(device_bytes)
            line=$(dotnet $program work $engine "$medium/$engine-$rows.db" $rows 400 2>&1 >/dev/null)
            # 400 and the one that the program commits before it counts.
            awk -v line="$line" -v bytes="$(($(device_bytes) - before))" -v engine=$engine 'BEGIN {
                seen = bytes / 1024 / 401
                print line (bytes ? sprintf(" KiB/commit(device)=%.1f", seen) : "")
                if (!bytes || engine != "sqlite") exit 0
                split(line, part, "own count.="); said = part[2] + 0
                exit (said < seen * 0.9 || said > seen * 1.1) }' || { wrong=1; echo "compare.sh: the agent's own count is wrong" >&2; }
        done
    done
done
echo "== flushes in 400 commits of one row"
for engine in sqlite litedb; do
    strace -f -qq -e trace=fsync,fdatasync -o "$folder/trace" dotnet $program work $engine "$medium/$engine-flush.db" 1 400 >/dev/null 2>&1
    echo "$engine $(grep -c 'sync(' "$folder/trace")"
done
exit $wrong
