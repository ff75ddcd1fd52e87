import type { Access } from "./link/address";

/** The address's parameters and, only when the viewer asked for it, the sign-in of this tab. */

const key = "edgeagent-sign-in";

export interface Address {
  broker: string | undefined;
  device: string | undefined;
  /** A campaign or pool; empty for the list of them. */
  order: string | undefined;
  root: string;
}

export function readAddress(search: string): Address {
  const p = new URLSearchParams(search);
  return {
    broker: p.get("broker") || undefined,
    device: p.get("device") || undefined,
    order: p.get("order") ?? undefined,
    root: (p.get("root") || "edge/v1").replace(/^\/+|\/+$/g, ""),
  };
}

export function withParameter(href: string, name: string, value: string | undefined): string {
  const url = new URL(href);
  if (value === undefined) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.toString();
}

/** The address of a place in the page: a device, an order, the list of orders (empty), or without both the list of devices. */
export const placeAt = (href: string, place: { device?: string; order?: string }): string =>
  withParameter(withParameter(href, "device", place.device), "order", place.order);

/** What the page's own host would offer. */
export const usualBroker = (location: { protocol: string; hostname: string }): string =>
  location.protocol === "https:" ? `wss://${location.hostname}/mqtt` : `ws://${location.hostname || "127.0.0.1"}:9001`;

/** A stored sign-in is bound to its broker: a link that names another one does not get it. */
export function storedAccess(url: string, storage: Storage): Access | undefined {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? "null");
    return typeof stored === "object" && stored !== null && (stored as Access).url === url ? (stored as Access) : undefined;
  } catch {
    return undefined;
  }
}

export function keepAccess(access: Access | undefined, storage: Storage): void {
  try {
    if (access === undefined) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(access));
  } catch {
    // Storage is switched off in this browser: the sign-in then lasts until the page is closed.
  }
}
