import { darkAhead, type DarkDoc } from "../contract/documents";
import { clock } from "../format";
import { intervalOf, presenceOf, type Device } from "./device";

export interface Alert {
  code: string;
  level: "bad" | "warn";
  text: string;
}

const minute = 60_000;

/** What somebody should look at, worst first. */
export function alertsOf(d: Device, now: number): Alert[] {
  const found: Alert[] = [];
  const add = (code: string, level: Alert["level"], text: string) => {
    if (!found.some(a => a.code === code)) found.push({ code, level, text });
  };
  powerAlerts(d, add);
  const dark = darkAhead(d.state?.forecast, now);
  if (dark !== undefined) add("dark_expected", "bad", darkText(dark, now));
  if (d.state?.clock === "unsynced" || (d.state === undefined && d.status?.clock === "unsynced"))
    add("clock_unsynced", "warn", "clock not set: calendar work waits");
  if (isDuplicated(d, now)) add("duplicate_id", "bad", "two machines use this device id");
  if (d.quarantined.size > 0) add("quarantined_task", "bad", `${d.quarantined.size} quarantined task${d.quarantined.size > 1 ? "s" : ""}`);
  if (isGrowing(d.outbox)) add("outbox_growing", "warn", `outbox grows: ${d.outbox.at(-1)} unsent messages`);
  silenceAlerts(d, now, add);
  if (d.unreadable !== undefined) add("unreadable", "warn", `unreadable message (${d.unreadable})`);
  for (const code of d.state?.alerts ?? []) add(code, badCodes.has(code) ? "bad" : "warn", code.replaceAll("_", " "));
  return found.sort((a, b) => Number(a.level === "warn") - Number(b.level === "warn"));
}

/** `dark from 06:44 to 11:37 (expected)`. */
export const darkText = ({ from, until }: DarkDoc, now: number, timeZone?: string): string =>
  from <= now
    ? `dark until ${until === undefined ? "further notice" : clock(until, now, timeZone)} (expected)`
    : `dark from ${clock(from, now, timeZone)} ${until === undefined ? "on, no charge in sight" : `to ${clock(until, now, timeZone)}`} (expected)`;

const badCodes = new Set([
  "dark_expected",
  "duplicate_id",
  "quarantined_task",
  "low_battery",
  "undervoltage",
  "store_failing",
  "store_gone",
  "store_damaged",
  "task_stuck",
  "store_replaced",
]);

type Add = (code: string, level: Alert["level"], text: string) => void;

function powerAlerts(d: Device, add: Add) {
  const power = d.state?.power;
  if (power?.socPct !== undefined && power.quality !== "stale" && power.source !== "external") {
    if (power.socPct < 20) add("low_battery", "bad", `battery low: ${Math.round(power.socPct)} %`);
    else if (power.socPct < 30) add("low_battery", "warn", `battery at ${Math.round(power.socPct)} %`);
  }
  const stale = d.state?.sensors.filter(s => s.quality === "stale").map(s => s.name) ?? [];
  if (stale.length > 0 || power?.quality === "stale")
    add("stale_sensor", "warn", stale.length > 0 ? `stale sensor: ${stale.join(", ")}` : "battery reading is stale");
  if (d.state?.system.undervoltage) add("undervoltage", "bad", "supply voltage too low");
  if (d.state?.system.throttled) add("throttled", "warn", "processor is throttled");
}

function silenceAlerts(d: Device, now: number, add: Add) {
  const presence = presenceOf(d);
  const wake = d.status?.nextWakeAt;
  if (presence === "sleeping" && wake !== undefined && now > wake + 10 * minute) add("wake_overdue", "bad", "did not wake when it said");
  const interval = intervalOf(d);
  if (
    presence === "online" &&
    interval !== undefined &&
    d.seenAt !== undefined &&
    now - d.seenAt > Math.max(3 * interval * 1000, 2 * minute)
  )
    add("silent", "warn", "online, but silent for longer than announced");
}

/** A-B-A within ten minutes: a reboot brings a new boot id, it never brings an old one back. */
function isDuplicated(d: Device, now: number): boolean {
  return d.boots.some((b, i) => i >= 2 && now - b.at < 10 * minute && d.boots.slice(0, i - 1).some(earlier => earlier.id === b.id));
}

const isGrowing = (outbox: readonly number[]): boolean =>
  outbox.length >= 3 && outbox.at(-1)! >= 20 && outbox.slice(1).every((n, i) => n > outbox[i]!);
