import { unknownFields, validateTask, type Fault } from "../contract/taskDocument";
import { FormFields } from "./TaskFields";
import { documentOf, type TaskForm } from "./taskForm";

export interface Draft {
  mode: "form" | "json";
  form: TaskForm;
  json: string;
}

/** The document that a draft stands for, or what is wrong with it. */
export function checkDraft(d: Draft): { doc?: Record<string, unknown>; faults: Fault[]; hints: string[] } {
  let doc: unknown;
  try {
    doc = d.mode === "form" ? documentOf(d.form) : JSON.parse(d.json);
  } catch (e) {
    return { faults: [{ field: "document", message: `is not JSON: ${(e as Error).message}` }], hints: [] };
  }
  const faults = validateTask(doc);
  return faults.length > 0
    ? { faults, hints: [] }
    : { doc: doc as Record<string, unknown>, faults, hints: unknownFields(doc).map(f => `${f} is not a field that agents read`) };
}

/** Edits one task document, as a form or as raw JSON. Switching to JSON carries the form's document over. */
export function TaskEditor({ draft, faults, onChange }: { draft: Draft; faults: Fault[]; onChange: (d: Draft) => void }) {
  const set = (part: Partial<TaskForm>) => onChange({ ...draft, form: { ...draft.form, ...part } });
  const toJson = () =>
    onChange({ ...draft, mode: "json", json: draft.mode === "json" ? draft.json : JSON.stringify(documentOf(draft.form), null, 2) });
  return (
    <>
      <div class="segments" role="group" aria-label="Editor">
        <button type="button" aria-pressed={draft.mode === "form"} onClick={() => onChange({ ...draft, mode: "form" })}>
          Form
        </button>
        <button type="button" aria-pressed={draft.mode === "json"} onClick={toJson}>
          JSON
        </button>
      </div>
      {draft.mode === "json" ? (
        <label class="json">
          Task document
          <textarea
            name="json"
            rows={16}
            spellcheck={false}
            value={draft.json}
            onInput={e => onChange({ ...draft, json: e.currentTarget.value })}
          />
        </label>
      ) : (
        <FormFields form={draft.form} set={set} faults={faults} />
      )}
      <FaultList faults={faults} />
    </>
  );
}

const FaultList = ({ faults }: { faults: Fault[] }) => (
  <div role="alert">
    {faults.length > 0 && (
      <ul class="faults">
        {faults.slice(0, 8).map(f => (
          <li key={f.field + f.message}>
            <code>{f.field}</code> {f.message}
          </li>
        ))}
      </ul>
    )}
  </div>
);
