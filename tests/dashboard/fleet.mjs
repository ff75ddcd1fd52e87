#!/usr/bin/env node
// A fleet of fake devices on a broker.
//
//   fleet.mjs --port PORT [--devices 500] [--interval 10] [--seconds 600] [--root edge/v1]
//
// Publishes every device's status and state once (retained), then each device's state and telemetry every `--interval`
// seconds and now and then a task change, spread evenly over time. Prints one line a second; ends after `--seconds`.
import mqtt from "mqtt";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { FakeDevice } from "./fakeDevice.mjs";

export async function startFleet({ port, devices: count = 500, interval = 10, root = "edge/v1", connections = 10 }) {
    const clients = await Promise.all(
        Array.from({ length: Math.min(connections, count) }, () => mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5 })),
    );
    const devices = Array.from({ length: count }, (_, i) => new FakeDevice(i, { intervalS: interval }));
    const publish = (i, topic, doc, retain = false) =>
        clients[i % clients.length].publishAsync(`${root}/${devices[i].id}/${topic}`, JSON.stringify(doc), { qos: retain ? 1 : 0, retain });
    const now = Date.now();
    await Promise.all(
        devices.flatMap((d, i) => (d.advance(now), [publish(i, "status", d.status(now), true), publish(i, "state", d.state(now), true)])),
    );
    const figures = { published: 0 };
    let next = 0;
    const started = Date.now();
    // Every device in turn: at time t so many publications are due, and the timer catches up with what is missing.
    const timer = setInterval(() => {
        const due = Math.floor(((Date.now() - started) / 1000 / interval) * count);
        for (; next < due; next++) {
            const i = next % count;
            const d = devices[i];
            if (d.presence !== "online") continue;
            const at = Date.now();
            d.advance(at);
            void publish(i, "state", d.state(at), true);
            void publish(i, "telemetry", d.telemetry(at));
            if (next % 7 === 0) void publish(i, `task/t-${next % 5}/state`, d.someTask(at));
            figures.published += 2;
        }
    }, 20);
    return {
        devices,
        figures,
        publish: (id, topic, doc, retain) =>
            publish(
                devices.findIndex(d => d.id === id),
                topic,
                doc,
                retain,
            ),
        clients,
        async stop() {
            clearInterval(timer);
            await Promise.all(clients.map(c => c.endAsync()));
        },
    };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
    const { values } = parseArgs({
        options: {
            port: { type: "string" },
            devices: { type: "string", default: "500" },
            interval: { type: "string", default: "10" },
            seconds: { type: "string", default: "600" },
            root: { type: "string", default: "edge/v1" },
        },
    });
    const fleet = await startFleet({
        port: Number(values.port),
        devices: Number(values.devices),
        interval: Number(values.interval),
        root: values.root,
    });
    console.log(`${fleet.devices.length} devices on port ${values.port}`);
    const report = setInterval(() => console.log(`published ${fleet.figures.published}`), 5000);
    setTimeout(
        async () => {
            clearInterval(report);
            await fleet.stop();
        },
        Number(values.seconds) * 1000,
    );
}
