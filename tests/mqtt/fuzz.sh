#!/usr/bin/env bash
# Feeds the MQTT client COUNT (10 million) damaged packets and prints how they ended. usage: tests/mqtt/fuzz.sh [COUNT [SEED]]
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
dotnet build tests/EdgeAgent.Mqtt.Tests -c Release -v q -nologo -clp:ErrorsOnly >&2
exec dotnet tests/EdgeAgent.Mqtt.Tests/bin/Release/net10.0/EdgeAgent.Mqtt.Tests.dll --fuzz "${1:-10000000}" "${2:-1}"
