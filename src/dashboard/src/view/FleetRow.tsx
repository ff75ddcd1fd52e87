import { Component } from "preact";
import type { Device } from "../fleet/device";
import { alertsOf } from "../fleet/alerts";
import { groupsOf, isAway, isLimited, nameOf, presenceOf, timeZoneOf } from "../fleet/device";
import { openTasks, runningTasks } from "../fleet/list";
import { fixed, none, words } from "../format";
import { withParameter } from "../access";
import { Level, PresenceMark, When } from "./parts";

interface Props {
  device: Device;
  now: number;
  index: number;
  onOpen: (id: string) => void;
}

/** Rendered again only when its own device, its place or the minute changed. */
export class FleetRow extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { device, now, index } = this.props;
    return next.device !== device || next.now !== now || next.index !== index;
  }

  override render() {
    return <Row {...this.props} />;
  }
}

function Row({ device: d, now, index, onOpen }: Props) {
  const power = d.state?.power;
  const zone = timeZoneOf(d);
  const alerts = alertsOf(d, now);
  const open = (e: MouseEvent) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return; // a new tab, by the link itself
    e.preventDefault();
    onOpen(d.id);
  };
  const name = nameOf(d);
  const groups = groupsOf(d);
  const running = runningTasks(d);
  const temperature = power?.temperatureC ?? d.state?.system.cpuTemperatureC;
  return (
    <tr role="row" aria-rowindex={index} onClick={open} class={`row is-${presenceOf(d)}`}>
      <th role="rowheader" scope="row" class="c-device">
        {/* Clicks, Enter's too, rise to the row. */}
        <a href={withParameter(location.href, "device", d.id)} title={name === undefined ? d.id : `${name} (${d.id})`}>
          {name ?? d.id}
        </a>
        <small class="sub">{[name === undefined ? "" : d.id, groups.join(", ")].filter(x => x !== "").join(" · ")}</small>
      </th>
      <td role="cell" class="c-state">
        <PresenceMark presence={presenceOf(d)} wake={d.status?.nextWakeAt} now={now} zone={zone} />
      </td>
      <td role="cell" class="c-battery">
        <Level pct={power?.socPct} charging={power?.charging} quality={isAway(d) ? "stale" : power?.quality} />
      </td>
      <td role="cell" class="c-source">
        {words(power?.source)}
      </td>
      <td role="cell" class={`c-mode mode-${modeClass(d.state?.mode)}`}>
        {words(d.state?.mode)}
        {(isLimited(d) || d.state?.held === true) && (
          <small class="sub"> {[d.state?.held === true ? "on hold" : "", isLimited(d) ? "limited" : ""].filter(x => x !== "").join(", ")}</small>
        )}
      </td>
      <td role="cell" class="c-temperature num">
        {fixed(temperature, 0, "°C")}
      </td>
      <td role="cell" class="c-queue num">
        {d.state === undefined ? (
          none
        ) : (
          <>
            <span title="waiting">{openTasks(d)}</span>
            {running > 0 && <span class="running"> +{running} running</span>}
          </>
        )}
      </td>
      <td role="cell" class="c-seen num">
        <When at={d.seenAt} now={now} zone={zone} as="relative" />
      </td>
      <td role="cell" class="c-alerts">
        <div class="alert-list">
          {alerts.slice(0, 2).map(a => (
            <span key={a.code} class={`chip is-${a.level}`} title={a.text}>
              {a.text}
            </span>
          ))}
          {alerts.length > 2 && (
            <span
              class="chip more"
              title={alerts
                .slice(2)
                .map(a => a.text)
                .join("\n")}
            >
              +{alerts.length - 2}
            </span>
          )}
        </div>
      </td>
    </tr>
  );
}

/** Class names are made of known words only. */
const modeClass = (mode: string | undefined): string =>
  ["full", "reduced", "minimal", "critical", "suspended"].includes(mode ?? "") ? mode! : "unknown";
