import assert from "node:assert/strict";
import { test } from "node:test";
import { parseControllerTopic, parseTopic } from "../src/contract/topics";
import { arrangeOrders, readOrder, readRows, settled, standing, type Order } from "../src/fleet/order";

const sum = (more: Record<string, unknown> = {}) => ({
  order: "campaign",
  id: "c",
  kind: "noop",
  phase: "running",
  ended: false,
  devices: 4,
  outcomes: { succeeded: 1, failed: 1, assigned: 1, pending: 1 },
  stage: 2,
  started_at: "2026-03-02T10:00:00.000Z",
  ...more,
});
const read = (doc: unknown): Order | undefined => readOrder("c", JSON.stringify(doc));

test("an order is read with its stages, and the last stage goes to all whatever it says", () => {
  const order = read({
    sum: sum(),
    stages: [
      { count: 1, success_pct: 100, outcomes: { succeeded: 1 } },
      { percent: 10, success_pct: 90, outcomes: {} },
      { percent: 50, success_pct: 80, outcomes: {} },
    ],
    targets: [{ device: "a", outcome: "failed", attempt: 2, stage: 1, reason: "exit 1" }],
  })!;
  assert.deepEqual(
    order.stages.map(s => s.reach),
    ["1 device", "10 %", "all"],
  );
  assert.deepEqual([order.rows[0]?.device, order.rows[0]?.attempt, order.rows[0]?.reason], ["a", 2, "exit 1"]);
  assert.equal(settled(order.outcomes), 2);
});

test("an empty document, nonsense and a document of another kind are no order", () => {
  for (const body of ["", "{", "7", "null", JSON.stringify({ sum: sum({ order: "feast" }) })]) assert.equal(readOrder("c", body), undefined);
});

test("wrong types are the same as absent", () => {
  const order = read({ sum: sum({ outcomes: { failed: "many", succeeded: -3 }, devices: "x" }), targets: [7, { device: 3 }] })!;
  assert.deepEqual([order.devices, order.outcomes, order.rows], [0, {}, []]);
});

test("orders that run come first, then the newest", () => {
  const order = (id: string, ended: boolean, at: string) => readOrder(id, JSON.stringify({ sum: sum({ ended, started_at: at }) }))!;
  const all = [order("old", true, "2026-01-01T00:00:00Z"), order("new", true, "2026-02-01T00:00:00Z"), order("runs", false, "2025-01-01T00:00:00Z")];
  assert.deepEqual(
    arrangeOrders(all).map(o => o.id),
    ["runs", "new", "old"],
  );
});

test("a candidate is said to be counted, surplus, handed on, not chosen or without an offer", () => {
  const rows = readRows("pool", {
    candidates: [
      { device: "a", outcome: "succeeded", counted: true, battery_minutes: 0 },
      { device: "b", outcome: "succeeded", counted: false, battery_minutes: 0 },
      { device: "c", outcome: "accepted", handed_on: true },
      { device: "d", outcome: "pending", battery_minutes: 3 },
      { device: "e", outcome: "pending" },
    ],
  });
  assert.deepEqual(rows.map(standing), ["succeeded", "surplus", "handed on (accepted)", "not chosen", "no offer"]);
});

test("the controller's topics are its own, and no device is made of them", () => {
  assert.deepEqual(parseControllerTopic("edge/v1", "edge/v1/fleet/order/c"), { kind: "order", id: "c" });
  assert.deepEqual(parseControllerTopic("edge/v1", "edge/v1/fleet/ctl/reply"), { kind: "reply" });
  for (const topic of ["edge/v1/fleet/order/", "edge/v1/fleet/order/a/b", "edge/v1/fleet/status", "edge/v1/pi/order/c", "x/fleet/order/c"])
    assert.equal(parseControllerTopic("edge/v1", topic), undefined, topic);
  for (const topic of ["edge/v1/fleet/status", "edge/v1/fleet/ctl/reply"]) assert.equal(parseTopic("edge/v1", topic), undefined, topic);
});
