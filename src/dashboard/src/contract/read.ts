/** Tolerant readers: what a device sends may be old, new or malicious; a wrong type is the same as absent. */

export type Json = unknown;

/** The fields of a document of type T, whatever their values turn out to be: a name that the schema does not have fails to compile. */
export type Fields<T = Record<string, unknown>> = { readonly [K in keyof T]?: unknown };

export const fields = <T = Record<string, unknown>>(v: Json): Fields<T> =>
  typeof v === "object" && v !== null && !Array.isArray(v) ? (v as Fields<T>) : {};

export const list = (v: Json): readonly unknown[] => (Array.isArray(v) ? v : []);

export const num = (v: Json): number | undefined => (typeof v === "number" && Number.isFinite(v) ? v : undefined);

export const bool = (v: Json): boolean | undefined => (typeof v === "boolean" ? v : undefined);

/** Text, cut to a length that no layout breaks on. */
export const text = (v: Json, max = 4096): string | undefined =>
  typeof v === "string" ? (v.length > max ? v.slice(0, max) + "…" : v) : undefined;

/** Milliseconds since the epoch of an RFC 3339 time. */
export function time(v: Json): number | undefined {
  if (typeof v !== "string") return undefined;
  const ms = Date.parse(v);
  return Number.isNaN(ms) ? undefined : ms;
}

export const texts = (v: Json, max = 64): string[] =>
  list(v)
    .slice(0, max)
    .flatMap(x => (typeof x === "string" ? [text(x, 256)!] : []));

/** Numbers by position; null where one is missing, so that slots keep their place. */
export const numbers = (v: Json, max = 1024): (number | null)[] =>
  list(v)
    .slice(0, max)
    .map(x => num(x) ?? null);
