"""A durable consumer with paho: each message is committed to SQLite in the callback, after which paho acknowledges it.
usage: paho_sqlite.py PORT FILE COUNT"""
import sqlite3
import sys
import time

import paho.mqtt.client as mqtt

port, file, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
db.execute("CREATE TABLE IF NOT EXISTS task(id TEXT PRIMARY KEY, body BLOB)")
stored, start = 0, None


def on_connect(client, userdata, flags, rc):
    client.subscribe("paho/#", 1)


def on_subscribe(client, userdata, mid, granted):
    print("ready", flush=True)


def on_message(client, userdata, message):
    global stored, start
    body = bytes(message.payload)
    db.execute("INSERT OR IGNORE INTO task VALUES(?, ?)", (body.split(b" ", 1)[0].decode(), body))
    start = start or time.monotonic()
    stored += 1
    if stored == count:
        print(f"{(stored - 1) / (time.monotonic() - start):.0f} per second", flush=True)
        client.disconnect()


client = mqtt.Client("paho", clean_session=False)
client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
client.connect("127.0.0.1", port, 60)
client.loop_forever()
