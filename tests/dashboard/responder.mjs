// Lets fake devices answer commands as the contract says, so that the page can be developed and pictured without an agent.

const final = new Set(["SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED", "REJECTED", "REMOVED"]);

/** Answers task/submit and ctl/+ of every device of the fleet that is not away: a lost device does not answer. */
export async function answerCommands(fleet, root = "edge/v1") {
    const client = fleet.clients[0];
    const byId = new Map(fleet.devices.map(d => [d.id, d]));
    const seq = new Map();
    const answers = device => device.presence !== "lost" && device.presence !== "offline";
    client.on("message", (topic, payload) => {
        const [id, area, verb] = topic.slice(root.length + 1).split("/");
        const targets =
            id === "group"
                ? fleet.devices.filter(d => d.groups.includes(area) && d.presence === "online")
                : [byId.get(id)].filter(d => d !== undefined && answers(d));
        const [kind, name] =
            id === "group"
                ? topic
                      .slice(root.length + 1)
                      .split("/")
                      .slice(2)
                : [area, verb];
        let doc;
        try {
            doc = JSON.parse(String(payload));
        } catch {
            doc = undefined;
        }
        for (const device of targets) {
            if (kind === "task" && name === "submit") submit(device, doc);
            else if (kind === "ctl" && name !== "reply") control(device, name, doc ?? {});
        }
    });
    await client.subscribeAsync([`${root}/+/task/submit`, `${root}/+/ctl/+`, `${root}/group/+/task/submit`, `${root}/group/+/ctl/+`], {
        qos: 1,
    });

    function receipt(device, id, status, reason, warnings = []) {
        const n = (seq.get(device.id) ?? 0) + 1;
        seq.set(device.id, n);
        void fleet.publish(device.id, "receipt", {
            ...device.head(Date.now()),
            items: [
                {
                    seq: n,
                    id,
                    rev: 1,
                    status,
                    ...(reason ? { reason } : {}),
                    ...(warnings.length > 0 ? { warnings } : {}),
                    sha256: "0".repeat(64),
                    ts: new Date().toISOString(),
                },
            ],
        });
    }

    function submit(device, doc) {
        const now = Date.now();
        if (typeof doc?.id !== "string" || typeof doc.kind !== "string")
            return receipt(device, doc?.id ?? null, "REJECTED", "kind: is required");
        if (device.tasks.has(doc.id)) return receipt(device, doc.id, "REJECTED", "id_conflict");
        const misspelt = Object.keys(doc.constraints ?? {}).includes("chargin");
        receipt(device, doc.id, "QUEUED", undefined, misspelt ? ["constraints.chargin: unknown, did you mean charging?"] : []);
        const task = device.task(now, {
            id: doc.id,
            kind: doc.kind,
            class: doc.class ?? "normal",
            wait_reasons: [{ reason: "CONCURRENCY", current: "3 running", required: "< 3", since: new Date(now).toISOString() }],
        });
        void fleet.publish(device.id, `task/${doc.id}/state`, task);
    }

    function control(device, verb, request) {
        const now = Date.now();
        const reply = (ok, rest) =>
            void fleet.publish(device.id, "ctl/reply", { ...device.head(now), verb, correlation: request.correlation, ok, ...rest });
        const task = request.id === undefined ? undefined : device.tasks.get(request.id);
        if (request.id !== undefined && task === undefined) return reply(false, { error: `id: there is no task ${request.id}` });
        const change = fields => fleet.publish(device.id, `task/${task.id}/state`, device.task(now, { ...task, ...fields }));
        switch (verb) {
            case "list":
                return reply(true, { data: { tasks: [...device.tasks.values()], total: device.tasks.size } });
            case "plan":
                return reply(true, {
                    data: {
                        tasks: [
                            {
                                id: request.task?.id,
                                kind: request.task?.kind,
                                class: "normal",
                                phase: "DEFERRED",
                                planned_start: new Date(now + 7_200_000).toISOString(),
                                reason: "EXPECTED_WINDOW",
                                wait_reasons: [
                                    {
                                        reason: "PLANNED_WINDOW",
                                        current: "on battery",
                                        required: "charging",
                                        since: new Date(now).toISOString(),
                                    },
                                ],
                            },
                        ],
                    },
                });
            case "cancel":
                if (final.has(task.status)) return reply(false, { error: `id: ${task.id} has ended (${task.status})` });
                void change({
                    status: "CANCELED",
                    phase: "CANCELED",
                    reason: "USER",
                    finished_at: new Date(now).toISOString(),
                    wait_reasons: [],
                });
                return reply(true, { data: { count: 1 } });
            case "clear": {
                const ended = [...device.tasks.values()].filter(t => final.has(t.status));
                for (const t of ended) device.tasks.delete(t.id);
                return reply(true, { data: { count: ended.length } });
            }
            case "hold":
            case "release":
                if (task !== undefined) {
                    void change({ user_paused: verb === "hold" });
                    return reply(true, { data: { count: 1 } });
                }
                device.held = verb === "hold";
                void fleet.publish(device.id, "state", device.state(now), true);
                return reply(true, { data: { count: 1 } });
            case "limit":
                device.limit = request.mode === "auto" ? undefined : request.mode;
                void fleet.publish(device.id, "state", device.state(now), true);
                return reply(true, { data: { limit: request.mode, mode: device.mode() } });
            case "power":
                return reply(true, { data: { power: device.power(), mode: device.mode(), forecast: device.forecast(now, true) } });
            default:
                return reply(true, {});
        }
    }
}

