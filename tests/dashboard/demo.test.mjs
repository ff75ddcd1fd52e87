// deploy/demo.sh as a newcomer uses it: it starts, shows a device, and leaves nothing behind.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import mqtt from "mqtt";
import { browser, freePort, repo, start, watched } from "./stage.mjs";

const script = join(repo, "deploy/demo.sh");
const examples = ["hello", "report", "tidy", "index", "after-index", "heartbeat", "fails"];

const run = (args, env = {}) => spawnSync(script, args, { encoding: "utf8", timeout: 60_000, env: { ...process.env, ...env } });

/** Every process below this one, itself included. */
function family(pid) {
    const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
        .trim()
        .split("\n")
        .map(line => line.trim().split(/\s+/).map(Number));
    const found = [pid];
    for (let i = 0; i < found.length; i++) found.push(...rows.filter(([, parent]) => parent === found[i]).map(([child]) => child));
    return found;
}

// A process that has ended and that nobody has asked after yet is no process any more.
const isAlive = async pid => {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
    return stat !== undefined && stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
};

const listeners = () =>
    execFileSync("ss", ["-Hltnp"], { encoding: "utf8", env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } })
        .trim()
        .split("\n")
        .map(line => ({ address: line.trim().split(/\s+/)[3], pids: [...line.matchAll(/pid=(\d+)/g)].map(m => Number(m[1])) }));

/** A demo of its own: free ports, a folder for whatever it writes, and a client that hears everything from the beginning. */
async function demo(speed, { terminal = false, deaf = false } = {}) {
    const [port, ws, http] = [await freePort(), await freePort(), await freePort()];
    const folder = await mkdtemp(join(tmpdir(), "edgeagent-demo-test-"));
    const args = speed === undefined ? [] : ["--speed", String(speed)];
    const env = {
        ...process.env,
        TMPDIR: folder,
        EDGEAGENT_DEMO_MQTT_PORT: String(port),
        EDGEAGENT_DEMO_WS_PORT: String(ws),
        EDGEAGENT_DEMO_HTTP_PORT: String(http),
    };
    const child = terminal
        ? start("script", ["-qefc", [script, ...args].join(" "), "/dev/null"], { env, stdio: ["pipe", "pipe", "pipe"] })
        : deaf
          ? start("sh", ["-c", 'trap "" INT; exec "$@"', "sh", script, ...args], { env, detached: true })
          : start(script, args, { env, detached: true });
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 20, connectTimeout: 2000 });
    client.on("error", () => {}); // until the broker is there
    const seen = [];
    const waiting = new Set();
    client.on("message", (topic, payload) => {
        const doc = JSON.parse(String(payload));
        seen.push([topic, doc]);
        for (const look of waiting) look(topic, doc);
    });
    client.on("connect", () => client.subscribe("edge/v1/demo-pi/#", { qos: 1 }));
    const until = (name, fits, ms) =>
        new Promise((resolve, reject) => {
            const end = (act, value) => (clearTimeout(timer), waiting.delete(look), act(value));
            const look = (topic, doc) => topic === `edge/v1/demo-pi/${name}` && fits(doc) && end(resolve, doc);
            const timer = setTimeout(() => end(reject, new Error(`no fitting ${name}; the demo said ${child.output.join("")}`)), ms);
            child.ended.then(() => end(reject, new Error(`the demo ended: ${child.output.join("")}`)));
            waiting.add(look);
            for (const [topic, doc] of seen) look(topic, doc);
        });
    const says = (text, ms = 240_000) =>
        new Promise((resolve, reject) => {
            const end = (act, value) => (clearTimeout(timer), child.stdout.off("data", look), act(value));
            const look = () => {
                const found = child.output.join("").match(text);
                if (found) end(resolve, found);
            };
            const timer = setTimeout(() => end(reject, new Error(`the demo did not say ${text}: ${child.output.join("")}`)), ms);
            child.ended.then(() => end(reject, new Error(`the demo ended: ${child.output.join("")}`)));
            child.stdout.on("data", look);
            look();
        });
    const close = async () => {
        await client.endAsync(true);
        if (child.exitCode === null && child.signalCode === null) {
            child.kill("SIGTERM");
            await child.ended;
        }
        await rm(folder, { recursive: true, force: true });
    };
    return { child, folder, port, ws, http, seen, until, says, close };
}

