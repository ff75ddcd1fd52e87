import { useState } from "preact/hooks";
import { alertsOf, darkText } from "../fleet/alerts";
import { darkAhead, isLearned } from "../contract/documents";
import { asOf, groupsOf, nameOf, newDevice, isAway, isLimited, presenceOf, tagsOf, timeZoneOf, type Device } from "../fleet/device";
import { clock, fixed, percent, relative, span, words } from "../format";
import type { LinkState } from "../link/connection";
import type { Store } from "../store";
import { Controls } from "./Controls";
import { Counters, Recommendations } from "./Counters";
import { Deeds } from "./Deeds";
import { useNow, useStore } from "./hooks";
import { DeviceNotices } from "./DeviceNotices";
import { Empty, Fact, Level, Panel, PresenceMark, When } from "./parts";
import { PowerPanel } from "./PowerPanel";
import { Sensors } from "./Sensors";
import { Tasks } from "./Tasks";
import { WeekMap } from "./WeekMap";

export function DeviceView({ store, id, onBack }: { store: Store; id: string; onBack: () => void }) {
  const d = useStore(store, s => s.devices.get(id)) ?? newDevice(id);
  const link = useStore(store, s => s.link);
  const now = useNow(1000);
  const [focus, setFocus] = useState<{ id: string }>();
  const zone = timeZoneOf(d);
  const isKnown = d.status !== undefined || d.state !== undefined;
  return (
    <>
      <nav class="crumbs" aria-label="Breadcrumb">
        <button class="quiet" onClick={onBack}>
          ← Fleet
        </button>
      </nav>
      <DeviceHead d={d} now={now} />
      {!isKnown && link.phase !== "connected" && (
        <div class="loading" role="status" aria-label="Loading device">
          <div class="skeleton tall" />
        </div>
      )}
      {!isKnown && link.phase === "connected" && (
        <Empty title="This device has not reported">
          <p>
            Nothing is retained on <code>{`${store.root}/${id}/status`}</code>. Either its agent has never reached this broker, or the id is
            misspelt, or this user may not read it.
          </p>
        </Empty>
      )}
      {isKnown && (
        <div class={isAway(d) ? "device is-away" : "device"}>
          <DeviceNotices store={store} d={d} now={now} />
          <Now d={d} now={now} />
          <PowerPanel d={d} now={now} zone={zone} onPick={picked => setFocus({ id: picked })} />
          <div class="columns">
            <div class="main-column">
              <Tasks store={store} d={d} now={now} asOf={taskTime(d, link, now)} zone={zone} focus={focus} />
            </div>
            <div class="side-column">
              <Controls store={store} d={d} />
              <Deeds store={store} target={id} now={now} />
              <WeekMap d={d} now={now} zone={zone} />
              <Sensors d={d} />
              <Recommendations d={d} />
              <Counters d={d} />
            </div>
          </div>
        </div>
      )}
    </>
  );
}

/** A stopwatch runs only while the page would hear of its end: the device is there, and so is the connection to the broker. */
function taskTime(d: Device, link: LinkState, now: number): number {
  if (link.phase === "lost") return Math.min(now, link.since);
  return isAway(d) ? asOf(d, now) : now;
}

