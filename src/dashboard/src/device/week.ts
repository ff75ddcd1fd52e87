import type { ForecastDoc } from "../contract/documents";
import { chargingSpans, type Sample } from "./history";

export interface Week {
  /** Probability of charging per weekday (Monday first) and hour, 0 to 1; null where nothing is known. */
  cells: (number | null)[][];
  source: "learned" | "forecast and seen";
}

const hour = 3_600_000;

const emptyWeek = (): (number | null)[][] => Array.from({ length: 7 }, () => Array<number | null>(24).fill(null));

/** The device's learned week if it publishes one; otherwise what its forecast and this page's own history can say. */
export function weekOf(forecast: ForecastDoc | undefined, samples: readonly Sample[], now: number, timeZone?: string): Week {
  if (forecast !== undefined && forecast.week.length === 7)
    return { cells: forecast.week.map(row => Array.from({ length: 24 }, (_, h) => row[h] ?? null)), source: "learned" };
  const sums = new Map<string, { sum: number; n: number }>();
  const place = placer(timeZone);
  const add = (at: number, p: number) => {
    const key = place(at);
    const cell = sums.get(key) ?? { sum: 0, n: 0 };
    sums.set(key, { sum: cell.sum + p, n: cell.n + 1 });
  };
  forecast?.pCharging.forEach((p, i) => p !== null && add(forecast.start + i * forecast.slotMs, p));
  addSeen(samples, now, add);
  const cells = emptyWeek();
  for (const [key, { sum, n }] of sums) {
    const [day, h] = key.split(" ").map(Number) as [number, number];
    cells[day]![h] = sum / n;
  }
  return { cells, source: "forecast and seen" };
}

function addSeen(samples: readonly Sample[], now: number, add: (at: number, p: number) => void) {
  const first = samples[0];
  if (first === undefined) return;
  const spans = chargingSpans(samples, now);
  for (let at = Math.floor(first.at / (hour / 4)) * (hour / 4); at < now; at += hour / 4) {
    if (samples.some(s => s.charging !== undefined && Math.abs(s.at - at) < hour / 2))
      add(at, spans.some(s => s.from <= at + hour / 4 && s.to >= at) ? 1 : 0);
  }
}

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function placer(timeZone: string | undefined): (at: number) => string {
  const format = zoned({ weekday: "short", hour: "2-digit", hourCycle: "h23" }, timeZone);
  return at => {
    const parts = Object.fromEntries(format.formatToParts(at).map(p => [p.type, p.value]));
    return `${Math.max(0, days.indexOf(parts.weekday ?? "Mon"))} ${Number(parts.hour)}`;
  };
}

/** A format in the given zone; in the viewer's when the name is not one (it comes from a device). */
export function zoned(options: Intl.DateTimeFormatOptions, timeZone: string | undefined): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, ...(timeZone ? { timeZone } : {}) });
  } catch {
    return new Intl.DateTimeFormat("en-GB", options);
  }
}
