// Devices that take every task and end it at once, unless they are told to hold or to fail it; all over one connection.
import mqtt from "mqtt";

const root = "edge/v1";

export class OrderDevices {
    fails = new Set();
    /** What a device answers to a dry run: an entry of a plan, or undefined for a refusal; READY where nothing is said. */
    offers = new Map();
    #held = new Set();
    #open = new Map();
    #seq = new Map();
    #answers = new Map();
    #asked = 0;

    static async start(port, count) {
        const devices = new OrderDevices();
        devices.client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, username: "operator", password: "o" });
        devices.client.on("message", (topic, payload) => void devices.#take(topic.slice(root.length + 1).split("/"), JSON.parse(String(payload))));
        await devices.client.subscribeAsync([`${root}/+/task/submit`, `${root}/+/ctl/+`, `${root}/fleet/ctl/reply/test`], { qos: 1 });
        devices.ids = Array.from({ length: count }, (_, i) => `d-${String(i).padStart(3, "0")}`);
        for (const id of devices.ids) await devices.#online(id);
        return devices;
    }

    async close() {
        await this.client.endAsync(true);
    }

    hold(device) {
        this.#held.add(device);
    }

    release(device) {
        this.#held.delete(device);
        const task = this.#open.get(device);
        this.#open.delete(device);
        if (task !== undefined) this.#end(device, task);
    }

    async untilKnown() {
        for (let i = 0; i < 60; i++) {
            const reply = await this.ask("list", { where: "status==online", limit: 0 });
            if (reply?.data?.total === this.ids.length) return;
        }
        throw new Error("the controller does not know the devices");
    }

    async order(kind, document) {
        const reply = await this.ask(`${kind}_start`, { document });
        if (reply?.ok !== true) throw new Error(JSON.stringify(reply));
    }

    async ask(verb, args) {
        const correlation = `t${++this.#asked}`;
        const answer = new Promise(resolve => {
            this.#answers.set(correlation, resolve);
            setTimeout(() => resolve(undefined), 2000).unref();
        });
        await this.#say(`fleet/ctl/${verb}`, { v: 1, reply_to: `${root}/fleet/ctl/reply/test`, correlation, ...args });
        return answer;
    }

    #say(topic, document, retain = false) {
        return this.client.publishAsync(`${root}/${topic}`, JSON.stringify(document), { qos: 1, retain });
    }

    async #online(id) {
        const head = { v: 1, device: id, ts: new Date().toISOString() };
        await this.#say(`${id}/status`, { ...head, state: "online", session: 1, agent_version: "1", caps: [], groups: ["drill"], tags: [] }, true);
        const power = { soc_pct: 60, source: "battery", charging: "discharging", quality: "measured", powered: false };
        const rest = { system: {}, queue: {}, mode: "full", limit: "auto", limits: { batch: 1, quality: "high", parallel: true }, counters: {} };
        await this.#say(`${id}/state`, { ...head, power, ...rest }, true);
    }

    async #take([device, what, verb, tail], document) {
        if (device === "fleet") {
            if (verb === "reply" && tail === "test") this.#answers.get(document.correlation)?.(document);
        } else if (what === "task") await this.#work(device, document.id);
        else if (verb === "cancel") await this.#cancel(device, document);
        else if (verb === "sync") await this.#reply(device, verb, document, { first_seq: 0, last_seq: 0 });
        else if (verb === "plan") await this.#plan(device, document);
    }

    async #work(device, task) {
        await this.#receipt(device, task, "QUEUED");
        if (this.#held.has(device)) this.#open.set(device, task);
        else await this.#end(device, task);
    }

    #end(device, task) {
        return this.fails.has(device) ? this.#receipt(device, task, "FAILED", "the drill failed") : this.#receipt(device, task, "SUCCEEDED");
    }

    async #cancel(device, document) {
        const task = this.#open.get(device);
        this.#open.delete(device);
        if (task !== undefined) await this.#receipt(device, task, "CANCELED");
        await this.#reply(device, "cancel", document, { count: 1 });
    }

    #plan(device, document) {
        const entry = this.offers.has(device) ? this.offers.get(device) : { phase: "READY" };
        return entry === undefined
            ? this.#reply(device, "plan", document, undefined, "the battery is too low")
            : this.#reply(device, "plan", document, { tasks: [entry] });
    }

    #reply(device, verb, { correlation, reply_to }, data, error) {
        return this.client.publishAsync(reply_to, JSON.stringify({ v: 1, device, verb, correlation, ok: error === undefined, error, data }), { qos: 1 });
    }

    #receipt(device, id, status, message) {
        const seq = (this.#seq.get(device) ?? 0) + 1;
        this.#seq.set(device, seq);
        const ts = new Date().toISOString();
        return this.#say(`${device}/receipt`, { v: 1, device, ts, epoch: 1, items: [{ seq, id, rev: seq, status, message, sha256: "0", ts }] });
    }
}
