import { extended, readForecast, readState, readStatus, type ForecastDoc, type StateDoc, type StatusDoc } from "../contract/documents";
import { readReceipt, readTask, type ReceiptItem, type TaskDoc } from "../contract/taskState";
import { fields, list, num } from "../contract/read";
import type { Incoming } from "../contract/topics";
import { isFinal, type Presence } from "../contract/words";
import { add, emptyHistory, readTelemetry, sampleOf, type History } from "../device/history";

/** All that the page knows of one device. A new object with every change, so that views compare by identity. */
export interface Device {
  readonly id: string;
  readonly status?: StatusDoc;
  /** When the status arrived here (page clock, ms). */
  readonly statusAt?: number;
  readonly state?: StateDoc;
  readonly stateAt?: number;
  /** The state's forecast, extended by what the device said when it was asked. */
  readonly forecast?: ForecastDoc | undefined;
  readonly outlook?: ForecastDoc | undefined;
  /** Last moment at which the device itself is known to have spoken. */
  readonly seenAt?: number;
  readonly tasks: ReadonlyMap<string, TaskDoc>;
  /** True once a list was answered: the tasks are then complete, not just those that changed. */
  readonly tasksListed: boolean;
  /** How many tasks the device said it has; a list may come in parts. */
  readonly tasksTotal?: number | undefined;
  readonly quarantined: ReadonlySet<string>;
  readonly outbox: readonly number[];
  readonly boots: readonly { id: string; at: number }[];
  readonly unreadable?: string;
  readonly history: History;
}

export interface Message {
  topic: Incoming;
  payload: string;
  /** Receipt time on the page's clock, ms. */
  at: number;
  retained: boolean;
}

const keptTasks = 2000;

export const newDevice = (id: string): Device => ({
  id,
  tasks: new Map(),
  tasksListed: false,
  quarantined: new Set(),
  outbox: [],
  boots: [],
  history: emptyHistory(),
});

/** The device after one message. Never throws: an unreadable payload is remembered, and nothing else changes. */
export function reduce(device: Device, m: Message): Device {
  if (m.payload === "") return device; // a cleared retained topic
  let doc: unknown;
  try {
    doc = JSON.parse(m.payload);
  } catch {
    return { ...device, unreadable: `${m.topic.kind}: not JSON` };
  }
  switch (m.topic.kind) {
    case "status":
      return withStatus(device, readStatus(doc), m);
    case "state":
      return withState(device, readState(doc), m);
    case "telemetry":
      return seen({ ...device, history: add(device.history, readTelemetry(doc, m.at)) }, m, undefined);
    case "task": {
      const task = readTask(doc, m.topic.id);
      return task ? seen(withTask(device, task), m, undefined) : { ...device, unreadable: "task state: no status" };
    }
    case "receipt":
      return seen(withReceipts(device, readReceipt(doc)), m, undefined);
    case "reply":
      return seen(withReply(device, doc, m.at), m, undefined);
  }
}

function withStatus(device: Device, status: StatusDoc, m: Message): Device {
  const current = device.status;
  // A will that the broker sends late belongs to a connection that a newer birth has replaced.
  const isLateWill =
    status.state === "lost" &&
    current?.session !== undefined &&
    status.session !== undefined &&
    status.session < current.session &&
    status.bootId === current.bootId;
  if (isLateWill) return device;
  const next = { ...device, status, statusAt: m.at };
  return status.state === "lost" ? next : seen(withBoot(next, status.bootId, m.at), m, status.ts);
}

function withState(device: Device, state: StateDoc, m: Message): Device {
  const outbox = state.outboxItems === undefined ? device.outbox : [...device.outbox.slice(-3), state.outboxItems];
  const at = m.retained && state.clock !== "unsynced" ? (state.ts ?? m.at) : m.at;
  const forecast = extended(state.forecast, device.outlook);
  const next = { ...device, state, stateAt: at, forecast, outbox, history: add(device.history, [sampleOf(state, at)]) };
  return seen(withBoot(next, state.bootId, m.at), m, state.clock === "unsynced" ? undefined : state.ts);
}

/** Two machines under one id take turns: a boot id that comes back after another one has spoken. */
function withBoot(device: Device, bootId: string | undefined, at: number): Device {
  if (bootId === undefined || device.boots.at(-1)?.id === bootId) return device;
  return { ...device, boots: [...device.boots.slice(-3), { id: bootId, at }] };
}

function withTask(device: Device, task: TaskDoc): Device {
  const known = device.tasks.get(task.id);
  if (known !== undefined && task.rev < known.rev) return device;
  const tasks = new Map(device.tasks);
  tasks.set(task.id, known === undefined ? task : keepDescription(known, task));
  if (tasks.size > keptTasks) dropOldestFinished(tasks);
  return { ...device, tasks, quarantined: quarantined(device.quarantined, task) };
}

