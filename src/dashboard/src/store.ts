import { controller, parseControllerTopic, parseTopic, topicsOf, type FromController, type Target } from "./contract/topics";
import type { ReceiptItem, ReplyDoc } from "./contract/taskState";
import { fields, list, num } from "./contract/read";
import { newDevice, reduce, type Device } from "./fleet/device";
import { readOrder, readRows, type Order, type OrderRow } from "./fleet/order";
import type { Access } from "./link/address";
import { Connection, type LinkState } from "./link/connection";
import { Pending } from "./link/requests";

/** One line of the log of what was asked and answered. */
export interface Deed {
  key: number;
  at: number;
  /** When its outcome came. */
  settledAt?: number;
  target: string;
  what: string;
  outcome: "sent" | "ok" | "refused" | "silent";
  detail: string;
  /** What the device found odd in what it accepted. */
  warnings: readonly string[];
}

const answerTimeoutMs = 10_000;
const keptDeeds = 30;
const outlookEveryMs = 15 * 60_000;
const maxListed = 2000;
const mostRows = 100_000;

/** The page's whole state: devices by id, the link, the log. Views hear of changes at most once per frame. */
export class Store {
  readonly devices = new Map<string, Device>();
  /** Campaigns and pools by id; empty where no controller shows any. */
  readonly orders = new Map<string, Order>();
  readonly deeds: Deed[] = [];
  readonly denied = new Set<string>();
  link: LinkState = { phase: "connecting", attempt: 0 };
  /** Grows with every change that is shown. */
  version = 0;
  /** Messages taken in since the page opened. */
  messages = 0;
  readonly root: string;
  readonly #topics;
  readonly #listeners = new Set<() => void>();
  readonly #pending = new Pending();
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #connection: Connection | undefined;
  #open: string | undefined;
  #outlook: ReturnType<typeof setInterval> | undefined;
  #frame = 0;
  #count = 0;
  readonly #session = Math.random().toString(36).slice(2, 10);

  constructor(root: string) {
    this.root = root;
    this.#topics = topicsOf(root);
  }

  connect(access: Access): void {
    this.#connection?.close();
    this.denied.clear();
    this.#connection = new Connection(access, {
      onState: state => {
        const isBack = state.phase === "connected";
        this.link = state;
        if (isBack && this.#open !== undefined) this.#greet(this.#open);
        this.#changed();
      },
      onMessage: (topic, payload, retained) => this.take(topic, payload, retained),
      onDenied: filters => {
        for (const f of filters) this.denied.add(f);
        this.#changed();
      },
    });
    this.#connection.subscribe(this.#topics.fleet);
    this.#connection.subscribe(this.#topics.controller);
    if (this.#open !== undefined) this.#connection.subscribe(this.#topics.device(this.#open));
  }

