"""Prints the failed tests of a results file (.trx): each name, and the beginning of its message.

usage: failures.py FILE.trx
"""
import sys
import xml.etree.ElementTree as xml

NAMESPACE = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
LINES, COLUMNS = 12, 300

for result in xml.parse(sys.argv[1]).iter(NAMESPACE + "UnitTestResult"):
    if result.get("outcome") in ("Passed", "NotExecuted"):
        continue
    print(f"  FAIL {result.get('testName')} ({result.get('duration')})")
    for part in ("Message", "StackTrace"):
        text = result.findtext(f"{NAMESPACE}Output/{NAMESPACE}ErrorInfo/{NAMESPACE}{part}") or ""
        for line in text.splitlines()[:LINES]:
            print("       " + line[:COLUMNS])
