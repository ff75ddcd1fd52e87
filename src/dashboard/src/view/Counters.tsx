import type { Device } from "../fleet/device";
import { counter, energy, span } from "../format";
import { Panel } from "./parts";

export function Counters({ d }: { d: Device }) {
  const rows = Object.entries(d.state?.counters ?? {})
    .flatMap(([k, v]) => counter(k, v) ?? [])
    .slice(0, 40);
  if (rows.length === 0) return null;
  return (
    <Panel title="Counters" id="counters">
      <table class="plain pairs">
        <tbody>
          {rows.map(r => (
            <tr key={r.label}>
              <th scope="row">{r.label}</th>
              <td class="num">{r.value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {d.state !== undefined && d.state.kinds.length > 0 && (
        <table class="plain kinds" aria-label="What a run costs, by kind">
          <thead>
            <tr>
              <th scope="col">A run of</th>
              <th scope="col" title="median">
                takes
              </th>
              <th scope="col" title="nine of ten are done by then">
                at most
              </th>
              <th scope="col" title="median, above idle">
                energy
              </th>
            </tr>
          </thead>
          <tbody>
            {d.state.kinds.map(k => (
              <tr key={k.kind}>
                <th scope="row">{k.kind}</th>
                <td class="num">{span(k.medianS * 1000)}</td>
                <td class="num">{span(k.p90S * 1000)}</td>
                <td class="num">{energy(k.energyMwh)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

export function Recommendations({ d }: { d: Device }) {
  const texts = d.state?.recommendations ?? [];
  if (texts.length === 0) return null;
  return (
    <Panel title="Recommendations" id="recommendations">
      <ul class="advice">
        {texts.map(t => (
          <li key={t}>{t}</li>
        ))}
      </ul>
    </Panel>
  );
}
