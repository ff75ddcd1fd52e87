import { useEffect, useMemo, useState } from "preact/hooks";
import { keepAccess, readAddress, storedAccess, usualBroker, withParameter } from "../access";
import type { Access } from "../link/address";
import { Store } from "../store";
import { DeviceView } from "./DeviceView";
import { Fleet } from "./Fleet";
import { Header, LinkNotice } from "./Header";
import { useStore } from "./hooks";
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
    document.title = address.device === undefined ? "Fleet · EdgeAgent" : `${address.device} · EdgeAgent`;
  }, [address.device]);

  const go = useMemo(
    () => (device: string | undefined) => {
      history.pushState(null, "", withParameter(location.href, "device", device));
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
            {address.device === undefined ? (
              <Fleet store={store} onOpen={go} />
            ) : (
              <DeviceView key={address.device} store={store} id={address.device} onBack={() => go(undefined)} />
            )}
          </>
        )}
      </main>
    </>
  );
}

const refusal = (store: Store): string | undefined => ("reason" in store.link ? store.link.reason : undefined);

function initialAccess(broker: string | undefined): Access | undefined {
  if (broker === undefined) return undefined;
  return storedAccess(broker, sessionStorage) ?? { url: broker };
}