/** Ends it as `stopIt` does and looks for what was left behind. */
async function endsWhole({ child, folder, port, ws, http }, stopIt) {
    const members = family(child.pid);
    assert.ok(members.length >= 4, `a script, a broker, a page and an agent, not ${members.length}`);
    stopIt();
    await child.ended;
    const left = [];
    for (const pid of members) if (await isAlive(pid)) left.push(pid);
    assert.deepEqual(left, [], child.output.join(""));
    assert.deepEqual(
        listeners().filter(l => [port, ws, http].some(p => l.address.endsWith(`:${p}`))),
        [],
    );
    assert.deepEqual(await readdir(folder), []);
}

describe("what cannot be started", () => {
    test("--help says what there is", () => {
        const { status, stdout } = run(["--help"]);
        assert.equal(status, 0);
        for (const word of ["--speed", "EDGEAGENT_DEMO_MQTT_PORT", "EDGEAGENT_DEMO_WS_PORT", "EDGEAGENT_DEMO_HTTP_PORT"]) assert.ok(stdout.includes(word), word);
    });

    for (const [args, env, names] of [
        [["--sped", "3"], {}, "--sped"],
        [["--speed"], {}, "--speed"],
        [["--speed", "fast"], {}, "fast"],
        [["--speed=0"], {}, "'0'"],
        [["--speed=1000000"], {}, "1000000"],
        [[], { EDGEAGENT_DEMO_WS_PORT: "66000" }, "66000"],
    ])
        test(`${JSON.stringify(env)} ${args.join(" ")} is refused with 2 and one line that names it`, () => {
            const { status, stderr } = run(args, env);
            assert.equal(status, 2);
            assert.equal(stderr.trim().split("\n").length, 1, stderr);
            assert.ok(stderr.includes(names), stderr);
        });

    test("--kill without a demo says so", async () => {
        const { status, stderr } = run(["--kill"], { EDGEAGENT_DEMO_MQTT_PORT: String(await freePort()) });
        assert.equal(status, 1);
        assert.match(stderr, /no demo runs on port/);
    });

    test("a port that is taken is named, and nothing is started", async () => {
        const taken = createServer();
        await new Promise(resolve => taken.listen(0, "127.0.0.1", resolve));
        const port = String(taken.address().port);
        const { status, stderr } = run([], { EDGEAGENT_DEMO_HTTP_PORT: port, EDGEAGENT_DEMO_MQTT_PORT: String(await freePort()), EDGEAGENT_DEMO_WS_PORT: String(await freePort()) });
        taken.close();
        assert.equal(status, 1);
        assert.match(stderr, new RegExp(`port ${port} is in use`));
    });
});

describe("the demo", () => {
    let pi, chromium;
    before(async () => {
        pi = await demo(60);
        chromium = await browser();
    });
    after(async () => {
        await chromium?.close();
        await pi?.close();
    });

    test("the device comes online and every example task gets its receipt", async () => {
        await pi.until("status", d => d.state === "online", 240_000);
        for (const id of examples) await pi.until("receipt", d => d.items.some(i => i.id === id && i.status === "QUEUED"), 60_000);
        const done = await pi.until("receipt", d => d.items.some(i => i.id === "hello" && i.status === "SUCCEEDED"), 60_000);
        assert.ok(done.items.every(i => i.seq > 0));
    });

    test("at sixty times the speed the charger comes within a minute, which takes two by the clock", async () => {
        await pi.until("state", d => d.power.source === "external", 60_000);
    });

    test("the address that it prints shows the device with its tasks", async () => {
        const [address] = await pi.says(/http:\/\/127\.0\.0\.1:\d+\/\S+/);
        assert.equal(new URL(address).port, String(pi.http));
        const tab = watched(await chromium.newPage());
        await tab.goto(address);
        await tab.getByTestId("device-name").getByText("demo-pi").waitFor();
        await tab.locator(".device-head .presence.is-online").waitFor();
        for (const id of examples) await tab.locator(`[data-task=${id}]`).waitFor();
        assert.deepEqual(tab.faults, []);
        await tab.close();
    });

    test("an agent that is killed from another terminal is lost, and back with every task and its data", async () => {
        const env = { EDGEAGENT_DEMO_MQTT_PORT: String(pi.port), TMPDIR: pi.folder };
        const sessions = pi.seen.filter(([topic]) => topic.endsWith("/status")).map(([, d]) => d.session);
        const lost = pi.until("status", d => d.state === "lost", 60_000);
        const { status, stdout } = run(["--kill"], env);
        assert.equal(status, 0, stdout);
        await lost;
        await pi.until("status", d => d.state === "online" && d.session > Math.max(...sessions), 60_000);
        const [, kept, all] = await pi.says(/back with (\d+) of (\d+) tasks/);
        assert.equal(kept, all);
        assert.ok(Number(all) >= examples.length);
        await pi.says(/hello +was SUCCEEDED +is SUCCEEDED/);
    });

    test("whatever it opened listens on 127.0.0.1 alone", () => {
        const members = new Set(family(pi.child.pid));
        const own = listeners().filter(l => l.pids.some(p => members.has(p)));
        assert.deepEqual(own.map(l => l.address).sort(), [pi.port, pi.ws, pi.http].map(p => `127.0.0.1:${p}`).sort());
    });

    test("an interrupt of its process group ends everything that it started", () => endsWhole(pi, () => process.kill(-pi.child.pid, "SIGINT")));
});

