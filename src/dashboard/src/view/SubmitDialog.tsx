import { useState } from "preact/hooks";
import { readTask, type TaskDoc } from "../contract/taskState";
import { fields, list, text, time } from "../contract/read";
import type { Fault } from "../contract/taskDocument";
import { explain } from "../contract/words";
import { clock, none } from "../format";
import { isAway, presenceOf, type Device } from "../fleet/device";
import type { Store } from "../store";
import { Dialog } from "./Dialog";
import { useStore } from "./hooks";
import { Warnings } from "./parts";
import { checkDraft, TaskEditor, type Draft } from "./TaskEditor";
import { emptyForm } from "./taskForm";

type Answer = { kind: "sending" | "accepted" | "rejected" | "plan" | "silent"; text: string; plan?: TaskDoc; raw?: string; warnings?: readonly string[] };

export function SubmitDialog({ store, target, onClose }: { store: Store; target: { device: string }; onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>(() => ({ mode: "form", form: emptyForm(), json: "" }));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [answer, setAnswer] = useState<Answer>();
  const device = useStore(store, s => s.devices.get(target.device));
  const away = device === undefined ? undefined : awayWords(device);
  const checked = (): Record<string, unknown> | undefined => {
    const { doc, faults: found, hints } = checkDraft(draft);
    setFaults(found);
    setAnswer(hints.length > 0 ? { kind: "sending", text: hints.join("; ") } : undefined);
    return doc;
  };
  const submit = (e: Event) => {
    e.preventDefault();
    const doc = checked();
    if (doc === undefined) return;
    setAnswer({ kind: "sending", text: away === undefined ? "Sent. Waiting for the receipt…" : `Sent. ${away}` });
    store
      .submit(target, doc, (_, { status, reason, warnings }) => {
        setAnswer(
          status === "REJECTED"
            ? { kind: "rejected", text: `Rejected: ${explain(reason ?? "")}` }
            : { kind: "accepted", text: `Accepted by ${target.device}: receipt ${status}`, warnings },
        );
        void store.refreshTasks(target.device);
      })
      .catch((error: Error) => setAnswer({ kind: "rejected", text: error.message }));
  };
  const dryRun = async () => {
    const doc = checked();
    if (doc === undefined) return;
    setAnswer({ kind: "sending", text: "Asking when it would run…" });
    const reply = await store.ctl(target, "plan", { task: doc }, true);
    if (reply === undefined) setAnswer({ kind: "silent", text: away === undefined ? "The device did not answer." : `No answer. ${away}` });
    else if (!reply.ok) setAnswer({ kind: "rejected", text: `Refused: ${reply.error ?? "no reason given"}` });
    else setAnswer(planAnswer(reply.data, String(doc.id)));
  };
  return (
    <Dialog title={`Submit a task to ${target.device}`} onClose={onClose}>
      <form onSubmit={submit} class="submit" noValidate>
        {away !== undefined && (
          <p class="note is-warn" data-notice="submit-waits">
            {away}
          </p>
        )}
        <TaskEditor draft={draft} faults={faults} onChange={d => (setDraft(d), setFaults([]))} />
        <div class="answer" role="status" aria-live="polite">
          {answer && <AnswerView answer={answer} />}
        </div>
        <div class="dialog-actions">
          <button class="primary">Submit</button>
          <button type="button" onClick={() => void dryRun()}>
            Dry run
          </button>
          <span class="grow" />
          <button type="button" class="quiet" onClick={() => setDraft({ ...draft, form: { ...draft.form, id: emptyForm().id } })}>
            New id
          </button>
          <button type="button" onClick={onClose}>
            Close
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Why a task will not be answered at once; undefined for a device that is there. */
function awayWords(d: Device): string | undefined {
  const presence = presenceOf(d);
  if (presence === "sleeping") return "The device sleeps: a task waits at the broker until it wakes.";
  return isAway(d) ? `The device is ${presence}: a task waits at the broker and is accepted when the device is back.` : undefined;
}

/** The entry of the plan that is about the asked task. */
function planAnswer(data: unknown, id: string): Answer {
  const entry = [...list(fields(data).tasks), ...list(data), fields(data).task, data].find(x => text(fields(x).id) === id);
  const plan = readTask({ status: "QUEUED", ...fields(entry) });
  if (entry === undefined || plan === undefined)
    return { kind: "plan", text: "The device answered:", raw: JSON.stringify(data, null, 2)?.slice(0, 4000) ?? "" };
  const start = time(fields(entry).planned_start);
  const reason = text(fields(entry).reason);
  return {
    kind: "plan",
    text: `${start === undefined ? "No start can be foretold" : start <= Date.now() ? "It would start now" : `It would start ${clock(start, Date.now())}`}${reason ? ` (${explain(reason)})` : ""}.`,
    plan,
  };
}

function AnswerView({ answer }: { answer: Answer }) {
  return (
    <div class={`note is-${answer.kind === "rejected" ? "bad" : answer.kind === "accepted" ? "good" : "plain"}`}>
      <p>{answer.text}</p>
      <Warnings texts={answer.warnings ?? []} />
      {answer.plan !== undefined && answer.plan.waitReasons.length > 0 && (
        <ul>
          {answer.plan.waitReasons.map(w => (
            <li key={w.reason}>
              {explain(w.reason)}: {w.current || none}, needed {w.required || none}
              {w.estimatedAt !== undefined && `, expected ${clock(w.estimatedAt, Date.now())}`}
            </li>
          ))}
        </ul>
      )}
      {answer.raw !== undefined && <pre>{answer.raw}</pre>}
    </div>
  );
}
