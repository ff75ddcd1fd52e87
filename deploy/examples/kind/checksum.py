#!/usr/bin/env python3
"""A task kind of your own: the SHA-256 of a file, with progress. `args`: {"path": FILE}.

The configuration beside this file makes it the kind `checksum`. The agent starts this program for each task, with the document's `args` in the
file that EDGEAGENT_ARGS names. Protocol: src/EdgeAgent/Execution/README.md
"""
import hashlib
import json
import os
import sys

report = os.fdopen(int(os.environ["EDGEAGENT_FD"]), "w", buffering=1)
with open(os.environ["EDGEAGENT_ARGS"], encoding="utf-8") as source:
    path = json.load(source).get("path")
if not path:
    print("error client_error args.path: is required", file=report)
    sys.exit(64)  # EX_USAGE: never repeated

digest, done = hashlib.sha256(), 0
try:
    with open(path, "rb") as content:
        size = max(1, os.fstat(content.fileno()).st_size)
        while block := content.read(1 << 20):
            digest.update(block)
            done += len(block)
            print(f"progress {100 * done / size:.0f}", file=report)
except OSError as fault:
    print(f"error client_error {fault}", file=report)
    sys.exit(64)
print("result", json.dumps({"path": path, "bytes": done, "sha256": digest.hexdigest()}), file=report)
