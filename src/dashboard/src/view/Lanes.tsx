import type { Run } from "../device/lanes";
import { clock, span } from "../format";

const laneHeight = 18;

/** Runs under the chart, on its time axis. */
export function Lanes({
  lanes,
  from,
  to,
  now,
  onPick,
}: {
  lanes: Run[][];
  from: number;
  to: number;
  now: number;
  zone: string | undefined;
  onPick: (id: string) => void;
}) {
  const shown = lanes.slice(0, 8);
  const hidden = lanes.length - shown.length;
  if (lanes.length === 0) return <p class="lanes-empty">No run in this range, past or planned.</p>;
  const x = (at: number) => ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * 100;
  return (
    <div class="lanes">
      <ol class="lanes-plot" aria-label="Runs, past and planned" style={{ height: `${shown.length * laneHeight}px` }}>
        {shown.flatMap((lane, row) =>
          lane.map(r => (
            <li key={r.id} style={{ left: `${x(r.from)}%`, width: `${Math.max(0.4, x(r.to) - x(r.from))}%`, top: `${row * laneHeight}px` }}>
              <button
                class={`run is-${r.badge}${r.planned ? " is-planned" : ""}`}
                onClick={() => onPick(r.id)}
                title={`${r.label}\n${r.planned ? "planned " : ""}${clock(r.from, now)}${r.planned ? "" : `, ${span(r.to - r.from)}`}`}
              >
                <span>{r.label}</span>
              </button>
            </li>
          )),
        )}
      </ol>
      {hidden > 0 && <p class="sub">{hidden} more rows of runs are not shown; the task list has them all.</p>}
    </div>
  );
}
