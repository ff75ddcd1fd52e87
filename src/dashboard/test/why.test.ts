import assert from "node:assert/strict";
import { test } from "node:test";
import { readTask, type WaitDoc } from "../src/contract/taskState";
import { whySentence } from "../src/device/why";
import { t0 } from "./support";

const at = (minutes: number) => new Date(t0 + minutes * 60_000).toISOString();
const utc = (ms: number) => new Date(ms).toISOString().slice(11, 16);
const why = (reasons: object[], more: object = {}) =>
  whySentence(readTask({ id: "t", status: "QUEUED", wait_reasons: reasons, ...more })!, t0, utc);

const charger = (minutes?: number) => ({
  reason: "CONSTRAINT_CHARGING",
  current: "battery, discharging",
  required: "powered",
  ...(minutes === undefined ? {} : { estimated_at: at(minutes) }),
});
const level = (minutes?: number) => ({
  reason: "CONSTRAINT_BATTERY_NOT_LOW",
  current: "60 %",
  required: ">= 80 %",
  ...(minutes === undefined ? {} : { estimated_at: at(minutes) }),
});

test("conditions are told in the order in which they will be met, each with its time", () => {
  assert.equal(
    why([level(250), charger(135)], { planned_start: at(250) }),
    "Waits for the charger, expected 12:15; then for a battery charge of at least 80 %, about 14:10.",
  );
});

test("a condition that nobody can foretell comes last and gets no time", () => {
  assert.equal(why([level(), charger(135)]), "Waits for the charger, expected 12:15 and for a battery charge of at least 80 %.");
});

test("a planned start that no condition tells is added with its reason", () => {
  assert.equal(
    why([charger(10)], { planned_start: at(60), planned_reason: "RICHER_WINDOW" }),
    "Waits for the charger, expected 10:10; planned to start 11:00 (more surplus is expected then).",
  );
  assert.equal(why([], { planned_start: at(60) }), "Planned to start 11:00.");
});

test("a task that waits for its planned start alone is told that start once, and why", () => {
  assert.equal(
    why([{ reason: "PLANNED_WINDOW", current: "a later time is better", required: "the planned start", estimated_at: at(60) }], {
      planned_start: at(60),
      planned_reason: "CHARGING_UP",
    }),
    "Planned to start 11:00 (the battery will have charged enough by then).",
  );
});

test("a prerequisite that the device does not know is said to be no task of it", () => {
  assert.equal(why([{ reason: "PREREQUISITE", current: "no such task: first", required: "first succeeded" }]), "Waits for a task that is not on the device (first).");
  assert.equal(why([{ reason: "PREREQUISITE", current: "not ended", required: "first succeeded" }]), "Waits for another task (first succeeded).");
});

test("an estimate that has passed is not told as a time in the past", () => {
  assert.equal(why([charger(-5)]), "Waits for the charger, expected now.");
});

test("a paused task asks to be resumed, a held one to be released", () => {
  const held = (current: string): WaitDoc & object => ({ reason: "USER_HOLD", current, required: "release" });
  assert.equal(why([held("paused by a user")]), "Waits for somebody to resume it.");
  assert.equal(why([held("the device is held by a user")]), "Waits for somebody to release the hold.");
});

test("a reason that a newer agent invents is told in its own words, and no reason at all is told by nothing", () => {
  assert.equal(why([{ reason: "MOON_PHASE" }]), "Waits for moon phase.");
  assert.equal(why([]), undefined);
});
