import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

const margin = 8; // rows above and below what is visible

/** Which rows of a long list are worth rendering; rows have one height, given by the style sheet. */
export function useWindow(body: RefObject<HTMLElement | null>, count: number): { from: number; to: number; above: number; below: number } {
  const [view, set] = useState({ from: 0, to: 40, height: 44 });
  useEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const element = body.current;
      if (element === null) return;
      const height = parseFloat(getComputedStyle(element).getPropertyValue("--row")) || 44;
      const first = Math.floor(-element.getBoundingClientRect().top / height);
      const from = Math.max(0, first - margin);
      const to = Math.max(from + 1, first + Math.ceil(innerHeight / height) + margin);
      set(v => (v.from === from && v.to === to && v.height === height ? v : { from, to, height }));
    };
    const later = () => (frame ||= requestAnimationFrame(measure));
    measure();
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", later);
      removeEventListener("resize", later);
    };
  }, [body, count]);
  const to = Math.min(count, view.to);
  const from = Math.min(view.from, Math.max(0, to - 1));
  return { from, to, above: from * view.height, below: Math.max(0, count - to) * view.height };
}
