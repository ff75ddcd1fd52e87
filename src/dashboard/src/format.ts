/** Numbers and times as people read them. Pure; the viewer's zone unless one is given. */

import { zoned } from "./device/week";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const none = "–";

export const fixed = (v: number | undefined | null, digits: number, unit = ""): string =>
  v === undefined || v === null || !Number.isFinite(v)
    ? none
    : `${v
        .toFixed(digits)
        .replace(/^-(0(?:\.0*)?)$/, "$1")
        .replace("-", "−")}${unit && "\u202f" + unit}`;

export const percent = (v: number | undefined | null, digits = 0): string => fixed(v, digits, "%");

/** Two units at most: `2 h 5 min`, `3 d 4 h`, `45 s`. */
export function span(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return none;
  const a = Math.abs(ms) < 10 * minute ? Math.abs(ms) : Math.round(Math.abs(ms) / minute) * minute;
  if (a < second) return `${Math.round(a)} ms`;
  if (a < minute) return `${a < 10 * second ? Math.round(a / 100) / 10 : Math.round(a / second)} s`;
  if (a < hour) return two(a, minute, "min", second, "s", 10 * minute);
  if (a < day) return two(a, hour, "h", minute, "min", day);
  return two(a, day, "d", hour, "h", 14 * day);
}

function two(ms: number, big: number, bigUnit: string, small: number, smallUnit: string, detailBelow: number): string {
  if (ms >= detailBelow) return `${Math.round(ms / big)} ${bigUnit}`;
  const total = Math.round(ms / small) * small;
  const rest = Math.round((total % big) / small);
  return rest === 0 ? `${Math.floor(total / big)} ${bigUnit}` : `${Math.floor(total / big)} ${bigUnit} ${rest} ${smallUnit}`;
}

/** `3 min ago`, `in 2 h`. */
export function relative(at: number | undefined, now: number): string {
  if (at === undefined) return none;
  const d = at - now;
  if (Math.abs(d) < 5 * second) return "now";
  const short =
    Math.abs(d) < minute
      ? `${Math.round(Math.abs(d) / second)} s`
      : Math.abs(d) < hour
        ? `${Math.round(Math.abs(d) / minute)} min`
        : span(d);
  return d < 0 ? `${short} ago` : `in ${short}`;
}

/** Clock time, with the day when it is another one. */
export function clock(at: number | undefined, now: number, timeZone?: string): string {
  if (at === undefined) return none;
  const sameDay = zoned({ dateStyle: "short" }, timeZone);
  return sameDay.format(at) === sameDay.format(now)
    ? zoned({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, timeZone).format(at)
    : zoned({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, timeZone).format(
        at,
      );
}

/** For a tooltip: the full time here and on the device. */
export function bothZones(at: number | undefined, deviceZone: string | undefined): string {
  if (at === undefined) return "";
  const full: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "medium" };
  const here = zoned(full, undefined).format(at);
  return deviceZone === undefined ? here : `${here} here\n${zoned(full, deviceZone).format(at)} on the device (${deviceZone})`;
}

export const bytes = (n: number | undefined): string =>
  n === undefined
    ? none
    : n < 1000
      ? `${n} B`
      : n < 1e6
        ? `${(n / 1e3).toFixed(1)} kB`
        : n < 1e9
          ? `${(n / 1e6).toFixed(1)} MB`
          : `${(n / 1e9).toFixed(2)} GB`;

export const energy = (mwh: number | undefined): string =>
  mwh === undefined ? none : mwh < 1000 ? `${mwh.toFixed(mwh < 10 ? 1 : 0)} mWh` : `${(mwh / 1000).toFixed(2)} Wh`;

/** `energy_on_battery_mwh` to a label and a value with its unit. */
export function counter(key: string, value: unknown): { label: string; value: string } | undefined {
  const units: [string, (v: number) => string][] = [
    ["_mwh", energy],
    ["_wh", v => energy(v * 1000)],
    ["_pct", v => percent(v, 1)],
    ["_ms", span],
    ["_s", v => span(v * 1000)],
    ["_bytes", bytes],
    ["_w", v => fixed(v, 2, "W")],
    ["_mb", v => bytes(v * 1e6)],
  ];
  const label = (k: string) => k.replaceAll("_", " ");
  if (typeof value === "string" || typeof value === "boolean") return { label: label(key), value: String(value).slice(0, 200) };
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  for (const [suffix, show] of units) if (key.endsWith(suffix)) return { label: label(key.slice(0, -suffix.length)), value: show(value) };
  if (/^bytes_/.test(key)) return { label: label(key), value: bytes(value) };
  if (/rate$/.test(key) && value >= 0 && value <= 1) return { label: label(key), value: percent(value * 100, 1) };
  return {
    label: label(key),
    value: Number.isInteger(value) || Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : value.toFixed(2),
  };
}

export const words = (w: string | undefined): string => (w === undefined || w === "" ? none : w.toLowerCase().replaceAll("_", " "));
