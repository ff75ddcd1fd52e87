import { backoffs, builtInKinds, classes, maxPayloadBytes, misfires, networks, periodLimits, preemptions, priorities, uniquePolicies } from "./words";

/** What is wrong with a task document: the field, and what it may be. */
export interface Fault {
  field: string;
  message: string;
}

type Check = (value: unknown, field: string) => Fault[];

const ok: Fault[] = [];
const fault = (field: string, message: string): Fault[] => [{ field, message }];
const isObject = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null && !Array.isArray(v);

const anyValue: Check = () => ok;
const bool: Check = (v, f) => (typeof v === "boolean" ? ok : fault(f, "must be true or false"));
const string =
  (max: number): Check =>
  (v, f) =>
    typeof v === "string" && v.length > 0 && v.length <= max ? ok : fault(f, `must be text of 1 to ${max} characters`);
const pattern =
  (p: RegExp, words: string): Check =>
  (v, f) =>
    typeof v === "string" && p.test(v) ? ok : fault(f, `must be ${words}`);
const oneOf =
  (words: readonly string[]): Check =>
  (v, f) =>
    typeof v === "string" && words.includes(v) ? ok : fault(f, `must be one of ${words.join(", ")}`);
const number =
  (min: number, max: number, unit = ""): Check =>
  (v, f) =>
    typeof v === "number" && Number.isFinite(v) && v >= min && v <= max
      ? ok
      : fault(f, `must be a number from ${min} to ${max === Infinity ? "any" : max}${unit && " " + unit}`);
const whole =
  (min: number, max: number): Check =>
  (v, f) =>
    typeof v === "number" && Number.isInteger(v) && v >= min && v <= max ? ok : fault(f, `must be a whole number from ${min} to ${max}`);
const listOf =
  (item: Check, max: number): Check =>
  (v, f) =>
    !Array.isArray(v)
      ? fault(f, "must be a list")
      : v.length > max
        ? fault(f, `may hold at most ${max} entries`)
        : v.flatMap((x, i) => item(x, `${f}[${i}]`));

