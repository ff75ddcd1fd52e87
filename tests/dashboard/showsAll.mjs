// How long a page that has just been opened takes to show every device of a fleet that is there.
//
//   showsAll.mjs --port PORT --devices N      of a broker on 127.0.0.1
import { parseArgs } from "node:util";
import { browser, servePage, watched } from "./stage.mjs";

const { values } = parseArgs({ options: { port: { type: "string" }, devices: { type: "string" } } });
const page = await servePage(Number(values.port));
const chromium = await browser();
const tab = watched(await chromium.newPage());
tab.setDefaultTimeout(300_000);
const begin = performance.now();
await tab.goto(page.url());
await tab.getByTestId("device-count").getByText(values.devices, { exact: true }).waitFor();
console.log(`       a page that is opened then shows all ${values.devices} devices after ${((performance.now() - begin) / 1000).toFixed(1)} s`);
await chromium.close();
await page.close();
