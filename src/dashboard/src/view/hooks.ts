import { useEffect, useRef, useState } from "preact/hooks";
import type { Store } from "../store";

/** Renders again when what `select` picks has changed; at most once per frame, or once per `everyMs`. */
export function useStore<T>(store: Store, select: (s: Store) => T, everyMs = 0): T {
  const [, render] = useState(0);
  const pick = useRef(select);
  pick.current = select;
  useEffect(() => {
    let last: unknown = Symbol("none");
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      const now = pick.current(store);
      if (!Object.is(now, last)) {
        last = now;
        render(n => n + 1);
      }
    };
    look();
    const stop = store.listen(() => {
      if (everyMs === 0) look();
      else timer ??= setTimeout(look, everyMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, everyMs]);
  return select(store);
}

/** The present, renewed every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Changes whenever the page's colours do. */
export function useColours(): string {
  const [theme, set] = useState(currentTheme());
  useEffect(() => {
    const observer = new MutationObserver(() => set(currentTheme()));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);
  return theme;
}

export const currentTheme = (): "light" | "dark" => (document.documentElement.dataset.theme === "dark" ? "dark" : "light");

export function chooseTheme(theme: "light" | "dark"): void {
  const { dataset } = document.documentElement;
  dataset.theme = dataset.themeChosen = theme;
  try {
    localStorage.setItem("edgeagent-theme", theme);
  } catch {
    // storage is off: the choice lasts until the page is closed
  }
}
