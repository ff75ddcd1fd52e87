import type { Device } from "../fleet/device";
import { counter } from "../format";
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
