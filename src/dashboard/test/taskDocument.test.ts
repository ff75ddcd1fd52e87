import assert from "node:assert/strict";
import { test } from "node:test";
import { isField, newTaskId, unknownFields, validateTask } from "../src/contract/taskDocument";
import { taskHelp } from "../src/contract/taskHelp";
import { documentOf, emptyForm, type TaskForm } from "../src/view/taskForm";

const base = { id: "t-1", kind: "noop" };
const fields = (more: Record<string, unknown>) => validateTask({ ...base, ...more }).map(f => f.field);

test("id and kind are all that is required", () => {
  assert.deepEqual(validateTask(base), []);
  assert.deepEqual(
    validateTask({}).map(f => f.field),
    ["id", "kind"],
  );
  assert.equal(validateTask([])[0]?.field, "document");
});

test("each wrong value is named by its field", () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ id: "a b" }, "id"],
    [{ id: "x".repeat(65) }, "id"],
    [{ class: "heavy" }, "class"],
    [{ priority: 2 }, "priority"],
    [{ tags: ["ok", 5] }, "tags[1]"],
    [{ constraints: { min_soc_pct: 101 } }, "constraints.min_soc_pct"],
    [{ constraints: { network: "wifi" } }, "constraints.network"],
    [{ constraints: { charging: "yes" } }, "constraints.charging"],
    [{ deadline: "tomorrow" }, "deadline"],
    [{ delay_s: -1 }, "delay_s"],
    [{ schedule: { every_s: 899 } }, "schedule.every_s"],
    [{ schedule: { every_s: 900, flex_s: 299 } }, "schedule.flex_s"],
    [{ schedule: { every_s: 900, cron: "0 3 * * *" } }, "schedule"],
    [{ schedule: { cron: "0 3 * * *", misfire: "twice" } }, "schedule.misfire"],
    [{ unique: { name: "n" } }, "unique.policy"],
    [{ after: ["bad id"] }, "after[0]"],
    [{ after: ["t-1"] }, "after"],
    [{ expedited: { if_out_of_quota: "wait" } }, "expedited.if_out_of_quota"],
    [{ preemption: "kill" }, "preemption"],
    [{ limits: { run_s: "10" } }, "limits.run_s"],
    [{ retry: { max: 1.5 } }, "retry.max"],
    [{ kind: "exec", args: { argv: "ls" } }, "args.argv"],
    [{ args: { duration_s: -3 } }, "args.duration_s"],
  ];
  for (const [more, field] of cases) assert.deepEqual(fields(more), [field], JSON.stringify(more));
});

test("expedited work cannot also wait for charging, battery or idleness", () => {
  for (const c of [{ charging: true }, { idle: true }, { battery_not_low: true }, { min_soc_pct: 30 }, { external_power: true }])
    assert.deepEqual(fields({ expedited: { if_out_of_quota: "drop" }, constraints: c }), ["expedited"]);
  assert.deepEqual(fields({ expedited: { if_out_of_quota: "drop" }, constraints: { network: "any" } }), []);
});

test("a full document of the contract passes", () => {
  assert.deepEqual(
    fields({
      class: "background",
      priority: "low",
      description: "d",
      tags: ["x"],
      constraints: { charging: true, min_soc_pct: 40, network: "unmetered" },
      earliest_start: "2030-01-01T00:00:00Z",
      deadline: 86400,
      schedule: { cron: "0 3 * * *", timezone: "Europe/Berlin", misfire: "skip" },
      unique: { name: "n", policy: "append_or_replace" },
      after: ["t-0"],
      estimate: { duration_s: 60, energy_mwh: 3 },
      preemption: "restart",
      limits: { run_s: 60, memory_mb: 64 },
      retry: { max: 3, backoff: "linear", delay_s: 30 },
      reply_to: "edge/v1/x/reply",
      correlation: { any: 1 },
    }),
    [],
  );
});

