import { useMemo, useRef, useState } from "preact/hooks";
import { presences, type Presence } from "../contract/words";
import type { Device } from "../fleet/device";
import { allGroups, allTags, arrange, defaultQuery, totalsOf, type ListQuery, type SortKey } from "../fleet/list";
import type { Store } from "../store";
import { FleetRow } from "./FleetRow";
import { GroupSubmit } from "./GroupSubmit";
import { useNow, useStore } from "./hooks";
import { FleetTabs } from "./Orders";
import { Empty } from "./parts";
import { useWindow } from "./useWindow";

const columns: { key: SortKey; label: string }[] = [
  { key: "device", label: "Device" },
  { key: "state", label: "State" },
  { key: "battery", label: "Battery" },
  { key: "source", label: "Source" },
  { key: "mode", label: "Mode" },
  { key: "temperature", label: "Temp." },
  { key: "queue", label: "Queue" },
  { key: "seen", label: "Last seen" },
  { key: "alerts", label: "Alerts" },
];

export function Fleet({ store, onOpen, onGo }: { store: Store; onOpen: (id: string) => void; onGo: (order: string | undefined) => void }) {
  // Five times a second is as fast as people read; rows that did not change are not rendered again.
  const version = useStore(store, s => s.version, 200);
  const link = useStore(store, s => s.link);
  const now = useNow(5000);
  const [query, setQuery] = useState<ListQuery>(defaultQuery);
  const all = [...store.devices.values()].filter(d => d.status !== undefined || d.state !== undefined);
  const rows = useMemo(() => arrange(all, query, now), [version, query, now]);
  const totals = useMemo(() => totalsOf(all, now), [version, now]);
  const [asking, setAsking] = useState(false);
  const change = (part: Partial<ListQuery>) => setQuery(q => ({ ...q, ...part }));
  if (all.length === 0)
    return <NoDevices store={store} connected={link.phase === "connected"} since={link.phase === "connected" ? link.since : undefined} />;
  return (
    <>
      <div class="fleet-head">
        <h1>Fleet</h1>
        <Totals totals={totals} query={query} change={change} />
        <button onClick={() => setAsking(true)}>Submit to a group</button>
      </div>
      <FleetTabs store={store} current="devices" onGo={onGo} />
      <Filters query={query} change={change} groups={allGroups(all)} tags={allTags(all)} />
      {rows.length === 0 ? (
        <Empty title="No device matches">
          <button onClick={() => setQuery(q => ({ ...defaultQuery, sort: q.sort, descending: q.descending }))}>Clear the filters</button>
        </Empty>
      ) : (
        <Table rows={rows} now={now} query={query} change={change} onOpen={onOpen} />
      )}
      {asking && <GroupSubmit store={store} groups={allGroups(all)} initial={query.group} onClose={() => setAsking(false)} />}
    </>
  );
}

function NoDevices({ store, connected, since }: { store: Store; connected: boolean; since: number | undefined }) {
  const now = useNow(500);
  if (!connected || (since !== undefined && now - since < 1500))
    return (
      <div class="loading" role="status" aria-label="Loading devices">
        {Array.from({ length: 8 }, (_, i) => (
          <div class="skeleton" key={i} />
        ))}
      </div>
    );
  return (
    <Empty title="No device has reported yet">
      <p>
        The page listens on <code>{store.root}/+/status</code>. A device appears here as soon as its agent has connected to this broker
        once.
      </p>
      <p>
        Start one with <code>edgeagent run</code>, or see whether the root topic differs (add <code>&amp;root=…</code> to the address).
      </p>
    </Empty>
  );
}

