import { useState } from "preact/hooks";
import { isAway, type Device } from "../fleet/device";
import { isFinal, modes } from "../contract/words";
import type { Store } from "../store";
import { Confirm } from "./Dialog";
import { counted, Panel } from "./parts";

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
        {d.state?.held !== true && (
          <button onClick={() => send("hold")} title="Start nothing new on this device; what runs goes on">
            Hold new starts
          </button>
        )}
        {d.state?.held !== false && (
          <button onClick={() => send("release")} title="Let waiting tasks start again">
            Release the hold
          </button>
        )}
        <button onClick={() => send("pause")} title="Freeze every running task, and start nothing new">
          Pause all work
        </button>
        <button onClick={() => send("resume")} title="Let paused tasks go on and waiting ones start">
          Resume all work
        </button>
        <button onClick={() => send("clear")} disabled={finished === 0}>
          Clear finished
        </button>
        <button class="danger" onClick={() => setOpen(true)} disabled={live === 0}>
          Cancel all
        </button>
      </div>
      <p class="sub control-help">
        Hold lets running tasks go on and starts no new one. Pause freezes the running ones, too.
        {isAway(d) && " The device is away: what you send waits at the broker."}
      </p>
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
          action={`Cancel ${counted(live, "task")}`}
          onClose={() => setOpen(false)}
          onConfirm={() => send("cancel_all")}
        >
          <p>
            {counted(live, "waiting or running task")} on <b>{d.id}</b> will be cancelled. Running work is stopped. This cannot
            be undone.
          </p>
        </Confirm>
      )}
    </Panel>
  );
}
