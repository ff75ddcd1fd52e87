import { useEffect, useState } from "preact/hooks";
import { isTopicLevel } from "../contract/topics";
import type { ReceiptItem } from "../contract/taskState";
import type { Fault } from "../contract/taskDocument";
import { explain } from "../contract/words";
import { groupsOf, presenceOf } from "../fleet/device";
import type { Store } from "../store";
import { Dialog } from "./Dialog";
import { counted, Warnings } from "./parts";
import { checkDraft, TaskEditor, type Draft } from "./TaskEditor";
import { emptyForm } from "./taskForm";

type Receipts = Map<string, ReceiptItem>;

/** One document to every device of a group: edit, confirm with the number of devices, watch the receipts come in. */
export function GroupSubmit({ store, groups, initial, onClose }: { store: Store; groups: string[]; initial: string; onClose: () => void }) {
  const [group, setGroup] = useState(initial || groups[0] || "");
  const [draft, setDraft] = useState<Draft>(() => ({ mode: "form", form: emptyForm(), json: "" }));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [doc, setDoc] = useState<Record<string, unknown>>();
  const [receipts, setReceipts] = useState<Receipts>();
  const [refused, setRefused] = useState<string>();
  const members = [...store.devices.values()].filter(d => groupsOf(d).includes(group));
  useEffect(() => {
    store.followGroup(true);
    return () => store.followGroup(false);
  }, []);
  const review = (e: Event) => {
    e.preventDefault();
    const { doc: good, faults: found } = checkDraft(draft);
    setFaults(isTopicLevel(group) ? found : [{ field: "group", message: "must be a name without / + #" }, ...found]);
    if (isTopicLevel(group)) setDoc(good);
  };
  const send = () => {
    setReceipts(new Map());
    store
      .submit({ group }, doc!, (device, item) => setReceipts(r => new Map(r).set(device, item)))
      .catch((error: Error) => setRefused(error.message));
  };
  if (receipts !== undefined)
    return <Progress group={group} members={members.map(m => m.id)} receipts={receipts} refused={refused} onClose={onClose} />;
  if (doc !== undefined)
    return (
      <Dialog title={`Submit to group ${group}?`} onClose={onClose}>
        <p>
          Task <code>{String(doc.id)}</code> of kind <b>{String(doc.kind)}</b> goes to <b>{members.length}</b> known{" "}
          {members.length === 1 ? "device" : "devices"} of this group
          {members.some(m => presenceOf(m) !== "online") &&
            `, ${members.filter(m => presenceOf(m) !== "online").length} of them not online now (they get it when they connect)`}
          . Devices that this page has never seen may follow the group, too.
        </p>
        <pre>{JSON.stringify(doc, null, 2)}</pre>
        <div class="dialog-actions">
          <button class="primary" onClick={send}>
            Submit to {counted(members.length, "device")}
          </button>
          <button onClick={() => setDoc(undefined)}>Back</button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title="Submit a task to a group" onClose={onClose}>
      <form onSubmit={review} class="submit" noValidate>
        <label>
          Group
          <input name="group" list="groups" value={group} onInput={e => setGroup(e.currentTarget.value)} spellcheck={false} />
        </label>
        <datalist id="groups">
          {groups.map(g => (
            <option key={g} value={g} />
          ))}
        </datalist>
        <TaskEditor draft={draft} faults={faults} onChange={d => (setDraft(d), setFaults([]))} />
        <div class="dialog-actions">
          <button class="primary">Review</button>
          <button type="button" onClick={onClose}>
            Close
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const receiptWords = (r: ReceiptItem | undefined): string =>
  r === undefined ? "no answer yet" : `${r.status.toLowerCase()}${r.reason ? `: ${explain(r.reason)}` : ""}`;

function Progress({
  group,
  members,
  receipts,
  refused,
  onClose,
}: {
  group: string;
  members: string[];
  receipts: Receipts;
  refused: string | undefined;
  onClose: () => void;
}) {
  const rows = [...new Set([...members, ...receipts.keys()])].sort();
  const rejected = [...receipts.values()].filter(r => r.status === "REJECTED").length;
  return (
    <Dialog title={`Receipts of group ${group}`} onClose={onClose}>
      {refused !== undefined && (
        <p class="note is-bad" role="alert">
          {refused}
        </p>
      )}
      <p role="status" aria-live="polite">
        {receipts.size - rejected} accepted, {rejected} rejected, {rows.length - receipts.size} not answered yet
      </p>
      <div class="scroll">
        <table class="plain">
          <tbody>
            {rows.map(d => (
              <tr key={d}>
                <th scope="row">{d}</th>
                <td>
                  {receiptWords(receipts.get(d))}
                  <Warnings texts={receipts.get(d)?.warnings ?? []} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="dialog-actions">
        <button onClick={onClose}>Close</button>
      </div>
    </Dialog>
  );
}
