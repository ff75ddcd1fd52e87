// deploy/serve-dashboard.mjs as a hostile neighbour meets it: pages of other addresses, foreign names, links, other methods.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import mqtt from "mqtt";
import { Broker, browser, freePort, repo, servePage } from "./stage.mjs";

const WebSocket = createRequire(createRequire(import.meta.url).resolve("mqtt"))("ws"); // the one that the MQTT client uses
const script = join(repo, "deploy/serve-dashboard.mjs");
let broker, page, folder;

before(async () => {
    folder = await mkdtemp(join(tmpdir(), "edgeagent-server-"));
    const dist = join(folder, "dist");
    await mkdir(join(dist, "sub"), { recursive: true });
    await writeFile(join(dist, "index.html"), "<!doctype html><title>ours</title>");
    await writeFile(join(dist, "sub/page.js"), "export {};");
    await writeFile(join(folder, "secret.txt"), "not for the page");
    await mkdir(join(folder, "private"));
    await writeFile(join(folder, "private/key.txt"), "not for the page");
    await symlink(join(folder, "secret.txt"), join(dist, "linked.txt"));
    await symlink(join(folder, "private"), join(dist, "linked"));
    await symlink("index.html", join(dist, "inside.html"));
    await link(join(dist, "sub/page.js"), join(dist, "same.js"));
    spawnSync("mkfifo", [join(dist, "fifo")]);
    broker = await Broker.start();
    page = await servePage(broker.port, { dir: dist });
});
after(async () => {
    await page?.close();
    await broker?.close();
    await rm(folder, { recursive: true, force: true });
});

/** One request as it is written, without a client that tidies paths and headers. */
async function ask(path, { port = page.http, method = "GET", headers = {} } = {}) {
    const sent = request({ host: "127.0.0.1", port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers }, timeout: 5000 });
    sent.on("timeout", () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
    const answer = new Promise((resolve, reject) => {
        sent.on("error", reject);
        sent.on("upgrade", (response, socket) => (socket.destroy(), resolve({ status: 101, headers: response.headers, body: "" })));
        sent.on("response", async response => {
            const chunks = await response.toArray();
            resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() });
        });
    });
    sent.end();
    return answer;
}

const upgrade = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "sec-websocket-protocol": "mqtt",
};
const knock = (headers = {}, port = page.ws) => ask("/", { port, headers: { ...upgrade, ...headers } });

describe("the bridge to the broker", () => {
    for (const origin of ["127.0.0.1", "localhost"])
        test(`takes the page's own connection from ${origin}`, async () => {
            assert.equal((await knock({ origin: `http://${origin}:${page.http}`, host: `${origin}:${page.ws}` })).status, 101);
        });

    test("takes a program's connection, which names no origin", async () => assert.equal((await knock()).status, 101));

    for (const origin of [
        "https://attacker.example",
        "http://attacker.example:8080",
        "null",
        "",
        "file://",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost.attacker.example",
    ])
        test(`an open web page at ${JSON.stringify(origin)} does not drive the demo's broker`, async () => {
            assert.equal((await knock({ origin })).status, 403);
        });

    test("a page of the same port under https is another page", async () => {
        assert.equal((await knock({ origin: `https://127.0.0.1:${page.http}` })).status, 403);
    });

    for (const host of ["attacker.example", "localhost.attacker.example", "127.0.0.1.attacker.example", "user@127.0.0.1", "[::1]", "0.0.0.0"])
        test(`a name that was pointed at 127.0.0.1 (${host}) does not reach the broker`, async () => {
            assert.equal((await knock({ host: `${host}:${page.ws}` })).status, 421);
        });

    for (const protocol of ["", "chat", "mqtt5, chat"])
        test(`a WebSocket that does not speak MQTT (${JSON.stringify(protocol)}) is refused`, async () => {
            assert.equal((await knock({ "sec-websocket-protocol": protocol })).status, 400);
        });

    test("a text frame ends the connection and reaches no broker", async () => {
        const socket = new WebSocket(`ws://127.0.0.1:${page.ws}`, ["mqtt"]);
        await once(socket, "open");
        socket.send("text");
        const [code] = await once(socket, "close");
        assert.equal(code, 1003);
    });

    test("carries a connection to the broker both ways", async () => {
        const client = await mqtt.connectAsync(`ws://127.0.0.1:${page.ws}`, { connectTimeout: 5000 });
        await client.subscribeAsync("a");
        const heard = once(client, "message");
        await client.publishAsync("a", Buffer.alloc(200_000, 1), { qos: 1 });
        assert.equal((await heard)[1].length, 200_000);
        await client.endAsync();
    });

    test("in a real browser, a page of another address fails to connect and our own does", async () => {
        const hostile = createServer((_, response) => response.end("<!doctype html><title>hostile</title>"));
        await new Promise(resolve => hostile.listen(0, "127.0.0.1", resolve));
        const chromium = await browser();
        try {
            const tab = await chromium.newPage();
            const opens = () =>
                tab.evaluate(
                    url =>
                        new Promise(resolve => {
                            const socket = new WebSocket(url, ["mqtt"]);
                            socket.onopen = () => resolve(true);
                            socket.onerror = () => resolve(false);
                        }),
                    `ws://127.0.0.1:${page.ws}`,
                );
            await tab.goto(`http://127.0.0.1:${hostile.address().port}/`);
            assert.equal(await opens(), false);
            await tab.goto(`http://127.0.0.1:${page.http}/`);
            assert.equal(await opens(), true);
        } finally {
            await chromium.close();
            hostile.closeAllConnections();
            hostile.close();
        }
    });
});

