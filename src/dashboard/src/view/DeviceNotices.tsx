import { darkAhead } from "../contract/documents";
import { isFinal } from "../contract/words";
import { darkText } from "../fleet/alerts";
import { asOf, isAway, presenceOf, timeZoneOf, type Device } from "../fleet/device";
import { relative } from "../format";
import type { Store } from "../store";
import { When } from "./parts";

/** What changes the meaning of everything below: a device that is away, one that is held, one that will go dark. */
export function DeviceNotices({ store, d, now }: { store: Store; d: Device; now: number }) {
  const dark = darkAhead(d.state?.forecast, now);
  return (
    <>
      {isAway(d) && <Away d={d} now={now} />}
      {d.state?.held === true && <Held store={store} d={d} />}
      {dark !== undefined && (
        <p class="note is-bad" data-notice="dark">
          <b>This device will be {darkText(dark, now)}.</b> Its battery does not last until the next charge. What does not finish before
          waits until the device is back.
        </p>
      )}
    </>
  );
}

function Away({ d, now }: { d: Device; now: number }) {
  const at = asOf(d, now);
  const zone = timeZoneOf(d);
  return (
    <p class="note is-bad" role="alert" data-notice="away">
      <b>
        {presenceOf(d) === "lost" ? "Lost" : "Offline"}: last heard <When at={at} now={now} zone={zone} />, {relative(at, now)}.
      </b>{" "}
      {presenceOf(d) === "lost"
        ? "It stopped answering without a word: no power, no network, or a crash."
        : "Its agent was stopped and said goodbye."}{" "}
      Everything below is as of then. Tasks and commands that you send wait at the broker until it is back.
    </p>
  );
}

function Held({ store, d }: { store: Store; d: Device }) {
  const live = [...d.tasks.values()].filter(t => !isFinal(t.status));
  const paused = live.filter(t => t.phase === "PAUSED").length;
  const running = live.filter(t => t.status === "IN_PROGRESS").length - paused;
  const waiting = live.length - running - paused;
  const send = (verb: string) => void store.ctl({ device: d.id }, verb).then(() => store.refreshTasks(d.id));
  return (
    <div class="note is-warn banner" role="status" data-notice="held">
      <p>
        <b>On hold: this device starts nothing new.</b> {waiting} waiting, {running} running on{paused > 0 ? `, ${paused} paused` : ""}.
      </p>
      {paused > 0 ? (
        <button onClick={() => send("resume")}>Resume all work</button>
      ) : (
        <button onClick={() => send("release")}>Release the hold</button>
      )}
    </div>
  );
}
