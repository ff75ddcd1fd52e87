// The recording example of deploy/history: real Prometheus and exporters over a real broker.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startFleet } from "./fleet.mjs";
import { Broker, freePort, repo, start, stop } from "./stage.mjs";

const output = child => child.output.join("");

async function shown(child, text) {
    while (!output(child).includes(text)) {
        await Promise.race([child.ended, new Promise(resolve => child.stdout.once("data", resolve))]);
        if (child.exitCode !== null) break;
    }
    assert.ok(output(child).includes(text), output(child));
}

test(
    "a fleet's numbers arrive in Prometheus, are asked for and shown, and Ctrl-C leaves nothing behind",
    { timeout: 120_000 },
    async () => {
        const broker = await Broker.start();
        const fleet = await startFleet({ port: broker.port, devices: 12, interval: 2 });
        const data = await mkdtemp(join(tmpdir(), "edgeagent-history-"));
        const http = await freePort();
        const child = start(
            join(repo, "deploy/history/run.sh"),
            ["--port", String(broker.port), "--http", String(http), "--data", data, "--interval", "1"],
            { detached: true },
        );
        try {
            await shown(child, "history of 12 devices");
            const ask = async query =>
                (await (await fetch(`http://127.0.0.1:${http}/api/v1/query?query=${encodeURIComponent(query)}`)).json()).data.result;
            const battery = await ask("edgeagent_battery_soc_percent");
            assert.equal(battery.length, 12);
            for (const { metric, value } of battery) {
                assert.deepEqual(Object.keys(metric).sort(), ["__name__", "device", "job"]);
                assert.ok(Math.abs(Number(value[1]) - fleet.devices.find(d => d.id === metric.device).soc) < 1, metric.device);
            }
            const there = fleet.devices.filter(d => ["online", "sleeping"].includes(d.presence)).length;
            assert.equal(Number((await ask("sum(edgeagent_online)"))[0].value[1]), there);
            assert.equal((await ask("edgeagent_tasks")).length, 12 * 7);
            const rules = await (await fetch(`http://127.0.0.1:${http}/api/v1/rules`)).json();
            assert.ok(
                rules.data.groups[0].rules.every(r => r.health !== "err"),
                JSON.stringify(rules),
            );
            const page = await (await fetch(`http://127.0.0.1:${http}/consoles/edgeagent.html`)).text();
            assert.ok(
                fleet.devices.every(d => page.includes(`>${d.id}</a>`)),
                page,
            );
            // Prometheus lets every web page read what it has unless told otherwise.
            const readableFrom = async origin =>
                (await fetch(`http://127.0.0.1:${http}/api/v1/query?query=up`, { headers: { origin } })).headers.get("access-control-allow-origin");
            assert.equal(await readableFrom("https://attacker.example"), null);
            assert.equal(await readableFrom(`http://localhost:${http}`), `http://localhost:${http}`);
        } finally {
            process.kill(-child.pid, "SIGINT");
            await child.ended;
            await stop(child);
            await fleet.stop();
            await broker.close();
        }
        const left = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
            .split("\n")
            .filter(line => line.includes(data) && /prometheus/.test(line));
        assert.deepEqual(left, []);
        await rm(data, { recursive: true, force: true });
    },
);
