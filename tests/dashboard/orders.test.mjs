// Campaigns and pools in a real browser, with a real broker and the real controller; the devices are simulated.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { OrderDevices } from "./orderDevices.mjs";
import { Broker, browser, repo, servePage, start, stop, watched } from "./stage.mjs";

const program = join(repo, "src/EdgeAgent.Fleet/bin/Release/net10.0/edgeagent-fleet");
const count = 120;

describe("campaigns and pools", () => {
    let chromium, broker, page, controller, devices, folder, tab;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "edgeagent-orders-"));
        // A viewer reads everything and may give no order.
        broker = await Broker.start({
            passwords: { operator: "o", viewer: "v" },
            acl: "user operator\ntopic readwrite edge/v1/#\n\nuser viewer\ntopic read edge/v1/#\n",
        });
        page = await servePage(broker.port);
        devices = await OrderDevices.start(broker.port, count);
        await writeFile(join(folder, "password"), "o", { mode: 0o600 });
        controller = start(program, [
            "run",
            `--EdgeAgentFleet:Mqtt:Port=${broker.port}`,
            `--EdgeAgentFleet:DataDirectory=${folder}/state`,
            "--EdgeAgentFleet:Mqtt:Username=operator",
            `--EdgeAgentFleet:Mqtt:PasswordFile=${folder}/password`,
        ]);
        await devices.untilKnown().catch(error => assert.fail(`${error.message}\n${controller.output.join("")}`));
        chromium = await browser();
    });
    after(async () => {
        await chromium?.close();
        await stop(controller);
        await devices?.close();
        await page?.close();
        await broker?.close();
        await rm(folder, { recursive: true, force: true });
    });
    afterEach(async () => {
        assert.deepEqual(tab.faults, []);
        await tab.context().close();
    });

    async function open(query, { user = "operator", width = 1366 } = {}) {
        tab = watched(await (await chromium.newContext({ viewport: { width, height: 900 } })).newPage());
        tab.setDefaultTimeout(40_000);
        await tab.goto(page.url(query));
        await tab.getByRole("textbox", { name: "User name" }).fill(user);
        await tab.getByLabel(/^Password/).fill(user[0]);
        await tab.getByRole("button", { name: "Connect", exact: true }).click();
        await tab.locator(".link", { hasText: /^connected$/ }).waitFor();
    }
    const picture = name => (process.env.EDGEAGENT_PICTURES ? tab.screenshot({ path: join(process.env.EDGEAGENT_PICTURES, `${name}.png`), fullPage: true }) : undefined);

    test("a campaign is listed with its bar, paused, resumed, and seen device by device to its end", async () => {
        devices.hold("d-100");
        devices.fails.add("d-003");
        await devices.order("campaign", {
            id: "firmware",
            stages: [{ count: 1, success_pct: 100 }, { percent: 10 }, { percent: 100 }],
            task: { kind: "noop", description: "the spring release" },
        });
        await open("");
        await tab.getByRole("link", { name: /Campaigns and pools \(1\)/ }).click();
        const card = tab.locator("[data-order=firmware]");
        await card.getByText(`stage 3 of 3 · ${count - 1} of ${count} ended`).waitFor();
        await tab.getByRole("img", { name: /firmware: 118 succeeded, 1 failed, 1 accepted/ }).waitFor();
        await card.getByRole("button", { name: "Pause" }).click();
        await card.locator("[data-phase=paused]").waitFor();
        await tab.locator(".deed.is-ok", { hasText: "campaign pause firmware" }).waitFor();
        await card.getByRole("button", { name: "Resume" }).click();
        await card.locator("[data-phase=running]").waitFor();
        assert.deepEqual(await tab.axe(), []);
        await picture("orders-1366");

        await card.getByRole("link", { name: "firmware" }).click();
        await tab.getByRole("heading", { level: 1, name: "firmware" }).waitFor();
        const first = tab.locator("table.order-rows tbody tr").first();
        assert.equal(await first.getAttribute("data-device"), "d-003");
        await first.getByText("the drill failed").waitFor();
        assert.equal(await tab.locator("table.order-rows tbody tr").count(), 50);
        await tab.getByRole("button", { name: `Show all ${count}` }).click();
        await tab.waitForFunction(n => document.querySelectorAll("table.order-rows tbody tr").length === n, count);
        await tab.getByRole("button", { name: "Renew" }).waitFor();
        await tab.locator(".stage", { hasText: "1. 1 device" }).getByText("1 of 1 ended, 100").waitFor();
        assert.deepEqual(await tab.axe(), []);
        await picture("campaign-1366");

        devices.release("d-100");
        await tab.locator("[data-phase=completed]").waitFor();
        await tab.getByRole("button", { name: "Retry 1 device" }).waitFor();
        assert.equal(await tab.getByRole("button", { name: "Abort" }).count(), 0);
    });

    test("an abort is asked about, tells the devices to cancel, and says why the campaign ended", async () => {
        devices.hold("d-001");
        await devices.order("campaign", { id: "wrong", stages: [{ count: 2 }, { percent: 100 }], task: { kind: "noop" } });
        await open("&order=wrong");
        await tab.getByRole("button", { name: "Abort" }).click();
        await tab.getByRole("dialog").getByText("1 device that has it is told").waitFor();
        await tab.getByRole("button", { name: "Abort the campaign" }).click();
        await tab.locator("[data-phase=aborted]").waitFor();
        await tab.locator(".note", { hasText: "by a user" }).waitFor();
        await tab.locator("tr[data-device=d-001]").getByText("canceled").waitFor();
        devices.release("d-001");
    });

    test("a pool shows which device was chosen and why, beside those that were not", async () => {
        devices.offers.set("d-005", { phase: "READY" });
        devices.offers.set("d-006", { planned_start: new Date(Date.now() + 6 * 3_600_000).toISOString() });
        devices.offers.set("d-007", undefined);
        await devices.order("pool", {
            id: "any",
            k: 1,
            offer_wait_s: 20,
            select: { devices: ["d-005", "d-006", "d-007"] },
            task: { kind: "noop", estimate: { duration_s: 1200 } },
        });
        await open("&order=any");
        await tab.locator("[data-phase=completed]").waitFor();
        const row = async id => (await tab.locator(`tr[data-device=${id}] > *`).allTextContents()).map(t => t.replaceAll("\u202f", " "));
        assert.deepEqual((await row("d-005")).slice(0, 4), ["1", "d-005", "20.0 min", "none"]);
        assert.match((await row("d-005")).at(-1), /chosen: offer 1/);
        assert.deepEqual([(await row("d-006")).slice(0, 3), (await row("d-006")).at(-2)], [["2", "d-006", "20.0 min"], "not chosen"]);
        assert.match((await row("d-006"))[3], /^[56] h/);
        assert.deepEqual((await row("d-007")).slice(-2), ["no offer", "the battery is too low"]);
        assert.deepEqual(await tab.axe(), []);
        await picture("pool-1366");
    });

    test("on a phone everything is there without scrolling sideways", async () => {
        for (const [name, query] of [["orders", "&order="], ["campaign", "&order=firmware"], ["pool", "&order=any"]]) {
            await open(query, { width: 360 });
            await tab.locator("[data-phase]").first().waitFor();
            assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= 360, name);
            assert.deepEqual(await tab.axe(), []);
            await picture(`${name}-360`);
            if (name !== "pool") await tab.context().close();
        }
    });

    test("who may only look sees everything, and is told that the order was not given", async () => {
        devices.hold("d-002");
        await devices.order("campaign", { id: "looked-at", select: { devices: ["d-002"] }, task: { kind: "noop" } });
        await open("&order=looked-at", { user: "viewer" });
        await tab.locator("[data-phase=running]").waitFor();
        await tab.getByRole("button", { name: "Pause" }).click();
        await tab.locator(".deed.is-refused, .deed.is-silent", { hasText: "campaign pause looked-at" }).waitFor();
        assert.equal(await tab.locator("[data-phase=running]").count(), 1);
        devices.release("d-002");
        await tab.locator("[data-phase=completed]").waitFor();
    });
});
