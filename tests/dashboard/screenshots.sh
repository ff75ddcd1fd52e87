#!/usr/bin/env bash
# Makes the pictures in src/dashboard/screenshots again: fleet, device, lost, held, dark time, nothing there, phone width, dark mode.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")"
. ./setup.sh
need_packages chromium mosquitto pngquant fonts-dejavu-core
need_node
build_dashboard
node screenshots.mjs
# 98: the result would be larger, 99: below the wanted quality; the picture then stays as it was.
for picture in ../../src/dashboard/screenshots/*.png; do
    pngquant --force --skip-if-larger --ext .png --quality 75-98 --speed 1 "$picture" || [ $? -ge 98 ]
done
ls -l ../../src/dashboard/screenshots