/** A day's tasks of one device, in every state that a card can show. */
export function someTasks(device, now) {
    const at = minutes => new Date(now + minutes * 60_000).toISOString();
    const done = (id, kind, from, minutes, more) =>
        device.task(now, {
            id,
            kind,
            status: "SUCCEEDED",
            phase: "SUCCEEDED",
            attempt: 1,
            started_at: at(from),
            finished_at: at(from + minutes),
            duration_ms: minutes * 60_000,
            accepted_at: at(from - 30),
            ...more,
        });
    done("backup-0619", "archive", -310, 22, { energy_mwh: 612, result: '{"files":1843,"bytes":90412032}', class: "background" });
    done("thumbs-221", "exec", -205, 9, { energy_mwh: 244, exit_code: 0, result: "converted 118 images\n", tags: ["camera"] });
    done("sync-0790", "sync", -44, 2, { energy_mwh: 31, class: "background" });
    device.task(now, {
        id: "upload-77",
        kind: "http_upload",
        status: "FAILED",
        phase: "FAILED",
        attempt: 5,
        started_at: at(-152),
        finished_at: at(-141),
        duration_ms: 660_000,
        energy_mwh: 98,
        error: { category: "network", message: "connect: no route to host" },
        reason: "",
    });
    device.task(now, {
        id: "reindex-2",
        kind: "exec",
        status: "IN_PROGRESS",
        phase: "RUNNING",
        attempt: 1,
        started_at: at(-11),
        progress_pct: 62,
        message: "chunk 31 of 50",
        class: "normal",
        tags: ["search"],
        description: "Rebuild the search index",
    });
    device.task(now, {
        id: "model-night",
        kind: "training",
        class: "charging_only",
        phase: "DEFERRED",
        planned_start: at(540),
        planned_end: at(640),
        planned_reason: "EXPECTED_WINDOW",
        deadline: at(1500),
        description: "Fine-tune the detector on the day's pictures",
        wait_reasons: [
            { reason: "CONSTRAINT_CHARGING", current: "on battery", required: "powered for 2 min", since: at(-190), estimated_at: at(540) },
            { reason: "ENERGY_BUDGET", current: "41 %", required: ">= 80 %", since: at(-190), estimated_at: at(560) },
        ],
    });
    device.task(now, {
        id: "pull-firmware",
        kind: "http_download",
        class: "background",
        phase: "WAITING",
        planned_start: at(60),
        wait_reasons: [{ reason: "CONSTRAINT_CONNECTIVITY", current: "metered", required: "unmetered", since: at(-8) }],
    });
    device.task(now, {
        id: "cleanup-w12",
        kind: "cleanup",
        class: "background",
        phase: "SCHEDULED",
        planned_start: at(780),
        planned_end: at(790),
        wait_reasons: [{ reason: "MINIMUM_LATENCY", current: "", required: "Sunday 03:00", since: at(-900), estimated_at: at(780) }],
    });
    device.running = 1;
    device.waiting = 2;
}
