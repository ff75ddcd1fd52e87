#!/bin/bash
# Builds the program that runs in the guest (guest/) and prints the path of its assembly.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
command -v dotnet >/dev/null || die 'the .NET SDK (dotnet) is missing'
dotnet build "$HIL_DIR/guest" -c Release -v q -clp:NoSummary -nologo >"$HIL_CACHE/guest-build.log" 2>&1 ||
    { cat "$HIL_CACHE/guest-build.log" >&2; die 'the guest program does not build'; }
echo "$HIL_DIR/guest/bin/Release/net10.0/EdgeAgent.Hil.dll"
