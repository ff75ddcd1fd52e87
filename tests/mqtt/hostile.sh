#!/usr/bin/env bash
# A broker that sends COUNT (10,000) damaged, forbidden or oversized sequences of packets to the link, then a header that claims 256 MB, then a flood
# of QoS 0 against a busy receiver; prints how memory grew (at most 16 MB each). usage: tests/mqtt/hostile.sh [COUNT [SEED]]
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
dotnet build tests/EdgeAgent.Link.Tool -c Release -v q -nologo -clp:ErrorsOnly >&2
exec dotnet tests/EdgeAgent.Link.Tool/bin/Release/net10.0/EdgeAgent.Link.Tool.dll hostile --count "${1:-10000}" --seed "${2:-1}"
