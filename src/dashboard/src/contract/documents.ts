import { bool, fields, list, num, numbers, text, texts, time, type Fields, type Json } from "./read";
import { presences, type Presence } from "./words";

/** What every document carries. */
export interface Common {
  ts?: number | undefined;
  clock?: string | undefined;
  bootId?: string | undefined;
  upMs?: number | undefined;
}

export interface StatusDoc extends Common {
  state: Presence;
  session?: number | undefined;
  reason?: string | undefined;
  nextWakeAt?: number | undefined;
  agentVersion?: string | undefined;
  caps: string[];
  groups: string[];
  tags: string[];
  name?: string | undefined;
  timeZone?: string | undefined;
  intervalS?: number | undefined;
}

export interface PowerDoc {
  socPct?: number | undefined;
  voltageV?: number | undefined;
  currentA?: number | undefined;
  powerW?: number | undefined;
  temperatureC?: number | undefined;
  source?: string | undefined;
  charging?: string | undefined;
  quality?: string | undefined;
  timeToEmptyS?: number | undefined;
  healthPct?: number | undefined;
}

export interface SystemDoc {
  cpuPct?: number | undefined;
  cpuTemperatureC?: number | undefined;
  memoryUsedPct?: number | undefined;
  diskUsedPct?: number | undefined;
  throttled?: boolean | undefined;
  undervoltage?: boolean | undefined;
  idle?: boolean | undefined;
  network?: string | undefined;
}

export interface ForecastDoc {
  /** Start of slot 0; the quarter hour of the document's time when it does not say. */
  start: number;
  slotMs: number;
  nextChargeStart?: number | undefined;
  nextChargeEnd?: number | undefined;
  confidence?: number | undefined;
  pCharging: (number | null)[];
  socPct: (number | null)[];
  socLow: (number | null)[];
  socHigh: (number | null)[];
  /** 7 rows (Monday first) of 24 hourly means in the device's zone; empty when the agent does not send them. */
  week: (number | null)[][];
}

export interface SensorDoc {
  name: string;
  quality: string;
  facts: Fields;
}

export const queuePhases = ["blocked", "scheduled", "waiting", "deferred", "ready", "running", "paused", "succeeded", "failed"] as const;
export type QueueDoc = Partial<Record<(typeof queuePhases)[number], number>>;

export interface StateDoc extends Common {
  power: PowerDoc;
  system: SystemDoc;
  forecast?: ForecastDoc | undefined;
  queue: QueueDoc;
  mode?: string | undefined;
  limits: Fields;
  counters: Fields;
  sensors: SensorDoc[];
  alerts: string[];
  recommendations: string[];
  held?: boolean | undefined;
  outboxItems?: number | undefined;
  groups: string[];
  tags: string[];
  name?: string | undefined;
  timeZone?: string | undefined;
  intervalS?: number | undefined;
}

export interface WaitDoc {
  reason: string;
  current: string;
  required: string;
  since?: number | undefined;
  estimatedAt?: number | undefined;
}

export interface TaskDoc {
  id: string;
  rev: number;
  kind?: string | undefined;
  description?: string | undefined;
  class?: string | undefined;
  priority?: string | undefined;
  tags: string[];
  status: string;
  phase: string;
  reason?: string | undefined;
  attempt?: number | undefined;
  progressPct?: number | undefined;
  message?: string | undefined;
  plannedStart?: number | undefined;
  plannedEnd?: number | undefined;
  plannedReason?: string | undefined;
  waitReasons: WaitDoc[];
  acceptedAt?: number | undefined;
  deadlineAt?: number | undefined;
  startedAt?: number | undefined;
  finishedAt?: number | undefined;
  energyMwh?: number | undefined;
  durationMs?: number | undefined;
  exitCode?: number | undefined;
  result?: string | undefined;
  resultBytes?: number | undefined;
  error?: { category: string; message: string } | undefined;
  updatedAt?: number | undefined;
}

export interface ReceiptItem {
  seq?: number | undefined;
  id: string;
  rev?: number | undefined;
  status: string;
  reason?: string | undefined;
  sha256?: string | undefined;
  ts?: number | undefined;
}

export interface ReplyDoc {
  verb: string;
  correlation?: unknown;
  ok: boolean;
  error?: string | undefined;
  data: Json;
}

const quarterHour = 15 * 60_000;

const common = (f: Fields): Common => ({
  ts: time(f.ts),
  clock: text(f.clock, 32),
  bootId: text(f.boot_id, 64),
  upMs: num(f.up_ms),
});

const identity = (f: Fields) => ({
  groups: texts(f.groups),
  tags: texts(f.tags),
  name: text(f.name, 200),
  timeZone: text(f.timezone, 64),
  intervalS: num(f.interval_s) ?? num(f.publish_interval_s),
});

export function readStatus(v: Json): StatusDoc {
  const f = fields(v);
  const state = text(f.state, 32);
  return {
    ...common(f),
    ...identity(f),
    state: presences.find(p => p === state) ?? "unknown",
    session: num(f.session),
    reason: text(f.reason, 200),
    nextWakeAt: time(f.next_wake_at),
    agentVersion: text(f.agent_version, 64),
    caps: Array.isArray(f.caps) ? texts(f.caps) : Object.keys(fields(f.caps)).slice(0, 64),
  };
}

