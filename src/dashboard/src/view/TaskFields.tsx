import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Fault } from "../contract/taskDocument";
import { taskHelp, type HelpField } from "../contract/taskHelp";
import { backoffs, builtInKinds, classes, misfires, networks, preemptions, priorities, uniquePolicies } from "../contract/words";
import type { TaskForm } from "./taskForm";

type Set = (part: Partial<TaskForm>) => void;

interface FieldProps {
  form: TaskForm;
  set: Set;
  faults: Fault[];
  label: string;
  name: keyof TaskForm;
  field: HelpField;
}

const isBad = (faults: Fault[], field: string): boolean => faults.some(x => x.field === field || x.field.startsWith(`${field}.`));

const Help = ({ field }: { field: HelpField }) => (
  <small class="help" id={`help-${field}`}>
    {taskHelp[field]}
  </small>
);

/** The help stands beside the label, not in it: it describes the field, it does not name it. */
function Field({ field, label, span, children }: { field: HelpField; label: string; span?: boolean; children: ComponentChildren }) {
  return (
    <div class={span ? "field span" : "field"}>
      <label>
        {label}
        {children}
      </label>
      <Help field={field} />
    </div>
  );
}

function Input({ form, set, faults, label, name, field, ...props }: FieldProps & Record<string, unknown>) {
  return (
    <Field field={field} label={label}>
      <input
        name={name}
        value={String(form[name])}
        aria-invalid={isBad(faults, field)}
        aria-describedby={`help-${field}`}
        spellcheck={false}
        onInput={e => set({ [name]: e.currentTarget.value } as Partial<TaskForm>)}
        {...props}
      />
    </Field>
  );
}

function Select({ form, set, faults, label, name, field, words, none }: FieldProps & { words: readonly string[]; none: string }) {
  return (
    <Field field={field} label={label}>
      <select
        name={name}
        value={String(form[name])}
        aria-invalid={isBad(faults, field)}
        aria-describedby={`help-${field}`}
        onChange={e => set({ [name]: e.currentTarget.value } as Partial<TaskForm>)}
      >
        <option value="">{none}</option>
        {words.map(w => (
          <option key={w} value={w}>
            {w.replaceAll("_", " ")}
          </option>
        ))}
      </select>
    </Field>
  );
}

const numeric = { inputmode: "decimal" };

export function FormFields({ form, set, faults }: { form: TaskForm; set: Set; faults: Fault[] }) {
  const [more, setMore] = useState(false);
  const common = { form, set, faults };
  return (
    <div class="form-grid">
      <Input {...common} label="Kind" name="kind" field="kind" list="kinds" />
      <datalist id="kinds">
        {builtInKinds.map(k => (
          <option key={k} value={k} />
        ))}
      </datalist>
      <Input {...common} label="Id" name="id" field="id" />
      <Arguments {...common} />
      <Select {...common} label="Class" name="class" field="class" words={classes} none="let the device decide" />
      <Select {...common} label="Priority" name="priority" field="priority" words={priorities} none="normal" />
      <fieldset class="span choice" aria-describedby="help-constraints">
        <legend>Only when</legend>
        <label>
          <input type="checkbox" name="charging" checked={form.charging} onChange={e => set({ charging: e.currentTarget.checked })} /> powered
        </label>
        <label>
          <input type="checkbox" name="idle" checked={form.idle} onChange={e => set({ idle: e.currentTarget.checked })} /> idle
        </label>
        <Help field="constraints" />
      </fieldset>
      <Schedule {...common} />
      <button type="button" class="quiet span more" aria-expanded={more} onClick={() => setMore(!more)}>
        {more ? "Fewer fields" : "More fields"}
      </button>
      {more && <MoreFields {...common} />}
    </div>
  );
}

const repeats = [
  ["", "once"],
  ["every", "every so many minutes"],
  ["cron", "by the calendar (cron)"],
  ["at", "once, exactly at"],
] as const;

