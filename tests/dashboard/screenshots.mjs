// Pictures of the page for the README: fleet, device, phone width, dark mode. A fake fleet with a repeatable seed stands
// behind them, with a past that is replayed as telemetry, so that the charts have something to show.
import { mkdir } from "node:fs/promises";
import { startFleet } from "./fleet.mjs";
import { answerCommands, someTasks } from "./responder.mjs";
import { Broker, browser, repo, servePage } from "./stage.mjs";

const folder = `${repo}src/dashboard/screenshots`;
const minute = 60_000;

/** A believable day: charged overnight, on battery since the morning, now charging or not as `charging` says. */
function replay(device, now) {
    const samples = [];
    let soc = 96;
    for (let t = now - 360 * minute; t < now; t += 2 * minute) {
        const busy = [
            [-310, 22],
            [-205, 9],
            [-152, 11],
            [-44, 2],
            [-11, 11],
        ].some(([from, length]) => t >= now + from * minute && t < now + (from + length) * minute);
        const isCharging = t < now - 330 * minute || (t > now - 130 * minute && t < now - 95 * minute);
        const power = isCharging ? Math.min(9, (101 - soc) * 1.4) : -(2.3 + 0.25 * Math.sin(t / 7e5) + (busy ? 2.6 : 0));
        soc = Math.min(100, soc + (power * 2) / 60 / 0.27);
        samples.push({
            ts: new Date(t).toISOString(),
            soc_pct: Math.round(soc * 10) / 10,
            voltage_v: 3.3 + 0.85 * (soc / 100),
            power_w: Math.round(power * 100) / 100,
            charging: isCharging ? "charging" : "discharging",
            source: isCharging ? "external" : "battery",
        });
    }
    device.soc = soc;
    return samples;
}

const broker = await Broker.start();
const page = await servePage(broker.port);
const fleet = await startFleet({ port: broker.port, devices: 64, interval: 5 });
await answerCommands(fleet);
const hero = fleet.devices[1];
const now = Date.now();
hero.presence = "online";
hero.capacityWh = 27;
hero.loadW = 2.3;
hero.plugHour = ((now / 3_600_000) % 24) + 9;
hero.plugHours = 7;
hero.stale = false;
hero.unsynced = false;
hero.alerts = [];
hero.recommendations = [
    "Heavy tasks ran on battery twice this week: give them class charging_only.",
    "The device wakes 61 times an hour; a telemetry interval of 120 s would halve it.",
];
someTasks(hero, now);
const samples = replay(hero, now);
await fleet.publish(hero.id, "status", hero.status(now), true);
hero.advance(now);
await fleet.publish(hero.id, "state", hero.state(now), true);

const chromium = await browser();
await mkdir(folder, { recursive: true });

async function shoot(
    name,
    { query = "", width = 1360, height = 860, dark = false, scale = 1, ready = ".row", fullPage = false, act = async () => {} },
) {
    const context = await chromium.newContext({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
        deviceScaleFactor: scale,
        timezoneId: "Europe/Berlin",
        locale: "en-GB",
    });
    const tab = await context.newPage();
    await tab.goto(page.url(query));
    await tab.waitForSelector(ready);
    await tab.waitForTimeout(700);
    await act(tab);
    await tab.screenshot({ path: `${folder}/${name}.png`, fullPage });
    await context.close();
    console.log(`${name}.png`);
}

const withPast = async tab => {
    await fleet.publish(hero.id, "telemetry", { ...hero.head(Date.now()), samples, dropped: 0 });
    await tab.waitForFunction(() => document.querySelectorAll(".run").length >= 5);
    await tab.waitForTimeout(800);
};
/** As `withPast`, with an hour in which nothing was recorded, and nothing since the device fell silent. */
const withGap = async tab => {
    const heard = samples.filter(s => {
        const age = now - Date.parse(s.ts);
        return age > 6 * minute && (age < 170 * minute || age > 230 * minute);
    });
    await fleet.publish(hero.id, "telemetry", { ...hero.head(Date.now()), samples: heard, dropped: 0 });
    await tab.waitForFunction(() => document.querySelectorAll(".run").length >= 5);
    await tab.waitForTimeout(800);
};
const device = { query: `&device=${hero.id}`, ready: ".card" };

await shoot("fleet", {});
await shoot("fleet-dark", { dark: true });
await shoot("device", { ...device, height: 1180, act: withPast });
await shoot("device-dark", { ...device, height: 1180, dark: true, act: withPast });
await shoot("phone-fleet", { width: 360, height: 740, scale: 2 });
await shoot("phone-device", { ...device, width: 360, height: 1400, scale: 2, act: withPast });
await shoot("submit", {
    ...device,
    height: 900,
    act: async tab => {
        await withPast(tab);
        await tab.getByRole("button", { name: "Submit a task" }).click();
        await tab.getByLabel("Kind", { exact: true }).fill("exec");
        await tab.getByLabel("Command and arguments").fill("/usr/bin/convert\n/srv/cam/*.jpg");
        await tab.getByLabel("powered").check();
        await tab.getByRole("button", { name: "Dry run" }).click();
        await tab.getByText(/It would start/).waitFor();
    },
});


/** The same device in a state of its own. */
async function inState(change, shootIt) {
    Object.assign(hero, { presence: "online", held: false, dark: undefined }, change);
    await fleet.publish(hero.id, "status", hero.status(Date.now()), true);
    await fleet.publish(hero.id, "state", hero.state(Date.now()), true);
    await shootIt();
}

/** Falls silent while the page looks on; five minutes pass by the page's clock alone. */
const thenLost = async tab => {
    await withGap(tab);
    hero.presence = "lost";
    await fleet.publish(hero.id, "status", { ...hero.status(Date.now()), state: "lost" }, true);
    await tab.locator(".device.is-away").waitFor();
    await tab.clock.setFixedTime(Date.now() + 5 * minute);
    await tab.getByText(/5 min ago/).first().waitFor();
    await tab.waitForTimeout(600);
};

const at = hours => new Date(now + hours * 60 * minute).toISOString();
await inState({}, () => shoot("lost", { ...device, height: 1000, act: thenLost }));
await inState({}, () => shoot("phone-lost", { ...device, width: 360, height: 1000, scale: 2, act: thenLost }));
await inState({ held: true }, () => shoot("held", { ...device, height: 1000, act: withPast }));
await inState({ dark: { from: at(6.5), until: at(9.5) } }, () => shoot("dark", { ...device, height: 1000, act: withPast }));
await shoot("empty", { query: "&root=edge/nothing", height: 420, ready: ".empty" });

await chromium.close();
await fleet.stop();
await page.close();
await broker.close();