function object(shape: Record<string, Check>, required: string[] = []): Check {
  return (v, f) => {
    if (!isObject(v)) return fault(f, "must be an object");
    const missing = required.filter(k => v[k] === undefined).map(k => ({ field: `${f}.${k}`, message: "is required" }));
    const wrong = Object.entries(shape).flatMap(([k, check]) => (v[k] === undefined || v[k] === null ? ok : check(v[k], `${f}.${k}`)));
    return [...missing, ...wrong];
  };
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const instant: Check = (v, f) =>
  typeof v === "string" && rfc3339.test(v) && !Number.isNaN(Date.parse(v)) ? ok : fault(f, "must be a time such as 2030-01-31T06:00:00Z");
const seconds = number(0, Infinity, "seconds");
const instantOrSeconds: Check = (v, f) => {
  const check = typeof v === "number" ? seconds : instant;
  return check(v, f).length === 0 ? ok : fault(f, "must be a time such as 2030-01-31T06:00:00Z, or seconds from now");
};

const taskId = pattern(/^[A-Za-z0-9._-]{1,64}$/, "1 to 64 of A-Z a-z 0-9 . _ -");

const schedule: Check = (v, f) => {
  if (!isObject(v)) return fault(f, "must be an object");
  const forms = ["every_s", "cron", "at"].filter(k => v[k] !== undefined);
  if (forms.length !== 1) return fault(f, "must have exactly one of every_s, cron, at");
  return object({
    every_s: number(periodLimits.everyS, Infinity, "seconds"),
    flex_s: number(periodLimits.flexS, Infinity, "seconds"),
    cron: string(200),
    timezone: string(64),
    misfire: oneOf(misfires),
    at: instant,
  })(v, f);
};

const fieldChecks: Record<string, Check> = {
  id: taskId,
  kind: string(64),
  args: (v, f) => (isObject(v) ? ok : fault(f, "must be an object")),
  description: string(4096),
  tags: listOf(string(64), 32),
  class: oneOf(classes),
  priority: oneOf(priorities),
  constraints: object({
    charging: bool,
    external_power: bool,
    battery_not_low: bool,
    min_soc_pct: number(0, 100, "%"),
    idle: bool,
    network: oneOf(networks),
    storage_not_low: bool,
    max_cpu_temperature_c: number(0, 150, "°C"),
  }),
  earliest_start: instantOrSeconds,
  delay_s: seconds,
  deadline: instantOrSeconds,
  schedule,
  unique: object({ name: string(64), policy: oneOf(uniquePolicies) }, ["name", "policy"]),
  after: listOf(taskId, 1000),
  expedited: object({ if_out_of_quota: oneOf(["run_as_normal", "drop"]) }),
  estimate: object({ duration_s: seconds, energy_mwh: number(0, Infinity, "mWh") }),
  preemption: oneOf(preemptions),
  limits: object({
    run_s: seconds,
    stall_s: seconds,
    cpu_pct: number(0, 10_000, "%"),
    memory_mb: number(0, Infinity, "MB"),
    output_kib: number(0, Infinity, "KiB"),
  }),
  retry: object({ max: whole(0, 1000), backoff: oneOf(backoffs), delay_s: seconds }),
  reply_to: string(512),
  correlation: anyValue,
};

/** True for a path such as `limits.run_s` that a document may have. */
export const isField = (path: string): boolean => fieldChecks[path.split(".")[0]!] !== undefined;

/** Everything that the contract would refuse about a task document; empty when it may be sent. */
export function validateTask(doc: unknown): Fault[] {
  if (!isObject(doc)) return fault("document", "must be a JSON object");
  const missing = ["id", "kind"].filter(k => doc[k] === undefined).map(k => ({ field: k, message: "is required" }));
  const wrong = Object.entries(doc).flatMap(([k, v]) => (fieldChecks[k] !== undefined && v !== null ? fieldChecks[k](v, k) : ok));
  return [...missing, ...wrong, ...crossChecks(doc), ...argumentChecks(doc)];
}

function crossChecks(doc: Record<string, unknown>): Fault[] {
  const c = isObject(doc.constraints) ? doc.constraints : {};
  const faults: Fault[] = [];
  if (doc.expedited !== undefined && (c.charging || c.external_power || c.battery_not_low || c.idle || c.min_soc_pct !== undefined))
    faults.push({ field: "expedited", message: "cannot be combined with charging, battery or idle constraints" });
  if (Array.isArray(doc.after) && doc.after.includes(doc.id)) faults.push({ field: "after", message: "must not name the task itself" });
  if (new TextEncoder().encode(JSON.stringify(doc)).length > maxPayloadBytes)
    faults.push({ field: "document", message: `is larger than ${maxPayloadBytes / 1024} KiB` });
  return faults;
}

function argumentChecks(doc: Record<string, unknown>): Fault[] {
  const args = isObject(doc.args) ? doc.args : {};
  if (doc.kind === "exec" && doc.args !== undefined)
    return object({ argv: listOf(value => (typeof value === "string" ? ok : fault("args.argv", "must be text")), 256), env: object({}) })(
      args,
      "args",
    );
  if (doc.kind === "noop") return object({ duration_s: seconds, fail: string(32) })(args, "args");
  return ok;
}

/** Fields that no agent of this contract version reads; worth a hint, not a refusal. */
export const unknownFields = (doc: unknown): string[] =>
  isObject(doc) ? Object.keys(doc).filter(k => k !== "v" && fieldChecks[k] === undefined) : [];

export const isBuiltIn = (kind: string): boolean => (builtInKinds as readonly string[]).includes(kind);

/** RFC 9562 UUIDv7: sorts by time, as the contract recommends. */
export function newTaskId(nowMs = Date.now(), random: (n: number) => Uint8Array = n => crypto.getRandomValues(new Uint8Array(n))): string {
  const bytes = random(16);
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