test("a document larger than the contract's 64 KiB is refused here already", () => {
  assert.deepEqual(fields({ args: { blob: "ü".repeat(40_000) } }), ["document"]);
});

test("misspelt fields are hinted at", () => assert.deepEqual(unknownFields({ ...base, prioritty: "high" }), ["prioritty"]));

test("new ids are version 7 UUIDs that sort by time", () => {
  const early = newTaskId(1_700_000_000_000);
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(early < newTaskId(1_700_000_000_001));
  assert.deepEqual(validateTask({ id: early, kind: "noop" }), []);
});

test("the form leaves empty fields out and keeps what cannot be a number for the check to name", () => {
  const doc = documentOf({ ...emptyForm(), id: "t", kind: "noop", durationS: "5" });
  assert.deepEqual(doc, { id: "t", kind: "noop", args: { duration_s: 5 } });
  assert.deepEqual(
    validateTask(documentOf({ ...emptyForm(), minSoc: "half" })).map(f => f.field),
    ["constraints.min_soc_pct"],
  );
  assert.deepEqual(documentOf({ ...emptyForm(), id: "t", kind: "exec", argv: "/bin/echo\n hi there \n", charging: true }), {
    id: "t",
    kind: "exec",
    args: { argv: ["/bin/echo", "hi there"] },
    constraints: { charging: true },
  });
});

test("the form offers schedule, prerequisites, uniqueness, retries and limits, and they pass the check", () => {
  const doc = documentOf({
    ...emptyForm(),
    id: "t",
    repeat: "every",
    everyMin: "30",
    flexMin: "5",
    after: "a, b",
    uniqueName: "nightly",
    uniquePolicy: "replace",
    retryMax: "3",
    retryBackoff: "linear",
    retryDelayS: "60",
    runS: "600",
    stallS: "120",
    cpuPct: "50",
    memoryMb: "64",
    outputKib: "16",
  });
  assert.deepEqual(validateTask(doc), []);
  assert.deepEqual(
    [doc.schedule, doc.after, doc.unique, doc.retry, doc.limits],
    [
      { every_s: 1800, flex_s: 300 },
      ["a", "b"],
      { name: "nightly", policy: "replace" },
      { max: 3, backoff: "linear", delay_s: 60 },
      { run_s: 600, stall_s: 120, cpu_pct: 50, memory_mb: 64, output_kib: 16 },
    ],
  );
  const cron = documentOf({ ...emptyForm(), id: "t", repeat: "cron", cron: "0 3 * * 1-5", timezone: "Europe/Berlin", misfire: "skip" });
  assert.deepEqual([cron.schedule, validateTask(cron)], [{ cron: "0 3 * * 1-5", timezone: "Europe/Berlin", misfire: "skip" }, []]);
  assert.match(String((documentOf({ ...emptyForm(), repeat: "at", at: "2030-01-31T06:00" }).schedule as { at: string }).at), /^2030-01-3\dT.*Z$/);
});

test("what is missing or too small in the form is named by its field", () => {
  const named = (form: Partial<TaskForm>) => validateTask(documentOf({ ...emptyForm(), ...form })).map(f => f.field);
  assert.deepEqual(named({ repeat: "every", everyMin: "5" }), ["schedule.every_s"]);
  assert.deepEqual(named({ repeat: "every", everyMin: "often" }), ["schedule.every_s"]);
  assert.deepEqual(named({ repeat: "at" }), ["schedule.at"]);
  assert.deepEqual(named({ repeat: "cron", cron: "" }), ["schedule.cron"]);
  assert.deepEqual(named({ uniqueName: "x" }), ["unique.policy"]);
  assert.deepEqual(named({ retryMax: "1.5" }), ["retry.max"]);
});

test("every help text is about a field that a document may have", () => {
  for (const [field, words] of Object.entries(taskHelp)) {
    assert.ok(isField(field), field);
    assert.match(words, /\S{2}/);
  }
});
