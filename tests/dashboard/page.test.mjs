// The page in a real browser against a real broker, with fake devices behind it: what people see and what they may do.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import mqtt from "mqtt";
import { FakeDevice } from "./fakeDevice.mjs";
import { startFleet } from "./fleet.mjs";
import { answerCommands, someTasks } from "./responder.mjs";
import { Broker, browser, servePage, watched } from "./stage.mjs";

const root = "edge/v1";
let chromium;
before(async () => (chromium = await browser()));
after(async () => chromium?.close());

/** A tab that notes everything that must not happen: script errors, policy violations, foreign requests. */
async function open(url, options = {}) {
    const context = await chromium.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const tab = watched(await context.newPage());
    await tab.goto(url);
    return tab;
}

const connect = (port, options = {}) => mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, ...options });

describe("fleet and device with fake devices", () => {
    let broker, page, fleet, tab;
    before(async () => {
        broker = await Broker.start();
        page = await servePage(broker.port);
        fleet = await startFleet({ port: broker.port, devices: 60, interval: 2 });
        await answerCommands(fleet);
    });
    after(async () => {
        await fleet?.stop();
        await page?.close();
        await broker?.close();
    });
    afterEach(async () => {
        assert.deepEqual(tab.faults, []);
        await tab.context().close();
    });

    test("every device of the root is listed with totals, sorted and filtered", async () => {
        tab = await open(page.url());
        await tab.getByTestId("device-count").getByText("60").waitFor();
        assert.equal(await tab.getByRole("table", { name: "Devices" }).getAttribute("aria-rowcount"), "61");
        await tab.getByRole("button", { name: /^Battery/ }).click();
        assert.equal(await tab.getByRole("columnheader", { name: /Battery/ }).getAttribute("aria-sort"), "descending");
        await tab.getByRole("searchbox", { name: "Find" }).fill("pump");
        await tab.waitForFunction(() => [...document.querySelectorAll(".row .c-device a")].every(a => a.textContent.startsWith("pump")));
        assert.equal(await tab.locator(".row").count(), 6);
        await tab.getByRole("searchbox").fill("");
        await tab.getByRole("combobox", { name: "Group" }).selectOption("canary");
        await tab.waitForFunction(() => document.querySelectorAll(".row").length === 6);
        await tab.getByRole("searchbox").fill("no such device");
        await tab.getByText("No device matches").waitFor();
        await tab.getByRole("button", { name: "Clear the filters" }).click();
        await tab.locator(".row").first().waitFor();
    });

    test("only the rows in sight are in the page, and scrolling brings the others", async () => {
        tab = await open(page.url(), { viewport: { width: 1280, height: 500 } });
        await tab.locator(".row").first().waitFor();
        await tab.waitForFunction(() => document.querySelectorAll(".row").length < 40);
        await tab.evaluate(() => scrollTo(0, document.body.scrollHeight));
        await tab.getByRole("link", { name: "weather-053", exact: true }).waitFor();
    });

    test("a device opens by keyboard, the address names it, and back returns to the fleet", async () => {
        tab = await open(page.url());
        await tab.getByRole("link", { name: "gate-002", exact: true }).focus();
        await tab.keyboard.press("Enter");
        await tab.getByRole("heading", { level: 1, name: "gate-002" }).waitFor();
        assert.match(tab.url(), /device=gate-002/);
        await tab.goBack();
        await tab.getByRole("table", { name: "Devices" }).waitFor();
    });

    test("a waiting task shows each reason with current, required and expected time", async () => {
        const device = fleet.devices[11];
        someTasks(device, Date.now());
        tab = await open(page.url(`&device=${device.id}`));
        const card = tab.locator("[data-task=model-night]");
        await card.getByText("the device must be powered").waitFor();
        await card.getByText(/^Waits for the charger, expected .*; then for enough energy to spare \(at least 80 %\), about .*\.$/).waitFor();
        const cells = await card.locator("tbody tr").first().locator("td").allTextContents();
        assert.equal(cells[0], "on battery");
        assert.equal(cells[1], "powered for 2 min");
        assert.match(cells[2], /\d\d:\d\d/);
        const running = tab.locator("[data-task=reindex-2]");
        assert.equal(await running.getByRole("progressbar").getAttribute("value"), "62");
        assert.equal(await running.locator(".badge").textContent(), "running");
        await tab.getByRole("list", { name: "Runs, past and planned" }).waitFor();
        await tab.getByRole("img", { name: /battery \d+/ }).waitFor();
        await tab.getByRole("table", { name: "Probability of charging by weekday and hour" }).waitFor();
    });

    test("the list of tasks drives hold, cancel and clear, and each answer is shown", async () => {
        const device = fleet.devices[21];
        someTasks(device, Date.now());
        tab = await open(page.url(`&device=${device.id}`));
        await tab.getByRole("button", { name: "Cancel pull-firmware" }).click();
        await tab.getByRole("dialog").getByRole("button", { name: "Keep" }).click();
        assert.equal(await tab.locator(".deed", { hasText: "cancel" }).count(), 0);
        await tab.getByRole("button", { name: "Cancel pull-firmware" }).click();
        await tab.getByRole("dialog").getByLabel("Don't ask again in this tab").check();
        await tab.getByRole("dialog").getByRole("button", { name: "Cancel the task" }).click();
        await tab.locator("[data-task=pull-firmware] .badge", { hasText: "canceled" }).waitFor();
        await tab.locator(".deed.is-ok", { hasText: "cancel pull-firmware" }).waitFor();
        await tab.getByRole("button", { name: "Cancel cleanup-w12" }).click();
        await tab.locator("[data-task=cleanup-w12] .badge", { hasText: "canceled" }).waitFor();
        assert.equal(await tab.getByRole("dialog").count(), 0);
        await tab.locator("[data-task=model-night]").getByRole("button", { name: "Hold this task" }).click();
        await tab.locator("[data-task=model-night]").getByRole("button", { name: "Resume this task" }).waitFor();
        assert.equal(await tab.locator("[data-notice=held]").count(), 0);
        await tab.getByRole("button", { name: "Hold new starts" }).click();
        await tab.locator("[data-notice=held]").getByText(/On hold: this device starts nothing new\. \d+ waiting, \d+ running on/).waitFor();
        assert.equal(await tab.getByRole("button", { name: "Pause all work" }).count(), 1);
        assert.deepEqual(await tab.axe(), []);
        await tab.locator("[data-notice=held]").getByRole("button", { name: "Release the hold" }).click();
        await tab.locator("[data-notice=held]").waitFor({ state: "detached" });
        await tab.getByRole("button", { name: "Clear finished" }).click();
        await tab.locator("[data-task=backup-0619]").waitFor({ state: "detached" });
        assert.equal(await tab.locator("[data-task=reindex-2]").count(), 1);
    });

    test("a refused request shows the reason", async () => {
        const device = fleet.devices[31];
        device.presence = "online";
        someTasks(device, Date.now());
        tab = await open(page.url(`&device=${device.id}`));
        await tab.getByRole("button", { name: "Cancel pull-firmware" }).waitFor();
        device.tasks.delete("pull-firmware");
        await tab.getByRole("button", { name: "Cancel pull-firmware" }).click();
        await tab.getByRole("dialog").getByRole("button", { name: "Cancel the task" }).click();
        await tab.locator(".deed.is-refused", { hasText: "there is no task pull-firmware" }).waitFor();
    });

    test("a wrong document is not sent, the field is named; a right one gets its receipt", async () => {
        const device = fleet.devices[41];
        device.presence = "online";
        const sent = [];
        const listener = await connect(broker.port);
        listener.on("message", (_, payload) => sent.push(JSON.parse(String(payload))));
        await listener.subscribeAsync(`${root}/${device.id}/task/submit`);
        tab = await open(page.url(`&device=${device.id}`));
        await tab.getByRole("button", { name: "Submit a task" }).click();
        const dialog = tab.getByRole("dialog");
        await dialog.getByLabel("Id", { exact: true }).fill("has space");
        await dialog.getByRole("button", { name: "Submit", exact: true }).click();
        await dialog
            .getByRole("alert")
            .getByText(/id must be 1 to 64/)
            .waitFor();
        assert.equal(await dialog.getByLabel("Id", { exact: true }).getAttribute("aria-invalid"), "true");
        await dialog.getByRole("button", { name: "JSON" }).click();
        await dialog.getByLabel("Task document").fill('{"id":"x1","kind":"noop","priority":"urgent"}');
        await dialog.getByRole("button", { name: "Submit", exact: true }).click();
        await dialog
            .getByRole("alert")
            .getByText(/priority must be one of critical, high, normal, low/)
            .waitFor();
        assert.equal(sent.length, 0);
        await dialog.getByLabel("Task document").fill('{"id":"x1","kind":"noop","args":{"duration_s":1}}');
        await dialog.getByRole("button", { name: "Dry run" }).click();
        await dialog.getByText(/It would start .*a charging window is expected/).waitFor();
        assert.equal(sent.length, 0);
        await dialog.getByRole("button", { name: "Submit", exact: true }).click();
        await dialog.getByText(/Accepted by .*: receipt QUEUED/).waitFor();
        assert.deepEqual(sent, [{ id: "x1", kind: "noop", args: { duration_s: 1 } }]);
        await dialog.getByRole("button", { name: "Submit", exact: true }).click();
        await dialog.getByText("Rejected: this id was used for another document").waitFor();
        await listener.endAsync();
    });

    test("a group is asked for confirmation with the number of devices, then the receipts are counted", async () => {
        tab = await open(page.url());
        await tab.getByRole("button", { name: "Submit to a group" }).click();
        const dialog = tab.getByRole("dialog");
        await dialog.getByLabel("Group").fill("canary");
        await dialog.getByRole("button", { name: "Review" }).click();
        await dialog.getByText(/goes to 6 known devices/).waitFor();
        await dialog.getByRole("button", { name: "Submit to 6 devices" }).click();
        const online = fleet.devices.filter(d => d.groups.includes("canary") && d.presence === "online").length;
        await dialog
            .getByRole("status")
            .getByText(`${online} accepted, 0 rejected, ${6 - online} not answered yet`)
            .waitFor();
    });

    test("what a device warns of in a receipt is shown with the receipt", async () => {
        const device = fleet.devices[41];
        device.presence = "online";
        tab = await open(page.url(`&device=${device.id}`));
        await tab.getByRole("button", { name: "Submit a task" }).click();
        const dialog = tab.getByRole("dialog");
        await dialog.getByRole("button", { name: "JSON" }).click();
        await dialog.getByLabel("Task document").fill('{"id":"slip","kind":"noop","constraints":{"chargin":true}}');
        await dialog.getByRole("button", { name: "Submit", exact: true }).click();
        await dialog.getByText(/did you mean charging\?/).waitFor();
        await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
        await tab.locator(".deed", { hasText: "submit slip" }).getByText(/did you mean charging\?/).waitFor();
    });

    test("the form makes a whole document: schedule, prerequisites, uniqueness, retries, limits, each with its help", async () => {
        const device = fleet.devices[41];
        device.presence = "online";
        const sent = [];
        const listener = await connect(broker.port);
        listener.on("message", (_, payload) => sent.push(JSON.parse(String(payload))));
        await listener.subscribeAsync(`${root}/${device.id}/task/submit`, { qos: 1 });
        tab = await open(page.url(`&device=${device.id}`));
        await tab.getByRole("button", { name: "Submit a task" }).click();
        const dialog = tab.getByRole("dialog");
        await dialog.getByLabel("Id", { exact: true }).fill("whole");
        await dialog.getByLabel("Schedule").selectOption("every");
        await dialog.getByLabel("Every, minutes").fill("5");
        await dialog.getByRole("button", { name: "Submit", exact: true }).click();
        await dialog.getByRole("alert").getByText(/schedule.every_s must be a number from 900/).waitFor();
        await dialog.getByLabel("Every, minutes").fill("30");
        await dialog.getByRole("button", { name: "More fields" }).click();
        await dialog.getByLabel("After these tasks").fill("first, second");
        await dialog.getByLabel("Unique name").fill("nightly");
        await dialog.getByLabel("If one is there").selectOption("keep");
        await dialog.getByLabel("Tries after a failure").fill("2");
        await dialog.getByLabel("Memory, MB").fill("64");
        const helped = await dialog.locator("input[aria-describedby], select[aria-describedby]").evaluateAll(all =>
            all.map(e => document.getElementById(e.getAttribute("aria-describedby"))?.textContent ?? ""),
        );
        assert.ok(helped.length > 20 && helped.every(text => text.length > 10), JSON.stringify(helped));
        await dialog.getByRole("button", { name: "Submit", exact: true }).click();
        await dialog.getByText(/Accepted by .*: receipt QUEUED/).waitFor();
        assert.deepEqual(sent.at(-1), {
            id: "whole",
            kind: "noop",
            args: { duration_s: 10 },
            schedule: { every_s: 1800 },
            after: ["first", "second"],
            unique: { name: "nightly", policy: "keep" },
            limits: { memory_mb: 64 },
            retry: { max: 2 },
        });
        await listener.endAsync();
    });

    test("a lost device is unmistakable: as of when, and what becomes of a task sent now", async () => {
        const device = fleet.devices[51];
        const now = Date.now();
        Object.assign(device, { presence: "lost", silentMs: 5 * 60_000 });
        await fleet.publish(device.id, "status", device.status(now), true);
        await fleet.publish(device.id, "state", device.state(now), true);
        tab = await open(page.url(`&device=${device.id}`));
        await tab.locator("[data-notice=away]").getByText(/^Lost: last heard .*, 5 min ago\.$/).waitFor();
        await tab.getByText(/as of 5 min ago/).waitFor();
        await tab.locator(".device.is-away .tiles").waitFor();
        assert.deepEqual(await tab.axe(), []);
        await tab.getByRole("button", { name: "Submit a task" }).click();
        await tab.locator("[data-notice=submit-waits]").getByText(/is lost: a task waits at the broker/).waitFor();
    });

    test("the clocks of a device that is lost while its page is open stand still", async () => {
        const device = fleet.devices[21];
        const now = Date.now();
        Object.assign(device, { presence: "online", silentMs: 0 });
        device.task(now, { id: "was-running", status: "IN_PROGRESS", phase: "RUNNING", started_at: new Date(now - 8 * 60_000).toISOString() });
        await fleet.publish(device.id, "status", device.status(now), true);
        await fleet.publish(device.id, "state", device.state(now), true);
        tab = await open(page.url(`&device=${device.id}`));
        const stopwatch = tab.locator("[data-task=was-running] .progress .num");
        await stopwatch.waitFor();
        device.presence = "lost";
        await fleet.publish(device.id, "status", device.status(Date.now()), true);
        await tab.locator("[data-notice=away]").getByText(/^Lost: last heard/).waitFor();
        await tab.waitForTimeout(1100); // the page's clock may be one tick behind the last message
        const shown = await stopwatch.textContent();
        await tab.waitForTimeout(2200); // two ticks of the page's clock
        assert.equal(await stopwatch.textContent(), shown);
        await tab.locator("[data-task=was-running]").getByText(/whether it still runs is not known/).waitFor();
        assert.deepEqual(await tab.axe(), []);
    });

    test("an expected dark time is announced with its bounds, in the fleet, too", async () => {
        const device = fleet.devices[1];
        const now = Date.now();
        device.presence = "online";
        device.dark = { from: new Date(now + 2 * 3_600_000).toISOString(), until: new Date(now + 7 * 3_600_000).toISOString() };
        await fleet.publish(device.id, "state", device.state(now), true);
        tab = await open(page.url(`&device=${device.id}`));
        await tab.locator("[data-notice=dark]").getByText(/dark from .* to .* \(expected\)/).waitFor();
        await tab.getByRole("img", { name: /dark from .* to .* \(expected\)/ }).waitFor();
        assert.deepEqual(await tab.axe(), []);
        await tab.getByRole("button", { name: "← Fleet" }).click();
        await tab.getByRole("searchbox", { name: "Find" }).fill(device.id);
        await tab.locator(".row", { hasText: device.id }).getByText(/dark from/).waitFor();
        device.dark = undefined;
    });

    test("on a phone whatever can be tapped is at least 44 pixels high and wide", async () => {
        const device = fleet.devices[11];
        someTasks(device, Date.now());
        tab = await open(page.url(), { viewport: { width: 360, height: 700 } });
        const tooSmall = () =>
            tab.evaluate(() =>
                [...document.querySelectorAll("button, a[href], input, select, textarea, summary, [role=button]")]
                    .map(e => (e.matches("[type=checkbox], .row a") ? (e.closest("label, .row") ?? e) : e))
                    .filter(e => getComputedStyle(e).pointerEvents !== "none" && !e.matches(".skip") && e.checkVisibility())
                    .map(e => [e, e.getBoundingClientRect()])
                    .filter(([, box]) => box.width > 0 && (box.width < 43.9 || box.height < 43.9))
                    .map(([e, box]) => `${e.tagName}.${e.className} "${e.textContent.slice(0, 30)}" ${Math.round(box.width)}x${Math.round(box.height)}`),
            );
        await tab.locator(".row").first().waitFor();
        assert.deepEqual(await tooSmall(), []);
        await tab.goto(page.url(`&device=${device.id}`));
        await tab.locator(".card").first().waitFor();
        assert.deepEqual(await tooSmall(), []);
        await tab.getByRole("button", { name: "Submit a task" }).click();
        await tab.getByRole("button", { name: "More fields" }).click();
        assert.deepEqual(await tooSmall(), []);
        assert.equal(await tab.evaluate(() => document.querySelector("dialog").scrollWidth <= document.querySelector("dialog").clientWidth), true);
    });

    test("nothing reads worse in the dark, nothing overflows at 360 pixels", async () => {
        tab = await open(page.url(`&device=${fleet.devices[11].id}`), { viewport: { width: 360, height: 700 }, colorScheme: "dark" });
        await tab.locator(".card").first().waitFor();
        assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth), 360);
        await tab.getByRole("button", { name: "← Fleet" }).click();
        await tab.locator(".row").first().waitFor();
        assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth), 360);
        await tab.getByRole("button", { name: "Switch to light colours" }).click();
        assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), "light");
    });

    test("the dialogs have no fault that axe finds", async () => {
    tab = await open(page.url("&device=pump-011"));
    await tab.getByRole("button", { name: "Submit a task" }).click();
    await tab.getByRole("dialog").getByRole("button", { name: "More fields" }).click();
    await tab.getByLabel("Id", { exact: true }).fill("not an id");
    await tab.getByRole("dialog").getByRole("button", { name: "Submit", exact: true }).click();
    await tab.getByRole("dialog").locator(".faults").waitFor();
    assert.deepEqual(await tab.axe(), []);
    await tab.keyboard.press("Escape");
    await tab.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await tab.evaluate(() => document.activeElement?.textContent), "Submit a task");
  });

  for (const [name, query, ready, scheme] of [
        ["fleet", "", ".row", "light"],
        ["fleet in the dark", "", ".row", "dark"],
        ["device", "&device=pump-011", ".card", "light"],
        ["device in the dark", "&device=pump-011", ".card", "dark"],
    ])
        test(`the ${name} view has no fault that axe finds`, async () => {
            someTasks(fleet.devices[11], Date.now());
            tab = await open(page.url(query), { colorScheme: scheme });
            await tab.locator(ready).first().waitFor();
            assert.deepEqual(await tab.axe(), []);
        });
});

