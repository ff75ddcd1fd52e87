import type { LinkState } from "../link/connection";
import type { Store } from "../store";
import { chooseTheme, currentTheme, useColours, useNow, useStore } from "./hooks";
import { relative, span } from "../format";

export function Header({ store, broker, onSignOut }: { store: Store; broker: string; onSignOut: (() => void) | undefined }) {
  const link = useStore(store, s => s.link);
  useColours();
  const other = currentTheme() === "dark" ? "light" : "dark";
  return (
    <header class="top">
      <a class="skip" href="#main">
        Skip to content
      </a>
      <p class="brand">
        <img src="icon.svg" alt="" width="24" height="24" />
        <span>EdgeAgent</span>
      </p>
      <p class={`link is-${onSignOut === undefined ? "none" : link.phase}`} role="status" title={broker}>
        <span class="dot" aria-hidden="true" />
        {onSignOut === undefined ? "not connected" : linkWords(link)}
      </p>
      <div class="top-actions">
        <button class="quiet" onClick={() => chooseTheme(other)} aria-label={`Switch to ${other} colours`}>
          {other === "dark" ? "Dark" : "Light"}
        </button>
        {onSignOut && (
          <button class="quiet" onClick={onSignOut}>
            Disconnect
          </button>
        )}
      </div>
    </header>
  );
}

function linkWords(link: LinkState): string {
  switch (link.phase) {
    case "connecting":
      return "connecting…";
    case "connected":
      return "connected";
    case "lost":
      return "connection lost, trying again";
    case "unreachable":
      return "broker not reachable, trying again";
    case "refused":
      return "not signed in";
    case "invalid":
      return "no broker";
  }
}

/** What the viewer must know before believing the page. */
export function LinkNotice({ store, broker }: { store: Store; broker: string }) {
  const link = useStore(store, s => s.link);
  const denied = useStore(store, s => s.denied.size);
  const now = useNow(1000);
  return (
    <>
      {link.phase === "lost" && (
        <p class="note is-warn" role="alert">
          <b>Not connected since {relative(link.since, now)}.</b> What you see was true then. The page tries again by itself (
          {span(now - link.since)}, attempt {link.attempt + 1}).
        </p>
      )}
      {link.phase === "unreachable" && (
        <p class="note is-bad" role="alert">
          <b>The broker at {broker} does not answer.</b> Attempt {link.attempt} failed; the page keeps trying. Check that the address is
          right, that the broker has a WebSocket listener, and that a page from this host may reach it.
        </p>
      )}
      {link.phase === "invalid" && (
        <p class="note is-bad" role="alert">
          {link.reason}
        </p>
      )}
      {denied > 0 && (
        <p class="note is-warn" role="alert">
          <b>Permission denied.</b> The broker does not let this user read {[...store.denied].sort().join(", ")}. The rest of the page
          works; ask for read rights on these topics to see everything.
        </p>
      )}
    </>
  );
}
