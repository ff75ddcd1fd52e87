import { useState } from "preact/hooks";
import type { Device } from "../fleet/device";
import { isFinal, modes } from "../contract/words";
import type { Store } from "../store";
import { Confirm } from "./Dialog";
import { Panel } from "./parts";

/** Commands to the whole device. */
export function Controls({ store, d }: { store: Store; d: Device }) {
  const [open, setOpen] = useState(false);
  const target = { device: d.id };
  const send = (verb: string, args: Record<string, unknown> = {}) =>
    void store.ctl(target, verb, args).then(() => store.refreshTasks(d.id));
  const live = [...d.tasks.values()].filter(t => !isFinal(t.status)).length;
  const finished = d.tasks.size - live;
  return (
    <Panel title="Control" id="control">
      <div class="controls">
        <button onClick={() => send("sync")} title="Publish state, telemetry and receipts now">
          Sync
        </button>
        {d.state?.held ? (
          <button onClick={() => send("release")} title="Let waiting tasks start again">
            Release
          </button>
        ) : (
          <>
            <button onClick={() => send("hold")} title="Start nothing new on this device">
              Hold
            </button>
            {d.state?.held === undefined && <button onClick={() => send("release")}>Release</button>}
          </>
        )}
        <button onClick={() => send("pause")} title="Pause every running task">
          Pause all
        </button>
        <button onClick={() => send("resume")}>Resume all</button>
        <button onClick={() => send("clear")} disabled={finished === 0}>
          Clear finished
        </button>
        <button class="danger" onClick={() => setOpen(true)} disabled={live === 0}>
          Cancel all
        </button>
      </div>
      {d.state?.limit !== undefined && (
        <label class="limit">
          Mode limit
          <select
            id="mode-limit"
            value={d.state.limit}
            title="The best mode that the device may be in, also over restarts"
            onChange={e => send("limit", { mode: e.currentTarget.value })}
          >
            <option value="auto">auto: as the charge gives</option>
            {modes.slice(1).map(m => (
              <option key={m} value={m}>
                {m}
              </option>
            ))}
          </select>
        </label>
      )}
      {open && (
        <Confirm
          title="Cancel every task?"
          action={`Cancel ${live} task${live === 1 ? "" : "s"}`}
          onClose={() => setOpen(false)}
          onConfirm={() => send("cancel_all")}
        >
          <p>
            {live} waiting and running task{live === 1 ? "" : "s"} on <b>{d.id}</b> will be cancelled. Running work is stopped. This cannot
            be undone.
          </p>
        </Confirm>
      )}
    </Panel>
  );
}