describe("in a terminal", () => {
    let pi, chromium;
    before(async () => {
        pi = await demo(undefined, { terminal: true });
        chromium = await browser();
    });
    after(async () => {
        await chromium?.close();
        await pi?.close();
    });

    test("the simulated weeks before the start were learned: the page shows them, and what follows from them", async () => {
        const [address] = await pi.says(/http:\/\/127\.0\.0\.1:\d+\/\S+/);
        const tab = watched(await chromium.newPage());
        await tab.goto(address);
        await tab.getByRole("table", { name: "Probability of charging by weekday and hour" }).waitFor();
        await tab.locator(".panel", { hasText: "Charging week" }).getByText(/^learned/).waitFor();
        const { forecast } = await pi.until("state", d => d.forecast?.confidence > 0.5, 60_000);
        assert.ok(Math.max(...forecast.p_charging) > 0.9 && Math.min(...forecast.p_charging) < 0.1);
        await tab.close();
    });

    test("the README's first task shows its wait, line by line, and runs when the charger is in", async () => {
        await pi.says(/running/);
        const [, section] = (await readFile(join(repo, "README.md"), "utf8")).match(/## The first task\n([^]*?)\n## /);
        const blocks = [...section.matchAll(/```sh\n([^]*?)```/g)].map(m =>
            m[1]
                .replaceAll("mosquitto_pub ", `mosquitto_pub -p ${pi.port} `)
                .replaceAll("--device demo-pi", `--device demo-pi --port ${pi.port}`)
                .replaceAll(/^sleep .*$/gm, ""),
        );
        const sh = text => execFileSync("bash", ["-ec", text], { encoding: "utf8", cwd: repo, timeout: 60_000 });
        const [ask, plug] = blocks;
        assert.match(ask, /\.\/edgeagent task why first/);
        const submitted = pi.until("task/first/state", d => d.phase === "WAITING", 60_000);
        assert.match(sh(`${ask.split("\n")[0]}`), /^$/);
        await submitted;
        assert.match(sh(ask.split("\n")[1]), /first[^]*wait[^]*charg/i);
        const done = pi.until("task/first/state", d => d.status === "SUCCEEDED", 120_000);
        assert.match(plug, /external_power/);
        sh(plug.split("\n")[0]);
        await done;
        assert.match(sh(plug.split("\n").filter(l => l.startsWith("./edgeagent"))[0]), /SUCCEEDED/i);
    });

    test("the key p plugs the charger out and in, the key k kills the agent and shows what is left of its tasks", async () => {
        pi.child.stdin.write("p");
        await pi.says(/the charger is out/, 30_000);
        await pi.until("state", d => d.power.source === "battery", 30_000);
        pi.child.stdin.write("k");
        const [, kept, all] = await pi.says(/back with (\d+) of (\d+) tasks/, 90_000);
        assert.equal(kept, all);
        await pi.says(/first +was SUCCEEDED +is SUCCEEDED/, 10_000);
    });

    test("Ctrl-C ends everything, and the agent says goodbye first", async () => {
        await pi.says(/running/);
        await pi.until("status", d => d.state === "online", 60_000);
        await endsWhole(pi, () => pi.child.stdin.write("\x03"));
        assert.ok(pi.seen.some(([topic, d]) => topic.endsWith("/status") && d.state === "offline"));
    });
});

describe("started by a shell that keeps interrupts from it", () => {
    let pi;
    before(async () => {
        pi = await demo(undefined, { deaf: true });
    });
    after(() => pi?.close());

    test("an interrupt of its process group still ends everything", async () => {
        await pi.says(/running/);
        await endsWhole(pi, () => process.kill(-pi.child.pid, "SIGINT"));
    });
});
