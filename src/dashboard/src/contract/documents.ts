import { bool, fields, list, num, numbers, text, texts, time, type Fields, type Json } from "./read";
import type { State, Status } from "./wire";
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
  /** The kind of site that the device takes its own to be, found by its days, and how sure it is, 0 to 1. */
  siteKind?: string | undefined;
  siteKindP?: number | undefined;
  pCharging: (number | null)[];
  socPct: (number | null)[];
  socLow: (number | null)[];
  socHigh: (number | null)[];
  /** When the device expects to be without power: below its shutdown level until the next charge. */
  dark?: DarkDoc | undefined;
  /** 7 rows (Monday first) of 24 hourly means in the device's zone; empty when the agent does not send them. */
  week: (number | null)[][];
}

/** Absent `until`: no charge is foreseen within the forecast. */
export interface DarkDoc {
  from: number;
  until?: number | undefined;
}

export interface SensorDoc {
  name: string;
  quality: string;
  facts: Fields;
}

export interface KindDoc {
  kind: string;
  medianS: number;
  p90S: number;
  energyMwh: number;
}

export const queuePhases = ["blocked", "scheduled", "waiting", "deferred", "ready", "running", "paused", "succeeded", "failed"] as const;
export type QueueDoc = Partial<Record<(typeof queuePhases)[number], number>>;

export interface StateDoc extends Common {
  power: PowerDoc;
  system: SystemDoc;
  forecast?: ForecastDoc | undefined;
  queue: QueueDoc;
  mode?: string | undefined;
  /** Best mode that an operator allows, or `auto`; absent where the agent knows no such limit. */
  limit?: string | undefined;
  limits: Fields;
  counters: Fields;
  /** What runs have cost, by kind, the dearest first. */
  kinds: KindDoc[];
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

const quarterHour = 15 * 60_000;

/** What other makers' devices and older agents say beside the schema. */
interface Extra {
  name?: unknown;
  publish_interval_s?: unknown;
  hold?: unknown;
  outbox?: unknown;
  recommendations?: unknown;
  soc_pct_low?: unknown;
}

type Head = Pick<Status, "ts" | "clock" | "boot_id" | "up_ms">;
type Identity = Pick<Status, "groups" | "tags" | "timezone" | "interval_s"> & Extra;
type Forecast = NonNullable<State["forecast"]> & { dark?: unknown };

const common = (f: Fields<Head>): Common => ({
  ts: time(f.ts),
  clock: text(f.clock, 32),
  bootId: text(f.boot_id, 64),
  upMs: num(f.up_ms),
});

const identity = (f: Fields<Identity>) => ({
  groups: texts(f.groups),
  tags: texts(f.tags),
  name: text(f.name, 200),
  timeZone: text(f.timezone, 64),
  intervalS: num(f.interval_s) ?? num(f.publish_interval_s),
});

export function readStatus(v: Json): StatusDoc {
  const f = fields<Status & Extra>(v);
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

export function readForecast(v: Json, ts: number | undefined): ForecastDoc | undefined {
  if (typeof v !== "object" || v === null) return undefined;
  const f = fields<Forecast>(v);
  const slotMs = (num(f.slot_s) ?? 900) * 1000;
  return {
    start: time(f.start) ?? Math.floor((ts ?? Date.now()) / quarterHour) * quarterHour,
    slotMs: slotMs > 0 ? slotMs : quarterHour,
    nextChargeStart: time(f.next_charge_start),
    nextChargeEnd: time(f.next_charge_end),
    confidence: num(f.confidence),
    siteKind: text(f.site_kind, 64),
    siteKindP: num(f.site_kind_p),
    pCharging: numbers(f.p_charging),
    socPct: numbers(f.soc_pct),
    socLow: numbers(f.soc_pct_low),
    socHigh: numbers(f.soc_pct_high),
    dark: readDark(f.dark),
    week: list(f.week)
      .slice(0, 7)
      .map(row => numbers(row, 24)),
  };
}

function readDark(v: Json): DarkDoc | undefined {
  const { from, until } = fields(v);
  const start = time(from);
  const end = time(until);
  return start === undefined || (end !== undefined && end <= start) ? undefined : { from: start, until: end };
}

/** The dark time that is still to come or under way. */
export const darkAhead = (f: ForecastDoc | undefined, now: number): DarkDoc | undefined =>
  f?.dark !== undefined && (f.dark.until === undefined || f.dark.until > now) ? f.dark : undefined;

/** False while the device has seen too little for its forecast to be more than a prior. */
export const isLearned = (f: ForecastDoc): boolean => f.confidence === undefined || f.confidence >= 0.05;

/** What is known soon, and beyond its end (and of the week) what an earlier answer foresaw. */
export function extended(near: ForecastDoc | undefined, far: ForecastDoc | undefined): ForecastDoc | undefined {
  if (near === undefined || far === undefined) return near ?? far;
  const week = near.week.length > 0 ? near.week : far.week;
  const skip = (near.start - far.start) / near.slotMs + near.pCharging.length;
  if (near.slotMs !== far.slotMs || !Number.isInteger(skip) || skip < 0) return { ...near, week };
  const join = (a: (number | null)[], b: (number | null)[]) => (a.length < near.pCharging.length ? a : [...a, ...b.slice(skip)]);
  return {
    ...near,
    pCharging: join(near.pCharging, far.pCharging),
    socPct: join(near.socPct, far.socPct),
    socLow: join(near.socLow, far.socLow),
    socHigh: join(near.socHigh, far.socHigh),
    week,
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

function readKinds(v: Json): KindDoc[] {
  return list(v)
    .slice(0, 20)
    .flatMap(x => {
      const f = fields<NonNullable<State["counters"]["kinds"]>[number]>(x);
      const kind = text(f.kind, 64);
      const [medianS, p90S, energyMwh] = [num(f.median_s), num(f.p90_s), num(f.energy_mwh)];
      return kind === undefined || medianS === undefined || p90S === undefined || energyMwh === undefined
        ? []
        : [{ kind, medianS, p90S, energyMwh }];
    });
}

export function readState(v: Json): StateDoc {
  const f = fields<State & Identity>(v);
  const head = common(f);
  const power = fields<State["power"]>(f.power);
  const system = fields<State["system"]>(f.system);
  const queue = fields<State["queue"]>(f.queue);
  const counters = fields<State["counters"] & Extra>(f.counters);
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
    limit: text(f.limit, 32),
    limits: fields(f.limits),
    counters,
    kinds: readKinds(counters.kinds),
    sensors: readSensors(f.sensors),
    alerts: list(f.alerts)
      .slice(0, 32)
      .flatMap(a => text(a, 64) ?? text(fields(a).code, 64) ?? []),
    recommendations: texts(f.recommendations ?? counters.recommendations, 16),
    held: bool(f.held) ?? bool(f.hold),
    outboxItems: num(fields(f.outbox).items) ?? num(counters.outbox_items),
  };
}
