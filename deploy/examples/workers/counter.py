#!/usr/bin/env python3
"""A worker for EdgeAgent in Python: counts to N (default 100), can be frozen, stopped and resumed.

Protocol: src/EdgeAgent/Execution/README.md
"""
import json
import os
import select
import signal
import sys

report = os.fdopen(int(os.environ.get("EDGEAGENT_FD", 1)), "w", buffering=1)
control = os.fdopen(int(os.environ["EDGEAGENT_CONTROL_FD"])) if "EDGEAGENT_CONTROL_FD" in os.environ else None
batch = int(os.environ.get("EDGEAGENT_BATCH", 1))
stopping = False


def stop(*_):
    global stopping
    stopping = True


def follow_limits():
    """Takes what the agent has to say, without waiting: `limits {...}` or `stop`."""
    global batch
    while control and select.select([control], [], [], 0)[0]:
        line = control.readline()
        if not line:
            return
        word, _, rest = line.strip().partition(" ")
        if word == "limits":
            batch = json.loads(rest)["batch"]
        elif word == "stop":
            stop()


signal.signal(signal.SIGTERM, stop)
goal = int(sys.argv[1]) if len(sys.argv) > 1 else 100
start = n = int(os.environ.get("EDGEAGENT_CHECKPOINT") or 0)
while n < goal:
    follow_limits()
    if stopping:
        # The agent says "stop" and then sends SIGTERM: that must not meet the interpreter on its way out.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print(f"message stopped at {n}", file=report)
        sys.exit(75)  # EX_TEMPFAIL: run me again later, from the checkpoint
    n = min(goal, n + batch)  # the work itself goes here
    print(f"progress {100 * n / goal:.1f} item {n} of {goal}", file=report)
    print(f"checkpoint {n}", file=report)
print(f"result counted from {start} to {n}", file=report)
