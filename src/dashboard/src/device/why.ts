import type { TaskDoc, WaitDoc } from "../contract/taskState";
import { explain } from "../contract/words";

const unknownTask = "no such task: ";

/** What a task waits for, as the end of "waits for …". */
function awaited(w: WaitDoc): string {
  const required = plain(w.required);
  const detail = required === "" ? "" : ` (${required})`;
  switch (w.reason) {
    case "PREREQUISITE":
      // Nobody can wait long enough for a task that the device does not know.
      return w.current.startsWith(unknownTask) ? `a task that is not on the device (${w.current.slice(unknownTask.length)})` : `another task${detail}`;
    case "MINIMUM_LATENCY":
      return "its start time";
    case "BACKOFF":
      return "its next try after a failure";
    case "CONSTRAINT_CHARGING":
      return required === "external power" ? required : "the charger";
    case "CONSTRAINT_BATTERY_NOT_LOW":
      return required === "" ? "more charge in the battery" : `a battery charge of ${required}`;
    case "CONSTRAINT_CONNECTIVITY":
      return /unmetered/.test(required) ? "an unmetered network" : "the network";
    case "CONSTRAINT_DEVICE_IDLE":
      return "the device to be idle";
    case "CONSTRAINT_STORAGE_NOT_LOW":
    case "DISK":
      return "free storage";
    case "CPU_BUSY":
      return "a less busy processor";
    case "MEMORY":
      return "free memory";
    case "THERMAL":
      return "the device to cool down";
    case "UNDERVOLTAGE":
      return "a sound supply voltage";
    case "SENSOR_STALE":
      return "a battery reading that can be believed";
    case "CLOCK_UNTRUSTED":
      return "the clock to be set";
    case "CONCURRENCY":
      return w.required.startsWith("the end of ") ? w.required : "a free slot";
    case "QUOTA":
      return "its quota";
    case "ENERGY_BUDGET":
      return `enough energy to spare${detail}`;
    case "PLANNED_WINDOW":
      return "a better time";
    case "QUIET_HOURS":
      return "the end of quiet hours";
    case "USER_HOLD":
      return /paused/.test(w.current) ? "somebody to resume it" : /limit/.test(w.current) ? "a higher mode limit" : "somebody to release the hold";
    default:
      return explain(w.reason);
  }
}

const plain = (condition: string): string =>
  condition.replaceAll(">= ", "at least ").replaceAll("<= ", "at most ").replaceAll("> ", "more than ").replaceAll("< ", "less than ");

/** In the order in which they are expected to be met; what nobody can foretell comes last. */
const inOrder = (reasons: readonly WaitDoc[]): WaitDoc[] =>
  [...reasons].sort((a, b) => (a.estimatedAt ?? Infinity) - (b.estimatedAt ?? Infinity) || 0);

/**
 * Why a task waits, in one sentence: what comes first and when, what comes then, and when it is planned to start.
 * `clock` writes a time. Undefined when the device gave neither a reason nor a time.
 */
export function whySentence(t: TaskDoc, now: number, clock: (at: number) => string): string | undefined {
  // A task that only waits for its planned start waits for nothing else: the start and why it was chosen say it.
  const reasons = inOrder(t.waitReasons.filter(w => w.reason !== "PLANNED_WINDOW" || t.plannedStart === undefined));
  const when = (w: WaitDoc, word: string) =>
    w.estimatedAt === undefined ? "" : w.estimatedAt <= now ? ", expected now" : `, ${word} ${clock(w.estimatedAt)}`;
  const parts = reasons.map((w, i) => (i === 0 ? `Waits for ${awaited(w)}${when(w, "expected")}` : `for ${awaited(w)}${when(w, "about")}`));
  const start = startOf(t, reasons, now, clock);
  if (parts.length === 0) return start === undefined ? undefined : `${start[0]!.toUpperCase()}${start.slice(1)}.`;
  const isOrdered = reasons.every(w => w.estimatedAt !== undefined);
  const [first, ...rest] = parts;
  const body = [first, ...rest.map(p => `${isOrdered ? "then " : ""}${p}`)].join(isOrdered ? "; " : " and ");
  return `${body}${start === undefined ? "" : `; ${start}`}.`;
}

/** Said only when it adds something to the last condition's own time. */
function startOf(t: TaskDoc, reasons: readonly WaitDoc[], now: number, clock: (at: number) => string): string | undefined {
  if (t.plannedStart === undefined) return undefined;
  const last = Math.max(0, ...reasons.map(w => w.estimatedAt ?? 0));
  if (clock(last) === clock(t.plannedStart)) return undefined;
  const because = t.plannedReason === undefined ? "" : ` (${explain(t.plannedReason)})`;
  return t.plannedStart <= now ? `it is to start now${because}` : `planned to start ${clock(t.plannedStart)}${because}`;
}
