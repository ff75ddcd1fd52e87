import type { StateDoc } from "../contract/documents";
import { fields, list, num, time } from "../contract/read";

/** What the page has seen since it was opened: no server keeps history for it. */
export interface Sample {
  at: number;
  socPct?: number | undefined;
  powerW?: number | undefined;
  voltageV?: number | undefined;
  temperatureC?: number | undefined;
  charging?: boolean | undefined;
}

export interface History {
  readonly samples: readonly Sample[];
}

/** Enough for every pixel of a chart; beyond it every second sample of the older half goes. */
export const historyLimit = 1200;

export const emptyHistory = (): History => ({ samples: [] });

/** Adds a batch where its times belong: telemetry comes late, after a newer state. The first of two with one time stays. */
export function add(history: History, batch: readonly Sample[]): History {
  const known = new Set(history.samples.map(s => s.at));
  const fresh = batch.filter(s => !known.has(s.at));
  if (fresh.length === 0) return history;
  let samples = [...history.samples, ...fresh];
  if (fresh[0]!.at < (history.samples.at(-1)?.at ?? 0)) samples.sort((a, b) => a.at - b.at);
  while (samples.length > historyLimit) samples = thin(samples);
  return { samples };
}

function thin(samples: readonly Sample[]): Sample[] {
  const half = Math.floor(samples.length / 2);
  return [...samples.slice(0, half).filter((_, i) => i % 2 === 0), ...samples.slice(half)];
}

const isCharging = (word: string | undefined): boolean | undefined =>
  word === undefined || word === "unknown" ? undefined : word === "charging" || word === "full";

export const sampleOf = (s: StateDoc, at: number): Sample => ({
  at,
  socPct: s.power.socPct,
  powerW: s.power.powerW ?? product(s.power.voltageV, s.power.currentA),
  voltageV: s.power.voltageV,
  temperatureC: s.power.temperatureC ?? s.system.cpuTemperatureC,
  charging: isCharging(s.power.charging),
});

const product = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? undefined : a * b);

/**
 * A telemetry batch: `samples`, each with its own `ts` or `up_ms` (placed by the batch's own `up_ms`). A batch from an
 * untrusted clock is placed by uptime against the time of arrival.
 */
export function readTelemetry(doc: unknown, arrivedAt: number): Sample[] {
  const f = fields(doc);
  const batchUp = num(f.up_ms);
  const trusted = f.clock !== "unsynced";
  const rows = list(f.samples);
  const items = rows.length > 0 ? rows : f.power !== undefined ? [doc] : [];
  return items.slice(-2000).flatMap(item => {
    const s = fields(item);
    const p = s.power !== undefined ? fields(s.power) : s;
    const up = num(s.up_ms);
    const said = trusted ? time(s.ts) : undefined;
    const at = said ?? (up !== undefined && batchUp !== undefined ? arrivedAt - (batchUp - up) : (time(f.ts) ?? arrivedAt));
    if (at > arrivedAt + 60_000) return [];
    const word = typeof p.charging === "string" ? isCharging(p.charging) : typeof p.charging === "boolean" ? p.charging : undefined;
    return [
      {
        at,
        socPct: num(p.soc_pct),
        voltageV: num(p.voltage_v),
        powerW: num(p.power_w) ?? product(num(p.voltage_v), num(p.current_a)),
        temperatureC: num(p.temperature_c) ?? num(s.cpu_temperature_c),
        charging: word,
      },
    ];
  });
}

const least = 60_000;
const unknownSpacing = 20 * 60_000;
const neighbours = 4;

/**
 * True when so long a time lies between sample `i` and the next that something was not recorded. What is long follows
 * from the spacing around it: a device samples every second when busy, every quarter of an hour in its kept past.
 */
export function isGapAfter(samples: readonly Sample[], i: number): boolean {
  const next = samples[i + 1];
  return next !== undefined && next.at - samples[i]!.at > longestSpacing(samples, i);
}

/** How long sample `i` may stand for what follows it, ms. */
function longestSpacing(samples: readonly Sample[], i: number): number {
  const before = medianSpacing(samples, Math.max(0, i - neighbours), i);
  const after = medianSpacing(samples, i + 1, Math.min(samples.length - 1, i + 1 + neighbours));
  const usual = Math.max(before ?? 0, after ?? 0);
  return usual === 0 ? unknownSpacing : Math.max(least, 3 * usual);
}

function medianSpacing(samples: readonly Sample[], from: number, to: number): number | undefined {
  const spacings = [];
  for (let i = from; i < to; i++) spacings.push(samples[i + 1]!.at - samples[i]!.at);
  return spacings.sort((a, b) => a - b)[Math.floor(spacings.length / 2)];
}

/** The sample that tells of a moment; undefined where nothing was recorded. */
export function sampleAt(samples: readonly Sample[], at: number): Sample | undefined {
  const i = samples.findLastIndex(s => s.at <= at);
  return i < 0 || at - samples[i]!.at > longestSpacing(samples, i) ? undefined : samples[i];
}

export interface Span {
  from: number;
  to: number;
}

/** Spans in which the device charged; a sample holds until the next one, but not over a gap. */
export function chargingSpans(samples: readonly Sample[], now: number): Span[] {
  const spans: Span[] = [];
  samples.forEach((s, i) => {
    if (s.charging !== true) return;
    const to = Math.min(samples[i + 1]?.at ?? now, s.at + longestSpacing(samples, i));
    const last = spans.at(-1);
    if (last !== undefined && s.at <= last.to) last.to = to;
    else spans.push({ from: s.at, to });
  });
  return spans;
}
