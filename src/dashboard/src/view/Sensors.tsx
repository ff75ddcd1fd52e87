import type { Device } from "../fleet/device";
import { counter, words } from "../format";
import { Panel } from "./parts";

const level = (quality: string): string =>
  /^(measured|good|ok)$/.test(quality) ? "good" : /^(stale|failed|absent|error)$/.test(quality) ? "bad" : "warn";

const detail = (facts: Record<string, unknown>): string =>
  Object.entries(facts)
    .flatMap(([k, v]) => counter(k, v) ?? [])
    .slice(0, 5)
    .map(c => `${c.label} ${c.value}`)
    .join(", ");

export function Sensors({ d }: { d: Device }) {
  const quality = d.state?.power.quality;
  const sensors = d.state?.sensors.length ? d.state.sensors : quality === undefined ? [] : [{ name: "power", quality, facts: {} }];
  if (sensors.length === 0) return null;
  return (
    <Panel title="Sensors" id="sensors">
      <table class="plain">
        <thead class="hidden">
          <tr>
            <th scope="col">Sensor</th>
            <th scope="col">Quality</th>
          </tr>
        </thead>
        <tbody>
          {sensors.map(s => (
            <tr key={s.name}>
              <th scope="row">
                {s.name}
                <small class="sub">{detail(s.facts)}</small>
              </th>
              <td class={`quality is-${level(s.quality)}`}>{words(s.quality)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
