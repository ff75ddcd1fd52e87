import { useMemo } from "preact/hooks";
import { weekOf } from "../device/week";
import type { Device } from "../fleet/device";
import { percent } from "../format";
import { Panel } from "./parts";

/** Fewer hours than this are no week, and the map would only look broken. */
const leastKnown = 12;
const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** When this device usually charges: weekday by hour, in the device's own time. */
export function WeekMap({ d, now, zone }: { d: Device; now: number; zone: string | undefined }) {
  const minute = Math.floor(now / 60_000);
  const week = useMemo(() => weekOf(d.forecast, d.history.samples, minute * 60_000, zone), [d.forecast, minute, zone]);
  const known = week.cells.flat().filter(p => p !== null).length;
  if (known < leastKnown) return null;
  return (
    <Panel
      title="Charging week"
      id="week"
      aside={
        <span class="sub">
          {week.source}
          {zone ? `, ${zone}` : ""}
        </span>
      }
    >
      <table class="week" aria-label="Probability of charging by weekday and hour">
        <thead>
          <tr>
            <td />
            {Array.from({ length: 24 }, (_, h) => (
              <th key={h} scope="col">
                <span class={h % 6 === 0 ? "" : "hidden"}>{h}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.cells.map((row, day) => (
            <tr key={day}>
              <th scope="row">{days[day]}</th>
              {row.map((p, h) => (
                <td
                  key={h}
                  class={p === null ? "p-none" : `p-${Math.round(Math.min(1, Math.max(0, p)) * 10)}`}
                  title={`${days[day]} ${h}:00: ${p === null ? "not known" : percent(p * 100)}`}
                >
                  <span class="hidden">{p === null ? "not known" : percent(p * 100)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="scale" aria-hidden="true">
        <span>never</span>
        {Array.from({ length: 11 }, (_, i) => (
          <i key={i} class={`p-${i}`} />
        ))}
        <span>always</span>
      </p>
    </Panel>
  );
}
