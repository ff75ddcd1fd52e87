// A device as the contract describes it, made of numbers: for developing the page, for load, and for pictures.
// Its battery follows a plain energy balance; nothing here is a substitute for the agent's own simulated board.

const quarter = 900_000;
const hour = 3_600_000;

/** A small repeatable generator, so that two runs show the same fleet. */
export function random(seed) {
    let s = seed >>> 0 || 1;
    return () => (s = (Math.imul(s, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

const sites = ["greenhouse", "pump", "gate", "weather", "buoy", "roof", "barn", "mast", "tram", "meadow"];
const groupWords = ["north", "south", "harbour", "lab"];
const kinds = ["archive", "http_upload", "sync", "exec", "cleanup", "training"];

export class FakeDevice {
    constructor(index, { start = Date.now(), intervalS = 10 } = {}) {
        this.random = random(index * 7919 + 17);
        const r = this.random;
        this.id = `${sites[index % sites.length]}-${String(index).padStart(3, "0")}`;
        this.groups = [groupWords[index % groupWords.length], ...(index % 10 === 0 ? ["canary"] : [])];
        this.tags = index % 3 === 0 ? ["solar"] : ["mains-at-night"];
        this.intervalS = intervalS;
        this.capacityWh = 20 + 40 * r();
        this.soc = 12 + 86 * r();
        this.plugHour = 18 + 5 * r();
        this.plugHours = 5 + 3 * r();
        this.loadW = 2 + 2 * r();
        this.bootAt = start - 1e7 - 1e8 * r();
        this.bootId = `boot-${index}`;
        this.session = 1 + Math.floor(40 * r());
        const roll = r();
        this.presence = roll < 0.8 ? "online" : roll < 0.92 ? "sleeping" : roll < 0.96 ? "offline" : "lost";
        this.silentMs = this.presence === "online" ? 0 : Math.floor((this.presence === "sleeping" ? 0.4 : 60) * hour * r());
        this.stale = r() < 0.02;
        this.unsynced = r() < 0.02;
        this.alerts = r() < 0.01 ? ["duplicate_id"] : [];
        this.running = r() < 0.4 ? 1 : 0;
        this.waiting = Math.floor(6 * r() * r());
        this.outbox = r() < 0.02 ? 40 : 0;
        this.counters = { accepted: Math.floor(900 * r()), failed: Math.floor(9 * r()) };
        this.tasks = new Map();
        this.last = start;
    }

    /** Expected probability of charging at a time: near one inside the usual hours. */
    pCharging(at) {
        const h = (at / hour) % 24;
        const into = (h - this.plugHour + 24) % 24;
        const edge = x => 1 / (1 + Math.exp(-x * 2.2));
        return Math.min(0.98, Math.max(0.02, edge(into + 0.2) * edge(this.plugHours - into) + edge(into - 23.8)));
    }

    isCharging(at) {
        return this.forced ?? (at / hour - this.plugHour + 48) % 24 < this.plugHours;
    }

    /** Lets the battery follow its load up to `now`. */
    advance(now) {
        const hours = Math.max(0, now - this.last) / hour;
        this.last = now;
        this.charging = this.isCharging(now);
        const load = this.loadW + (this.running > 0 ? 2.5 : 0) + 0.3 * (this.random() - 0.5);
        this.powerW = this.charging ? (this.soc >= 99.5 ? 0 : Math.min(12, (100.5 - this.soc) * 1.5)) : -load;
        this.soc = Math.min(100, Math.max(3, this.soc + ((this.powerW * hours) / this.capacityWh) * 100));
        this.voltage = 3.3 + 0.85 * (this.soc / 100) + (this.charging ? 0.05 : -0.03);
    }

    head(now) {
        if (this.presence !== "online") now -= this.silentMs;
        return {
            v: 1,
            device: this.id,
            ts: new Date(now).toISOString(),
            clock: this.unsynced ? "unsynced" : "ntp",
            boot_id: this.bootId,
            up_ms: Math.round(now - this.bootAt),
        };
    }

    status(now) {
        return {
            ...this.head(now),
            state: this.presence,
            session: this.session,
            ...(this.presence === "sleeping"
                ? { next_wake_at: new Date(now + (5 + ((this.loadW * 1e6) % 300)) * 60_000).toISOString() }
                : {}),
            agent_version: "0.1.0",
            caps: ["exec", "noop", "archive"],
            groups: this.groups,
            tags: this.tags,
            ...(this.name === undefined ? {} : { name: this.name }),
            timezone: "Europe/Berlin",
            interval_s: this.intervalS,
        };
    }

    power() {
        const low = this.soc < 99.5;
        return {
            soc_pct: round(this.soc, 1),
            voltage_v: round(this.voltage, 3),
            current_a: round(this.powerW / this.voltage, 3),
            power_w: round(this.powerW, 3),
            temperature_c: round(21 + 6 * Math.sin(this.soc) + (this.charging ? 5 : 0), 1),
            source: this.charging ? "external" : "battery",
            charging: this.charging ? (low ? "charging" : "full") : "discharging",
            quality: this.stale ? "stale" : "measured",
            ...(this.charging ? {} : { time_to_empty_s: Math.round((((this.soc / 100) * this.capacityWh) / -this.powerW) * 3600) }),
            health_pct: 93,
        };
    }

    mode() {
        const ladder = ["full", "reduced", "minimal", "critical", "suspended"];
        return ladder[Math.max(ladder.indexOf(this.modeByCharge()), ladder.indexOf(this.limit ?? "full"))];
    }

    modeByCharge() {
        if (this.charging && this.soc >= 20) return "full";
        return this.soc >= 80
            ? "full"
            : this.soc >= 50
              ? "reduced"
              : this.soc >= 30
                ? "minimal"
                : this.soc >= 20
                  ? "critical"
                  : "suspended";
    }

    /** 24 h as in the state; 48 h and the learned week as the answer to `power` has them. */
    forecast(now, whole = false) {
        const start = Math.floor(now / quarter) * quarter;
        const slots = Array.from({ length: whole ? 192 : 96 }, (_, i) => this.pCharging(start + i * quarter));
        let soc = this.soc;
        const expected = slots.map(
            p =>
                (soc = Math.min(
                    100,
                    Math.max(2, soc + ((p * Math.min(12, (100.5 - soc) * 1.5) - (1 - p) * this.loadW) * 25) / this.capacityWh),
                )),
        );
        const spread = i => Math.min(22, 1.5 + i * 0.28);
        const next = slots.findIndex(p => p > 0.5);
        const end = next < 0 ? -1 : slots.findIndex((p, i) => i > next && p < 0.5);
        return {
            start: new Date(start).toISOString(),
            slot_s: 900,
            ...(next >= 0 ? { next_charge_start: new Date(start + next * quarter).toISOString() } : {}),
            ...(end > 0 ? { next_charge_end: new Date(start + end * quarter).toISOString() } : {}),
            confidence: 0.82,
            p_charging: slots.map(p => round(p, 3)),
            soc_pct: expected.map(s => round(s, 1)),
            soc_pct_low: expected.map((s, i) => round(Math.max(0, s - spread(i)), 1)),
            soc_pct_high: expected.map((s, i) => round(Math.min(100, s + spread(i)), 1)),
            ...(this.dark === undefined ? {} : { dark: this.dark }),
            ...(whole
                ? {
                      week: Array.from({ length: 7 }, (_, day) =>
                          Array.from({ length: 24 }, (_, h) => round(Math.min(1, this.pCharging(h * hour) * (day > 4 ? 0.55 : 1)), 2)),
                      ),
                  }
                : {}),
        };
    }

    state(now) {
        const noise = this.random();
        return {
            ...this.head(now),
            power: this.power(),
            system: {
                cpu_pct: round(this.running > 0 ? 40 + 30 * noise : 3 + 5 * noise, 1),
                cpu_temperature_c: round(44 + 9 * noise, 1),
                memory_used_pct: round(38 + 6 * noise, 1),
                disk_used_pct: 41,
                throttled: false,
                idle: this.running === 0,
                network: "unmetered",
            },
            sensors: [
                { name: "ina219@0x40", quality: this.stale ? "stale" : "ok", age_s: this.stale ? 912 : 1.2 },
                { name: "max17048@0x36", quality: "ok", age_s: 1.2 },
                { name: "gpio charge line", quality: "ok", age_s: 0.4 },
                { name: "thermal_zone0", quality: "ok", age_s: 4 },
            ],
            forecast: this.forecast(now),
            queue: {
                blocked: 0,
                scheduled: 1,
                waiting: this.waiting,
                deferred: this.waiting > 2 ? 1 : 0,
                ready: 0,
                running: this.running,
                paused: 0,
                succeeded: this.counters.accepted - this.counters.failed,
                failed: this.counters.failed,
            },
            mode: this.mode(),
            limits: {
                batch: { full: 32, reduced: 16, minimal: 8, critical: 4, suspended: 4 }[this.mode()],
                quality: "high",
                parallel: this.soc > 50,
            },
            counters: {
                tasks_accepted: this.counters.accepted,
                tasks_failed: this.counters.failed,
                success_rate_pct: round(100 * (1 - this.counters.failed / Math.max(1, this.counters.accepted)), 1),
                mean_run_s: 74.2,
                kinds: [
                    { kind: "training", median_s: 5400, p90_s: 6900, energy_mwh: 4820 },
                    { kind: "archive", median_s: 1260, p90_s: 1480, energy_mwh: 604 },
                    { kind: "sync", median_s: 96, p90_s: 180, energy_mwh: 29 },
                ],
                energy_on_battery_mwh: 812,
                energy_on_external_mwh: 15_430,
                bytes_written_today: 1_482_240,
                wakeups_per_hour: 61,
                telemetry_dropped: 0,
                outbox_items: (this.outbox = this.outbox > 0 ? this.outbox + 3 : 0),
            },
            alerts: this.alerts,
            recommendations: this.recommendations ?? [],
            held: this.held ?? false,
            limit: this.limit ?? "auto",
            interval_s: this.intervalS,
        };
    }

    telemetry(now) {
        const p = this.power();
        return {
            ...this.head(now),
            samples: [
                {
                    ts: new Date(now).toISOString(),
                    soc_pct: p.soc_pct,
                    voltage_v: p.voltage_v,
                    current_a: p.current_a,
                    power_w: p.power_w,
                    charging: p.charging,
                    source: p.source,
                    running: this.running,
                },
            ],
            dropped: 0,
        };
    }

    /** Puts a task into the list; returns its state document. */
    task(now, fields) {
        const old = this.tasks.get(fields.id);
        const doc = {
            ...old,
            ...this.head(now),
            status: "QUEUED",
            phase: "WAITING",
            attempt: 0,
            kind: "noop",
            class: "normal",
            priority: "normal",
            tags: [],
            wait_reasons: [],
            ...fields,
            rev: (old?.rev ?? 0) + 1,
        };
        this.tasks.set(doc.id, doc);
        return doc;
    }

    /** A change of some task, as a busy device makes them. */
    someTask(now) {
        const id = `t-${Math.floor(this.random() * 5)}`;
        const kind = kinds[Math.floor(this.random() * kinds.length)];
        return this.random() < 0.5
            ? this.task(now, {
                  id,
                  kind,
                  status: "IN_PROGRESS",
                  phase: "RUNNING",
                  attempt: 1,
                  progress_pct: Math.round(100 * this.random()),
                  started_at: new Date(now - 60_000).toISOString(),
              })
            : this.task(now, {
                  id,
                  kind,
                  wait_reasons: [
                      {
                          reason: "CONSTRAINT_CHARGING",
                          current: "on battery",
                          required: "powered",
                          since: new Date(now - 600_000).toISOString(),
                      },
                  ],
              });
    }
}

const round = (x, digits) => Math.round(x * 10 ** digits) / 10 ** digits;
