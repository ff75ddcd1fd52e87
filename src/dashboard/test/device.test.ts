import assert from "node:assert/strict";
import { test } from "node:test";
import { readReceipt } from "../src/contract/taskState";
import { asOf, presenceOf } from "../src/fleet/device";
import { alertsOf, darkText } from "../src/fleet/alerts";
import { after, message, state, status, t0 } from "./support";

const codes = (...m: Parameters<typeof after>) => alertsOf(after(...m), t0 + 1000).map(a => a.code);

test("a retained status is shown but does not count as seen now", () => {
  const d = after(message("status", status("online", { ts: "2026-03-01T08:00:00Z" }), { retained: true }));
  assert.equal(presenceOf(d), "online");
  assert.equal(d.seenAt, Date.parse("2026-03-01T08:00:00Z"));
});

test("a will of an older connection does not mark a device lost that has come back", () => {
  const d = after(message("status", status("online", { session: 8 })), message("status", status("lost", { session: 7 })));
  assert.equal(presenceOf(d), "online");
});

test("the will of the present connection marks it lost and is no sign of life", () => {
  const d = after(
    message("status", status("online", { session: 8 })),
    message("status", status("lost", { session: 8 }), { at: t0 + 90_000 }),
  );
  assert.equal(presenceOf(d), "lost");
  assert.equal(d.seenAt, t0);
});

test("a live document after the will proves that the device is there", () => {
  const d = after(message("status", status("lost")), message("state", state(), { at: t0 + 10_000 }));
  assert.equal(presenceOf(d), "online");
});

test("an older revision of a task never replaces a newer one", () => {
  const d = after(
    message("task/t1/state", { id: "t1", rev: 5, status: "SUCCEEDED" }),
    message("task/t1/state", { id: "t1", rev: 4, status: "IN_PROGRESS" }),
  );
  assert.equal(d.tasks.get("t1")?.status, "SUCCEEDED");
});

test("a task state keeps the kind and tags that the list told", () => {
  const d = after(
    message("ctl/reply", {
      v: 1,
      verb: "list",
      ok: true,
      data: { tasks: [{ id: "t1", rev: 1, status: "QUEUED", kind: "exec", tags: ["nightly"] }] },
    }),
    message("task/t1/state", { rev: 2, status: "IN_PROGRESS" }),
  );
  assert.deepEqual([d.tasks.get("t1")?.kind, d.tasks.get("t1")?.tags, d.tasksListed], ["exec", ["nightly"], true]);
});

test("a list leaves results out, and the card keeps the one that it had", () => {
  const listed = (rev: number) =>
    message("ctl/reply", { v: 1, verb: "list", ok: true, data: { tasks: [{ id: "t1", rev, status: "SUCCEEDED" }], total: 1 } });
  const done = message("task/t1/state", { rev: 4, status: "SUCCEEDED", result: "42" });
  assert.equal(after(done, listed(4)).tasks.get("t1")?.result, "42");
  assert.equal(after(done, listed(5)).tasks.get("t1")?.result, undefined);
});

test("history that the device kept comes before what the page has seen", () => {
  const past = [-3600, -1800].map(s => ({
    ts: new Date(t0 + s * 1000).toISOString(),
    soc_pct: 70 + s / 1000,
    charging: "charging",
    source: "external",
  }));
  const d = after(message("state", state()), message("ctl/reply", { v: 1, verb: "history", ok: true, data: { hours: 24, samples: past } }));
  assert.deepEqual(
    d.history.samples.map(s => [s.at - t0, s.charging]),
    [
      [-3_600_000, true],
      [-1_800_000, true],
      [0, false],
    ],
  );
});

test("clear drops finished tasks and leaves live ones", () => {
  const d = after(
    message("task/a/state", { rev: 1, status: "SUCCEEDED" }),
    message("task/b/state", { rev: 1, status: "QUEUED" }),
    message("ctl/reply", { v: 1, verb: "clear", ok: true, data: { count: 1 } }),
  );
  assert.deepEqual([...d.tasks.keys()], ["b"]);
});

