import { useEffect, useMemo, useState } from "preact/hooks";
import type { TaskDoc } from "../contract/taskState";
import { badgeOf, type Badge } from "../contract/words";
import type { Device } from "../fleet/device";
import type { Store } from "../store";
import { Empty, Panel } from "./parts";
import { SubmitDialog } from "./SubmitDialog";
import { TaskCard } from "./TaskCard";

const badges: Badge[] = ["processing", "pending", "completed", "failed", "ended"];
const order: Record<Badge, number> = { processing: 0, pending: 1, failed: 2, completed: 2, ended: 2 };
const page = 30;

/** Running first, then waiting by planned start, then finished, the newest first. */
function sorted(tasks: Iterable<TaskDoc>): TaskDoc[] {
  const at = (t: TaskDoc) => t.finishedAt ?? t.updatedAt ?? 0;
  return [...tasks].sort((a, b) => {
    const group = order[badgeOf(a.status)] - order[badgeOf(b.status)];
    if (group !== 0) return group;
    return order[badgeOf(a.status)] === 2
      ? at(b) - at(a)
      : (a.plannedStart ?? Infinity) - (b.plannedStart ?? Infinity) || a.id.localeCompare(b.id);
  });
}

export function Tasks({
  store,
  d,
  now,
  asOf,
  zone,
  focus,
}: {
  store: Store;
  d: Device;
  now: number;
  /** The moment for which the tasks' states are true. */
  asOf: number;
  zone: string | undefined;
  /** A new object each time that somebody picks a run, also the same one again. */
  focus: { id: string } | undefined;
}) {
  const [badge, setBadge] = useState<Badge>();
  const [text, setText] = useState("");
  const [isSubmitting, setSubmitting] = useState(false);
  const [shown, setShown] = useState(page);
  const all = useMemo(() => sorted(d.tasks.values()), [d.tasks]);
  const counts = new Map(badges.map(b => [b, all.filter(t => badgeOf(t.status) === b).length]));
  const wanted = text.trim().toLowerCase();
  const tasks = all.filter(
    t =>
      (badge === undefined || badgeOf(t.status) === badge) &&
      (wanted === "" || [t.id, t.kind ?? "", t.description ?? "", ...t.tags].some(x => x.toLowerCase().includes(wanted))),
  );
  useEffect(() => {
    if (focus === undefined) return;
    setBadge(undefined);
    setText(focus.id);
    document.getElementById("tasks")?.scrollIntoView({ block: "start", behavior: "smooth" });
  }, [focus]);
  return (
    <Panel
      title="Tasks"
      id="tasks"
      aside={
        <>
          {!d.tasksListed && <span class="sub">only those that changed since the page opened</span>}
          <button class="primary" onClick={() => setSubmitting(true)}>
            Submit a task
          </button>
        </>
      }
    >
      {isSubmitting && <SubmitDialog store={store} target={{ device: d.id }} onClose={() => setSubmitting(false)} />}
      {all.length === 0 ? (
        <Empty title={d.tasksListed ? "No task on this device" : "No task seen yet"}>
          <p>
            {d.tasksListed
              ? "Submit one with the button above, or publish a document."
              : "The device has not answered the request for its list; tasks appear when they change."}
          </p>
        </Empty>
      ) : (
        <>
          <div class="task-filter" role="search" aria-label="Filter tasks">
            <div class="segments" role="group" aria-label="Status">
              <button aria-pressed={badge === undefined} onClick={() => setBadge(undefined)}>
                all {all.length}
              </button>
              {badges.map(b =>
                counts.get(b) === 0 ? null : (
                  <button key={b} aria-pressed={badge === b} onClick={() => setBadge(badge === b ? undefined : b)}>
                    {b} {counts.get(b)}
                  </button>
                ),
              )}
            </div>
            <input
              type="search"
              aria-label="Find a task"
              placeholder="id, kind, tag"
              value={text}
              onInput={e => setText(e.currentTarget.value)}
            />
          </div>
          {tasks.length === 0 && <Empty title="No task matches" />}
          <ol class="cards">
            {tasks.slice(0, shown).map(t => (
              <TaskCard key={t.id} store={store} device={d.id} task={t} now={now} asOf={asOf} zone={zone} />
            ))}
          </ol>
          {tasks.length > shown && (
            <button onClick={() => setShown(n => n + page)}>
              Show {Math.min(page, tasks.length - shown)} more of {tasks.length - shown}
            </button>
          )}
        </>
      )}
    </Panel>
  );
}
