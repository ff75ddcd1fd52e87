import assert from "node:assert/strict";
import { test } from "node:test";
import { readState } from "../src/contract/documents";
import { readTask } from "../src/contract/taskState";
import { add, chargingSpans, emptyHistory, historyLimit, isGapAfter, readTelemetry, sampleAt, type Sample } from "../src/device/history";
import { lanesOf } from "../src/device/lanes";
import { weekOf } from "../src/device/week";
import { chartData, readout, summary } from "../src/view/PowerChart";
import { bothZones, counter, fixed, relative, span } from "../src/format";
import { after, message, state, t0 } from "./support";

const minute = 60_000;
const hour = 60 * minute;

test("a telemetry batch that is older than the latest state takes its place before it", () => {
  const h = add(add(emptyHistory(), [{ at: t0, socPct: 50 }]), [
    { at: t0 - 2000, socPct: 52 },
    { at: t0 - 1000, socPct: 51 },
    { at: t0, socPct: 99 },
  ]);
  assert.deepEqual(
    h.samples.map(s => s.socPct),
    [52, 51, 50],
  );
});

test("history keeps order, drops late duplicates and thins itself", () => {
  let h = emptyHistory();
  for (let i = 0; i < 3 * historyLimit; i++) h = add(h, [{ at: t0 + i * 1000, socPct: i }]);
  assert.ok(h.samples.length <= historyLimit);
  assert.equal(h.samples.at(-1)?.at, t0 + (3 * historyLimit - 1) * 1000);
  assert.ok(h.samples.every((s, i) => i === 0 || s.at > h.samples[i - 1]!.at));
  assert.equal(add(h, [h.samples.at(-1)!]), h);
});

test("telemetry of an untrusted clock is placed by uptime against the arrival", () => {
  const samples = readTelemetry(
    { clock: "unsynced", up_ms: 100_000, samples: [{ ts: "1970-01-01T00:00:00Z", up_ms: 40_000, soc_pct: 50 }] },
    t0,
  );
  assert.equal(samples[0]?.at, t0 - minute);
});

test("telemetry from the future is not believed", () => {
  assert.deepEqual(readTelemetry({ clock: "ntp", samples: [{ ts: new Date(t0 + hour).toISOString(), soc_pct: 50 }] }, t0), []);
});

test("power is computed from voltage and current when it is not given", () => {
  assert.equal(readTelemetry({ samples: [{ voltage_v: 4, current_a: -0.5 }] }, t0)[0]?.powerW, -2);
});

test("charging windows end at a gap instead of lasting over it", () => {
  const spans = chargingSpans(
    [
      { at: t0, charging: true },
      { at: t0 + minute, charging: true },
      { at: t0 + 5 * hour, charging: false },
    ],
    t0 + 5 * hour,
  );
  assert.deepEqual(spans, [{ from: t0, to: t0 + 4 * minute }]);
});

const every = (ms: number, n: number, from: number): Sample[] =>
  Array.from({ length: n }, (_, i) => ({ at: from + i * ms, socPct: 50, powerW: -2 }));

test("five minutes without a word leave a gap in the chart of a device that samples every five seconds", () => {
  const samples = [...every(5000, 20, t0), ...every(5000, 20, t0 + 7 * minute)];
  const [times, battery] = chartData(samples, undefined, t0 + 10 * minute);
  const broken = times.filter((_, i) => battery![i] === null);
  assert.deepEqual(broken, [(t0 + 95_001) / 1000]);
  assert.equal(sampleAt(samples, t0 + 5 * minute), undefined);
  assert.equal(sampleAt(samples, t0 + 97_000)?.at, t0 + 95_000);
});

test("a device that samples seldom, or has just begun to sample often, shows a whole line", () => {
  const seldom = every(15 * minute, 8, t0);
  const often = every(5000, 8, t0 + 2 * hour - 4 * minute);
  const samples = [...seldom, ...often];
  assert.ok(samples.every((_, i) => !isGapAfter(samples, i)));
  const busyOnce = [...every(1000, 10, t0), ...every(minute, 10, t0 + minute)];
  assert.ok(busyOnce.every((_, i) => !isGapAfter(busyOnce, i)));
});

test("the forecast starts at the document's quarter hour when it does not say", () => {
  const s = readState(state({ ts: "2026-03-02T10:08:00Z", forecast: { p_charging: [0.1, "x", 0.3] } }));
  assert.equal(s.forecast?.start, t0);
  assert.deepEqual(s.forecast?.pCharging, [0.1, null, 0.3]);
});

