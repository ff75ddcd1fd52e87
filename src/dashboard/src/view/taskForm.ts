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
  runS: string;
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
  runS: "",
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
  const text = (s: string) => (s.trim() === "" ? undefined : s.trim());
  const optional = (s: string) => (s.trim() === "" ? undefined : numeric(s));
  const deadline = f.deadline === "" ? undefined : new Date(f.deadline);
  const constraints = compact({
    charging: f.charging || undefined,
    idle: f.idle || undefined,
    network: text(f.network),
    min_soc_pct: optional(f.minSoc),
  });
  const tags = f.tags
    .split(",")
    .map(t => t.trim())
    .filter(t => t !== "");
  return compact({
    id: f.id.trim(),
    kind: f.kind.trim(),
    args: argsOf(f),
    description: text(f.description),
    tags: tags.length > 0 ? tags : undefined,
    class: text(f.class),
    priority: text(f.priority),
    constraints: Object.keys(constraints).length > 0 ? constraints : undefined,
    delay_s: optional(f.delayS),
    deadline: deadline === undefined ? undefined : Number.isNaN(deadline.getTime()) ? f.deadline : deadline.toISOString(),
    preemption: text(f.preemption),
    limits: f.runS.trim() === "" ? undefined : { run_s: numeric(f.runS) },
  });
}

const compact = (o: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));
