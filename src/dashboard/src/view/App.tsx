import { useEffect, useMemo, useState } from "preact/hooks";
import { keepAccess, placeAt, readAddress, storedAccess, usualBroker, withParameter, type Address } from "../access";
import type { Access } from "../link/address";
import { Store } from "../store";
import { DeviceView } from "./DeviceView";
import { Fleet } from "./Fleet";
import { Header, LinkNotice } from "./Header";
import { useStore } from "./hooks";
import { Orders } from "./Orders";
import { OrderView } from "./OrderView";
import { SignIn } from "./SignIn";

export function App({ store }: { store: Store }) {
  const [address, setAddress] = useState(() => readAddress(location.search));
  const [access, setAccess] = useState<Access | undefined>(() => initialAccess(address.broker));
  const phase = useStore(store, s => s.link.phase);
  useEffect(() => {
    if (access !== undefined) store.connect(access);
    return () => store.disconnect();
  }, [access]);
  useEffect(() => {
    const moved = () => setAddress(readAddress(location.search));
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  useEffect(() => store.open(address.device), [address.device, access]);
  useEffect(() => {
    document.title = `${address.device ?? (address.order || "Fleet")} · EdgeAgent`;
  }, [address.device, address.order]);

  const go = useMemo(
    () => (place: { device?: string; order?: string }) => {
      history.pushState(null, "", placeAt(location.href, place));
      setAddress(readAddress(location.search));
      scrollTo(0, 0);
    },
    [],
  );
  const signIn = (next: Access, keep: boolean) => {
    keepAccess(keep ? next : undefined, sessionStorage);
    history.replaceState(null, "", withParameter(location.href, "broker", next.url));
    setAddress(readAddress(location.search));
    setAccess(next);
  };
  const signOut = () => {
    keepAccess(undefined, sessionStorage);
    store.devices.clear();
    store.orders.clear();
    setAccess(undefined);
  };
  const broker = access?.url ?? address.broker ?? usualBroker(location);
  return (
    <>
      <Header store={store} broker={broker} onSignOut={access === undefined ? undefined : signOut} />
      <main id="main" tabIndex={-1}>
        {access === undefined || phase === "refused" || phase === "invalid" ? (
          <SignIn url={broker} reason={access === undefined ? undefined : refusal(store)} onSubmit={signIn} />
        ) : (
          <>
            <LinkNotice store={store} broker={broker} />
            <Place store={store} address={address} go={go} />
          </>
        )}
      </main>
    </>
  );
}

function Place({ store, address, go }: { store: Store; address: Address; go: (place: { device?: string; order?: string }) => void }) {
  const goOrder = (order: string | undefined) => go(order === undefined ? {} : { order });
  const goDevice = (device: string) => go({ device });
  if (address.device !== undefined) return <DeviceView key={address.device} store={store} id={address.device} onBack={() => go({})} />;
  if (address.order === undefined) return <Fleet store={store} onOpen={goDevice} onGo={goOrder} />;
  if (address.order === "") return <Orders store={store} onGo={goOrder} />;
  return <OrderView key={address.order} store={store} id={address.order} onBack={() => goOrder("")} onOpen={goDevice} />;
}

const refusal = (store: Store): string | undefined => ("reason" in store.link ? store.link.reason : undefined);

function initialAccess(broker: string | undefined): Access | undefined {
  if (broker === undefined) return undefined;
  return storedAccess(broker, sessionStorage) ?? { url: broker };
}
