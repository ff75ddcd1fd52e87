/** Campaigns and pools, as the fleet's controller shows them. Pure. */

import { bool, fields, list, num, text, time, type Json } from "../contract/read";
import type { FleetOrder } from "../contract/wire";

type Sum = FleetOrder["sum"];
type Target = NonNullable<FleetOrder["targets"]>[number];
type Candidate = NonNullable<FleetOrder["candidates"]>[number];
type Stage = NonNullable<FleetOrder["stages"]>[number];

/** In the order in which a bar shows them. */
export const outcomes = [
  "succeeded",
  "failed",
  "timed_out",
  "rejected",
  "removed",
  "canceled",
  "accepted",
  "assigned",
  "pending",
] as const;
export type Sums = Readonly<Record<string, number>>;

export interface OrderStage {
  /** `1 device`, `10 %`, `all`. */
  reach: string;
  successPct: number;
  outcomes: Sums;
}

export interface OrderRow {
  device: string;
  outcome: string;
  attempt?: number | undefined;
  stage?: number | undefined;
  cancelWanted: boolean;
  reason?: string | undefined;
  assignedAt?: number | undefined;
  endedAt?: number | undefined;
  /** The rest belongs to pools. */
  counted: boolean;
  handedOn: boolean;
  rank?: number | undefined;
  waitS?: number | undefined;
  batteryMinutes?: number | undefined;
  cost?: number | undefined;
  confidence?: number | undefined;
  hasOffer: boolean;
}

export interface Order {
  kind: "campaign" | "pool";
  id: string;
  task: string;
  description?: string | undefined;
  phase: string;
  reason?: string | undefined;
  ended: boolean;
  devices: number;
  outcomes: Sums;
  /** From 1. */
  stage?: number | undefined;
  silent: number;
  k: number;
  counted: number;
  surplus: number;
  round: number;
  startedAt?: number | undefined;
  deadline?: number | undefined;
  endedAt?: number | undefined;
  stages: readonly OrderStage[];
  /** The most telling devices; the others are asked for. */
  rows: readonly OrderRow[];
  /** By the controller's clock. */
  saidAt?: number | undefined;
}

/** Undefined for a document that is no order: an empty one takes it off the page. */
export function readOrder(id: string, body: string): Order | undefined {
  let doc: Json;
  try {
    doc = JSON.parse(body);
  } catch {
    return undefined;
  }
  const f = fields<FleetOrder>(doc);
  const sum = fields<Sum>(f.sum);
  const kind = sum.order;
  const phase = text(sum.phase, 32);
  if ((kind !== "campaign" && kind !== "pool") || phase === undefined) return undefined;
  const stages = list(f.stages).slice(0, 32);
  return {
    kind,
    id,
    task: text(sum.kind, 64) ?? "",
    description: text(sum.description, 300),
    phase,
    reason: text(sum.reason, 300),
    ended: bool(sum.ended) ?? false,
    devices: num(sum.devices) ?? 0,
    outcomes: readSums(sum.outcomes),
    stage: num(sum.stage),
    silent: num(sum.silent) ?? 0,
    k: num(sum.k) ?? 0,
    counted: num(sum.counted) ?? 0,
    surplus: num(sum.surplus) ?? 0,
    round: num(sum.round) ?? 1,
    startedAt: time(sum.started_at),
    deadline: time(sum.deadline),
    endedAt: time(sum.ended_at),
    stages: stages.map((s, i) => readStage(s, i === stages.length - 1)),
    rows: readRows(kind, doc),
    saidAt: time(f.ts),
  };
}

/** The devices in a document or in one part of an answer. */
export const readRows = (kind: Order["kind"], v: Json): OrderRow[] =>
  list(kind === "campaign" ? fields(v).targets : fields(v).candidates)
    .slice(0, 1000)
    .flatMap(row => {
      const f = fields<Target & Candidate>(row);
      const device = text(f.device, 64);
      return device === undefined
        ? []
        : [
            {
              device,
              outcome: text(f.outcome, 32) ?? "pending",
              attempt: num(f.attempt),
              stage: num(f.stage),
              cancelWanted: bool(f.cancel_wanted) ?? false,
              reason: text(f.reason, 300),
              assignedAt: time(f.assigned_at),
              endedAt: time(f.ended_at),
              counted: bool(f.counted) ?? false,
              handedOn: bool(f.handed_on) ?? false,
              rank: num(f.rank),
              waitS: num(f.wait_s),
              batteryMinutes: num(f.battery_minutes),
              cost: num(f.cost),
              confidence: num(f.confidence),
              hasOffer: num(f.battery_minutes) !== undefined,
            },
          ];
    });

function readStage(v: Json, isLast: boolean): OrderStage {
  const f = fields<Stage>(v);
  const count = num(f.count);
  const percent = num(f.percent);
  const bounded = count !== undefined ? `${count} ${count === 1 ? "device" : "devices"}` : `${percent ?? 100} %`;
  return { reach: isLast ? "all" : bounded, successPct: num(f.success_pct) ?? 0, outcomes: readSums(f.outcomes) };
}

const readSums = (v: Json): Sums =>
  Object.fromEntries(Object.entries(fields(v)).flatMap(([k, n]) => (num(n) !== undefined && num(n)! > 0 ? [[k, num(n)!]] : [])));

export const countOf = (sums: Sums, ...names: string[]): number => names.reduce((n, name) => n + (sums[name] ?? 0), 0);

/** Devices that have a final outcome. */
export const settled = (sums: Sums): number => total(sums) - countOf(sums, "pending", "assigned", "accepted");

export const total = (sums: Sums): number => Object.values(sums).reduce((a, b) => a + b, 0);

/** Those that run first, then the newest. */
export const arrangeOrders = (orders: Iterable<Order>): Order[] =>
  [...orders].sort((a, b) => Number(a.ended) - Number(b.ended) || (b.startedAt ?? 0) - (a.startedAt ?? 0) || a.id.localeCompare(b.id));

/** The colour of an outcome: one of the groups that tasks have, and one for nothing yet. */
export function toneOf(outcome: string): "good" | "bad" | "busy" | "ended" | "none" {
  switch (outcome) {
    case "succeeded":
      return "good";
    case "failed":
    case "timed_out":
    case "rejected":
      return "bad";
    case "assigned":
    case "accepted":
      return "busy";
    case "pending":
      return "none";
    default:
      return "ended";
  }
}

/** What the outcome of a candidate is called: a device that nobody chose waits for nothing. */
export function standing(row: OrderRow): string {
  if (row.counted) return "succeeded";
  if (row.outcome === "succeeded") return "surplus";
  if (row.handedOn) return `handed on (${row.outcome})`;
  if (row.outcome !== "pending") return row.outcome;
  return row.hasOffer ? "not chosen" : "no offer";
}
