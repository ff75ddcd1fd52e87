/** Where to connect and as whom. A token is sent as the password, as brokers with JWT sign-in expect it. */
export interface Access {
  url: string;
  username?: string | undefined;
  password?: string | undefined;
}

/** Why an address cannot be used; undefined when it can. */
export function faultOfUrl(url: string): string | undefined {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return "The broker's address must look like ws://host:9001 or wss://host/mqtt.";
  }
  if (parsed.protocol !== "ws:" && parsed.protocol !== "wss:") return "The broker's address must begin with ws:// or wss://.";
  if (parsed.username !== "" || parsed.password !== "") return "Give user name and password in the form, not in the address.";
  if (parsed.hash !== "") return "The broker's address must not have a # part.";
  return undefined;
}
