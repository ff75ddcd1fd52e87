import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { faultOfUrl, type Access } from "./address";

export type LinkState =
  | { phase: "connecting"; attempt: number }
  | { phase: "connected"; version: 4 | 5; since: number }
  | { phase: "lost"; attempt: number; since: number }
  | { phase: "unreachable"; attempt: number }
  | { phase: "refused"; reason: string }
  | { phase: "invalid"; reason: string };

export interface LinkEvents {
  onState: (state: LinkState) => void;
  onMessage: (topic: string, payload: Uint8Array, retained: boolean) => void;
  /** Filters that the broker did not grant. */
  onDenied: (filters: string[]) => void;
}

/** CONNACK codes that mean "not with this name and password": 3.1.1 says 4 and 5, 5 says 0x86, 0x87, 0x8A, 0x8C. */
const signInCodes = new Set([4, 5, 0x86, 0x87, 0x8a, 0x8c]);
const versionCodes = new Set([1, 0x84]);

/**
 * One connection that keeps itself up: MQTT 5, or 3.1.1 where the broker refuses 5; back-off with jitter from 1 s to
 * 20 s; every subscription made again after each connect.
 */
export class Connection {
  #client: MqttClient | undefined;
  #version: 4 | 5 = 5;
  #attempt = 0;
  #everConnected = false;
  #lostSince = 0;
  #closed = false;
  readonly #filters = new Set<string>();

  constructor(
    private readonly access: Access,
    private readonly events: LinkEvents,
  ) {
    const fault = faultOfUrl(access.url);
    if (fault === undefined) this.#start();
    else events.onState({ phase: "invalid", reason: fault });
  }

  get connected(): boolean {
    return this.#client?.connected ?? false;
  }

  subscribe(filters: string[]): void {
    for (const f of filters) this.#filters.add(f);
    if (this.connected) this.#subscribe(filters);
  }

  unsubscribe(filters: string[]): void {
    for (const f of filters) this.#filters.delete(f);
    if (this.connected && filters.length > 0) this.#client?.unsubscribe(filters);
  }

  /** Resolves when the broker has taken the message over; rejects with the reason when it refused or is away. */
  publish(topic: string, payload: string): Promise<void> {
    const client = this.#client;
    if (client === undefined || !client.connected) return Promise.reject(new Error("not connected to the broker"));
    return new Promise((resolve, reject) => {
      client.publish(topic, payload, { qos: 1 }, error => (error ? reject(new Error(publishFault(error))) : resolve()));
    });
  }

  close(): void {
    this.#closed = true;
    this.#client?.end(true);
  }

  #start(): void {
    const options: IClientOptions = {
      protocolVersion: this.#version,
      clientId: `dashboard-${Math.random().toString(36).slice(2, 12)}`,
      clean: true,
      keepalive: 60,
      connectTimeout: 10_000,
      reconnectPeriod: 1000,
      resubscribe: false,
      queueQoSZero: false,
      reschedulePings: true,
      // The default timers live in a worker made from a blob URL, which the content security policy forbids.
      timerVariant: "native",
      ...(this.access.password === undefined ? {} : { password: this.access.password }),
      ...(this.access.username === undefined && this.access.password === undefined ? {} : { username: this.access.username ?? "" }),
    };
    this.events.onState(
      this.#everConnected ? { phase: "lost", attempt: 0, since: this.#lostSince } : { phase: "connecting", attempt: this.#attempt },
    );
    const client = mqtt.connect(this.access.url, options);
    this.#client = client;
    client.on("connect", () => this.#connected());
    client.on("message", (topic, payload, packet) => this.events.onMessage(topic, payload, packet.retain));
    client.on("error", error => this.#error(error));
    client.on("close", () => this.#lost());
  }

  #connected(): void {
    this.#attempt = 0;
    this.#everConnected = true;
    this.#lostSince = 0;
    this.#subscribe([...this.#filters]);
    this.events.onState({ phase: "connected", version: this.#version, since: Date.now() });
  }

  #subscribe(filters: string[]): void {
    if (filters.length === 0) return;
    this.#client?.subscribe(filters, { qos: 1 }, error => {
      const denied = deniedBy(error, filters);
      if (denied.length > 0) this.events.onDenied(denied);
    });
  }

  #error(error: Error): void {
    const code = "code" in error && typeof error.code === "number" ? error.code : undefined;
    if (code === undefined || this.#closed) return;
    if (signInCodes.has(code)) {
      this.close();
      this.events.onState({ phase: "refused", reason: error.message.replace(/^Connection refused: /, "") });
    } else if (versionCodes.has(code) && this.#version === 5) this.#fallBack();
  }

  #lost(): void {
    if (this.#closed) return;
    this.#attempt++;
    if (this.#everConnected) {
      this.#lostSince ||= Date.now();
      this.events.onState({ phase: "lost", attempt: this.#attempt, since: this.#lostSince });
    } else if (this.#attempt === 2 && this.#version === 5) {
      // A 3.1.1 broker may close without a word.
      this.#fallBack();
      return;
    } else this.events.onState({ phase: "unreachable", attempt: this.#attempt });
    const wait = Math.min(20_000, 1000 * 2 ** Math.min(this.#attempt, 6)) * (0.5 + Math.random() / 2);
    if (this.#client) this.#client.options.reconnectPeriod = wait;
  }

  #fallBack(): void {
    this.#version = 4;
    const old = this.#client;
    old?.removeAllListeners();
    old?.on("error", () => {}); // a late fault of the connection that was given up
    old?.end(true);
    this.#start();
  }
}

/** The SUBACK's code of each filter, in order: 0x80 and above is a refusal. A connection that broke off is none. */
function deniedBy(error: Error | null, filters: string[]): string[] {
  const packet: unknown = error !== null && "packet" in error ? error.packet : undefined;
  const codes: unknown = typeof packet === "object" && packet !== null && "granted" in packet ? packet.granted : undefined;
  return Array.isArray(codes) ? filters.filter((_, i) => Number(codes[i]) >= 0x80) : [];
}

function publishFault(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  return code === 0x87 || /not authorized/i.test(error.message)
    ? "not allowed: the broker refused the message (not authorized)"
    : error.message;
}
