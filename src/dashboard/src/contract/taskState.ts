import { bool, fields, list, num, text, texts, time, type Json } from "./read";
import type { Receipt, Reply, ReplyPlan, TaskState } from "./wire";

export interface WaitDoc {
  reason: string;
  current: string;
  required: string;
  since?: number | undefined;
  estimatedAt?: number | undefined;
}

export interface TaskDoc {
  id: string;
  rev: number;
  kind?: string | undefined;
  description?: string | undefined;
  class?: string | undefined;
  priority?: string | undefined;
  tags: string[];
  status: string;
  phase: string;
  reason?: string | undefined;
  attempt?: number | undefined;
  progressPct?: number | undefined;
  message?: string | undefined;
  plannedStart?: number | undefined;
  plannedEnd?: number | undefined;
  plannedReason?: string | undefined;
  waitReasons: WaitDoc[];
  /** Held or paused by a person, this task and not the whole device. */
  userPaused?: boolean | undefined;
  acceptedAt?: number | undefined;
  deadlineAt?: number | undefined;
  startedAt?: number | undefined;
  finishedAt?: number | undefined;
  energyMwh?: number | undefined;
  durationMs?: number | undefined;
  exitCode?: number | undefined;
  result?: string | undefined;
  resultBytes?: number | undefined;
  error?: { category: string; message: string } | undefined;
  updatedAt?: number | undefined;
}

export interface ReceiptItem {
  seq?: number | undefined;
  id: string;
  rev?: number | undefined;
  status: string;
  reason?: string | undefined;
  sha256?: string | undefined;
  ts?: number | undefined;
  /** What was accepted although it looks like a slip, such as a field that no agent reads. */
  warnings: string[];
}

export interface ReplyDoc {
  verb: string;
  correlation?: unknown;
  ok: boolean;
  error?: string | undefined;
  data: Json;
}

const shown = (v: Json): string =>
  v === undefined || v === null ? "" : typeof v === "string" ? text(v, 200)! : JSON.stringify(v).slice(0, 200);

export function readTask(v: Json, idFromTopic?: string): TaskDoc | undefined {
  const f = fields<TaskState & Pick<ReplyPlan["tasks"][number], "planned_end"> & { deadline_at?: unknown }>(v);
  const id = text(f.id, 64) ?? idFromTopic;
  const status = text(f.status, 32);
  if (id === undefined || status === undefined) return undefined;
  const error = fields<NonNullable<TaskState["error"]>>(f.error);
  return {
    id,
    rev: num(f.rev) ?? 0,
    kind: text(f.kind, 64),
    description: text(f.description, 500),
    class: text(f.class, 32),
    priority: text(f.priority, 32),
    tags: texts(f.tags),
    status,
    phase: text(f.phase, 32) ?? status,
    reason: text(f.reason, 200) || undefined,
    attempt: num(f.attempt),
    progressPct: num(f.progress_pct),
    message: text(f.message, 1000) || undefined,
    plannedStart: time(f.planned_start),
    plannedEnd: time(f.planned_end),
    plannedReason: text(f.planned_reason, 200),
    waitReasons: list(f.wait_reasons)
      .slice(0, 32)
      .map(w => {
        const r = fields<NonNullable<TaskState["wait_reasons"]>[number]>(w);
        return {
          reason: text(r.reason, 64) ?? "",
          current: shown(r.current),
          required: shown(r.required),
          since: time(r.since),
          estimatedAt: time(r.estimated_at),
        };
      }),
    userPaused: bool(f.user_paused),
    acceptedAt: time(f.accepted_at),
    deadlineAt: time(f.deadline) ?? time(f.deadline_at),
    startedAt: time(f.started_at),
    finishedAt: time(f.finished_at),
    energyMwh: num(f.energy_mwh),
    durationMs: num(f.duration_ms),
    exitCode: num(f.exit_code),
    result:
      f.result === undefined || f.result === null ? undefined : text(typeof f.result === "string" ? f.result : JSON.stringify(f.result)),
    resultBytes: num(f.result_bytes),
    error:
      Object.keys(error).length === 0
        ? undefined
        : { category: text(error.category, 64) ?? "other", message: text(error.message, 2000) ?? "" },
    updatedAt: time(f.ts),
  };
}

export const readReceipt = (v: Json): ReceiptItem[] =>
  list(fields<Receipt>(v).items)
    .slice(0, 2000)
    .flatMap(item => {
      const f = fields<Receipt["items"][number]>(item);
      const id = text(f.id, 200);
      const status = text(f.status, 32);
      return id === undefined || status === undefined
        ? []
        : [
            {
              seq: num(f.seq),
              id,
              rev: num(f.rev),
              status,
              reason: text(f.reason, 1000),
              sha256: text(f.sha256, 64),
              ts: time(f.ts),
              warnings: readWarnings(f.warnings),
            },
          ];
    });

/** Each as text, or as an object with a field and a message. */
const readWarnings = (v: Json): string[] =>
  list(v)
    .slice(0, 16)
    .flatMap(w => {
      const f = fields(w);
      const parts = [text(w, 300) ?? text(f.field, 100), text(f.message, 300)].filter(x => x !== undefined && x !== "");
      return parts.length === 0 ? [] : [parts.join(": ")];
    });

export function readReply(v: Json): ReplyDoc | undefined {
  const f = fields<Reply>(v);
  const verb = text(f.verb, 32);
  if (verb === undefined) return undefined;
  const error = f.error === undefined || f.error === null ? undefined : shown(fields<{ message: unknown }>(f.error).message ?? f.error);
  return { verb, correlation: f.correlation, ok: f.ok === true, error, data: f.data };
}