test("a quarantined task raises an alert until it is released", () => {
  const failed = message("task/a/state", { rev: 3, status: "FAILED", reason: "QUARANTINED" });
  assert.ok(codes(failed).includes("quarantined_task"));
  assert.ok(!codes(failed, message("task/a/state", { rev: 4, status: "QUEUED", phase: "WAITING" })).includes("quarantined_task"));
  assert.ok(
    codes(message("receipt", { items: [{ seq: 1, id: "a", status: "FAILED", reason: "QUARANTINED" }] })).includes("quarantined_task"),
  );
});

test("a payload that is no JSON, or JSON of the wrong shape, changes nothing but a note", () => {
  for (const payload of ["{", "null", "42", "[]", '"<script>"', '{"power":[1],"queue":"x","forecast":{"p_charging":"no"}}']) {
    const d = after(message("state", state()), message("state", payload));
    assert.doesNotThrow(() => alertsOf(d, t0));
  }
  assert.ok(codes(message("state", "{")).includes("unreadable"));
});

test("two machines under one id are noticed by boot ids that take turns, a reboot is not", () => {
  const boot = (id: string, at: number) => message("state", state({ boot_id: id }), { at });
  assert.ok(!codes(boot("a", t0 - 3000), boot("b", t0 - 2000)).includes("duplicate_id"));
  assert.ok(codes(boot("a", t0 - 3000), boot("b", t0 - 2000), boot("a", t0 - 1000)).includes("duplicate_id"));
});

test("a low battery is an alert on battery only, and a stale reading is not called low", () => {
  const power = (p: object) => codes(message("state", state({ power: p })));
  assert.ok(power({ soc_pct: 19, source: "battery", quality: "measured" }).includes("low_battery"));
  assert.ok(!power({ soc_pct: 31, source: "battery", quality: "measured" }).includes("low_battery"));
  assert.ok(!power({ soc_pct: 10, source: "external", quality: "measured" }).includes("low_battery"));
  assert.deepEqual(power({ soc_pct: 0, source: "battery", quality: "stale" }), ["stale_sensor"]);
});

test("an outbox that grows three times in a row is an alert, one that drains is not", () => {
  const out = (n: number) => message("state", state({ counters: { outbox_items: n } }));
  assert.ok(codes(out(20), out(30), out(40)).includes("outbox_growing"));
  assert.ok(!codes(out(40), out(30), out(35)).includes("outbox_growing"));
});

test("a sleeping device is not silent until its announced wake is overdue", () => {
  const sleeping = after(message("status", status("sleeping", { next_wake_at: new Date(t0 + 3_600_000).toISOString(), interval_s: 60 })));
  assert.deepEqual(alertsOf(sleeping, t0 + 3_600_000), []);
  assert.deepEqual(
    alertsOf(sleeping, t0 + 3_600_000 + 11 * 60_000).map(a => a.code),
    ["wake_overdue"],
  );
});

const slots = (n: number, v: number) => Array<number>(n).fill(v);
const forecast = (start: string, n: number, v: number) => ({ start, slot_s: 900, p_charging: slots(n, v), soc_pct: slots(n, v * 100) });
const outlook = message("ctl/reply", {
  v: 1,
  verb: "power",
  ok: true,
  data: { forecast: { ...forecast("2026-03-02T09:30:00Z", 192, 0.2), week: slots(7, 0).map(() => slots(24, 0.5)) } },
});

test("what a device foresaw when asked follows on what its newer state foresees, slot by slot", () => {
  const d = after(outlook, message("state", state({ forecast: forecast("2026-03-02T10:00:00Z", 96, 0.9) })));
  assert.equal(d.forecast?.pCharging.length, 190);
  assert.deepEqual([d.forecast?.pCharging[95], d.forecast?.pCharging[96], d.forecast?.socPct[189]], [0.9, 0.2, 20]);
  assert.deepEqual([d.forecast?.start, d.forecast?.week.length], [t0, 7]);
});

