import { useState } from "preact/hooks";
import { placeAt } from "../access";
import { controller } from "../contract/topics";
import { countOf, settled, standing, toneOf, total, type Order, type OrderRow } from "../fleet/order";
import { fixed, none, percent, span, words } from "../format";
import type { Store } from "../store";
import { Deeds } from "./Deeds";
import { useNow, useStore } from "./hooks";
import { Legend, OrderActions, OutcomeBar, PhaseBadge, progressOf } from "./OrderParts";
import { counted, Empty, Fact, Panel, When } from "./parts";

interface Props {
  store: Store;
  id: string;
  onBack: () => void;
  onOpen: (device: string) => void;
}

/** One campaign or pool: how far it is, stage by stage, and what became of each device. */
export function OrderView({ store, id, onBack, onOpen }: Props) {
  const order = useStore(store, s => s.orders.get(id), 200);
  const now = useNow(1000);
  if (order === undefined)
    return (
      <Empty title={`No campaign and no pool ${id}`}>
        <p>The controller shows the newest hundred. Older ones are told by <code>edgeagent fleet watch {id}</code>.</p>
        <button onClick={onBack}>All campaigns and pools</button>
      </Empty>
    );
  return (
    <div class="order-view">
      <div class="order-head">
        <button class="quiet" onClick={onBack}>
          ← Campaigns and pools
        </button>
        <h1>{id}</h1>
        <PhaseBadge order={order} />
        <OrderActions store={store} order={order} />
      </div>
      {order.reason !== undefined && <p class={`note ${order.phase === "completed" ? "" : "is-bad"}`}>{order.reason}</p>}
      <Panel title={order.kind === "campaign" ? "Campaign" : `Pool: any ${order.k} of ${order.devices}`} id="order-sum">
        {order.description !== undefined && <p>{order.description}</p>}
        <OutcomeBar sums={order.outcomes} label="All devices" />
        <div class="order-line">
          <span>{progressOf(order)}</span>
          <Legend sums={order.outcomes} />
        </div>
        <dl class="facts">
          <Fact label="Task">{words(order.task)}</Fact>
          <Fact label="Started">
            <When at={order.startedAt} now={now} />
          </Fact>
          {order.deadline !== undefined && (
            <Fact label="Deadline">
              <When at={order.deadline} now={now} />
            </Fact>
          )}
          {order.endedAt !== undefined && (
            <Fact label="Ended">
              <When at={order.endedAt} now={now} />
            </Fact>
          )}
        </dl>
      </Panel>
      {order.kind === "campaign" && order.stages.length > 0 && <Stages order={order} />}
      <Rows store={store} order={order} now={now} onOpen={onOpen} />
      <Deeds store={store} target={controller} now={now} />
    </div>
  );
}