describe("a malicious device", () => {
    let broker, page, tab;
    before(async () => {
        broker = await Broker.start();
        page = await servePage(broker.port);
    });
    after(async () => {
        await tab?.context().close();
        await page?.close();
        await broker?.close();
    });

    test("its id, name and every text it sends are shown as text", async () => {
        const evil = '<img src=x onerror="window.owned=1"><script>window.owned=2<\\/script>';
        const id = '"><img src=x onerror=window.owned=3>';
        const client = await connect(broker.port);
        const device = new FakeDevice(7);
        Object.assign(device, {
            id,
            groups: [evil],
            tags: [evil],
            name: evil,
            presence: "online",
            alerts: [evil],
            recommendations: [evil],
        });
        device.advance(Date.now());
        const now = Date.now();
        const state = device.state(now);
        state.power.source = state.mode = state.power.quality = evil;
        state.sensors = [{ name: evil, quality: evil, fault: evil }];
        state.counters[evil] = evil;
        state.counters.__proto__x = { toString: evil };
        state.timezone = evil;
        const publish = (topic, doc) =>
            client.publishAsync(`${root}/${id}/${topic}`, typeof doc === "string" ? doc : JSON.stringify(doc), { qos: 1, retain: true });
        await publish("status", {
            ...device.status(now),
            reason: evil,
            agent_version: evil,
            timezone: "javascript:alert(1)",
            next_wake_at: evil,
        });
        await publish("state", state);
        tab = await open(page.url());
        await tab.getByRole("link", { name: evil }).waitFor();
        await tab.getByRole("link", { name: evil }).click();
        await tab.getByTestId("device-name").getByText(evil, { exact: true }).waitFor();
        const task = {
            ...device.task(now, {
                id: evil.slice(0, 64),
                kind: evil,
                description: evil,
                tags: [evil],
                message: evil,
                status: "FAILED",
                phase: evil,
                reason: evil,
                result: evil,
                error: { category: evil, message: evil },
            }),
        };
        await client.publishAsync(`${root}/${id}/task/evil/state`, JSON.stringify(task));
        await tab.locator(".card-error").getByText(evil, { exact: false }).waitFor();
        for (const payload of [
            "{",
            "null",
            "[[[[",
            "\u0000",
            '{"power":{"soc_pct":1e999}}',
            `{"forecast":{"p_charging":[${"9,".repeat(20000)}9]}}`,
            "x".repeat(70_000),
            Buffer.from([0xff, 0xfe, 0x80]),
        ])
            await client.publishAsync(`${root}/${id}/state`, payload);
        await client.publishAsync(
            `${root}/${id}/telemetry`,
            JSON.stringify({ samples: [{ ts: evil, soc_pct: evil, charging: evil }, null, 7] }),
        );
        await client.publishAsync(
            `${root}/${id}/ctl/reply`,
            JSON.stringify({ verb: "list", ok: true, data: { tasks: [null, 5, { id: 3, status: {} }] } }),
        );
        await publish("state", state);
        await tab.getByText(/unreadable message/).waitFor();
        assert.equal(await tab.evaluate(() => window.owned), undefined);
        assert.equal(await tab.locator("img").count(), 1); // the page's own mark
        assert.equal(await tab.locator("#app script").count(), 0);
        assert.deepEqual(tab.faults, []);
        await client.endAsync();
    });
});

