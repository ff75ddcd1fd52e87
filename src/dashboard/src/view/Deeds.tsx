import type { Store } from "../store";
import { useStore } from "./hooks";
import { Panel, Warnings, When } from "./parts";

const toastMs = 6000;
const words = { sent: "sent", ok: "done", refused: "refused", silent: "no answer" } as const;

/** What was asked of the device from this page and what came back; new lines are read aloud. */
export function Deeds({ store, target, now }: { store: Store; target?: string; now: number }) {
  useStore(store, s => s.version, 100);
  const deeds = store.deeds.filter(x => target === undefined || x.target === target || x.target.startsWith("group ")).slice(0, 6);
  const newest = deeds[0];
  const isFresh = newest !== undefined && now - (newest.settledAt ?? newest.at) < toastMs;
  return (
    <div aria-live="polite" class="deeds-region">
      {/* Where the panel lies screens away from the button; it says the same, so it is not read aloud as well. */}
      {isFresh && (
        <p class={`toast is-${newest.outcome}`} aria-hidden="true">
          <span class="deed-what">{newest.what}</span>
          <span class="deed-outcome">{words[newest.outcome]}</span>
          <span class="deed-detail">{newest.detail}</span>
        </p>
      )}
      {deeds.length > 0 && (
        <Panel title="Receipts" id="receipts">
          <ol class="deeds">
            {deeds.map(x => (
              <li key={x.key} class={`deed is-${x.outcome}`}>
                <span class="deed-what">{x.target.startsWith("group ") ? `${x.target}: ${x.what}` : x.what}</span>
                <span class="deed-outcome">{words[x.outcome]}</span>
                <span class="deed-detail">
                  {x.detail} · <When at={x.at} now={now} as="relative" />
                </span>
                <Warnings texts={x.warnings} />
              </li>
            ))}
          </ol>
        </Panel>
      )}
    </div>
  );
}
