import assert from "node:assert/strict";
import { test } from "node:test";
import { keepAccess, placeAt, readAddress, storedAccess, withParameter } from "../src/access";
import { parseTopic } from "../src/contract/topics";
import { faultOfUrl } from "../src/link/address";
import { Pending } from "../src/link/requests";

class MemoryStorage extends Map<string, string> {
  getItem = (k: string) => this.get(k) ?? null;
  setItem = (k: string, v: string) => void this.set(k, v);
  removeItem = (k: string) => void this.delete(k);
}
const storage = () => new MemoryStorage() as unknown as Storage;

test("a kept sign-in is given to its own broker only", () => {
  const s = storage();
  keepAccess({ url: "wss://home", username: "u", password: "p" }, s);
  assert.equal(storedAccess("wss://home", s)?.password, "p");
  assert.equal(storedAccess("wss://elsewhere", s), undefined);
  keepAccess(undefined, s);
  assert.equal(storedAccess("wss://home", s), undefined);
});

test("only WebSocket addresses without credentials are taken", () => {
  assert.equal(faultOfUrl("ws://127.0.0.1:9001"), undefined);
  for (const url of ["http://x", "javascript:alert(1)", "nonsense", "ws://u:p@x", "mqtt://x", "ws://x/#f"]) assert.ok(faultOfUrl(url), url);
});

test("the address keeps its other parameters when a device is opened and closed", () => {
  const open = withParameter("http://x/?broker=ws%3A%2F%2Fb&root=my", "device", "a b");
  assert.deepEqual(readAddress(new URL(open).search), { broker: "ws://b", device: "a b", order: undefined, root: "my" });
  assert.equal(readAddress(new URL(withParameter(open, "device", undefined)).search).device, undefined);
  const orders = new URL(placeAt(open, { order: "" })).search;
  assert.deepEqual(readAddress(orders), { broker: "ws://b", device: undefined, order: "", root: "my" });
});

test("only topics of the contract under the root are understood", () => {
  assert.deepEqual(parseTopic("edge/v1", "edge/v1/pi/task/a.b/state"), { kind: "task", device: "pi", id: "a.b" });
  assert.deepEqual(parseTopic("a/b/c", "a/b/c/pi/status"), { kind: "status", device: "pi" });
  for (const t of [
    "edge/v1",
    "edge/v1/",
    "edge/v1//status",
    "edge/v2/pi/status",
    "edge/v1/pi/ctl/list",
    "edge/v1/group/g/ctl/list",
    "edge/v1/pi/task//state",
    "edge/v1/pi/task/a/b/state",
  ])
    assert.equal(parseTopic("edge/v1", t), undefined, t);
});

test("replies go to whoever asked, by correlation, and others' replies to nobody", () => {
  const pending = new Pending();
  const got: string[] = [];
  const stop = pending.awaitReply("c1", (device, r) => got.push(`${device} ${r.ok} ${r.error ?? ""}`));
  pending.offerReply("pi", '{"verb":"cancel","correlation":"c2","ok":true}');
  pending.offerReply("pi", "not json");
  pending.offerReply("pi", '{"verb":"cancel","correlation":"c1","ok":false,"error":"no such task"}');
  stop();
  pending.offerReply("pi", '{"verb":"cancel","correlation":"c1","ok":true}');
  assert.deepEqual(got, ["pi false no such task"]);
});
