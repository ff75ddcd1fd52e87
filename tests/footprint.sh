#!/usr/bin/env bash
# What the idle agent costs, as it is installed (one native file, AOT) and as a checkout runs it (compiled at start, JIT, or before,
# R2R), beside the agent as it was before it stood on packages, a bare .NET worker and mosquitto_sub in the same run: resident and private
# memory, threads, wake-ups per second, CPU time, the time from start to ready, and the room on the disk (without the runtime that JIT and R2R
# need). The agent also runs with a keep-alive of 1200 s, where its wake-ups are its own.
#
#   tests/footprint.sh [--seconds N] [--starts N] [--board NAME] [--release DIR] [--old DIR]
#
#   --seconds N   length of the window that is watched, after as long to settle, at most 60 s (default 60)
#   --starts N    starts that are timed, in turn (default 5)
#   --board NAME  board of the agent (default mains; simulated samples more often)
#   --release DIR a folder that deploy/build.sh --rid linux-x64 has made; without it, one is built
#   --old DIR     a folder with the old agent (JIT); without it, it is built from its commit, 3658f7c
#
# The figures of one run belong together; milliseconds depend on what else the machine does.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
seconds=60 starts=5 board=mains release='' old=''
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2; shift 2 ;;
        --starts) starts=$2; shift 2 ;;
        --board) board=$2; shift 2 ;;
        --release) release=$2; shift 2 ;;
        --old) old=$2; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "footprint.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
. tests/packages.sh
need_packages mosquitto mosquitto-clients libsqlite3-0 iproute2
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

work=$(mktemp -d)
pids=()
finish() { for p in ${pids[@]+"${pids[@]}"}; do kill "$p" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

# From a copy: what is not native restores other packages than the lock files say.
mkdir "$work/source"
git ls-files -z -- src global.json .editorconfig ':!src/dashboard' | tar --create --null --files-from=- | tar --extract --directory "$work/source"
for variant in jit r2r; do
    dotnet publish "$work/source/src/EdgeAgent" -c Release -r linux-x64 --self-contained false -p:PublishAot=false -p:RestoreLockedMode=false \
        -p:PublishReadyToRun="$([ $variant = r2r ] && echo true || echo false)" -v q -nologo -clp:ErrorsOnly -o "$work/$variant"
done
# Before MQTTnet, the generic host and the others: its own client, its own composition.
before_packages=3658f7c
if [ -z "$old" ]; then
    mkdir "$work/before"
    git archive "$before_packages" src global.json .editorconfig | tar --extract --directory "$work/before"
    old=$work/old
    dotnet publish "$work/before/src/EdgeAgent" -c Release --self-contained false -p:RunAnalyzers=false -p:RestoreLockedMode=false \
        -v q -nologo -clp:ErrorsOnly -o "$old"
fi
ln -sfn "$(cd "$old" && pwd)" "$work/before-packages"
[ -n "$release" ] || release=$(deploy/build.sh --rid linux-x64 --out "$work/release" | tail -n 1)
mkdir "$work/aot"
cp "$release/bin/edgeagent" "$work/aot/"
mkdir "$work/bare"
cat >"$work/bare/bare.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk.Worker">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization><ServerGarbageCollector>false</ServerGarbageCollector>
    <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.14" /></ItemGroup>
</Project>
PROJECT
cat >"$work/bare/Program.cs" <<'PROGRAM'
// The template's worker: a host, a logger, a loop that wakes once a minute.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHostedService<Bare>();
builder.Build().Run();
sealed class Bare : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        Console.Error.WriteLine("ready");
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        while (await timer.WaitForNextTickAsync(stop)) { }
    }
}
PROGRAM
dotnet publish "$work/bare/bare.csproj" -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -v q -nologo -clp:ErrorsOnly -o "$work/bare/out"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf 'listener %s 127.0.0.1\nallow_anonymous true\nuser %s\n' "$port" "$(id -un)" >"$work/m.conf"
mosquitto -c "$work/m.conf" 2>/dev/null & pids+=($!)
until [ -n "$(ss -Hltn "sport = :$port")" ]; do kill -0 "${pids[0]}"; sleep 0.05; done

