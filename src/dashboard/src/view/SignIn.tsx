import { useState } from "preact/hooks";
import { faultOfUrl, type Access } from "../link/address";

/** Asks for broker and sign-in: at first visit without an address, and when the broker refused. */
export function SignIn({
  url,
  reason,
  onSubmit,
}: {
  url: string;
  reason?: string | undefined;
  onSubmit: (access: Access, keep: boolean) => void;
}) {
  const [method, setMethod] = useState<"none" | "password" | "token">(reason === undefined ? "none" : "password");
  const [fault, setFault] = useState<string>();
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget as HTMLFormElement);
    const value = (name: string) => String(form.get(name) ?? "");
    const wrong = faultOfUrl(value("url"));
    setFault(wrong);
    if (wrong !== undefined) return;
    const signIn = method === "none" ? {} : { username: value("username") || undefined, password: value("password") };
    onSubmit({ url: value("url"), ...signIn }, form.get("keep") !== null);
  };
  return (
    <section class="sign-in panel" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">{reason === undefined ? "Connect to a broker" : "The broker asks who you are"}</h2>
      {reason !== undefined && (
        <p class="note is-bad" role="alert">
          Sign-in refused: {reason}
        </p>
      )}
      <form onSubmit={submit}>
        <label>
          Broker (MQTT over WebSocket)
          <input
            name="url"
            type="url"
            required
            value={url}
            placeholder="wss://broker.example/mqtt"
            spellcheck={false}
            aria-invalid={fault !== undefined}
            aria-describedby={fault === undefined ? undefined : "url-fault"}
          />
        </label>
        {fault !== undefined && (
          <p id="url-fault" class="field-fault" role="alert">
            {fault}
          </p>
        )}
        <fieldset class="choice">
          <legend>Sign in with</legend>
          {(["none", "password", "token"] as const).map(m => (
            <label key={m}>
              <input type="radio" name="method" checked={method === m} onChange={() => setMethod(m)} />
              {m === "none" ? "nothing" : m === "password" ? "user name and password" : "a token"}
            </label>
          ))}
        </fieldset>
        {method !== "none" && (
          <>
            <label>
              User name{method === "token" && " (if the broker wants one)"}
              <input name="username" autocomplete="username" required={method === "password"} spellcheck={false} />
            </label>
            <label>
              {method === "token" ? "Token" : "Password"}
              <input name="password" type="password" autocomplete="current-password" required />
            </label>
            <label class="check">
              <input type="checkbox" name="keep" /> Keep until this tab is closed
            </label>
          </>
        )}
        <button class="primary">Connect</button>
      </form>
    </section>
  );
}
