// Picture of the dashboard with a real agent and the firmware side by side: the agent on its simulated board, the firmware's own sources on theirs
// (tests/EdgeAgent.Nano.Host), with four virtual days behind it. Run by firmware.sh.
import { mkdtemp, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Broker, browser, repo, servePage, start, stop } from "./stage.mjs";

const dll = (folder, name) => join(repo, folder, "bin/Release/net10.0", `${name}.dll`);
const broker = await Broker.start();
const page = await servePage(broker.port);
const data = await mkdtemp(join(tmpdir(), "edgeagent-pi-"));
const agent = start("dotnet", [
    dll("src/EdgeAgent", "edgeagent"),
    "run",
    `--EdgeAgent:Mqtt:Port=${broker.port}`,
    "--EdgeAgent:Device:Id=attic-pi",
    `--EdgeAgent:Device:DataDirectory=${data}`,
    "--EdgeAgent:Power:Board=simulated",
]);
const host = (...args) => start("dotnet", [dll("tests/EdgeAgent.Nano.Host", "EdgeAgent.Nano.Host"), String(broker.port), "garden-node", ...args]);
const lived = host("4");
await lived.ended;
const chromium = await browser();
const folder = `${repo}src/dashboard/screenshots`;
await mkdir(folder, { recursive: true });
async function shoot(name, query, ready) {
    const context = await chromium.newContext({ viewport: { width: 1360, height: 300 }, timezoneId: "UTC", locale: "en-GB" });
    const tab = await context.newPage();
    await tab.goto(page.url(query));
    await tab.waitForSelector(ready);
    await tab.waitForTimeout(2500);
    await tab.screenshot({ path: join(folder, name) });
    await context.close();
}

await shoot("firmware-fleet.png", "", ".row");
await chromium.close();
await stop(agent);
process.exit(0);
