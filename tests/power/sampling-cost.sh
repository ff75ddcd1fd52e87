#!/usr/bin/env bash
# Prints what sampling costs in each mode: wake-ups and processor time per hour, and the sampling thread's own wake-ups as the kernel counts them.
# Takes about a minute. Passes per hour do not depend on the machine; processor time does.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
exec dotnet run -c Release --project tests/EdgeAgent.Benchmarks -- sampling-cost
