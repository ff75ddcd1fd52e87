#!/bin/sh
# A worker for EdgeAgent in plain shell: counts to N (default 100), can be frozen, stopped and resumed.
# Protocol: src/EdgeAgent/Execution/README.md
goal=${1:-100}
start=${EDGEAGENT_CHECKPOINT:-0}
say() { echo "$*" >&"${EDGEAGENT_FD:-1}"; }

# On the request to stop: keep what is done (the last checkpoint) and ask to be run again later (75).
trap 'say "message stopped at $n"; exit 75' TERM

n=$start
while [ "$n" -lt "$goal" ]; do
    # The live limits may change while we run; the file is always whole.
    batch=$(sed -n 's/.*"batch":\([0-9]*\).*/\1/p' "$EDGEAGENT_LIMITS" 2>/dev/null)
    end=$((n + ${batch:-1}))
    [ "$end" -le "$goal" ] || end=$goal
    while [ "$n" -lt "$end" ]; do
        n=$((n + 1)) # the work itself goes here
    done
    say "progress $((100 * n / goal)) item $n of $goal"
    say "checkpoint $n"
done
say "result counted from $start to $n"