/** A state message need not repeat what a list or an earlier one told (kind, tags, class). */
const keepDescription = (old: TaskDoc, task: TaskDoc): TaskDoc => ({
  ...task,
  kind: task.kind ?? old.kind,
  description: task.description ?? old.description,
  class: task.class ?? old.class,
  priority: task.priority ?? old.priority,
  tags: task.tags.length > 0 ? task.tags : old.tags,
  acceptedAt: task.acceptedAt ?? old.acceptedAt,
  deadlineAt: task.deadlineAt ?? old.deadlineAt,
  startedAt: task.startedAt ?? (task.attempt === old.attempt ? old.startedAt : undefined),
  // A list leaves results out; the same revision has the same one.
  result: task.result ?? (task.rev === old.rev ? old.result : undefined),
});

function quarantined(before: ReadonlySet<string>, item: { id: string; status: string; reason?: string | undefined }): ReadonlySet<string> {
  const is = item.status === "FAILED" && item.reason === "QUARANTINED";
  if (is === before.has(item.id)) return before;
  const next = new Set(before);
  if (is) next.add(item.id);
  else next.delete(item.id);
  return next;
}

function dropOldestFinished(tasks: Map<string, TaskDoc>) {
  for (const [id, task] of tasks) {
    if (!isFinal(task.status)) continue;
    tasks.delete(id);
    return;
  }
}

function withReceipts(device: Device, items: ReceiptItem[]): Device {
  return { ...device, quarantined: items.reduce(quarantined, device.quarantined) };
}

function withReply(device: Device, doc: unknown, at: number): Device {
  const reply = fields(doc);
  if (reply.ok !== true) return device;
  if (reply.verb === "clear") return withoutFinished(device);
  if (reply.verb === "power") {
    const outlook = readForecast(fields(reply.data).forecast, at);
    return { ...device, outlook, forecast: extended(device.state?.forecast, outlook) };
  }
  if (reply.verb === "history") return { ...device, history: add(device.history, readTelemetry(reply.data, at)) };
  if (reply.verb !== "list" && reply.verb !== "show") return device;
  const data = reply.data;
  const entries = Array.isArray(data)
    ? data
    : list(fields(data).tasks).length > 0 || reply.verb === "list"
      ? list(fields(data).tasks)
      : [fields(data).task ?? data];
  const tasks = entries.flatMap(x => readTask(fields(x).state !== undefined && fields(x).status === undefined ? fields(x).state : x) ?? []);
  const merged = tasks.reduce(withTask, device);
  return reply.verb === "list" ? { ...merged, tasksListed: true, tasksTotal: num(fields(data).total) } : merged;
}

function withoutFinished(device: Device): Device {
  const tasks = new Map([...device.tasks].filter(([, t]) => !isFinal(t.status)));
  return { ...device, tasks };
}

function seen(device: Device, m: Message, saidAt: number | undefined): Device {
  const at = m.retained ? saidAt : m.at;
  return at === undefined || at <= (device.seenAt ?? 0) ? device : { ...device, seenAt: Math.min(at, m.at) };
}

/** The state to show. A live document after a will proves that the device is there. */
export function presenceOf(device: Device): Presence {
  const said = device.status?.state ?? "unknown";
  if (said === "lost" && (device.seenAt ?? 0) > (device.statusAt ?? 0) + 5000) return "online";
  if (said === "unknown" && device.status === undefined && device.state !== undefined) return "unknown";
  return said;
}

/** True when nobody may expect an answer before the device comes back by itself. */
export const isAway = (device: Device): boolean => ["lost", "offline"].includes(presenceOf(device));

/** The moment for which a device's values are true: now while it reports, else when it was last heard. */
export const asOf = (device: Device, now: number): number =>
  isAway(device) || presenceOf(device) === "sleeping" ? Math.min(now, device.seenAt ?? device.statusAt ?? now) : now;

const unique = (a: readonly string[], b: readonly string[] | undefined): string[] => [...new Set([...a, ...(b ?? [])])];
export const groupsOf = (d: Device): string[] => unique(d.status?.groups ?? [], d.state?.groups);
export const tagsOf = (d: Device): string[] => unique(d.status?.tags ?? [], d.state?.tags);
export const nameOf = (d: Device): string | undefined => d.status?.name ?? d.state?.name;
/** An operator's limit is set; it may be above what the charge gives. */
export const isLimited = (d: Device): boolean => d.state?.limit !== undefined && d.state.limit !== "auto";
export const timeZoneOf = (d: Device): string | undefined => d.state?.timeZone ?? d.status?.timeZone;
/** How often the device said that it publishes its state, seconds. */
export const intervalOf = (d: Device): number | undefined => d.state?.intervalS ?? d.status?.intervalS;
