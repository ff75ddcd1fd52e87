#!/usr/bin/env python3
"""Submits a task document over MQTT and waits for its end.  submit.py HOST PORT DEVICE FILE

Needs paho-mqtt (Debian: python3-paho-mqtt). The receipts come to a topic of our own, which the document names in `reply_to`: one when the device
has taken the task in, one when the task has ended. Exit code 0 when it succeeded, 1 when it did not, 3 when it was rejected.
"""
import json
import sys
import uuid

import paho.mqtt.client as mqtt

host, port, device, file = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
with open(file, encoding="utf-8") as source:
    document = json.load(source)
document.setdefault("id", str(uuid.uuid4()))
document["reply_to"] = f"edge/v1/reply/{uuid.uuid4().hex}"
code = None


def on_connect(client, *_):
    client.subscribe(document["reply_to"], qos=1)


def on_subscribe(client, *_):
    # Not before: the first receipt may be back before the next line runs.
    client.publish(f"edge/v1/{device}/task/submit", json.dumps(document), qos=1)


def on_message(client, _, message):
    global code
    for item in json.loads(message.payload)["items"]:
        print(item["id"], item["status"], item.get("reason", ""), flush=True)
        if item["status"] == "REJECTED":
            code = 3
        elif item["status"] not in ("QUEUED", "IN_PROGRESS"):
            code = 0 if item["status"] == "SUCCEEDED" else 1
    if code is not None:
        client.disconnect()


# From 2.0 on the library wants to know which callbacks these are; all of them take any arguments.
client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2) if hasattr(mqtt, "CallbackAPIVersion") else mqtt.Client()
client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
client.connect(host, port)
client.loop_forever()
sys.exit(code)
