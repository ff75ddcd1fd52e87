#!/usr/bin/env bash
# Makes the pictures of an agent and a firmware device side by side again: src/dashboard/screenshots/firmware-*.png.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")"
. ./setup.sh
need_packages chromium mosquitto pngquant fonts-dejavu-core
need_node
build_dashboard
dotnet build ../../src/EdgeAgent -c Release -v q
dotnet build ../EdgeAgent.Nano.Host -c Release -v q
node firmware.mjs
for picture in ../../src/dashboard/screenshots/firmware-*.png; do
    pngquant --force --skip-if-larger --ext .png --quality 75-98 --speed 1 "$picture" || [ $? -ge 98 ]
done