function Stages({ order }: { order: Order }) {
  return (
    <Panel title="Stages" id="order-stages">
      <ol class="stages">
        {order.stages.map((s, i) => {
          const got = total(s.outcomes);
          const isPresent = i + 1 === order.stage && !order.ended;
          return (
            <li key={i} class={isPresent ? "stage is-present" : "stage"} aria-current={isPresent ? "step" : undefined}>
              <span class="stage-name">
                {i + 1}. {s.reach}
              </span>
              <OutcomeBar sums={s.outcomes} label={`Stage ${i + 1}`} />
              <span class="sub">
                {got === 0
                  ? "not begun"
                  : `${settled(s.outcomes)} of ${got} ended, ${percent((100 * countOf(s.outcomes, "succeeded")) / got)} succeeded`}
                , needs {percent(s.successPct)}
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

/** The most telling devices come with the order; all of them are asked for when somebody wants to see them. */
function Rows({ store, order, now, onOpen }: { store: Store; order: Order; now: number; onOpen: (device: string) => void }) {
  const [asked, setAsked] = useState<{ rows: OrderRow[]; at: number } | "loading" | "silent">();
  const rows = typeof asked === "object" ? asked.rows : order.rows;
  const load = async () => {
    setAsked("loading");
    const all = await store.orderRows(order);
    setAsked(all === undefined ? "silent" : { rows: all, at: Date.now() });
  };
  const isPart = typeof asked !== "object" && order.rows.length < order.devices;
  return (
    <Panel
      title={order.kind === "campaign" ? "Devices" : "Offers"}
      id="order-rows"
      aside={
        typeof asked === "object" ? (
          <span class="sub">
            all {asked.rows.length}, as of <When at={asked.at} now={now} />{" "}
            <button class="quiet" onClick={() => void load()}>
              Renew
            </button>
          </span>
        ) : (
          isPart && (
            <button disabled={asked === "loading"} onClick={() => void load()}>
              {asked === "loading" ? "Asking…" : `Show all ${order.devices}`}
            </button>
          )
        )
      }
    >
      {isPart && (
        <p class="sub">
          {counted(order.rows.length, "device")} of {order.devices}: {order.kind === "campaign" ? "failed ones first" : "the chosen first, then the best offers"}.
        </p>
      )}
      {asked === "silent" && <p class="note is-warn">The controller did not answer. The list is what it showed last.</p>}
      {order.kind === "campaign" ? <Targets rows={rows} now={now} onOpen={onOpen} /> : <Offers rows={rows} onOpen={onOpen} />}
    </Panel>
  );
}

function DeviceLink({ id, onOpen }: { id: string; onOpen: (device: string) => void }) {
  return (
    <a
      href={placeAt(location.href, { device: id })}
      onClick={e => {
        if (e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return;
        e.preventDefault();
        onOpen(id);
      }}
    >
      {id}
    </a>
  );
}

interface RowsProps {
  rows: readonly OrderRow[];
  now: number;
  onOpen: (device: string) => void;
}

function Targets({ rows, now, onOpen }: RowsProps) {
  return (
    <table class="order-rows" aria-label="Devices of the campaign">
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">Outcome</th>
          <th scope="col">Stage</th>
          <th scope="col">Got it</th>
          <th scope="col">Ended</th>
          <th scope="col">Reason</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(r => (
          <tr key={r.device} data-device={r.device}>
            <th scope="row">
              <DeviceLink id={r.device} onOpen={onOpen} />
              {(r.attempt ?? 1) > 1 && <small class="sub"> attempt {r.attempt}</small>}
            </th>
            <td data-label="Outcome">
              <span class={`tone is-${toneOf(r.outcome)}`}>{words(r.outcome)}</span>
              {r.cancelWanted && <small class="sub"> cancel not answered</small>}
            </td>
            <td data-label="Stage" class="num">
              {r.stage ?? none}
            </td>
            <td data-label="Got it" class="num">
              <When at={r.assignedAt} now={now} />
            </td>
            <td data-label="Ended" class="num">
              <When at={r.endedAt} now={now} />
            </td>
            <td data-label="Reason" class="why">
              {r.reason ?? none}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Offers({ rows, onOpen }: Omit<RowsProps, "now">) {
  return (
    <>
      <p class="sub">
        Ranked by cost: minutes of the run that the battery is expected to pay for, and half a minute for each hour of waiting; then by
        confidence.
      </p>
      <table class="order-rows" aria-label="Offers of the pool">
        <thead>
          <tr>
            <th scope="col">Rank</th>
            <th scope="col">Device</th>
            <th scope="col">Battery</th>
            <th scope="col">Waiting</th>
            <th scope="col">Confidence</th>
            <th scope="col">Cost</th>
            <th scope="col">Outcome</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(r => (
            <tr key={r.device} data-device={r.device} class={r.assignedAt === undefined ? "" : "is-chosen"}>
              <td data-label="Rank" class="num">
                {r.rank ?? none}
              </td>
              <th scope="row">
                <DeviceLink id={r.device} onOpen={onOpen} />
              </th>
              <td data-label="Battery" class="num">
                {fixed(r.batteryMinutes, 1, "min")}
              </td>
              <td data-label="Waiting" class="num">
                {r.waitS === undefined ? (r.hasOffer ? "not known" : none) : r.waitS < 1 ? "none" : span(r.waitS * 1000)}
              </td>
              <td data-label="Confidence" class="num">
                {percent(r.confidence === undefined ? undefined : 100 * r.confidence)}
              </td>
              <td data-label="Cost" class="num">
                {fixed(r.cost, 1, "min")}
              </td>
              <td data-label="Outcome">
                <span class={`tone is-${r.counted ? "good" : r.handedOn ? "ended" : toneOf(r.outcome)}`}>{words(standing(r))}</span>
              </td>
              <td data-label="Reason" class="why">
                {r.reason ?? whyChosen(r)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const whyChosen = (r: OrderRow): string =>
  r.assignedAt !== undefined ? `chosen: offer ${r.rank ?? ""} of its round` : r.hasOffer ? "others offered better" : none;
