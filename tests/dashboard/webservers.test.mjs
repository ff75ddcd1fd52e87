// The sample configurations of deploy/web with the real servers, on loopback: what a person gets who opens http://pi.local/.
import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, before, after } from "node:test";
import { answers, browser, freePort, repo, start, stop, watched } from "./stage.mjs";

const installed = "/usr/share/edgeagent/dashboard";

/** The sample as it is shipped, with nothing changed but port and folder. */
async function sample(name, port, dist, changes) {
    let text = await readFile(join(repo, "deploy/web", name), "utf8");
    for (const [was, is] of [[installed, dist], ...changes]) {
        assert.ok(text.includes(was), `${name} has ${was}`);
        text = text.replaceAll(was, is);
    }
    return text;
}

const servers = {
    nginx: async (folder, port, dist) => {
        const site = await sample("nginx.conf", port, dist, [
            ["listen 80 default_server;", `listen 127.0.0.1:${port} default_server;`],
            ["    listen [::]:80 default_server;\n", ""],
        ]);
        const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(n => `${n}_temp_path ${folder}/${n};`).join("\n");
        const http = `include /etc/nginx/mime.types; access_log off; ${temporary}\n${site}`;
        await writeFile(join(folder, "conf"), `daemon off; user root; pid ${folder}/pid; error_log stderr;\nevents {}\nhttp { ${http} }`);
        return start("/usr/sbin/nginx", ["-c", join(folder, "conf")]);
    },
    lighttpd: async (folder, port, dist) => {
        const site = await sample("lighttpd.conf", port, dist, [
            ["server.port = 80", `server.port = ${port}\nserver.bind = "127.0.0.1"`],
            ['server.username = "www-data"\nserver.groupname = "www-data"\n', ""],
        ]);
        await writeFile(join(folder, "conf"), site);
        return start("/usr/sbin/lighttpd", ["-D", "-f", join(folder, "conf")]);
    },
};

for (const [name, serve] of Object.entries(servers))
    describe(`the page by ${name}`, () => {
        let folder, port, child;
        before(async () => {
            folder = await mkdtemp(join(tmpdir(), `edgeagent-${name}-`));
            const dist = join(folder, "dashboard");
            await mkdir(dist);
            for (const file of ["index.html", "dashboard.js", "dashboard.css", "theme.js", "icon.svg"])
                await copyFile(join(repo, "src/dashboard/dist", file), join(dist, file));
            await writeFile(join(folder, "secret.txt"), "not for the page");
            await symlink(join(folder, "secret.txt"), join(dist, "linked.txt"));
            port = await freePort();
            child = await serve(folder, port, dist);
            await answers(port, child, name);
        });
        after(async () => {
            await stop(child);
            await rm(folder, { recursive: true, force: true });
        });
        const ask = (path, options = {}) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...options });

        test("an address without a broker leads to the one on the same host", async () => {
            const response = await ask("/");
            assert.equal(response.status, 302);
            assert.match(response.headers.get("location"), /^(http:\/\/127\.0\.0\.1:\d+)?\/\?broker=ws:\/\/127\.0\.0\.1:9001$/);
        });

        test("every file comes with its type and its policy", async () => {
            for (const [path, type] of [
                ["/?broker=ws://x", "text/html"],
                ["/dashboard.js", "javascript"],
                ["/dashboard.css", "text/css"],
                ["/icon.svg", "image/svg+xml"],
            ]) {
                const { status, headers } = await ask(path);
                assert.equal(status, 200, path);
                assert.ok(headers.get("content-type").includes(type), `${path}: ${headers.get("content-type")}`);
                assert.equal(headers.get("content-security-policy"), "frame-ancestors 'none'");
                assert.equal(headers.get("x-content-type-options"), "nosniff");
            }
        });

        test("nothing but reading, and nothing outside the folder", async () => {
            for (const method of ["POST", "PUT", "DELETE"]) assert.ok([403, 405, 501].includes((await ask("/index.html", { method })).status), method);
            for (const path of ["/linked.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt"]) {
                const response = await ask(path);
                assert.ok(response.status >= 400, path);
                assert.ok(!(await response.text()).includes("not for the page"));
            }
        });

        test("a browser shows the page and asks the broker that the address names", async () => {
            const chromium = await browser();
            try {
                const tab = watched(await chromium.newPage());
                await tab.goto(`http://127.0.0.1:${port}/`);
                await tab.getByText("EdgeAgent", { exact: true }).waitFor();
                await tab.getByRole("alert").getByText("ws://127.0.0.1:9001").waitFor();
                assert.deepEqual(tab.faults, []);
            } finally {
                await chromium.close();
            }
        });
    });
