import assert from "node:assert/strict";
import { test } from "node:test";
import { newDevice, reduce, type Device } from "../src/fleet/device";
import { arrange, defaultQuery, totalsOf } from "../src/fleet/list";
import { message, state, status, t0 } from "./support";

function device(id: string, stateName: string, soc: number | undefined, more: Record<string, unknown> = {}): Device {
  const d = reduce({ ...newDevice("pi"), id }, message("status", status(stateName, more)));
  return soc === undefined
    ? d
    : reduce(
        d,
        message(
          "state",
          state({ power: { soc_pct: soc, source: "battery", charging: "discharging" }, queue: { waiting: 2, running: 1, blocked: 1 } }),
        ),
      );
}

const fleet = [
  device("pi-10", "online", 50, { groups: ["roof"] }),
  device("pi-9", "lost", undefined),
  device("pi-2", "sleeping", 80, { tags: ["solar"], name: "North Gate" }),
];
const ids = (q: Partial<typeof defaultQuery>) => arrange(fleet, { ...defaultQuery, ...q }, t0).map(d => d.id);

test("ids sort as people count", () => assert.deepEqual(ids({}), ["pi-2", "pi-9", "pi-10"]));

test("a device without the sorted value comes last in both directions", () => {
  assert.deepEqual(ids({ sort: "battery" }), ["pi-10", "pi-2", "pi-9"]);
  assert.deepEqual(ids({ sort: "battery", descending: true }), ["pi-2", "pi-10", "pi-9"]);
});

test("filters combine by state, group, tag and text", () => {
  assert.deepEqual(ids({ state: "lost" }), ["pi-9"]);
  assert.deepEqual(ids({ group: "roof" }), ["pi-10"]);
  assert.deepEqual(ids({ tag: "solar" }), ["pi-2"]);
  assert.deepEqual(ids({ text: " GATE " }), ["pi-2"]);
  assert.deepEqual(ids({ text: "gate", state: "online" }), []);
});

test("totals count every device once and sum the queues", () => {
  const t = totalsOf(fleet, t0);
  assert.deepEqual([t.devices, t.online, t.sleeping, t.lost, t.offline, t.waiting, t.running], [3, 1, 1, 1, 0, 6, 2]);
});
