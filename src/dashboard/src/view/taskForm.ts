import { newTaskId } from "../contract/taskDocument";

/** The form's fields as text, and the document that they make. Empty fields are left out of it. */
export interface TaskForm {
  id: string;
  kind: string;
  description: string;
  class: string;
  priority: string;
  argv: string;
  durationS: string;
  args: string;
  tags: string;
  charging: boolean;
  idle: boolean;
  network: string;
  minSoc: string;
  delayS: string;
  deadline: string;
  preemption: string;
  repeat: "" | "every" | "cron" | "at";
  everyMin: string;
  flexMin: string;
  cron: string;
  timezone: string;
  misfire: string;
  at: string;
  after: string;
  uniqueName: string;
  uniquePolicy: string;
  retryMax: string;
  retryBackoff: string;
  retryDelayS: string;
  runS: string;
  stallS: string;
  cpuPct: string;
  memoryMb: string;
  outputKib: string;
}

export const emptyForm = (): TaskForm => ({
  id: newTaskId(),
  kind: "noop",
  description: "",
  class: "",
  priority: "",
  argv: "",
  durationS: "10",
  args: "",
  tags: "",
  charging: false,
  idle: false,
  network: "",
  minSoc: "",
  delayS: "",
  deadline: "",
  preemption: "",
  repeat: "",
  everyMin: "60",
  flexMin: "",
  cron: "0 3 * * *",
  timezone: "",
  misfire: "",
  at: "",
  after: "",
  uniqueName: "",
  uniquePolicy: "",
  retryMax: "",
  retryBackoff: "",
  retryDelayS: "",
  runS: "",
  stallS: "",
  cpuPct: "",
  memoryMb: "",
  outputKib: "",
});

/** Numbers stay text when they are none, so that the check names the field instead of losing what was typed. */
const numeric = (text: string): number | string => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);

function argsOf(f: TaskForm): unknown {
  if (f.kind === "exec")
    return {
      argv: f.argv
        .split("\n")
        .map(l => l.trim())
        .filter(l => l !== ""),
    };
  if (f.kind === "noop") return f.durationS.trim() === "" ? undefined : { duration_s: numeric(f.durationS) };
  if (f.args.trim() === "") return undefined;
  try {
    return JSON.parse(f.args);
  } catch {
    return f.args;
  }
}

export function documentOf(f: TaskForm): Record<string, unknown> {
  return compact({
    id: f.id.trim(),
    kind: f.kind.trim(),
    args: argsOf(f),
    description: text(f.description),
    tags: words(f.tags),
    class: text(f.class),
    priority: text(f.priority),
    constraints: group({
      charging: f.charging || undefined,
      idle: f.idle || undefined,
      network: text(f.network),
      min_soc_pct: optional(f.minSoc),
    }),
    schedule: scheduleOf(f),
    delay_s: optional(f.delayS),
    deadline: instant(f.deadline),
    after: words(f.after),
    unique: group({ name: text(f.uniqueName), policy: text(f.uniquePolicy) }),
    preemption: text(f.preemption),
    limits: group({
      run_s: optional(f.runS),
      stall_s: optional(f.stallS),
      cpu_pct: optional(f.cpuPct),
      memory_mb: optional(f.memoryMb),
      output_kib: optional(f.outputKib),
    }),
    retry: group({ max: optional(f.retryMax), backoff: text(f.retryBackoff), delay_s: optional(f.retryDelayS) }),
  });
}

function scheduleOf(f: TaskForm): Record<string, unknown> | undefined {
  switch (f.repeat) {
    case "every":
      return compact({ every_s: inSeconds(f.everyMin), flex_s: f.flexMin.trim() === "" ? undefined : inSeconds(f.flexMin) });
    case "cron":
      return compact({ cron: f.cron.trim(), timezone: text(f.timezone), misfire: text(f.misfire) });
    case "at":
      return { at: instant(f.at) ?? "" };
    case "":
      return undefined;
  }
}

const text = (s: string): string | undefined => (s.trim() === "" ? undefined : s.trim());
const optional = (s: string): number | string | undefined => (s.trim() === "" ? undefined : numeric(s));

function inSeconds(minutes: string): number | string {
  const n = numeric(minutes);
  return typeof n === "number" ? n * 60 : n;
}

/** The viewer's local time as the contract writes it; what is no time stays as typed, for the check to name. */
function instant(local: string): string | undefined {
  if (local === "") return undefined;
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}

function words(commas: string): string[] | undefined {
  const found = commas
    .split(",")
    .map(t => t.trim())
    .filter(t => t !== "");
  return found.length > 0 ? found : undefined;
}

/** An object of what was filled in; undefined when that is nothing. */
function group(o: Record<string, unknown>): Record<string, unknown> | undefined {
  const kept = compact(o);
  return Object.keys(kept).length > 0 ? kept : undefined;
}

const compact = (o: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));
