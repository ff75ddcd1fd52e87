import { useState } from "preact/hooks";
import { unknownFields, validateTask, type Fault } from "../contract/taskDocument";
import { builtInKinds, classes, networks, preemptions, priorities } from "../contract/words";
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

type Set = (part: Partial<TaskForm>) => void;

function FormFields({ form: f, set, faults }: { form: TaskForm; set: Set; faults: Fault[] }) {
  const [more, setMore] = useState(false);
  const bad = (field: string) => faults.some(x => x.field === field || x.field.startsWith(field + "."));
  const input = (label: string, key: keyof TaskForm, field: string, props: Record<string, unknown> = {}) => (
    <label>
      {label}
      <input
        name={key}
        value={String(f[key])}
        aria-invalid={bad(field)}
        spellcheck={false}
        onInput={e => set({ [key]: e.currentTarget.value } as Partial<TaskForm>)}
        {...props}
      />
    </label>
  );
  const select = (label: string, key: keyof TaskForm, words: readonly string[], none: string) => (
    <label>
      {label}
      <select name={key} value={String(f[key])} onChange={e => set({ [key]: e.currentTarget.value } as Partial<TaskForm>)}>
        <option value="">{none}</option>
        {words.map(w => (
          <option key={w} value={w}>
            {w.replaceAll("_", " ")}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div class="form-grid">
      {input("Kind", "kind", "kind", { list: "kinds" })}
      <datalist id="kinds">
        {builtInKinds.map(k => (
          <option key={k} value={k} />
        ))}
      </datalist>
      {input("Id", "id", "id")}
      <Arguments form={f} set={set} bad={bad("args")} />
      {select("Class", "class", classes, "let the device decide")}
      {select("Priority", "priority", priorities, "normal")}
      <fieldset class="span choice">
        <legend>Only when</legend>
        <label>
          <input type="checkbox" name="charging" checked={f.charging} onChange={e => set({ charging: e.currentTarget.checked })} /> powered
        </label>
        <label>
          <input type="checkbox" name="idle" checked={f.idle} onChange={e => set({ idle: e.currentTarget.checked })} /> idle
        </label>
      </fieldset>
      <button type="button" class="quiet span more" aria-expanded={more} onClick={() => setMore(!more)}>
        {more ? "Fewer fields" : "More fields"}
      </button>
      {more && (
        <>
          {input("Description", "description", "description")}
          {input("Tags, with commas", "tags", "tags")}
          {input("Battery at least, %", "minSoc", "constraints.min_soc_pct", { inputmode: "decimal" })}
          {select("Network", "network", networks, "does not matter")}
          {input("Start after, seconds", "delayS", "delay_s", { inputmode: "decimal" })}
          {input("Deadline (your time)", "deadline", "deadline", { type: "datetime-local" })}
          {select("When power falls", "preemption", preemptions, "pause")}
          {input("Stop after, seconds", "runS", "limits.run_s", { inputmode: "decimal" })}
        </>
      )}
    </div>
  );
}

function Arguments({ form: f, set, bad }: { form: TaskForm; set: Set; bad: boolean }) {
  if (f.kind === "noop")
    return (
      <label class="span">
        Duration, seconds
        <input
          name="durationS"
          inputmode="decimal"
          value={f.durationS}
          aria-invalid={bad}
          onInput={e => set({ durationS: e.currentTarget.value })}
        />
      </label>
    );
  if (f.kind === "exec")
    return (
      <label class="span">
        Command and arguments, one a line (it must be on the device's list of allowed commands)
        <textarea
          name="argv"
          rows={3}
          spellcheck={false}
          value={f.argv}
          aria-invalid={bad}
          onInput={e => set({ argv: e.currentTarget.value })}
        />
      </label>
    );
  return (
    <label class="span">
      Arguments (JSON object)
      <textarea
        name="args"
        rows={3}
        spellcheck={false}
        value={f.args}
        aria-invalid={bad}
        placeholder="{}"
        onInput={e => set({ args: e.currentTarget.value })}
      />
    </label>
  );
}
