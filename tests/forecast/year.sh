#!/bin/bash
# usage: year.sh      Simulates a made year of 10-minute rows with 1500 tasks, at a charger and on a panel, and prints seconds and the most memory that was resident.
# Goal: 5 s and 100 MB. AGENT overrides the built program.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${AGENT:-}" ]; then
    dotnet build src/EdgeAgent -c Release -v q -nologo -clp:ErrorsOnly
    AGENT="dotnet $PWD/src/EdgeAgent/bin/Release/net10.0/edgeagent.dll"
fi
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
# Habits that vary from day to day, by a fixed rule: plugged in over night; a clear or a dull sky.
awk -v work="$work" 'BEGIN {
    head = "timestamp_utc,tz_offset_min,charging,battery_pct,load_w,harvest_w"
    print head > (work "/charger.csv"); print head > (work "/panel.csv")
    for (i = 0; i < 365 * 144; i++) {
        at = strftime("%Y-%m-%dT%H:%M:%SZ", 1767571200 + i * 600, 1); day = int(i / 144); minute = i % 144 * 10
        shift = (day * 7919 + 13) % 121 - 60; sun = 20 * sin((minute - 360) / 720 * 3.14159265) * (1 - day * 7919 % 10 / 12)
        print at ",0," ((minute >= 1320 + shift || minute < 360 - shift / 2) ? 1 : 0) ",,," > (work "/charger.csv")
        if (sun < 0) sun = 0
        printf "%s,0,%d,,,%.2f\n", at, (sun >= 3) ? 1 : 0, sun > (work "/panel.csv")
    }
    print "id,release_utc,deadline_utc,duration_min,power_w,class,preemption" > (work "/tasks.csv")
    srand(6)
    for (i = 0; i < 1500; i++) {
        release = 1767571200 + int(i * 363 * 86400 / 1500 / 600) * 600
        printf "t%d,%s,%s,%d,%.1f,background,never\n", i, strftime("%Y-%m-%dT%H:%M:%SZ", release, 1), strftime("%Y-%m-%dT%H:%M:%SZ", release + 3600 * (6 + int(rand() * 43)), 1),
            10 * (1 + int(rand() * 6)), 3 + 3 * rand() > (work "/tasks.csv")
    }
}'
for site in charger panel; do
    options=(); [ $site = charger ] || options=(--battery-wh 60 --panel-w 20)
    # shellcheck disable=SC2086
    python3 - $site $AGENT simulate --trace "$work/$site.csv" --tasks "$work/tasks.csv" --out "$work/$site.json" "${options[@]}" <<'PY'
import resource, subprocess, sys, time
begin = time.monotonic()
subprocess.run(sys.argv[2:], check=True, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{sys.argv[1]:<8} {time.monotonic() - begin:5.1f} s ({used.ru_utime + used.ru_stime:.1f} s of processor time)  {used.ru_maxrss / 1024:4.0f} MB")
PY
    jq -r '.traces[].score | "         \(.heavy_min) min, \(.heavy_min_on_battery) on battery, \(.missed) missed"' "$work/$site.json"
done
