import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { darkAhead, isLearned, type ForecastDoc } from "../contract/documents";
import { darkText } from "../fleet/alerts";
import type { Device } from "../fleet/device";
import { chargingSpans, isGapAfter, sampleAt, type Sample } from "../device/history";
import { clock, fixed, percent, words } from "../format";
import { useColours } from "./hooks";

/** Left and right edge of the plot inside its box, CSS pixels; the run lanes below keep to the same. */
export const plotEdges = { left: 44, right: 44 } as const;

type Column = (number | null | undefined)[];

/** Measured and expected values on one time axis, seconds, as uPlot wants them. */
export function chartData(samples: readonly Sample[], f: ForecastDoc | undefined, now: number): uPlot.AlignedData {
  const past: Column[] = [[], [], []];
  samples.forEach((s, i) => {
    push(past, s.at / 1000, s.socPct ?? null, s.powerW ?? null);
    // A value that is null ends the line: what was not recorded is not drawn.
    if (isGapAfter(samples, i)) push(past, (s.at + 1) / 1000, null, null);
  });
  const ahead: Column[] = [[], [], [], []];
  f?.pCharging.forEach((_, i) => {
    const at = f.start + i * f.slotMs;
    if (at + f.slotMs > now) push(ahead, Math.max(at, now) / 1000, f.socPct[i] ?? null, f.socLow[i] ?? null, f.socHigh[i] ?? null);
  });
  if (past[0]!.length === 0 && ahead[0]!.length === 0) return [[], [], [], [], [], []];
  if (past[0]!.length === 0)
    return [ahead[0]!, ahead[0]!.map(() => null), ahead[0]!.map(() => null), ahead[1]!, ahead[2]!, ahead[3]!] as uPlot.AlignedData;
  if (ahead[0]!.length === 0) return [...past, ...[1, 2, 3].map(() => past[0]!.map(() => null))] as unknown as uPlot.AlignedData;
  return uPlot.join([past, ahead] as uPlot.AlignedData[]);
}

function push(columns: Column[], ...values: (number | null)[]) {
  values.forEach((v, i) => columns[i]!.push(v));
}

export function PowerChart({ d, from, to, now, zone }: { d: Device; from: number; to: number; now: number; zone: string | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const [hover, setHover] = useState<number | null>(null);
  const colours = useColours();
  const samples = d.history.samples;
  const f = d.forecast;
  const latest = useRef({ samples, f, now });
  latest.current = { samples, f, now };

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const plot = new uPlot(options(element, latest, setHover), chartData(samples, f, now), element);
    chart.current = plot;
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightFor(element.clientWidth) }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [colours]);

  useEffect(() => {
    const plot = chart.current;
    if (plot === undefined) return;
    plot.batch(() => {
      plot.setData(chartData(samples, f, Date.now()), false);
      plot.setScale("x", { min: from / 1000, max: to / 1000 });
    });
  }, [samples, f, from, to, colours]);

  return (
    <figure class="chart">
      <div ref={place} class="plot" role="img" aria-label={summary(d, now)} />
      <figcaption aria-hidden="true">{hover === null ? summary(d, now) : readout(samples, f, hover, now, zone)}</figcaption>
    </figure>
  );
}

const heightFor = (width: number): number => (width < 500 ? 200 : 260);

interface Latest {
  current: { samples: readonly Sample[]; f: ForecastDoc | undefined; now: number };
}

function options(element: HTMLElement, latest: Latest, onHover: (at: number | null) => void): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour("ink-2"),
    grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false },
    font: `11px ${style.getPropertyValue("--sans") || "sans-serif"}`,
  };
  return {
    width: element.clientWidth || 600,
    height: heightFor(element.clientWidth || 600),
    padding: [10, 0, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 6 } },
    scales: {
      x: { time: true },
      pct: { range: [0, 100] },
      w: { range: (_u, min, max) => powerRange(min, max) },
    },
    axes: [
      { ...axis, size: 28, values: (u, ticks) => timeTicks(u, ticks), space: 64 },
      { ...axis, scale: "pct", size: plotEdges.left, values: (_u, v) => v.map(x => `${x} %`), splits: () => [0, 25, 50, 75, 100] },
      {
        ...axis,
        scale: "w",
        side: 1,
        size: plotEdges.right,
        grid: { show: false },
        values: (_u, v) => v.map(x => `${+x.toFixed(1)} W`),
        space: 40,
      },
    ],
    series: [
      {},
      { scale: "pct", stroke: colour("soc"), width: 2, points: { show: false } },
      { scale: "w", stroke: colour("power"), width: 1.25, points: { show: false } },
      { scale: "pct", stroke: colour("soc"), width: 2, dash: [2, 5], points: { show: false } },
      { scale: "pct", points: { show: false }, width: 0 },
      { scale: "pct", points: { show: false }, width: 0 },
    ],
    bands: [{ series: [5, 4], fill: colour("soc-band") }],
    hooks: {
      drawClear: [u => drawCharging(u, latest.current, colour("charge")), u => drawDark(u, latest.current, colour("ink-3"))],
      draw: [u => drawNow(u, colour("ink-3"))],
      setCursor: [u => onHover(u.cursor.left === undefined || u.cursor.left < 0 ? null : u.posToVal(u.cursor.left, "x") * 1000)],
    },
  };
}