function DeviceHead({ d, now }: { d: Device; now: number }) {
  const zone = timeZoneOf(d);
  const name = nameOf(d);
  const alerts = alertsOf(d, now);
  const chips = [...groupsOf(d).map(g => `group ${g}`), ...tagsOf(d)];
  return (
    <div class="device-head">
      <h1 data-testid="device-name">{name ?? d.id}</h1>
      <PresenceMark presence={presenceOf(d)} wake={d.status?.nextWakeAt} now={now} zone={zone} />
      <p class="sub">
        {name !== undefined && <span>{d.id}</span>}
        <span>
          last seen <When at={d.seenAt} now={now} zone={zone} as="relative" />
        </span>
        {d.status?.reason && <span>{d.status.reason}</span>}
        {d.status?.agentVersion && <span>agent {d.status.agentVersion}</span>}
        {d.state?.clock && <span>clock {d.state.clock}</span>}
        {zone && <span>{zone}</span>}
        {chips.map(c => (
          <span class="chip" key={c}>
            {c}
          </span>
        ))}
      </p>
      {alerts.length > 0 && (
        <ul class="alerts" aria-label="Alerts">
          {alerts.map(a => (
            <li key={a.code} class={`chip is-${a.level}`}>
              {a.text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const chargeWords: Record<string, string> = {
  not_charging: "not charging",
  full: "full",
  charging: "charging",
  discharging: "discharging",
};

function Now({ d, now }: { d: Device; now: number }) {
  const p = d.state?.power ?? {};
  const s = d.state?.system ?? {};
  const f = d.forecast;
  const known = f !== undefined && isLearned(f) ? f : undefined;
  const dark = darkAhead(d.state?.forecast, now);
  const isInWindow = known?.nextChargeStart !== undefined && known.nextChargeStart <= now;
  const zone = timeZoneOf(d);
  return (
    <Panel
      title="Now"
      id="now"
      wide
      aside={<span class="sub">{freshness(d, now)}</span>}
    >
      <dl class="facts tiles">
        <Fact label="Battery">
          <Level pct={p.socPct} charging={p.charging} quality={p.quality} />
        </Fact>
        <Fact label="Source">
          {words(p.source)}
          <small>{chargeWords[p.charging ?? ""] ?? words(p.charging)}</small>
        </Fact>
        <Fact label="Battery power" title="positive: into the battery">
          {fixed(p.powerW, 2, "W")}
          <small>
            {fixed(p.voltageV, 2, "V")} {fixed(p.currentA, 2, "A")}
          </small>
        </Fact>
        <Fact label={p.timeToEmptyS !== undefined ? emptyLabel(d) : isInWindow ? "Charges until" : "Next charge"}>
          {p.timeToEmptyS !== undefined ? (
            emptyText(d, p.timeToEmptyS * 1000, now)
          ) : (
            <When at={isInWindow ? known?.nextChargeEnd : known?.nextChargeStart} now={now} zone={zone} />
          )}
          <small>
            {dark !== undefined ? (
              darkText(dark, now)
            ) : f !== undefined && known === undefined ? (
              "no habit learned yet"
            ) : p.timeToEmptyS !== undefined && known?.nextChargeStart !== undefined ? (
              <>
                charge <When at={known.nextChargeStart} now={now} zone={zone} />
              </>
            ) : known?.confidence !== undefined ? (
              `confidence ${percent(known.confidence * 100)}`
            ) : (
              ""
            )}
          </small>
        </Fact>
        <Fact label="Mode">
          {words(d.state?.mode)}
          <small>{isLimited(d) ? `limited to ${words(d.state?.limit)}; ${limitsLine(d)}` : limitsLine(d)}</small>
        </Fact>
        <Fact label="Temperature">
          {fixed(p.temperatureC ?? s.cpuTemperatureC, 1, "°C")}
          <small>{s.cpuTemperatureC !== undefined && p.temperatureC !== undefined ? `CPU ${fixed(s.cpuTemperatureC, 0, "°C")}` : ""}</small>
        </Fact>
        <Fact label="CPU">
          {percent(s.cpuPct)}
          <small>{[s.idle ? "idle" : "", s.throttled ? "throttled" : ""].filter(x => x).join(", ")}</small>
        </Fact>
        <Fact label="Memory · disk">
          {percent(s.memoryUsedPct)} · {percent(s.diskUsedPct)}
          <small>
            {s.network === undefined
              ? ""
              : s.network === "none"
                ? "no network"
                : s.network === "any"
                  ? "network"
                  : `network ${words(s.network)}`}
          </small>
        </Fact>
      </dl>
    </Panel>
  );
}

/** How far the values may be believed. */
function freshness(d: Device, now: number): string {
  const quality = d.state?.power.quality;
  const at = asOf(d, now);
  return [
    at < now ? `as of ${relative(at, now)} (${clock(at, now)})` : "",
    quality !== undefined && quality !== "measured" ? `battery reading ${quality}` : "",
  ]
    .filter(x => x !== "")
    .join(" · ");
}

// A countdown that nobody updates would be wrong a minute later: a device that is away gets the time of day.
const emptyLabel = (d: Device): string => (isAway(d) ? "Empty about" : "Empty in");
const emptyText = (d: Device, ms: number, now: number): string => (isAway(d) ? clock(asOf(d, now) + ms, now) : span(ms));

const limits: Record<string, string> = {
  full: "batch 32, quality high, parallel",
  reduced: "batch 16, quality medium, parallel",
  minimal: "batch 8, quality low",
  critical: "batch 4, quality minimal",
  suspended: "only critical work",
};

/** The live limits as the device states them, else as the contract defines them for the mode. */
function limitsLine(d: Device): string {
  const said = Object.entries(d.state?.limits ?? {}).filter(([, v]) => ["string", "number", "boolean"].includes(typeof v));
  if (said.length > 0)
    return said
      .slice(0, 4)
      .map(([k, v]) => (v === true ? k : v === false ? `not ${k}` : `${k} ${String(v).slice(0, 20)}`))
      .join(", ");
  return limits[d.state?.mode ?? ""] ?? "";
}
