import type { ComponentChildren } from "preact";
import { badgeOf, type Presence } from "../contract/words";
import { bothZones, clock, none, percent, relative, words } from "../format";

/** A moment: relative or as clock time; the full time in both zones on hover. */
export function When({
  at,
  now,
  zone,
  as = "clock",
}: {
  at: number | undefined;
  now: number;
  zone?: string | undefined;
  as?: "clock" | "relative";
}) {
  if (at === undefined) return <span class="none">{none}</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={bothZones(at, zone)}>
      {as === "relative" ? relative(at, now) : clock(at, now)}
    </time>
  );
}

export function PresenceMark({
  presence,
  wake,
  now,
  zone,
}: {
  presence: Presence;
  wake?: number | undefined;
  now: number;
  zone?: string | undefined;
}) {
  return (
    <span class={`presence is-${presence}`}>
      <span class="dot" aria-hidden="true" />
      {presence}
      {presence === "sleeping" && wake !== undefined && (
        <small>
          {" "}
          until <When at={wake} now={now} zone={zone} />
        </small>
      )}
    </span>
  );
}

export const StatusBadge = ({ status, phase }: { status: string; phase?: string | undefined }) => (
  <span class={`badge is-${badgeOf(status)}`} data-status={status}>
    {words(phase ?? status)}
  </span>
);

/** Battery level as bar and number; the colour says low before the number is read. */
export function Level({
  pct,
  charging,
  quality,
}: {
  pct: number | undefined;
  charging?: string | undefined;
  quality?: string | undefined;
}) {
  if (pct === undefined) return <span class="none">{none}</span>;
  const level = pct < 20 ? "bad" : pct < 50 ? "warn" : "good";
  return (
    <span class={`level is-${level} ${quality === "stale" ? "is-stale" : ""}`}>
      <svg class="cell-bar" viewBox="0 0 40 12" aria-hidden="true">
        <rect class="cell-back" width="40" height="12" rx="3" />
        <rect class="cell-fill" width={Math.max(2, (Math.min(100, Math.max(0, pct)) * 40) / 100)} height="12" rx="3" />
      </svg>
      <b>{percent(pct)}</b>
      {charging === "charging" && (
        <span class="bolt" role="img" aria-label="charging">
          ↑
        </span>
      )}
    </span>
  );
}

export function Panel({
  title,
  id,
  aside,
  children,
  wide,
}: {
  title: string;
  id: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
  wide?: boolean;
}) {
  return (
    <section class={wide ? "panel wide" : "panel"} aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

export const Fact = ({ label, children, title }: { label: string; children: ComponentChildren; title?: string | undefined }) => (
  <div class="fact" title={title}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

export const Warnings = ({ texts }: { texts: readonly string[] }) =>
  texts.length === 0 ? null : (
    <ul class="warnings" aria-label="Warnings">
      {texts.map(t => (
        <li key={t}>{t}</li>
      ))}
    </ul>
  );

/** "1 device", "2 devices". */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    {children}
  </div>
);
