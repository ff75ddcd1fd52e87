// Figures of the page with a large fleet: time to the full list, frames per second while it updates, memory.
//
//   figures.mjs [--devices 500] [--interval 5] [--seconds 20]
//
// The frame rate is beside that of the same machine on an empty page in the same browser, because a headless browser
// paints in software: only the ratio speaks of the page.
import { parseArgs } from "node:util";
import { startFleet } from "./fleet.mjs";
import { Broker, browser, servePage, watched } from "./stage.mjs";

const { values } = parseArgs({
    options: {
        devices: { type: "string", default: "500" },
        interval: { type: "string", default: "5" },
        seconds: { type: "string", default: "20" },
    },
});
const devices = Number(values.devices);
const seconds = Number(values.seconds);

/** Frames and the gaps between them over a span, measured in the page by its own animation frames. */
const frames = (tab, ms) =>
    tab.evaluate(
        span =>
            new Promise(resolve => {
                const gaps = [];
                const start = performance.now();
                let last = start;
                const step = now => {
                    gaps.push(now - last);
                    last = now;
                    if (now - start < span) requestAnimationFrame(step);
                    else
                        resolve({
                            fps: (1000 * (gaps.length - 1)) / (last - start),
                            p99: gaps.sort((a, b) => a - b)[Math.floor(gaps.length * 0.99)],
                            worst: gaps.at(-1),
                        });
                };
                requestAnimationFrame(step);
            }),
        ms,
    );

async function memory(tab) {
    const session = await tab.context().newCDPSession(tab);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const { nodes } = await session.send("Memory.getDOMCounters");
    return { mb: usedSize / 1e6, nodes };
}

const row = (name, value) => console.log(`${name.padEnd(46)} ${value}`);
const show = f => `${f.fps.toFixed(1)} frames/s, 99 % of the gaps below ${f.p99.toFixed(0)} ms, worst ${f.worst.toFixed(0)} ms`;

const broker = await Broker.start();
const page = await servePage(broker.port);
const fleet = await startFleet({ port: broker.port, devices, interval: Number(values.interval) });
const chromium = await browser();
try {
    const context = await chromium.newContext({ viewport: { width: 1360, height: 860 } });
    const tab = watched(await context.newPage());
    await tab.goto("about:blank");
    tab.faults.length = 0; // about:blank has no host
    const empty = await frames(tab, 4000);
    const start = Date.now();
    await tab.goto(page.url());
    await tab.waitForFunction(n => document.querySelector("[data-testid=device-count]")?.textContent === String(n), devices, {
        polling: "raf",
        timeout: 60_000,
    });
    const full = Date.now() - start;
    await tab.waitForTimeout(1000);
    const before = fleet.figures.published;
    const started = Date.now();
    const [still, atStart] = [await frames(tab, seconds * 500), await memory(tab)];
    const scrolling = frames(tab, seconds * 500);
    for (let i = 0; i < seconds; i++) {
        await tab.mouse.wheel(0, i % 8 < 4 ? 900 : -900);
        await tab.waitForTimeout(400);
    }
    const moving = await scrolling;
    const rate = (fleet.figures.published - before) / ((Date.now() - started) / 1000);
    const atEnd = await memory(tab);
    row("devices", `${devices}, ${rate.toFixed(0)} state and telemetry messages a second`);
    row("navigation to full list", `${full} ms`);
    row("empty page, same browser", show(empty));
    row("fleet, updating", show(still));
    row("fleet, updating and scrolled", show(moving));
    row("script heap after collection: start, end", `${atStart.mb.toFixed(1)} MB, ${atEnd.mb.toFixed(1)} MB`);
    row("DOM nodes", `${atEnd.nodes}`);
    if (tab.faults.length > 0) throw new Error(tab.faults.join("\n"));
} finally {
    await chromium.close();
    await fleet.stop();
    await page.close();
    await broker.close();
}
