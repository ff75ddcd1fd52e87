import type { Message } from "../src/fleet/device";
import { newDevice, reduce, type Device } from "../src/fleet/device";
import { parseTopic } from "../src/contract/topics";

export const t0 = Date.parse("2026-03-02T10:00:00Z");

export function message(path: string, doc: unknown, options: { at?: number; retained?: boolean } = {}): Message {
  const topic = parseTopic("edge/v1", `edge/v1/pi/${path}`);
  if (topic === undefined) throw new Error(`no topic of the contract: ${path}`);
  return { topic, payload: typeof doc === "string" ? doc : JSON.stringify(doc), at: options.at ?? t0, retained: options.retained ?? false };
}

export const after = (...messages: Message[]): Device => messages.reduce(reduce, newDevice("pi"));

export const status = (state: string, more: Record<string, unknown> = {}) => ({
  v: 1,
  device: "pi",
  ts: new Date(t0).toISOString(),
  clock: "ntp",
  boot_id: "a",
  state,
  session: 1,
  ...more,
});

export const state = (more: Record<string, unknown> = {}) => ({
  v: 1,
  device: "pi",
  ts: new Date(t0).toISOString(),
  clock: "ntp",
  boot_id: "a",
  power: { soc_pct: 60, source: "battery", charging: "discharging", quality: "measured" },
  queue: {},
  ...more,
});