function Schedule(common: { form: TaskForm; set: Set; faults: Fault[] }) {
  const { form, set } = common;
  return (
    <>
      <Field field="schedule" label="Schedule" span>
        <select
          name="repeat"
          value={form.repeat}
          aria-describedby="help-schedule"
          onChange={e => set({ repeat: e.currentTarget.value as TaskForm["repeat"] })}
        >
          {repeats.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      {form.repeat === "every" && (
        <>
          <Input {...common} label="Every, minutes" name="everyMin" field="schedule.every_s" {...numeric} />
          <Input {...common} label="Earlier by up to, minutes" name="flexMin" field="schedule.flex_s" {...numeric} />
        </>
      )}
      {form.repeat === "cron" && (
        <>
          <Input {...common} label="Cron expression" name="cron" field="schedule.cron" />
          <Input {...common} label="Time zone" name="timezone" field="schedule.timezone" />
          <Select {...common} label="A moment that was missed" name="misfire" field="schedule.misfire" words={misfires} none="run once" />
        </>
      )}
      {form.repeat === "at" && <Input {...common} label="Moment (your time)" name="at" field="schedule.at" type="datetime-local" />}
    </>
  );
}

function MoreFields(common: { form: TaskForm; set: Set; faults: Fault[] }) {
  return (
    <>
      <Input {...common} label="Description" name="description" field="description" />
      <Input {...common} label="Tags, with commas" name="tags" field="tags" />
      <Input {...common} label="Battery at least, %" name="minSoc" field="constraints.min_soc_pct" {...numeric} />
      <Select {...common} label="Network" name="network" field="constraints.network" words={networks} none="does not matter" />
      <Input {...common} label="Start after, seconds" name="delayS" field="delay_s" {...numeric} />
      <Input {...common} label="Deadline (your time)" name="deadline" field="deadline" type="datetime-local" />
      <Input {...common} label="After these tasks" name="after" field="after" />
      <Select {...common} label="When power falls" name="preemption" field="preemption" words={preemptions} none="pause" />
      <Input {...common} label="Unique name" name="uniqueName" field="unique.name" />
      <Select {...common} label="If one is there" name="uniquePolicy" field="unique.policy" words={uniquePolicies} none="not unique" />
      <Input {...common} label="Tries after a failure" name="retryMax" field="retry.max" {...numeric} />
      <Select {...common} label="Pauses between tries" name="retryBackoff" field="retry.backoff" words={backoffs} none="exponential" />
      <Input {...common} label="First pause, seconds" name="retryDelayS" field="retry.delay_s" {...numeric} />
      <Input {...common} label="Stop after, seconds" name="runS" field="limits.run_s" {...numeric} />
      <Input {...common} label="Stop without progress after, seconds" name="stallS" field="limits.stall_s" {...numeric} />
      <Input {...common} label="Processor, %" name="cpuPct" field="limits.cpu_pct" {...numeric} />
      <Input {...common} label="Memory, MB" name="memoryMb" field="limits.memory_mb" {...numeric} />
      <Input {...common} label="Output, KiB" name="outputKib" field="limits.output_kib" {...numeric} />
    </>
  );
}

function Arguments({ form, set, faults }: { form: TaskForm; set: Set; faults: Fault[] }) {
  const bad = isBad(faults, "args");
  if (form.kind === "noop")
    return (
      <Field field="args.duration_s" label="Duration, seconds" span>
        <input
          name="durationS"
          value={form.durationS}
          aria-invalid={bad}
          aria-describedby="help-args.duration_s"
          onInput={e => set({ durationS: e.currentTarget.value })}
          {...numeric}
        />
      </Field>
    );
  const isExec = form.kind === "exec";
  const field = isExec ? "args.argv" : "args";
  return (
    <Field field={field} label={isExec ? "Command and arguments" : "Arguments"} span>
      <textarea
        name={isExec ? "argv" : "args"}
        rows={3}
        spellcheck={false}
        value={isExec ? form.argv : form.args}
        placeholder={isExec ? "" : "{}"}
        aria-invalid={bad}
        aria-describedby={`help-${field}`}
        onInput={e => set(isExec ? { argv: e.currentTarget.value } : { args: e.currentTarget.value })}
      />
    </Field>
  );
}
