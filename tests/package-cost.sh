#!/usr/bin/env bash
# Prints how much machine code each package brings into the agent's native file (AOT, linux-x64), kB, as the table of dependencies in
# src/ARCHITECTURE.md states it. Without data and without what a package makes others keep.
#
#   tests/package-cost.sh [OBJECT]
#
#   OBJECT   the object file of a publish that was made already (obj/Release/net10.0/linux-x64/native/edgeagent.o); without it, one is made
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. tests/packages.sh
need_packages binutils clang lld zlib1g-dev
object=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$object" ]; then
    # From a copy: what was built before for another purpose must not take part.
    git ls-files -z -- src global.json .editorconfig ':!src/dashboard' | tar --create --null --files-from=- | tar --extract --directory "$work"
    dotnet publish "$work/src/EdgeAgent" -c Release -r linux-x64 --self-contained -v q -nologo -clp:ErrorsOnly -p:RunAnalyzers=false \
        -p:LinkerFlavor=lld -p:UseSystemZlib=true -o "$work/publish" >&2
    object=$work/src/EdgeAgent/obj/Release/net10.0/linux-x64/native/edgeagent.o
fi
nm --print-size "$object" >"$work/symbols"
python3 - "$work/symbols" <<'PROGRAM'
import collections, sys

packages = {name.replace(".", "_"): name for name in (
    "MQTTnet", "Microsoft.Extensions", "OpenTelemetry", "System.CommandLine", "System.Device.Gpio", "SQLitePCLRaw", "Cronos", "System.IO.Hashing", "UnitsNet")}
ours_and_framework = ["edgeagent", "EdgeAgent_Core", "S_P_CoreLib", "System_"]
sizes = collections.Counter()
for line in open(sys.argv[1]):
    fields = line.split(None, 3)
    if len(fields) < 4 or fields[2] not in "Tt":
        continue
    # A symbol belongs to the first name in it: a type of the framework over a package's type is the framework's.
    found = [(fields[3].find(name), -len(name), name) for name in [*packages, *ours_and_framework] if name in fields[3]]
    sizes[min(found)[2] if found else "other"] += int(fields[1], 16)
for symbol, name in packages.items():
    print(f"{name:24}{sizes[symbol] / 1000:8.0f}")
print(f"{'all':24}{sum(sizes.values()) / 1000:8.0f}")
PROGRAM
