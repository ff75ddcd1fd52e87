// The page with the real agent on its simulated board, over a real broker: what the demo shows, step by step.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import mqtt from "mqtt";
import { Broker, browser, repo, servePage, start, stop, watched } from "./stage.mjs";

const root = "edge/v1";
const program = process.env.EDGEAGENT ?? join(repo, "src/EdgeAgent/bin/Release/net10.0/edgeagent");

/** Follows one device from beside the page: its latest documents, and waiting for one that fits. */
async function follow(port, device) {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, reconnectPeriod: 300 });
    const latest = new Map();
    const waiting = new Set();
    client.on("message", (topic, payload) => {
        if (payload.length === 0 || topic === "homeassistant/status") return;
        const doc = JSON.parse(String(payload));
        latest.set(topic, doc);
        for (const look of waiting) look(topic, doc);
    });
    await client.subscribeAsync([`${root}/${device}/#`, "homeassistant/#"], { qos: 1 });
    const until = (name, fits, ms = 45_000) =>
        new Promise((resolve, reject) => {
            const topic = name.startsWith("homeassistant") ? name : `${root}/${device}/${name}`;
            const done = doc => (waiting.delete(look), clearTimeout(timer), resolve(doc));
            const look = (t, doc) => t === topic && fits(doc) && done(doc);
            const timer = setTimeout(
                () => (
                    waiting.delete(look),
                    reject(new Error(`no fitting ${name}; last: ${JSON.stringify(latest.get(topic))?.slice(0, 600)}`))
                ),
                ms,
            );
            waiting.add(look);
            if (latest.has(topic) && fits(latest.get(topic))) done(latest.get(topic));
        });
    const simulate = async wish => {
        const correlation = `test-${Math.random()}`;
        await client.publishAsync(`${root}/${device}/ctl/simulate`, JSON.stringify({ v: 1, correlation, ...wish }), { qos: 1 });
        const reply = await until("ctl/reply", d => d.correlation === correlation);
        assert.equal(reply.ok, true, JSON.stringify(reply));
    };
    return { client, latest, until, simulate, close: () => client.endAsync() };
}