test("the week is the device's own when it sends one, else made of forecast and history in its zone", () => {
  const week = Array.from({ length: 7 }, () => Array(24).fill(0.5));
  assert.equal(weekOf(readState(state({ forecast: { week } })).forecast, [], t0).source, "learned");
  const made = weekOf(readState(state({ forecast: { p_charging: [0.8, 0.8, 0.8, 0.8] } })).forecast, [], t0, "Asia/Tokyo");
  assert.equal(made.cells[0]?.[19], 0.8); // Monday 10:00 UTC is 19:00 there
  assert.equal(made.cells[0]?.[10], null);
});

test("runs that overlap take separate lanes, planned ones start now at the earliest", () => {
  const task = (id: string, more: object) => readTask({ id, rev: 1, ...more })!;
  const lanes = lanesOf(
    [
      task("done", {
        status: "SUCCEEDED",
        started_at: new Date(t0 - 2 * hour).toISOString(),
        finished_at: new Date(t0 - hour).toISOString(),
      }),
      task("run", { status: "IN_PROGRESS", started_at: new Date(t0 - hour / 2).toISOString() }),
      task("soon", { status: "QUEUED", planned_start: new Date(t0 - hour).toISOString() }),
      task("open", { status: "QUEUED", wait_reasons: [{ reason: "USER_HOLD", current: "", required: "" }] }),
    ],
    t0,
    t0 - 6 * hour,
    t0 + 24 * hour,
  );
  assert.deepEqual(
    lanes.map(l => l.map(r => r.id)),
    [["done", "run"], ["soon"]],
  );
  assert.equal(lanes[1]?.[0]?.from, t0);
});

test("spans and relative times read as people say them", () => {
  assert.deepEqual(
    [span(450), span(3200), span(75_000), span(2 * hour + 5 * minute), span(27 * hour)],
    ["450 ms", "3.2 s", "1 min 15 s", "2 h 5 min", "1 d 3 h"],
  );
  assert.deepEqual(
    [relative(t0 - 3 * minute, t0), relative(t0 + 2 * hour, t0), relative(t0 - 1000, t0), relative(undefined, t0)],
    ["3 min ago", "in 2 h", "now", "–"],
  );
  assert.equal(span(3600_000 - 1), "1 h");
});

test("numbers get a proper minus and no negative zero", () => {
  assert.deepEqual([fixed(-2.345, 2, "W"), fixed(-0.001, 2), fixed(undefined, 1)], ["−2.35\u202fW", "0.00", "–"]);
});

test("counters show their unit and survive any value", () => {
  assert.deepEqual(counter("energy_on_battery_mwh", 1500), { label: "energy on battery", value: "1.50 Wh" });
  assert.deepEqual(counter("bytes_written_today", 2_500_000), { label: "bytes written today", value: "2.5 MB" });
  assert.deepEqual(counter("success_rate_pct", 97.25)?.value, "97.3\u202f%");
  assert.equal(counter("x", { deep: 1 }), undefined);
});

test("a zone name that is none does not break the page", () => {
  assert.doesNotThrow(() => bothZones(t0, "<img src=x>"));
  assert.match(bothZones(t0, "Asia/Tokyo"), /19:00:00 on the device \(Asia\/Tokyo\)/);
});

test("a moment before the first sample was not seen, and one after the forecast is beyond it", () => {
  const forecast = readState(state({ forecast: { start: new Date(t0).toISOString(), p_charging: [0.8], soc_pct: [41] } })).forecast;
  const about = (at: number) => readout([{ at: t0 - 60_000, socPct: 40 }], forecast, at, t0, undefined);
  assert.match(about(t0 - 120_000), /not recorded/);
  assert.match(about(t0 - 30_000), /battery 40/);
  assert.match(about(t0 + 60_000), /charging with 80.* battery 41/);
  assert.match(about(t0 + 3_600_000), /beyond the forecast/);
});

test("the line under the chart names the kind of site that the device has found, and how sure it is", () => {
  const of = (forecast: object) => summary(after(message("state", state({ forecast: { start: "2026-03-02T10:00:00Z", confidence: 0.5, ...forecast } }))), t0);
  assert.match(of({ site_kind: "home", site_kind_p: 0.97 }), /forecast confidence 50\s% · kind of site: home \(97\s% sure\)$/);
  assert.match(of({ site_kind: "solar" }), /kind of site: solar$/);
  assert.doesNotMatch(of({ site_kind: null, site_kind_p: null }), /kind of site/);
});
