// What browser tests stand on: a mosquitto, the page served with its WebSocket bridge, a headless Chromium. All on
// loopback and on free ports; everything that was started is stopped by `close`.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const repo = fileURLToPath(new URL("../..", import.meta.url));

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const freePort = () =>
    new Promise((resolve, reject) => {
        const server = createServer();
        server.on("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });

/** Resolves when the port answers; a process that ends before is the error. */
export async function answers(port, child, name, timeoutMs = 20_000) {
    const until = Date.now() + timeoutMs;
    while (Date.now() < until) {
        if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${child.output.join("").slice(-2000)}`);
        const open = await new Promise(resolve => {
            const socket = connect(port, "127.0.0.1", () => resolve(true));
            socket.on("error", () => resolve(false));
            socket.on("connect", () => socket.end());
        });
        if (open) return;
        await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`${name} does not answer on port ${port}`);
}

const running = new Set();
process.on("exit", () => running.forEach(child => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** A child process that ends with this one, whatever ends this one. */
export function start(command, args, options = {}) {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    running.add(child);
    child.once("close", () => running.delete(child));
    child.output = [];
    const keep = chunk => {
        child.output.push(String(chunk));
        if (child.output.length > 400) child.output.splice(0, 200);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", error => keep(`${command}: ${error.message}`));
    child.ended = new Promise(resolve => child.once("close", resolve));
    return child;
}

export async function stop(child, signal = "SIGTERM") {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
    await child.ended;
    clearTimeout(timer);
}

/** A real mosquitto on loopback; `restart` keeps its port and, with persistence, its retained messages. */
export class Broker {
    static async start({ passwords, acl } = {}) {
        const broker = new Broker();
        broker.port = await freePort();
        broker.folder = await mkdtemp(join(tmpdir(), "edgeagent-broker-"));
        const lines = [
            `listener ${broker.port} 127.0.0.1`,
            "persistence true",
            `persistence_location ${broker.folder}/`,
            "user root",
            "max_queued_messages 20000",
            "max_inflight_messages 1000",
            "log_type error",
        ];
        if (passwords === undefined) lines.push("allow_anonymous true");
        else {
            await writeFile(join(broker.folder, "passwords"), "", { mode: 0o600 });
            for (const [name, word] of Object.entries(passwords)) {
                const child = start("mosquitto_passwd", ["-b", join(broker.folder, "passwords"), name, word]);
                if ((await child.ended) !== 0) throw new Error(`mosquitto_passwd: ${child.output.join("")}`);
            }
            lines.push("allow_anonymous false", `password_file ${join(broker.folder, "passwords")}`);
        }
        if (acl !== undefined) {
            await writeFile(join(broker.folder, "acl"), acl, { mode: 0o600 });
            lines.push(`acl_file ${join(broker.folder, "acl")}`);
        }
        await writeFile(join(broker.folder, "mosquitto.conf"), lines.join("\n") + "\n");
        await broker.up();
        return broker;
    }

    async up() {
        this.child = start("mosquitto", ["-c", join(this.folder, "mosquitto.conf")], {
            env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
        });
        await answers(this.port, this.child, "mosquitto");
    }

    async down() {
        await stop(this.child);
    }

    async close() {
        await this.down();
        await rm(this.folder, { recursive: true, force: true });
    }
}

/** The built page on http, and the bridge from its WebSocket to the broker. */
export async function servePage(brokerPort, { dir = join(repo, "src/dashboard/dist"), origins = [] } = {}) {
    const http = await freePort();
    const ws = await freePort();
    const child = start("node", [
        join(repo, "deploy/serve-dashboard.mjs"),
        "--dir",
        dir,
        "--http",
        String(http),
        "--ws",
        String(ws),
        "--mqtt",
        String(brokerPort),
        ...origins.flatMap(o => ["--origin", o]),
    ]);
    await answers(http, child, "serve-dashboard");
    await answers(ws, child, "serve-dashboard");
    return { url: (query = "") => `http://127.0.0.1:${http}/?broker=ws://127.0.0.1:${ws}${query}`, http, ws, close: () => stop(child) };
}

export const browser = () =>
    chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        headless: true,
        args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    });

/** Notes on the tab whatever must never happen, and lets axe-core look at it. */
export function watched(tab) {
    tab.faults = [];
    tab.setDefaultTimeout(15_000);
    tab.on("pageerror", error => tab.faults.push(`error: ${error.message}`));
    tab.on("console", message => {
        // A refused WebSocket is logged by the browser itself and is part of some tests.
        if (message.type() === "error" && !/WebSocket connection to/.test(message.text())) tab.faults.push(`console: ${message.text()}`);
    });
    tab.on("request", request => {
        const { hostname, protocol } = new URL(request.url());
        if (hostname !== "127.0.0.1" || !["http:", "ws:"].includes(protocol)) tab.faults.push(`request: ${request.url()}`);
    });
    tab.axe = async () => {
        await tab.evaluate(axeSource);
        const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        return violations.map(
            v =>
                `${v.id}: ${v.nodes
                    .map(n => n.target.join(" "))
                    .slice(0, 4)
                    .join("; ")}`,
        );
    };
    return tab;
}