describe("the page's server", () => {
    test("serves the folder's files with a policy", async () => {
        const { status, headers, body } = await ask("/?broker=ws://x");
        assert.deepEqual([status, headers["content-type"], body], [200, "text/html; charset=utf-8", "<!doctype html><title>ours</title>"]);
        assert.equal(headers["content-security-policy"], "frame-ancestors 'none'");
        assert.equal(headers["access-control-allow-origin"], undefined);
        assert.equal((await ask("/sub/page.js")).headers["content-type"], "text/javascript; charset=utf-8");
        assert.equal((await ask("/same.js")).status, 200);
    });

    test("HEAD says the same without a body", async () => {
        const [head, get] = [await ask("/", { method: "HEAD" }), await ask("/")];
        assert.deepEqual([head.status, head.body, head.headers["content-length"]], [200, "", String(get.body.length)]);
    });

    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
        test(`${method} is not answered as GET`, async () => {
            const { status, headers, body } = await ask("/", { method });
            assert.deepEqual([status, headers.allow], [405, "GET, HEAD"]);
            assert.ok(!body.includes("ours"));
        });

    for (const host of ["attacker.example", "localhost.attacker.example", "[::1]", "*"])
        test(`is not read under the foreign name ${JSON.stringify(host)}`, async () => {
            const { status, body } = await ask("/", { headers: { host } });
            assert.equal(status, 421);
            assert.ok(!body.includes("ours"));
        });

    for (const path of ["/linked.txt", "/linked/key.txt", "/inside.html", "/linked/", "/linked/../index.html/../linked.txt"])
        test(`does not follow the link in ${path}`, async () => {
            const { status, body } = await ask(path);
            assert.equal(status, 404);
            assert.ok(!body.includes("not for the page"));
        });

    for (const path of ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/sub/../../secret.txt", "//../secret.txt", "/fifo", "/sub", "/none.html"])
        test(`has nothing at ${path}`, async () => assert.equal((await ask(path)).status, 404));

    for (const path of ["/%", "/%00", "/index.html%00.js", "http://attacker.example/", "*"])
        test(`refuses the malformed ${path}`, async () => assert.equal((await ask(path)).status, 400));

    test("a client that leaves in the middle does not end it", async () => {
        const socket = connect(page.http, "127.0.0.1");
        await once(socket, "connect");
        socket.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${page.http}\r\n\r\n`);
        socket.destroy();
        await once(socket, "close");
        assert.equal((await ask("/")).status, 200);
    });
});

describe("its options", () => {
    test("an address at which a forwarded port is reached can be added, and no other", async () => {
        const forwarded = await servePage(broker.port, { dir: join(folder, "dist"), origins: ["http://pi.example:8081/"] });
        try {
            assert.equal((await knock({ origin: "http://pi.example:8081" }, forwarded.ws)).status, 101);
            assert.equal((await knock({ origin: "http://pi.example:8082" }, forwarded.ws)).status, 403);
            assert.equal((await ask("/", { port: forwarded.http, headers: { host: "pi.example:8081" } })).status, 200);
        } finally {
            await forwarded.close();
        }
    });

    for (const [change, names] of [
        [{ "--dir": undefined }, "--dir"],
        [{ "--dir": "/nowhere" }, "/nowhere"],
        [{ "--http": "66000" }, "66000"],
        [{ "--origin": "ftp://x" }, "ftp://x"],
        [{ "--orign": "http://x" }, "--orign"],
    ])
        test(`${JSON.stringify(Object.entries(change)[0].map(String))} is refused with 2 and one line that names it`, async () => {
            const all = { "--dir": join(folder, "dist"), "--http": String(await freePort()), "--ws": "9", "--mqtt": "9", ...change };
            const args = Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [key, value]));
            const { status, stderr } = spawnSync("node", [script, ...args], { encoding: "utf8", timeout: 10_000 });
            assert.equal(status, 2);
            assert.equal(stderr.trim().split("\n").length, 1, stderr);
            assert.ok(stderr.includes(names), stderr);
        });
});