  disconnect(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** Follows one device closely (telemetry, task changes, replies), or none. */
  open(id: string | undefined): void {
    if (id === this.#open) return;
    if (this.#open !== undefined) this.#connection?.unsubscribe(this.#topics.device(this.#open));
    this.#open = id;
    clearInterval(this.#outlook);
    if (id === undefined) return;
    this.#outlook = setInterval(() => this.#connection?.connected && this.#askOutlook(id), outlookEveryMs);
    this.#connection?.subscribe(this.#topics.device(id));
    if (this.#connection?.connected) this.#greet(id);
  }

  /** What a device that comes into view is asked for; an agent that knows no history says so and that is all. */
  #greet(id: string): void {
    void this.refreshTasks(id);
    void this.ctl({ device: id }, "history", { hours: 24 }, true);
    this.#askOutlook(id);
  }

  /** The whole forecast and the learned week are not in the state: they are asked for while somebody looks. */
  #askOutlook(id: string): void {
    void this.ctl({ device: id }, "power", {}, true);
  }

  take(topic: string, payload: Uint8Array, retained: boolean, at = Date.now()): void {
    const own = parseControllerTopic(this.root, topic);
    if (own !== undefined) return this.#takeOwn(own, payload);
    const about = parseTopic(this.root, topic);
    if (about === undefined) return;
    this.messages++;
    const before = this.devices.get(about.device) ?? newDevice(about.device);
    let body: string;
    try {
      body = this.#decoder.decode(payload);
    } catch {
      this.devices.set(about.device, { ...before, unreadable: `${about.kind}: not UTF-8` });
      this.#changed();
      return;
    }
    const after = reduce(before, { topic: about, payload: body, at, retained });
    if (after !== before) this.devices.set(about.device, after);
    if (about.kind === "reply") this.#pending.offerReply(about.device, body);
    if (about.kind === "receipt") this.#pending.offerReceipt(about.device, body);
    this.#changed();
  }

  #takeOwn(about: FromController, payload: Uint8Array): void {
    this.messages++;
    const body = new TextDecoder().decode(payload);
    if (about.kind === "reply") this.#pending.offerReply(controller, body);
    else {
      const order = readOrder(about.id, body);
      if (order === undefined) this.orders.delete(about.id);
      else this.orders.set(about.id, order);
    }
    this.#changed();
  }

  /** Every device of an order, part by part; undefined when the controller did not answer to the end. */
  async orderRows(order: Order): Promise<OrderRow[] | undefined> {
    const rows: OrderRow[] = [];
    for (let total = 1; rows.length < total;) {
      const reply = await this.ctl({ device: controller }, `${order.kind}_show`, { id: order.id, offset: rows.length }, true);
      const part = readRows(order.kind, reply?.data);
      if (reply?.ok !== true || part.length === 0) return undefined;
      rows.push(...part);
      total = Math.min(num(fields(reply.data).total) ?? 0, mostRows);
    }
    return rows;
  }

  /** Sends a request and notes the answer. Resolves with the reply, or undefined when none came. */
  async ctl(target: Target, verb: string, args: Record<string, unknown> = {}, quiet = false): Promise<ReplyDoc | undefined> {
    const correlation = `${this.#session}-${++this.#count}`;
    const deed = quiet ? undefined : this.#note(target, describe(verb, args));
    const answers: string[] = [];
    return new Promise(resolve => {
      const stop = this.#pending.awaitReply(correlation, (device, reply) => {
        answers.push(device);
        if (deed)
          this.#settle(
            deed,
            reply.ok ? "ok" : "refused",
            ("group" in target ? `${answers.join(", ")}: ` : "") + (reply.error ?? outcomeOf(reply)),
          );
        if ("group" in target) return;
        stop();
        clearTimeout(timer);
        resolve(reply);
      });
      const timer = setTimeout(() => {
        stop();
        if (answers.length === 0 && deed) this.#settle(deed, "silent", this.#whySilent(target));
        resolve(undefined);
      }, answerTimeoutMs);
      this.#send(this.#topics.ctl(target, verb), { v: 1, correlation, ...args }).catch((error: Error) => {
        stop();
        clearTimeout(timer);
        if (deed) this.#settle(deed, "refused", error.message);
        resolve(quiet ? undefined : { verb, ok: false, error: error.message, data: undefined });
      });
    });
  }

  /** Submits a task document and notes each device's receipt as it comes, also one that comes hours later. */
  async submit(
    target: Target,
    doc: Record<string, unknown>,
    onReceipt: (device: string, item: ReceiptItem) => void = () => {},
  ): Promise<void> {
    const id = String(doc.id);
    const deed = this.#note(target, `submit ${id}`);
    const answers: string[] = [];
    const timer = setTimeout(() => answers.length === 0 && this.#settle(deed, "silent", this.#whySilent(target)), answerTimeoutMs);
    this.#pending.awaitReceipt(id, (device, item) => {
      if ("device" in target ? device !== target.device : answers.includes(device)) return;
      if ("device" in target && answers.length > 0) return;
      answers.push(device);
      clearTimeout(timer);
      const status = item.status.toLowerCase();
      this.#settle(
        deed,
        item.status === "REJECTED" ? "refused" : "ok",
        `${"group" in target ? `${answers.length} answered, last ${device}: ` : ""}${item.reason && item.status === "REJECTED" ? `rejected: ${item.reason}` : `receipt: ${status}`}`,
        item.warnings,
      );
      onReceipt(device, item);
    });
    try {
      await this.#send(this.#topics.submit(target), doc);
    } catch (error) {
      clearTimeout(timer);
      this.#settle(deed, "refused", (error as Error).message);
      throw error;
    }
  }

  /** Follows the replies of a whole fleet while a group request is under way. */
  followGroup(on: boolean): void {
    if (on) this.#connection?.subscribe([this.#topics.groupReplies]);
    else this.#connection?.unsubscribe([this.#topics.groupReplies]);
  }

  /** Asks for the device's tasks, part by part as far as the page keeps them. */
  async refreshTasks(id: string): Promise<void> {
    for (let offset = 0; offset < maxListed;) {
      const reply = await this.ctl({ device: id }, "list", offset === 0 ? {} : { offset }, true);
      const data = fields(reply?.data);
      const count = list(data.tasks).length;
      offset += count;
      if (reply?.ok !== true || count === 0 || offset >= (num(data.total) ?? 0)) return;
    }
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #send(topic: string, doc: Record<string, unknown>): Promise<void> {
    if (this.#connection === undefined) throw new Error("not connected to the broker");
    await this.#connection.publish(topic, JSON.stringify(doc));
  }

  #whySilent(target: Target): string {
    if (!("device" in target)) return "no device of the group has answered yet";
    if (target.device === controller) return "no answer: no controller runs beside this broker, or this user may not give it orders";
    const state = this.devices.get(target.device)?.status?.state;
    return state === "sleeping"
      ? "no answer yet: the device sleeps and will answer when it wakes"
      : state === "online"
        ? "no answer"
        : `no answer yet: the device is ${state ?? "not known"}; the broker keeps the message for it`;
  }

  #note(target: Target, what: string): Deed {
    const deed: Deed = {
      key: ++this.#count,
      at: Date.now(),
      target: "device" in target ? target.device : `group ${target.group}`,
      what,
      outcome: "sent",
      detail: "sent, waiting for the answer",
      warnings: [],
    };
    this.deeds.unshift(deed);
    this.deeds.length = Math.min(this.deeds.length, keptDeeds);
    this.#changed();
    return deed;
  }

  #settle(deed: Deed, outcome: Deed["outcome"], detail: string, warnings: readonly string[] = []): void {
    const i = this.deeds.findIndex(d => d.key === deed.key);
    if (i >= 0) this.deeds[i] = { ...deed, outcome, detail, warnings, settledAt: Date.now() };
    this.#changed();
  }

  #changed(): void {
    this.version++;
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      for (const listener of this.#listeners) listener();
    });
  }
}

function describe(verb: string, args: Record<string, unknown>): string {
  const what = ["id", "kind", "tag", "mode"].map(k => args[k]).find(x => typeof x === "string");
  return what === undefined ? verb.replaceAll("_", " ") : `${verb.replaceAll("_", " ")} ${String(what)}`;
}

function outcomeOf(reply: ReplyDoc): string {
  if (!reply.ok) return "refused";
  if (typeof reply.data !== "object" || reply.data === null) return "done";
  const { count } = fields(reply.data);
  if (typeof count === "number") return `${count} changed`;
  const simple = Object.entries(reply.data).filter(([, v]) => ["string", "number", "boolean"].includes(typeof v));
  return simple.length === 0
    ? "done"
    : simple
        .slice(0, 4)
        .map(([k, v]) => `${k.replaceAll("_", " ")}: ${String(v).slice(0, 60)}`)
        .join(", ");
}
