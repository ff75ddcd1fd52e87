#!/usr/bin/env python3
"""Prints the bill of materials of a release (CycloneDX 1.5, JSON) from the lock file that the release was restored with."""

import argparse
import base64
import json
import re
import uuid
from datetime import datetime, timezone

# Packages that take part in the build alone: nothing of them is in the program.
BUILD_ONLY = {"Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.NET.ILLink.Tasks"}


def component(name, entry):
    """One package. Its hash is that of the package file, which NuGet verifies at each restore."""
    return {
        "type": "library",
        "bom-ref": f"pkg:nuget/{name}@{entry['resolved']}",
        "name": name,
        "version": entry["resolved"],
        "purl": f"pkg:nuget/{name}@{entry['resolved']}",
        "hashes": [{"alg": "SHA-512", "content": base64.b64decode(entry["contentHash"]).hex()}],
    }


def components(lock, rid):
    """What the lock file resolves for the target and for its runtime; projects of the repository are left out."""
    entries = {}
    for target in ("net10.0", f"net10.0/{rid}"):
        entries.update(lock["dependencies"].get(target, {}))
    foreign = re.compile(r"^runtime\.(?!" + re.escape(rid) + r"\.)", re.IGNORECASE)
    return [
        component(name, entry)
        for name, entry in sorted(entries.items())
        if "resolved" in entry and name not in BUILD_ONLY and not foreign.match(name)
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--version", "--commit", "--rid", "--epoch"):
        parser.add_argument(option, required=True)
    parser.add_argument("lock")
    options = parser.parse_args()
    with open(options.lock, encoding="utf-8") as file:
        lock = json.load(file)
    program = f"pkg:generic/edgeagent@{options.version}"
    parts = components(lock, options.rid)
    # The serial number follows from the content, so that the same commit gives the same file.
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"{program}+{options.commit}/{options.rid}")
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(int(options.epoch), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": program,
                "name": "edgeagent",
                "version": options.version,
                "properties": [
                    {"name": "edgeagent:commit", "value": options.commit},
                    {"name": "edgeagent:runtime", "value": options.rid},
                ],
            },
        },
        "components": parts,
        "dependencies": [{"ref": program, "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