function readForecast(v: Json, ts: number | undefined): ForecastDoc | undefined {
  if (typeof v !== "object" || v === null) return undefined;
  const f = fields(v);
  const slotMs = (num(f.slot_s) ?? 900) * 1000;
  return {
    start: time(f.start) ?? Math.floor((ts ?? Date.now()) / quarterHour) * quarterHour,
    slotMs: slotMs > 0 ? slotMs : quarterHour,
    nextChargeStart: time(f.next_charge_start),
    nextChargeEnd: time(f.next_charge_end),
    confidence: num(f.confidence),
    pCharging: numbers(f.p_charging),
    socPct: numbers(f.soc_pct),
    socLow: numbers(f.soc_pct_low),
    socHigh: numbers(f.soc_pct_high),
    week: list(f.week).slice(0, 7).map(row => numbers(row, 24)),
  };
}

function readSensors(v: Json): SensorDoc[] {
  const entries = Array.isArray(v) ? v.map(x => [undefined, x] as const) : Object.entries(fields(v));
  return entries.slice(0, 64).map(([key, value]) => {
    const f = fields(value);
    return {
      name: text(f.name, 80) ?? key ?? "sensor",
      quality: text(f.quality, 40) ?? text(f.state, 40) ?? text(value, 40) ?? "unknown",
      facts: Object.fromEntries(Object.entries(f).filter(([k]) => !["name", "quality", "state"].includes(k))),
    };
  });
}

export function readState(v: Json): StateDoc {
  const f = fields(v);
  const head = common(f);
  const power = fields(f.power);
  const system = fields(f.system);
  const queue = fields(f.queue);
  return {
    ...head,
    ...identity(f),
    power: {
      socPct: num(power.soc_pct),
      voltageV: num(power.voltage_v),
      currentA: num(power.current_a),
      powerW: num(power.power_w),
      temperatureC: num(power.temperature_c),
      source: text(power.source, 32),
      charging: text(power.charging, 32),
      quality: text(power.quality, 32),
      timeToEmptyS: num(power.time_to_empty_s),
      healthPct: num(power.health_pct),
    },
    system: {
      cpuPct: num(system.cpu_pct),
      cpuTemperatureC: num(system.cpu_temperature_c),
      memoryUsedPct: num(system.memory_used_pct),
      diskUsedPct: num(system.disk_used_pct),
      throttled: bool(system.throttled),
      undervoltage: bool(system.undervoltage),
      idle: bool(system.idle),
      network: text(system.network, 32),
    },
    forecast: readForecast(f.forecast, head.ts),
    queue: Object.fromEntries(queuePhases.map(p => [p, num(queue[p])])) as QueueDoc,
    mode: text(f.mode, 32),
    limits: fields(f.limits),
    counters: fields(f.counters),
    sensors: readSensors(f.sensors),
    alerts: list(f.alerts).slice(0, 32).flatMap(a => text(a, 64) ?? text(fields(a).code, 64) ?? []),
    recommendations: texts(f.recommendations ?? fields(f.counters).recommendations, 16),
    held: bool(f.held) ?? bool(f.hold),
    outboxItems: num(fields(f.outbox).items) ?? num(fields(f.counters).outbox_items),
  };
}

const shown = (v: Json): string => (v === undefined || v === null ? "" : typeof v === "string" ? text(v, 200)! : JSON.stringify(v).slice(0, 200));

export function readTask(v: Json, idFromTopic?: string): TaskDoc | undefined {
  const f = fields(v);
  const id = text(f.id, 64) ?? idFromTopic;
  const status = text(f.status, 32);
  if (id === undefined || status === undefined) return undefined;
  const error = fields(f.error);
  return {
    id,
    rev: num(f.rev) ?? 0,
    kind: text(f.kind, 64),
    description: text(f.description, 500),
    class: text(f.class, 32),
    priority: text(f.priority, 32),
    tags: texts(f.tags),
    status,
    phase: text(f.phase, 32) ?? status,
    reason: text(f.reason, 200) || undefined,
    attempt: num(f.attempt),
    progressPct: num(f.progress_pct),
    message: text(f.message, 1000) || undefined,
    plannedStart: time(f.planned_start),
    plannedEnd: time(f.planned_end),
    plannedReason: text(f.planned_reason, 200),
    waitReasons: list(f.wait_reasons).slice(0, 32).map(w => {
      const r = fields(w);
      return {
        reason: text(r.reason, 64) ?? "",
        current: shown(r.current),
        required: shown(r.required),
        since: time(r.since),
        estimatedAt: time(r.estimated_at),
      };
    }),
    acceptedAt: time(f.accepted_at),
    deadlineAt: time(f.deadline) ?? time(f.deadline_at),
    startedAt: time(f.started_at),
    finishedAt: time(f.finished_at),
    energyMwh: num(f.energy_mwh),
    durationMs: num(f.duration_ms),
    exitCode: num(f.exit_code),
    result: f.result === undefined || f.result === null ? undefined : text(typeof f.result === "string" ? f.result : JSON.stringify(f.result)),
    resultBytes: num(f.result_bytes),
    error: Object.keys(error).length === 0 ? undefined : { category: text(error.category, 64) ?? "other", message: text(error.message, 2000) ?? "" },
    updatedAt: time(f.ts),
  };
}

export const readReceipt = (v: Json): ReceiptItem[] =>
  list(fields(v).items).slice(0, 2000).flatMap(item => {
    const f = fields(item);
    const id = text(f.id, 200);
    const status = text(f.status, 32);
    return id === undefined || status === undefined
      ? []
      : [{ seq: num(f.seq), id, rev: num(f.rev), status, reason: text(f.reason, 1000), sha256: text(f.sha256, 64), ts: time(f.ts) }];
  });

export function readReply(v: Json): ReplyDoc | undefined {
  const f = fields(v);
  const verb = text(f.verb, 32);
  if (verb === undefined) return undefined;
  const error = f.error === undefined || f.error === null ? undefined : shown(fields(f.error).message ?? f.error);
  return { verb, correlation: f.correlation, ok: f.ok === true, error, data: f.data };
}