function Totals({
  totals,
  query,
  change,
}: {
  totals: ReturnType<typeof totalsOf>;
  query: ListQuery;
  change: (q: Partial<ListQuery>) => void;
}) {
  const item = (state: Presence, n: number) =>
    n > 0 && (
      <li key={state}>
        <button
          class={`total is-${state}`}
          aria-pressed={query.state === state}
          onClick={() => change({ state: query.state === state ? "" : state })}
        >
          <span class="dot" aria-hidden="true" />
          <b>{n}</b> {state}
        </button>
      </li>
    );
  return (
    <ul class="totals" aria-label="Totals">
      <li>
        <span class="total">
          <b data-testid="device-count">{totals.devices}</b> {totals.devices === 1 ? "device" : "devices"}
        </span>
      </li>
      {presences.map(p => item(p, totals[p]))}
      {item("unknown", totals.unknown)}
      <li>
        <span class="total">
          <b>{totals.charging}</b> charging
        </span>
      </li>
      <li>
        <span class="total">
          <b>{totals.running}</b> running, <b>{totals.waiting}</b> waiting
        </span>
      </li>
      {totals.withAlerts > 0 && (
        <li>
          <button class="total is-alert" aria-pressed={query.onlyAlerts} onClick={() => change({ onlyAlerts: !query.onlyAlerts })}>
            <b>{totals.withAlerts}</b> with alerts
          </button>
        </li>
      )}
    </ul>
  );
}

function Filters({
  query,
  change,
  groups,
  tags,
}: {
  query: ListQuery;
  change: (q: Partial<ListQuery>) => void;
  groups: string[];
  tags: string[];
}) {
  const pick = (label: string, key: "state" | "group" | "tag", words: readonly string[]) => (
    <label>
      <span>{label}</span>
      <select value={query[key]} onChange={e => change({ [key]: e.currentTarget.value } as Partial<ListQuery>)}>
        <option value="">any</option>
        {words.map(w => (
          <option key={w} value={w}>
            {w}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="filters" role="search" aria-label="Filter devices" onSubmit={e => e.preventDefault()}>
      <label class="grow">
        <span>Find</span>
        <input type="search" value={query.text} placeholder="id, name, group, tag" onInput={e => change({ text: e.currentTarget.value })} />
      </label>
      {pick("State", "state", presences)}
      {groups.length > 0 && pick("Group", "group", groups)}
      {tags.length > 0 && pick("Tag", "tag", tags)}
      <label class="only-narrow">
        <span>Sort</span>
        <select value={query.sort} onChange={e => change({ sort: e.currentTarget.value as SortKey })}>
          {columns.map(c => (
            <option key={c.key} value={c.key}>
              {c.label}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

function Table({
  rows,
  now,
  query,
  change,
  onOpen,
}: {
  rows: Device[];
  now: number;
  query: ListQuery;
  change: (q: Partial<ListQuery>) => void;
  onOpen: (id: string) => void;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const view = useWindow(body, rows.length);
  const sort = (key: SortKey) =>
    change(
      query.sort === key
        ? { descending: !query.descending }
        : { sort: key, descending: ["battery", "temperature", "queue", "alerts", "seen"].includes(key) },
    );
  // Roles are repeated because the narrow layout takes the table's display away, and with it its meaning.
  return (
    <table class="fleet" role="table" aria-label="Devices" aria-rowcount={rows.length + 1}>
      <thead role="rowgroup">
        <tr role="row" aria-rowindex={1}>
          {columns.map(c => (
            <th
              key={c.key}
              role="columnheader"
              scope="col"
              class={`c-${c.key}`}
              aria-sort={query.sort !== c.key ? "none" : query.descending ? "descending" : "ascending"}
            >
              <button onClick={() => sort(c.key)}>
                {c.label}
                <span class="arrow" aria-hidden="true">
                  {query.sort !== c.key ? "" : query.descending ? "↓" : "↑"}
                </span>
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" ref={body}>
        {view.above > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${view.above}px` }} />}
        {rows.slice(view.from, view.to).map((d, i) => (
          <FleetRow key={d.id} device={d} now={now} index={view.from + i + 2} onOpen={onOpen} />
        ))}
        {view.below > 0 && <tr class="spacer" aria-hidden="true" style={{ height: `${view.below}px` }} />}
      </tbody>
    </table>
  );
}