/** Zero is always in the picture, and noise of some milliwatts does not fill it. */
function powerRange(min: number | null, max: number | null): [number, number] {
  const top = Math.max(1, max ?? 0);
  const bottom = Math.min(-1, min ?? 0);
  return [Math.floor(bottom * 1.1), Math.ceil(top * 1.1)];
}

function timeTicks(u: uPlot, ticks: number[]): string[] {
  const day = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const isLong = (u.scales.x!.max ?? 0) - (u.scales.x!.min ?? 0) > 20 * 3600;
  return ticks.map(t => {
    const text = time.format(t * 1000);
    return text === "00:00" && isLong ? day.format(t * 1000) : text;
  });
}

/** Charging windows behind everything: seen ones solid, expected ones as strong as they are likely. */
function drawCharging(u: uPlot, { samples, f, now }: Latest["current"], colour: string) {
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const x = (ms: number) => u.valToPos(ms / 1000, "x", true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.fillStyle = colour;
  const fill = (from: number, to: number, strength: number) => {
    // Whole pixels: where two slots meet within one, both would tint it and a stripe would show.
    const start = Math.round(x(from));
    ctx.globalAlpha = strength;
    ctx.fillRect(start, top, Math.round(x(to)) - start, height);
  };
  for (const s of chargingSpans(samples, now)) fill(s.from, s.to, 0.34);
  f?.pCharging.forEach((p, i) => {
    const at = f.start + i * f.slotMs;
    if (p !== null && p > 0.02 && at + f.slotMs > now) fill(Math.max(at, now), at + f.slotMs, 0.34 * Math.min(1, p));
  });
  ctx.restore();
}

/** The time without power, hatched, so that it differs from a charging window for every eye. */
function drawDark(u: uPlot, { f, now }: Latest["current"], colour: string) {
  const dark = darkAhead(f, now);
  if (dark === undefined) return;
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const x = (ms: number) => Math.min(left + width, Math.max(left, u.valToPos(ms / 1000, "x", true)));
  const from = x(Math.max(dark.from, now));
  const to = dark.until === undefined ? left + width : x(dark.until);
  if (to <= from) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, top, to - from, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.globalAlpha = 0.55;
  ctx.beginPath();
  const step = 9 * devicePixelRatio;
  for (let at = from - height; at < to; at += step) {
    ctx.moveTo(at, top + height);
    ctx.lineTo(at + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

function drawNow(u: uPlot, colour: string) {
  const x = Math.round(u.valToPos(Date.now() / 1000, "x", true)) + 0.5;
  const { left, top, width, height } = u.bbox;
  if (x < left || x > left + width) return;
  u.ctx.save();
  u.ctx.strokeStyle = colour;
  u.ctx.setLineDash([4, 4]);
  u.ctx.beginPath();
  u.ctx.moveTo(x, top);
  u.ctx.lineTo(x, top + height);
  u.ctx.stroke();
  u.ctx.restore();
}

export function summary(d: Device, now: number): string {
  const f = d.forecast;
  const p = d.state?.power;
  const parts = [p?.socPct === undefined ? "battery not known" : `battery ${percent(p.socPct)}`];
  if (f !== undefined && !isLearned(f)) parts.push("no habit of charging learned yet");
  else if (f?.nextChargeStart !== undefined)
    parts.push(
      f.nextChargeStart <= now
        ? `charging window${f.nextChargeEnd ? ` until ${clock(f.nextChargeEnd, now)}` : ""}`
        : `next charge expected ${clock(f.nextChargeStart, now)}${f.nextChargeEnd ? ` to ${clock(f.nextChargeEnd, now)}` : ""}`,
    );
  const dark = darkAhead(f, now);
  if (dark !== undefined) parts.push(darkText(dark, now));
  if (f?.confidence !== undefined && isLearned(f)) parts.push(`forecast confidence ${percent(f.confidence * 100)}`);
  if (f?.siteKind !== undefined) parts.push(`kind of site: ${words(f.siteKind)}${f.siteKindP === undefined ? "" : ` (${percent(f.siteKindP * 100)} sure)`}`);
  return parts.join(" · ");
}

/** What is known of one moment, for the line under the chart. */
export function readout(samples: readonly Sample[], f: ForecastDoc | undefined, at: number, now: number, zone: string | undefined): string {
  const time = zone === undefined ? clock(at, now) : `${clock(at, now)} (device ${clock(at, now, zone)})`;
  if (at <= now) {
    const s = sampleAt(samples, at);
    return s === undefined
      ? `${time} · not recorded`
      : `${time} · battery ${percent(s.socPct)} · ${fixed(s.powerW, 2, "W")} · ${fixed(s.voltageV, 2, "V")}`;
  }
  const i = f === undefined ? -1 : Math.floor((at - f.start) / f.slotMs);
  const p = f?.pCharging[i];
  if (f === undefined || p === undefined || p === null) return `${time} · beyond the forecast`;
  const low = f.socLow[i];
  const high = f.socHigh[i];
  const band = low === undefined || low === null || high === undefined || high === null ? "" : ` (${percent(low)} to ${percent(high)})`;
  return `${time} · charging with ${percent(p * 100)} · battery ${percent(f.socPct[i])}${band}`;
}