# agent VARIANT [KEEP_ALIVE_SECONDS]; each has a store of its own, and all run at the same time.
agent() {
    DOTNET_EnableDiagnostics=0 exec env -C "$work" "$work/$1/edgeagent" run --EdgeAgent:Device:Id="footprint-$1-${2:-60}" \
        --EdgeAgent:Device:DataDirectory="$work/data-$1-${2:-60}" --EdgeAgent:Mqtt:Port="$port" --EdgeAgent:Power:Board="$board" --EdgeAgent:Mqtt:KeepAliveSeconds="${2:-60}"
}
# A thread may end between the listing and the reading.
switches() { cat /proc/"$1"/task/*/status 2>/dev/null | awk '/^voluntary_ctxt/ {n += $2} END {print n}'; }
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{print ($14 + $15) * 1000 / hz}' /proc/"$1"/stat; }
now_ms() { date +%s%3N; }

# Milliseconds until the log says the word, then the process is ended.
start_ms() {
    local word=$1 log=$work/start.log began pid
    shift
    : >"$log"
    began=$(now_ms)
    "$@" >"$log" 2>&1 & pid=$!
    until grep -q "$word" "$log"; do kill -0 $pid || { cat "$log" >&2; return 1; }; sleep 0.005; done
    echo $(($(now_ms) - began)) "$(cpu_ms $pid)"
    kill $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for ((i = 0; i < starts; i++)); do
    for variant in aot r2r jit before-packages; do start_ms 'connected with MQTT' agent $variant >>"$work/$variant.starts"; done
    start_ms '^ready' "$work/bare/out/bare" >>"$work/bare.starts"
done

declare -A process w c
for variant in aot r2r jit before-packages; do
    agent $variant >"$work/$variant.log" 2>&1 & pids+=($!); process[$variant]=$!
done
for variant in aot jit before-packages; do
    agent $variant 1200 >"$work/$variant-1200.log" 2>&1 & pids+=($!); process[$variant-1200]=$!
done
"$work/bare/out/bare" >"$work/bare.log" 2>&1 & pids+=($!); process[bare]=$!
mosquitto_sub -p "$port" -t none >/dev/null & pids+=($!); process[sub]=$!
settle=$((seconds < 60 ? seconds : 60))
sleep "$settle"
for p in "${process[@]}"; do w[$p]=$(switches "$p"); c[$p]=$(cpu_ms "$p"); done
sleep "$seconds"

row() {
    local name=$1 p=${process[$2]} file=$work/$2.starts disk=$3
    awk -v name="$name" -v t="$(ls /proc/"$p"/task | wc -l)" -v w="$(($(switches "$p") - ${w[$p]}))" -v s="$seconds" \
        -v c0="${c[$p]}" -v c1="$(cpu_ms "$p")" -v start="$(cut -d' ' -f1 "$file" 2>/dev/null | median)" -v cpu="$(cut -d' ' -f2 "$file" 2>/dev/null | median)" -v disk="$([ -z "$disk" ] || du -sm "$disk" | cut -f 1)" '
        /^Rss:/ {rss = $2} /^Pss:/ {pss = $2} /^Private_Dirty:/ {dirty = $2}
        END {printf "%-34s %8.1f %8.1f %8.1f %8d %9.2f %10.2f %9s %9s %8s\n", name, rss / 1024, dirty / 1024, pss / 1024, t, w / s, (c1 - c0) / s * 3.6, start, cpu, disk}' /proc/"$p"/smaps_rollup
}
printf '%-34s %8s %8s %8s %8s %9s %10s %9s %9s %8s\n' "idle for $seconds s" 'RSS MB' 'priv. MB' 'PSS MB' threads wakes/s 'CPU s/h' 'start ms' 'start CPU' 'disk MB'
row "edgeagent (AOT, board $board)" aot "$work/aot"
row '  keep-alive 1200 s' aot-1200 ''
row "edgeagent (R2R, board $board)" r2r "$work/r2r"
row "edgeagent (JIT, board $board)" jit "$work/jit"
row '  keep-alive 1200 s' jit-1200 ''
row 'before the packages (JIT)' before-packages "$work/before-packages/"
row '  keep-alive 1200 s' before-packages-1200 ''
row 'bare .NET worker (R2R)' bare "$work/bare/out"
row 'mosquitto_sub (C)' sub ''
