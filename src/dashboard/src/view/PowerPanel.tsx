import { useState } from "preact/hooks";
import { darkAhead } from "../contract/documents";
import { asOf, isAway, type Device } from "../fleet/device";
import { lanesOf } from "../device/lanes";
import { clock, percent } from "../format";
import { PowerChart } from "./PowerChart";
import { Lanes } from "./Lanes";
import { Empty, Panel } from "./parts";

const hour = 3_600_000;
const ranges = [
  { label: "15 min", past: hour / 6, ahead: hour / 12 },
  { label: "2 h", past: hour, ahead: hour },
  { label: "12 h", past: 4 * hour, ahead: 8 * hour },
  { label: "30 h", past: 6 * hour, ahead: 24 * hour },
  { label: "60 h", past: 12 * hour, ahead: 48 * hour },
] as const;

/** A day with its forecast, or as much as the page has seen while there is none. */
function fittingRange(d: Device, now: number): number {
  if ((d.forecast?.pCharging.length ?? 0) > 0) return 3;
  const seen = now - (d.history.samples[0]?.at ?? now);
  return seen < hour / 6 ? 0 : 1;
}

export function PowerPanel({ d, now, zone, onPick }: { d: Device; now: number; zone: string | undefined; onPick: (id: string) => void }) {
  const [chosen, setChoice] = useState<number>();
  const choice = chosen ?? fittingRange(d, now);
  const range = ranges[choice]!;
  const step = (range.past + range.ahead) / 400;
  // The axis moves in small steps, not with every second, so that nothing is drawn for nothing.
  const base = Math.floor(now / step) * step;
  const from = base - range.past;
  const to = base + range.ahead;
  const f = d.forecast;
  const nothing = d.history.samples.every(s => s.socPct === undefined && s.powerW === undefined) && !f?.pCharging.length;
  return (
    <Panel
      title="Power, forecast and runs"
      id="power"
      wide
      aside={
        <div class="segments" role="group" aria-label="Time range">
          {ranges.map((r, i) => (
            <button key={r.label} aria-pressed={i === choice} onClick={() => setChoice(i)}>
              {r.label}
            </button>
          ))}
        </div>
      }
    >
      {nothing ? (
        <Empty title="No power data">
          <p>The device reports neither battery nor forecast, as a device on mains does.</p>
        </Empty>
      ) : (
        <PowerChart d={d} from={from} to={to} now={now} zone={zone} />
      )}
      <Lanes lanes={lanesOf(d.tasks.values(), isAway(d) ? asOf(d, now) : now, from, to)} from={from} to={to} now={now} zone={zone} onPick={onPick} />
      <p class="legend">
        <span class="key k-soc">battery</span>
        <span class="key k-forecast">battery expected</span>
        <span class="key k-charging">charging (ahead: the darker, the likelier)</span>
        {darkAhead(f, now) !== undefined && <span class="key k-dark">dark: without power (expected)</span>}
        <span class="key k-power">power into (+) or out of (−) the battery</span>
      </p>
      {f !== undefined && f.pCharging.length > 0 && <ForecastTable d={d} now={now} />}
    </Panel>
  );
}

/** The forecast hour by hour, for those who read tables or have them read. */
function ForecastTable({ d, now }: { d: Device; now: number }) {
  const f = d.forecast!;
  const perHour = Math.max(1, Math.round(hour / f.slotMs));
  const rows = Array.from({ length: Math.ceil(f.pCharging.length / perHour) }, (_, i) => {
    const slots = f.pCharging.slice(i * perHour, (i + 1) * perHour).filter(p => p !== null);
    return {
      at: f.start + i * hour,
      p: slots.length === 0 ? undefined : slots.reduce((a, b) => a + b, 0) / slots.length,
      soc: f.socPct[i * perHour] ?? undefined,
    };
  });
  return (
    <details class="as-table">
      <summary>Forecast as a table</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Charging</th>
              <th scope="col">Battery</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(r => (
              <tr key={r.at}>
                <th scope="row">{clock(r.at, now)}</th>
                <td class="num">{percent(r.p === undefined ? undefined : r.p * 100)}</td>
                <td class="num">{percent(r.soc)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
