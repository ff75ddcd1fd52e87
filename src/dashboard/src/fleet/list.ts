import type { Presence } from "../contract/words";
import { alertsOf } from "./alerts";
import { groupsOf, nameOf, presenceOf, tagsOf, type Device } from "./device";

export const sortKeys = ["device", "state", "battery", "source", "mode", "temperature", "queue", "seen", "alerts"] as const;
export type SortKey = (typeof sortKeys)[number];

export interface ListQuery {
  text: string;
  state: Presence | "";
  group: string;
  tag: string;
  onlyAlerts: boolean;
  sort: SortKey;
  descending: boolean;
}

export const defaultQuery: ListQuery = { text: "", state: "", group: "", tag: "", onlyAlerts: false, sort: "device", descending: false };

export interface Totals {
  devices: number;
  online: number;
  sleeping: number;
  offline: number;
  lost: number;
  unknown: number;
  charging: number;
  withAlerts: number;
  waiting: number;
  running: number;
}

const collator = new Intl.Collator("en", { numeric: true });
const presenceOrder: Record<Presence, number> = { lost: 0, offline: 1, unknown: 2, sleeping: 3, online: 4 };
const modeOrder: Record<string, number> = { suspended: 0, critical: 1, minimal: 2, reduced: 3, full: 4 };

export const openTasks = (d: Device): number => {
  const q = d.state?.queue ?? {};
  return (q.blocked ?? 0) + (q.scheduled ?? 0) + (q.waiting ?? 0) + (q.deferred ?? 0) + (q.ready ?? 0);
};
export const runningTasks = (d: Device): number => (d.state?.queue.running ?? 0) + (d.state?.queue.paused ?? 0);

/** Numbers and words to compare; undefined sorts last in both directions. */
function sortValue(d: Device, key: SortKey, now: number): number | string | undefined {
  switch (key) {
    case "device":
      return d.id;
    case "state":
      return presenceOrder[presenceOf(d)];
    case "battery":
      return d.state?.power.socPct;
    case "source":
      return d.state?.power.source;
    case "mode":
      return d.state?.mode === undefined ? undefined : modeOrder[d.state.mode];
    case "temperature":
      return d.state?.power.temperatureC ?? d.state?.system.cpuTemperatureC;
    case "queue":
      return openTasks(d) + runningTasks(d);
    case "seen":
      return d.seenAt;
    case "alerts":
      return alertsOf(d, now).reduce((sum, a) => sum + (a.level === "bad" ? 10 : 1), 0);
  }
}

export function matches(d: Device, q: ListQuery, now: number): boolean {
  if (q.state !== "" && presenceOf(d) !== q.state) return false;
  if (q.group !== "" && !groupsOf(d).includes(q.group)) return false;
  if (q.tag !== "" && !tagsOf(d).includes(q.tag)) return false;
  if (q.onlyAlerts && alertsOf(d, now).length === 0) return false;
  const text = q.text.trim().toLowerCase();
  return (
    text === "" ||
    [d.id, nameOf(d) ?? "", ...groupsOf(d), ...tagsOf(d), d.status?.agentVersion ?? ""].some(x => x.toLowerCase().includes(text))
  );
}

export function arrange(devices: Iterable<Device>, q: ListQuery, now: number): Device[] {
  const rows = [...devices].filter(d => matches(d, q, now)).map(d => ({ d, v: sortValue(d, q.sort, now) }));
  const sign = q.descending ? -1 : 1;
  rows.sort((a, b) => compare(a.v, b.v, sign) || collator.compare(a.d.id, b.d.id));
  return rows.map(r => r.d);
}

function compare(a: number | string | undefined, b: number | string | undefined, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return sign * (typeof a === "string" ? collator.compare(a, String(b)) : a - Number(b));
}

export function totalsOf(devices: Iterable<Device>, now: number): Totals {
  const t: Totals = {
    devices: 0,
    online: 0,
    sleeping: 0,
    offline: 0,
    lost: 0,
    unknown: 0,
    charging: 0,
    withAlerts: 0,
    waiting: 0,
    running: 0,
  };
  for (const d of devices) {
    t.devices++;
    t[presenceOf(d)]++;
    if (d.state?.power.charging === "charging") t.charging++;
    if (alertsOf(d, now).length > 0) t.withAlerts++;
    t.waiting += openTasks(d);
    t.running += runningTasks(d);
  }
  return t;
}

const sortedUnique = (words: Iterable<string>): string[] => [...new Set(words)].sort(collator.compare);
export const allGroups = (devices: Iterable<Device>): string[] => sortedUnique([...devices].flatMap(groupsOf));
export const allTags = (devices: Iterable<Device>): string[] => sortedUnique([...devices].flatMap(tagsOf));
