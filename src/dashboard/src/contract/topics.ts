/** Topic names under the root, both ways. */

export type Incoming =
  { kind: "status" | "state" | "telemetry" | "receipt" | "reply"; device: string } | { kind: "task"; device: string; id: string };

/** What a received topic is about; undefined when it is not for this page. */
export function parseTopic(root: string, topic: string): Incoming | undefined {
  if (!topic.startsWith(root + "/")) return undefined;
  const parts = topic.slice(root.length + 1).split("/");
  const device = parts[0];
  if (device === undefined || device === "" || device === "group" || device === controller) return undefined;
  switch (parts.slice(1).join("/")) {
    case "status":
      return { kind: "status", device };
    case "state":
      return { kind: "state", device };
    case "telemetry":
      return { kind: "telemetry", device };
    case "receipt":
      return { kind: "receipt", device };
    case "ctl/reply":
      return { kind: "reply", device };
  }
  return parts.length === 4 && parts[1] === "task" && parts[3] === "state" && parts[2] ? { kind: "task", device, id: parts[2] } : undefined;
}

/** Stands where a device's id does in the topics of the fleet's controller. */
export const controller = "fleet";

/** A retained document about an order, or the answer to a command. */
export type FromController = { kind: "order"; id: string } | { kind: "reply" };

export function parseControllerTopic(root: string, topic: string): FromController | undefined {
  const own = `${root}/${controller}/`;
  if (!topic.startsWith(own)) return undefined;
  const [first, second, ...rest] = topic.slice(own.length).split("/");
  if (second === undefined || second === "" || rest.length > 0) return undefined;
  if (first === "order") return { kind: "order", id: second };
  return first === "ctl" && second === "reply" ? { kind: "reply" } : undefined;
}

export const topicsOf = (root: string) => ({
  fleet: [`${root}/+/status`, `${root}/+/state`, `${root}/+/receipt`],
  controller: [`${root}/${controller}/order/+`, `${root}/${controller}/ctl/reply`],
  device: (d: string) => [`${root}/${d}/telemetry`, `${root}/${d}/task/+/state`, `${root}/${d}/ctl/reply`],
  groupReplies: `${root}/+/ctl/reply`,
  submit: (target: Target) => `${root}/${path(target)}/task/submit`,
  ctl: (target: Target, verb: string) => `${root}/${path(target)}/ctl/${verb}`,
});

export type Target = { device: string } | { group: string };

const path = (t: Target): string => ("device" in t ? t.device : `group/${t.group}`);

/** A name that is one topic level: no separator, wildcard or control character. */
export const isTopicLevel = (name: string): boolean => /^[^/+#\u0000-\u001f]{1,64}$/.test(name);