describe("the link", () => {
    let broker, page, tab;
    beforeEach(() => (tab = undefined));
    afterEach(async () => {
        await tab?.context().close();
        await page?.close();
        await broker?.close();
    });
    const stage = async options => {
        broker = await Broker.start(options);
        page = await servePage(broker.port);
    };
    const card = {
        state: "online",
        session: 4,
        ts: new Date().toISOString(),
        clock: "ntp",
        boot_id: "b",
        agent_version: "1",
        caps: [],
        groups: [],
    };

    test("a device whose connection dies becomes lost by its will", async () => {
        await stage();
        const device = await connect(broker.port, {
            clientId: "pi",
            will: { topic: `${root}/pi/status`, payload: JSON.stringify({ ...card, state: "lost" }), qos: 1, retain: true },
            reconnectPeriod: 0,
        });
        await device.publishAsync(`${root}/pi/status`, JSON.stringify(card), { qos: 1, retain: true });
        tab = await open(page.url());
        await tab.locator(".row .presence", { hasText: "online" }).waitFor();
        assert.equal(await tab.locator(".totals .total").first().textContent(), "1 device");
        device.stream.destroy();
        await tab.locator(".row .presence.is-lost").waitFor();
    });

    test("a broker restart is announced, and the page recovers by itself with what changed meanwhile", async () => {
        await stage();
        const device = await connect(broker.port, { reconnectPeriod: 200 });
        await device.publishAsync(`${root}/pi/status`, JSON.stringify(card), { qos: 1, retain: true });
        tab = await open(page.url());
        await tab.locator(".row .presence", { hasText: "online" }).waitFor();
        await broker.down();
        await tab
            .getByRole("alert")
            .getByText(/Not connected since/)
            .waitFor();
        assert.equal(await tab.locator(".row").count(), 1);
        await tab.goto(page.url("&device=pi"));
        await broker.up();
        await tab.getByRole("heading", { name: "pi" }).waitFor();
        await device.publishAsync(
            `${root}/pi/task/t/state`,
            JSON.stringify({ id: "t", rev: 1, status: "IN_PROGRESS", phase: "RUNNING", started_at: new Date(Date.now() - 60_000).toISOString() }),
            { qos: 1, retain: true },
        );
        await tab.locator("[data-task=t]").waitFor();
        await broker.down();
        await tab.getByRole("alert").getByText(/Not connected since/).waitFor();
        await tab.getByText(/whether it still runs is not known/).waitFor();
        await tab.getByRole("button", { name: "← Fleet" }).click();
        await broker.up();
        await device.publishAsync(
            `${root}/pi/status`,
            JSON.stringify({ ...card, state: "sleeping", next_wake_at: new Date(Date.now() + 3_600_000).toISOString() }),
            { qos: 1, retain: true },
        );
        await tab.locator(".row .presence.is-sleeping", { hasText: "until" }).waitFor({ timeout: 30_000 });
        await tab.locator(".link", { hasText: "connected" }).waitFor();
        assert.equal(await tab.getByText(/Not connected since/).count(), 0);
        await device.endAsync();
    });

    test("a broker that is not there is named, with what to check", async () => {
        await stage();
        await broker.down();
        tab = await open(page.url());
        await tab
            .getByRole("alert")
            .getByText(/does not answer/)
            .waitFor();
        await broker.up();
        await tab.getByText("No device has reported yet").waitFor({ timeout: 40_000 });
    });

    test("a wrong password asks for sign-in; the right one is kept only when asked", async () => {
        await stage({ passwords: { ann: "right" } });
        tab = await open(page.url());
        await tab.getByText(/Sign-in refused/).waitFor();
        await tab.getByRole("textbox", { name: "User name" }).fill("ann");
        await tab.getByLabel("Password", { exact: true }).fill("wrong");
        await tab.getByRole("button", { name: "Connect", exact: true }).click();
        await tab.getByText(/Sign-in refused/).waitFor();
        await tab.getByRole("textbox", { name: "User name" }).fill("ann");
        await tab.getByLabel("Password", { exact: true }).fill("right");
        await tab.getByRole("button", { name: "Connect", exact: true }).click();
        await tab.getByText("No device has reported yet").waitFor();
        assert.equal(await tab.evaluate(() => sessionStorage.length + localStorage.length), 0);
        assert.doesNotMatch(tab.url(), /right|ann/);
        await tab.reload();
        await tab.getByRole("textbox", { name: "User name" }).fill("ann");
        await tab.getByLabel("Password", { exact: true }).fill("right");
        await tab.getByLabel("Keep until this tab is closed").check();
        await tab.getByRole("button", { name: "Connect", exact: true }).click();
        await tab.getByText("No device has reported yet").waitFor();
        await tab.reload();
        await tab.getByText("No device has reported yet").waitFor();
    });

    test("a user who may only read sees everything and is told why a command was refused", async () => {
        await stage({
            passwords: { reader: "r", device: "d" },
            acl: `user reader\ntopic read ${root}/#\n\nuser device\ntopic readwrite ${root}/#\n`,
        });
        const device = await connect(broker.port, { username: "device", password: "d" });
        await device.publishAsync(`${root}/pi/status`, JSON.stringify(card), { qos: 1, retain: true });
        await device.publishAsync(
            `${root}/pi/state`,
            JSON.stringify(new FakeDevice(3).state && { power: { soc_pct: 55, source: "battery" }, queue: {}, mode: "reduced" }),
            { qos: 1, retain: true },
        );
        tab = await open(page.url("&device=pi"));
        await tab.getByRole("textbox", { name: "User name" }).fill("reader");
        await tab.getByLabel("Password", { exact: true }).fill("r");
        await tab.getByRole("button", { name: "Connect", exact: true }).click();
        await tab.getByRole("heading", { name: "pi" }).waitFor();
        await tab.getByRole("button", { name: "Sync" }).click();
        await tab.locator(".deed.is-refused", { hasText: "not authorized" }).waitFor();
        await tab.getByText("No task seen yet").waitFor();
        await device.endAsync();
    });

    test("a page without a broker in its address asks for one and checks what it is given", async () => {
        await stage();
        tab = await open(page.url().split("?")[0]);
        const address = tab.getByLabel("Broker (MQTT over WebSocket)");
        await address.fill("http://127.0.0.1:1/");
        await tab.getByRole("button", { name: "Connect", exact: true }).click();
        await tab
            .getByRole("alert")
            .getByText(/must begin with ws/)
            .waitFor();
        await address.fill(`ws://127.0.0.1:${page.ws}`);
        await tab.getByRole("button", { name: "Connect", exact: true }).click();
        await tab.getByText("No device has reported yet").waitFor();
        assert.match(tab.url(), /broker=ws/);
    });
});

describe("a broker of another make", () => {
    test("MQTT 3.1.1 alone is enough, and denied subscriptions are named", async () => {
        const { plainBroker } = await import("./plainBroker.mjs");
        const broker = await plainBroker({ deny: filter => filter.endsWith("/receipt") });
        const page = await servePage(broker.port);
        const device = await connect(broker.port, { protocolVersion: 4 });
        let tab;
        try {
            await device.publishAsync(`${root}/pi/status`, JSON.stringify({ state: "online", session: 1 }), { qos: 1, retain: true });
            tab = await open(page.url());
            await tab.locator(".row .presence", { hasText: "online" }).waitFor({ timeout: 20_000 });
            await tab.getByRole("alert").getByText(`${root}/+/receipt`).waitFor();
            assert.deepEqual(tab.faults, []);
        } finally {
            await tab?.context().close();
            await device.endAsync();
            await page.close();
            await broker.close();
        }
    });
});
