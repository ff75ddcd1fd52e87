import { placeAt } from "../access";
import { controller } from "../contract/topics";
import { arrangeOrders, type Order } from "../fleet/order";
import { words } from "../format";
import type { Store } from "../store";
import { Deeds } from "./Deeds";
import { useNow, useStore } from "./hooks";
import { Legend, OrderActions, OutcomeBar, PhaseBadge, progressOf } from "./OrderParts";
import { Empty, When } from "./parts";

/** Devices, or campaigns and pools; shown where a controller has shown any. */
export function FleetTabs({ store, current, onGo }: { store: Store; current: "devices" | "orders"; onGo: (order: string | undefined) => void }) {
  const count = useStore(store, s => s.orders.size);
  if (count === 0 && current === "devices") return null;
  const tab = (name: "devices" | "orders", order: string | undefined, label: string) => (
    <a
      href={placeAt(location.href, order === undefined ? {} : { order })}
      aria-current={current === name ? "page" : undefined}
      onClick={e => {
        if (e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return;
        e.preventDefault();
        onGo(order);
      }}
    >
      {label}
    </a>
  );
  return (
    <nav class="tabs" aria-label="Fleet">
      {tab("devices", undefined, "Devices")}
      {tab("orders", "", `Campaigns and pools (${count})`)}
    </nav>
  );
}

export function Orders({ store, onGo }: { store: Store; onGo: (order: string | undefined) => void }) {
  useStore(store, s => s.version, 200);
  const now = useNow(5000);
  const orders = arrangeOrders(store.orders.values());
  return (
    <>
      <div class="fleet-head">
        <h1>Campaigns and pools</h1>
      </div>
      <FleetTabs store={store} current="orders" onGo={onGo} />
      {orders.length === 0 ? (
        <Empty title="No campaign and no pool">
          <p>
            The controller shows them here. One is started with <code>edgeagent fleet campaign start FILE</code> or{" "}
            <code>edgeagent fleet pool start FILE</code>.
          </p>
        </Empty>
      ) : (
        <ul class="orders">
          {orders.map(o => (
            <OrderCard key={o.id} store={store} order={o} now={now} onGo={onGo} />
          ))}
        </ul>
      )}
      <Deeds store={store} target={controller} now={now} />
    </>
  );
}

function OrderCard({ store, order, now, onGo }: { store: Store; order: Order; now: number; onGo: (order: string) => void }) {
  return (
    <li class="panel order" data-order={order.id}>
      <div class="order-head">
        <h2>
          <a
            href={placeAt(location.href, { order: order.id })}
            onClick={e => {
              if (e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return;
              e.preventDefault();
              onGo(order.id);
            }}
          >
            {order.id}
          </a>
        </h2>
        <PhaseBadge order={order} />
        <span class="sub">
          {order.kind} · {words(order.task)} · <When at={order.startedAt} now={now} as="relative" />
        </span>
        <OrderActions store={store} order={order} />
      </div>
      {order.description !== undefined && <p class="sub">{order.description}</p>}
      <OutcomeBar sums={order.outcomes} label={order.id} />
      <div class="order-line">
        <span>{progressOf(order)}</span>
        <Legend sums={order.outcomes} />
      </div>
      {order.reason !== undefined && <p class="order-reason">{order.reason}</p>}
    </li>
  );
}
