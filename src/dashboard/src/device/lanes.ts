import type { TaskDoc } from "../contract/taskState";
import { badgeOf, isFinal, type Badge } from "../contract/words";

/** One run on the timeline: past, present or planned. */
export interface Run {
  id: string;
  label: string;
  from: number;
  to: number;
  badge: Badge;
  planned: boolean;
}

/** Runs of a task list on the time axis, packed into as few lanes as do not overlap. */
export function lanesOf(tasks: Iterable<TaskDoc>, now: number, from: number, to: number): Run[][] {
  // What is shorter could not be hit with a finger; a planned run of unknown length is drawn as a mark.
  const shortest = (to - from) / 250;
  const runs = [...tasks].flatMap(t => runOf(t, now, shortest) ?? []).filter(r => r.to > from && r.from < to);
  runs.sort((a, b) => a.from - b.from || a.id.localeCompare(b.id));
  const lanes: Run[][] = [];
  const gap = (to - from) / 200;
  for (const run of runs) {
    const lane = lanes.find(l => l.at(-1)!.to + gap <= run.from);
    if (lane !== undefined) lane.push(run);
    else lanes.push([run]);
  }
  return lanes;
}

function runOf(t: TaskDoc, now: number, shortest: number): Run | undefined {
  const label = t.kind === undefined ? t.id : `${t.kind} ${t.id}`;
  const run = (from: number, to: number, planned: boolean): Run => ({
    id: t.id,
    label,
    from,
    to: Math.max(to, from + shortest),
    badge: badgeOf(t.status),
    planned,
  });
  if (isFinal(t.status)) {
    if (t.finishedAt === undefined || (t.startedAt === undefined && t.durationMs === undefined)) return undefined;
    return run(t.startedAt ?? t.finishedAt - t.durationMs!, t.finishedAt, false);
  }
  if (t.status === "IN_PROGRESS") return run(t.startedAt ?? now, now, false);
  const start = t.plannedStart ?? earliestEstimate(t);
  return start === undefined ? undefined : run(Math.max(start, now), Math.max(t.plannedEnd ?? 0, Math.max(start, now) + 4 * shortest), true);
}

/** A task can start when the last of its conditions is expected to hold. */
function earliestEstimate(t: TaskDoc): number | undefined {
  const times = t.waitReasons.map(w => w.estimatedAt);
  return times.length > 0 && times.every(x => x !== undefined) ? Math.max(...(times as number[])) : undefined;
}
