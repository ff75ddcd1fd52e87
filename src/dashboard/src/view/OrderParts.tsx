import { useState } from "preact/hooks";
import { controller } from "../contract/topics";
import { countOf, outcomes, settled, toneOf, total, type Order, type Sums } from "../fleet/order";
import { words } from "../format";
import type { Store } from "../store";
import { Confirm } from "./Dialog";
import { counted } from "./parts";

/** How many of the devices came to what: a bar for the eye, the numbers for everybody. */
export function OutcomeBar({ sums, label }: { sums: Sums; label: string }) {
  const all = total(sums);
  const known = outcomes.filter(o => (sums[o] ?? 0) > 0);
  return (
    <div class="outcome-bar" role="img" aria-label={`${label}: ${known.map(o => `${sums[o]} ${words(o)}`).join(", ") || "no device"}`}>
      {known.map(o => (
        <span key={o} class={`part is-${toneOf(o)}`} style={{ width: `${(100 * sums[o]!) / all}%` }} title={`${sums[o]} ${words(o)}`} />
      ))}
    </div>
  );
}

export const Legend = ({ sums }: { sums: Sums }) => (
  <ul class="legend-line">
    {outcomes
      .filter(o => (sums[o] ?? 0) > 0)
      .map(o => (
        <li key={o}>
          <span class={`swatch is-${toneOf(o)}`} aria-hidden="true" />
          <b>{sums[o]}</b> {words(o)}
        </li>
      ))}
  </ul>
);

const phaseTone: Record<string, string> = { running: "processing", asking: "processing", paused: "pending", completed: "completed" };

export const PhaseBadge = ({ order }: { order: Order }) => (
  <span class={`badge is-${phaseTone[order.phase] ?? "failed"}`} data-phase={order.phase}>
    {words(order.phase)}
  </span>
);

/** `stage 2 of 3 · 57 of 100 ended`. */
export function progressOf(order: Order): string {
  const done =
    order.kind === "pool"
      ? `${order.counted} of ${order.k} wanted, ${counted(order.devices, "candidate")}`
      : `${settled(order.outcomes)} of ${order.devices} ended`;
  const parts = [order.kind === "campaign" ? `stage ${order.stage ?? 1} of ${Math.max(1, order.stages.length)}` : "", done];
  if (order.silent > 0) parts.push(`${order.silent} silent`);
  if (order.surplus > 0) parts.push(`${order.surplus} surplus`);
  if (order.round > 1) parts.push(`asked ${order.round} times`);
  return parts.filter(p => p !== "").join(" · ");
}

/** What a person may do with an order. The controller decides; its answer is among the receipts. */
export function OrderActions({ store, order }: { store: Store; order: Order }) {
  const [asking, setAsking] = useState(false);
  const ask = (verb: string) => void store.ctl({ device: controller }, `${order.kind}_${verb}`, { id: order.id });
  const failed = countOf(order.outcomes, "failed", "timed_out", "rejected", "removed", "canceled");
  const canRetry = order.kind === "campaign" && failed > 0 && !["aborted", "expired"].includes(order.phase);
  const underway = countOf(order.outcomes, "assigned", "accepted");
  return (
    <div class="order-actions">
      {order.kind === "campaign" && order.phase === "running" && <button onClick={() => ask("pause")}>Pause</button>}
      {order.kind === "campaign" && order.phase === "paused" && <button onClick={() => ask("resume")}>Resume</button>}
      {canRetry && <button onClick={() => ask("retry")}>Retry {counted(failed, "device")}</button>}
      {!order.ended && (
        <button class="danger" onClick={() => setAsking(true)}>
          Abort
        </button>
      )}
      {asking && (
        <Confirm title={`Abort ${order.id}?`} action={`Abort the ${order.kind}`} onClose={() => setAsking(false)} onConfirm={() => ask("abort")}>
          <p>
            Nobody gets the task any more, and {counted(underway, "device")} that {underway === 1 ? "has" : "have"} it {underway === 1 ? "is" : "are"} told
            to cancel. This cannot be taken back.
          </p>
        </Confirm>
      )}
    </div>
  );
}