describe("a real agent", () => {
    let chromium, broker, page, agent, tab, pi, folder;

    const run = () => start(program, ["run", "--config", join(folder, "agent.json")]);
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "edgeagent-page-"));
        broker = await Broker.start();
        const config = {
            Device: { Id: "demo-pi", Groups: ["lab"], DataDirectory: join(folder, "data") },
            Mqtt: { Host: "127.0.0.1", Port: broker.port },
            Power: {
                Board: "simulated",
                Chemistry: "li_po",
                Cells: 1,
                CapacityMah: 5000,
                Simulated: { Pattern: "none", SocPct: 62, Speed: 60 },
                Sampling: { FastSeconds: 1, BusySeconds: 1, NormalSeconds: 2, SlowSeconds: 2 },
            },
            // The machine under test is busy with the test; its own load must not be what the task waits for.
            Scheduling: { PowerSettleSeconds: 2, MaxCpuPct: 1000, MaxMemoryPct: 100, MaxDiskPct: 100, MaxCpuTemperatureC: 150 },
            Telemetry: { SampleSeconds: 1, PublishSeconds: 1, PublishSecondsOnBattery: 2, StateSeconds: 5, SocThresholdPct: 0.2 },
            Tasks: { Confinement: "process_group" },
        };
        await writeFile(join(folder, "agent.json"), JSON.stringify({ EdgeAgent: config }));
        page = await servePage(broker.port);
        pi = await follow(broker.port, "demo-pi");
        agent = run();
        await pi.until("status", d => d.state === "online").catch(error => assert.fail(`${error.message}\n${agent.output.join("")}`));
        chromium = await browser();
        tab = watched(await (await chromium.newContext({ viewport: { width: 1360, height: 1000 } })).newPage());
        tab.setDefaultTimeout(40_000);
        await tab.goto(page.url("&device=demo-pi"));
        await tab.getByTestId("device-name").getByText("demo-pi").waitFor();
    });
    after(async () => {
        await chromium?.close();
        await stop(agent);
        await pi?.close();
        await page?.close();
        await broker?.close();
        await rm(folder, { recursive: true, force: true });
    });

    /** Submits by the form, as a person would. */
    async function submit(id, { seconds = "6", powered = true } = {}) {
        await tab.getByRole("button", { name: "Submit a task" }).click();
        const dialog = tab.getByRole("dialog");
        await dialog.getByLabel("Id", { exact: true }).fill(id);
        await dialog.getByLabel("Duration, seconds").fill(seconds);
        await dialog.getByLabel("powered").setChecked(powered);
        await dialog.getByRole("button", { name: "Dry run" }).click();
        await dialog
            .getByRole("status")
            .getByText(/would start|No start can be foretold/)
            .waitFor();
        await dialog.getByRole("button", { name: "Submit", exact: true }).click();
        await dialog.getByText("Accepted by demo-pi: receipt QUEUED").waitFor();
        await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    }

    test("its battery is seen to move", async () => {
        const level = () =>
            tab
                .locator(".tiles .level b")
                .first()
                .textContent()
                .then(t => parseInt(t, 10));
        await pi.simulate({ external_power: "off", speed: 900 });
        await tab.locator(".tiles").getByText("discharging").waitFor();
        const first = await level();
        await tab.waitForFunction(was => parseInt(document.querySelector(".tiles .level b").textContent, 10) <= was - 3, first);
        await pi.simulate({ speed: 60 });
    });

    test("a task that needs power waits with its reason, and runs with progress to its end when plugged in", async () => {
        await submit("needs-power", { seconds: "8" });
        const card = tab.locator("[data-task=needs-power]");
        const reason = card.locator("tr", { hasText: "the device must be powered" });
        await reason.waitFor();
        assert.match(await reason.locator("td").nth(0).textContent(), /battery/);
        assert.match(await reason.locator("td").nth(1).textContent(), /powered/);
        await pi.simulate({ external_power: "on" });
        await tab.locator(".tiles").getByText("external").waitFor();
        await card.getByRole("progressbar").waitFor();
        await tab.waitForFunction(() => Number(document.querySelector("[data-task=needs-power] progress")?.value) > 20);
        await card.locator(".badge.is-completed", { hasText: "succeeded" }).waitFor();
        await card.getByText("Energy").waitFor();
        await tab.locator(".run.is-completed").waitFor();
    });

    test("a waiting task is cancelled, and the answer is shown", async () => {
        await pi.simulate({ external_power: "off" });
        await pi.until("state", d => d.power.source === "battery");
        await submit("called-off");
        const card = tab.locator("[data-task=called-off]");
        await card.getByText("the device must be powered").waitFor();
        await card.getByRole("button", { name: "Cancel called-off" }).click();
        await tab.getByRole("dialog").getByRole("button", { name: "Cancel the task" }).click();
        await card.locator(".badge", { hasText: "canceled" }).waitFor();
        await tab.locator(".deed.is-ok", { hasText: "cancel called-off" }).waitFor();
        const done = await pi.until("task/called-off/state", d => d.status === "CANCELED");
        assert.equal(done.phase, "CANCELED");
    });

    test("hold keeps tasks from starting until release, by the page and by Home Assistant's switch", async () => {
        await tab.getByRole("button", { name: "Hold new starts" }).click();
        await pi.until("state", d => d.held === true);
        await tab.locator("[data-notice=held]").getByRole("button", { name: "Release the hold" }).click();
        await pi.until("state", d => d.held === false);
        const { components } = await pi.until("homeassistant/device/demo-pi/config", () => true);
        await pi.client.publishAsync(components.hold.command_topic, components.hold.payload_on, { qos: 1 });
        await pi.until("state", d => d.held === true);
        await pi.client.publishAsync(components.hold.command_topic, components.hold.payload_off, { qos: 1 });
        await pi.until("state", d => d.held === false);
    });

    test("the mode is limited by the page and by Home Assistant's select, and told by both", async () => {
        const { components } = await pi.until("homeassistant/device/demo-pi/config", () => true);
        const { command_topic, command_template } = components.limit;
        await pi.client.publishAsync(command_topic, command_template.replace("{{ value }}", "minimal"), { qos: 1 });
        await pi.until("state", d => d.limit === "minimal" && ["minimal", "critical", "suspended"].includes(d.mode));
        const choice = tab.getByLabel("Mode limit");
        await tab.waitForFunction(() => document.querySelector("#mode-limit").value === "minimal");
        await tab.locator(".tiles").getByText("limited to minimal").waitFor();
        await choice.selectOption("auto");
        await pi.until("state", d => d.limit === "auto");
        await tab.locator(".deed.is-ok", { hasText: "limit auto" }).waitFor();
    });

    test("every template of the discovery document renders against the agent's own documents", async () => {
        const config = await pi.until("homeassistant/device/demo-pi/config", () => true);
        const state = await pi.until("state", () => true);
        const status = await pi.until("status", d => d.state === "online");
        const script = `
import json, sys
from jinja2 import Environment, StrictUndefined
missed = set()
class Doc(dict):
    # get() hides what is not there from the strict mode.
    def get(self, key, default=None):
        if key not in self: missed.add(key)
        return super().get(key, default)
given = json.load(sys.stdin, object_hook=Doc)
strict = Environment(undefined=StrictUndefined)
render = lambda template, value: strict.from_string(template).render(value_json=value)
out = {key: render(c["value_template"], given["state"]) for key, c in given["config"]["components"].items() if "value_template" in c}
out["missed"] = sorted(missed)
out["chosen"] = json.loads(strict.from_string(given["config"]["components"]["limit"]["command_template"]).render(value="minimal"))
out["availability"] = [render(given["config"]["availability_template"], Doc(given["status"], state=s)) for s in ("online", "sleeping", "offline", "lost")]
out["attributes"] = json.loads(render(given["config"]["components"]["problem"]["json_attributes_template"], given["state"]))
bare = Doc({"power": Doc({"source": "unknown", "charging": "unknown", "quality": "stale"}), "system": Doc(), "queue": given["state"]["queue"], "counters": given["state"]["counters"], "mode": "minimal"})
out["bare"] = {key: render(c["value_template"], bare) for key, c in given["config"]["components"].items() if "value_template" in c}
print(json.dumps(out))`;
        const values = JSON.parse(
            execFileSync("/usr/bin/python3", ["-c", script], { input: JSON.stringify({ config, state, status }), encoding: "utf8" }),
        );
        assert.equal(Number(values.battery), state.power.soc_pct);
        assert.equal(Number(values.voltage), state.power.voltage_v);
        assert.equal(values.charging, state.power.charging === "charging" ? "ON" : "OFF");
        assert.ok(config.components.mode.options.includes(values.mode));
        assert.equal(
            Number(values.queue),
            state.queue.blocked + state.queue.scheduled + state.queue.waiting + state.queue.deferred + state.queue.ready,
        );
        assert.ok(values.next_charge === "None" || !Number.isNaN(Date.parse(values.next_charge)));
        assert.ok(Number.isFinite(Number(values.energy_on_battery)));
        // Only what a device may not know at the moment is not there.
        assert.deepEqual(values.missed.filter(field => !["cpu_temperature_c", "next_charge_start", "time_to_empty_s"].includes(field)), []);
        assert.equal(values.limit, "auto");
        assert.ok(config.components.limit.options.includes(values.limit));
        assert.deepEqual(values.chosen, { v: 1, mode: "minimal" });
        assert.deepEqual(values.availability, ["online", "online", "offline", "offline"]);
        assert.ok(Array.isArray(values.attributes.alerts));
        assert.deepEqual([values.bare.battery, values.bare.next_charge, values.bare.problem], ["None", "None", "ON"]);
    });

    test("discovery is sent again when Home Assistant starts", async () => {
        pi.latest.delete("homeassistant/device/demo-pi/config");
        await pi.client.publishAsync("homeassistant/status", "online", { qos: 1 });
        await pi.until("homeassistant/device/demo-pi/config", () => true);
    });

    test("asked for its power, the device tells 48 hours and the learned week", async () => {
        const correlation = "outlook";
        await pi.client.publishAsync(`${root}/demo-pi/ctl/power`, JSON.stringify({ v: 1, correlation }), { qos: 1 });
        const { data } = await pi.until("ctl/reply", d => d.correlation === correlation);
        assert.deepEqual([data.forecast.p_charging.length, data.forecast.soc_pct_high.length], [192, 192]);
        assert.deepEqual(
            data.forecast.week.map(day => day.length),
            Array(7).fill(24),
        );
    });

    test("a broker restart is told, and page and agent find back by themselves", async () => {
        await broker.down();
        await tab
            .getByRole("alert")
            .getByText(/Not connected since/)
            .waitFor();
        await broker.up();
        await tab.locator(".link", { hasText: /^connected$/ }).waitFor();
        const back = Date.now();
        await pi.until("telemetry", d => Date.parse(d.ts) > back, 90_000);
        await tab.locator(".device-head .presence", { hasText: "online" }).waitFor();
        await tab.locator("[data-task=needs-power] .badge", { hasText: "succeeded" }).waitFor();
    });

    test("a killed agent becomes lost, and online again when it is back with its tasks", async () => {
        await stop(agent, "SIGKILL");
        await tab.locator(".device-head .presence.is-lost").waitFor();
        await tab.getByRole("button", { name: "← Fleet" }).click();
        await tab.locator(".row .presence.is-lost").waitFor();
        agent = run();
        await tab.locator(".row .presence.is-online").waitFor();
        await tab.getByRole("link", { name: "demo-pi" }).click();
        await tab.locator("[data-task=needs-power] .badge", { hasText: "succeeded" }).waitFor();
        await stop(agent);
        await tab.locator(".device-head .presence.is-offline").waitFor();
    });

    test("the past that the device kept is in the chart of a page that has just been opened", async () => {
    agent = run();
    await pi.until("status", d => d.state === "online");
    const correlation = "past";
    await pi.client.publishAsync(`${root}/demo-pi/ctl/history`, JSON.stringify({ v: 1, correlation, hours: 1 }), { qos: 1 });
    const { data } = await pi.until("ctl/reply", d => d.correlation === correlation);
    assert.ok(data.samples.length > 0, JSON.stringify(data));
    for (const { ts, soc_pct } of data.samples) {
      assert.ok(Math.abs(Date.now() - Date.parse(ts)) < 3_600_000, ts);
      assert.ok(soc_pct > 0 && soc_pct <= 100, String(soc_pct));
    }
    const answered = pi.until("ctl/reply", d => d.verb === "history" && d.correlation !== correlation);
    await tab.reload();
    assert.equal((await answered).data.samples.length, data.samples.length);
    await tab.getByRole("img", { name: /battery \d+/ }).waitFor();
  });

  test("nothing went wrong in the page meanwhile", () => assert.deepEqual(tab.faults, []));
});