test("a state without a forecast shows what the device foresaw, and an agent that is not asked shows its own", () => {
  assert.equal(after(outlook, message("state", state())).forecast?.pCharging.length, 192);
  assert.equal(after(message("state", state({ forecast: forecast("2026-03-02T10:00:00Z", 96, 0.9) }))).forecast?.pCharging.length, 96);
});

test("an outlook that does not fit slot by slot lends nothing but its week", () => {
  const d = after(outlook, message("state", state({ forecast: forecast("2026-03-02T10:07:00Z", 96, 0.9) })));
  assert.deepEqual([d.forecast?.pCharging.length, d.forecast?.week.length], [96, 7]);
});

test("what runs cost is read by kind, and an entry with a wrong number is left out", () => {
  const kinds = [
    { kind: "sync", median_s: 9, p90_s: 12, energy_mwh: 3 },
    { kind: "archive", median_s: "long", p90_s: 1, energy_mwh: 1 },
    "noise",
  ];
  const d = after(message("state", state({ counters: { kinds } })));
  assert.deepEqual(d.state?.kinds, [{ kind: "sync", medianS: 9, p90S: 12, energyMwh: 3 }]);
});

test("a lost or stopped device stands still at what it said last, a present one is as of now", () => {
  const now = t0 + 300_000;
  const seen = message("state", state());
  assert.equal(asOf(after(seen, message("status", status("lost"), { at: t0 + 90_000 })), now), t0);
  assert.equal(asOf(after(seen, message("status", status("offline"))), now), t0);
  assert.equal(asOf(after(seen, message("status", status("online"))), now), now);
});

const dark = (from: number, until?: number) => ({
  forecast: {
    p_charging: [0.1],
    dark: { from: new Date(from).toISOString(), ...(until === undefined ? {} : { until: new Date(until).toISOString() }) },
  },
});
const hours = (n: number) => t0 + n * 3_600_000;

test("an expected dark time is the first alert, until it is over", () => {
  const d = after(message("state", state({ ...dark(hours(1), hours(5)), clock: "unsynced" })));
  assert.equal(alertsOf(d, t0)[0]?.code, "dark_expected");
  assert.ok(alertsOf(d, hours(5) + 1).every(a => a.code !== "dark_expected"));
});

test("a dark time is told with its bounds, and without an end when no charge is in sight", () => {
  const f = (...bounds: [number, number?]) => darkText(after(message("state", state(dark(...bounds)))).forecast!.dark!, t0, "UTC");
  assert.equal(f(hours(1), hours(5)), "dark from 11:00 to 15:00 (expected)");
  assert.equal(f(hours(1)), "dark from 11:00 on, no charge in sight (expected)");
  assert.equal(f(hours(-1), hours(5)), "dark until 15:00 (expected)");
});

test("a dark time that ends before it begins, or has no beginning, is not believed", () => {
  const read = (d: unknown) => after(message("state", state({ forecast: { dark: d } }))).forecast?.dark;
  for (const d of [null, 5, {}, { from: "soon" }, { from: "2026-03-02T10:00:00Z", until: "2026-03-02T09:00:00Z" }])
    assert.equal(read(d), undefined, JSON.stringify(d));
});

test("warnings of a receipt are read as texts or as fields with messages, and as nothing else", () => {
  const [item] = readReceipt({
    items: [{ id: "t", status: "QUEUED", warnings: ["a slip", { field: "constraints.chargin", message: "unknown, did you mean charging?" }, 7, {}] }],
  });
  assert.deepEqual(item?.warnings, ["a slip", "constraints.chargin: unknown, did you mean charging?"]);
});
