import { useState } from "preact/hooks";
import type { TaskDoc } from "../contract/taskState";
import { badgeOf, explain, isFinal } from "../contract/words";
import { whySentence } from "../device/why";
import { bytes, clock, energy, none, percent, span, words } from "../format";
import type { Store } from "../store";
import { asksBeforeCancel, neverAskBeforeCancel } from "./asking";
import { Confirm } from "./Dialog";
import { Fact, StatusBadge, When } from "./parts";

interface Props {
  store: Store;
  device: string;
  task: TaskDoc;
  now: number;
  /** The moment for which the task's state is true: earlier than `now` for a device that is away. */
  asOf: number;
  zone: string | undefined;
}

export function TaskCard({ store, device, task: t, now, asOf, zone }: Props) {
  return (
    <li class={`card is-${badgeOf(t.status)}`} data-task={t.id}>
      <header class="card-head">
        <h3>
          <span class="kind">{t.kind ?? "task"}</span> <code>{t.id}</code>
        </h3>
        <StatusBadge status={t.status} phase={t.phase} />
      </header>
      {t.description && <p class="card-text">{t.description}</p>}
      {t.tags.length > 0 && (
        <p class="chips">
          {t.tags.map(tag => (
            <span class="chip" key={tag}>
              {tag}
            </span>
          ))}
        </p>
      )}
      {t.status === "IN_PROGRESS" && <Progress task={t} now={now} asOf={asOf} zone={zone} />}
      {t.status === "QUEUED" && <Why task={t} now={now} zone={zone} />}
      <Outcome task={t} />
      <Facts task={t} now={now} zone={zone} />
      <Actions store={store} device={device} task={t} />
    </li>
  );
}

function Progress({ task: t, now, asOf, zone }: { task: TaskDoc; now: number; asOf: number; zone: string | undefined }) {
  return (
    <div class="progress">
      <progress max={100} aria-label={`Progress of ${t.id}`} {...(t.progressPct === undefined ? {} : { value: t.progressPct })} />
      <span class="num">
        {t.progressPct === undefined ? (t.startedAt === undefined ? "" : span(asOf - t.startedAt)) : percent(t.progressPct)}
      </span>
      {t.message && <p class="card-text">{t.message}</p>}
      {asOf < now && (
        <p class="card-text">
          As of <When at={asOf} now={now} zone={zone} />: whether it still runs is not known.
        </p>
      )}
      {t.phase === "PAUSED" && <p class="card-text">Paused{t.reason ? `: ${explain(t.reason)}` : ""}</p>}
    </div>
  );
}

/** One sentence first; then every unmet condition with what is, what must be and when it is expected. */
function Why({ task: t, now, zone }: { task: TaskDoc; now: number; zone: string | undefined }) {
  const sentence = whySentence(t, now, at => clock(at, now));
  return (
    <div class="why">
      {sentence !== undefined && <p class="why-first">{sentence}</p>}
      {t.waitReasons.length > 0 && (
        // Roles are repeated because the narrow layout takes the table's display away, and with it its meaning.
        <table class="plain" role="table" aria-label={`Why ${t.id} waits`}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                Waits because
              </th>
              <th role="columnheader" scope="col">
                now
              </th>
              <th role="columnheader" scope="col">
                needed
              </th>
              <th role="columnheader" scope="col">
                expected
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {t.waitReasons.map(w => (
              <tr role="row" key={w.reason}>
                <th role="rowheader" scope="row" title={w.reason}>
                  {explain(w.reason)}
                  {w.since !== undefined && (
                    <small class="sub">
                      since <When at={w.since} now={now} zone={zone} />
                    </small>
                  )}
                </th>
                <td role="cell" data-label="now">
                  {w.current || none}
                </td>
                <td role="cell" data-label="needed">
                  {w.required || none}
                </td>
                <td role="cell" data-label="expected">
                  <When at={w.estimatedAt} now={now} zone={zone} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Outcome({ task: t }: { task: TaskDoc }) {
  return (
    <>
      {t.error !== undefined && (
        <p class="card-error">
          <b>{words(t.error.category)}</b> {t.error.message}
        </p>
      )}
      {isFinal(t.status) && t.status !== "SUCCEEDED" && t.reason && <p class="card-text">Because: {explain(t.reason)}</p>}
      {t.result !== undefined && t.result !== "" && (
        <details class="result" open={t.result.length < 200}>
          <summary>Result</summary>
          <pre>{t.result}</pre>
        </details>
      )}
      {t.result === undefined && t.resultBytes !== undefined && (
        <p class="card-text">Result of {bytes(t.resultBytes)}, kept on the device</p>
      )}
    </>
  );
}

function Facts({ task: t, now, zone }: { task: TaskDoc; now: number; zone: string | undefined }) {
  const attempts = t.attempt !== undefined && t.attempt > 0;
  return (
    <dl class="facts small">
      {t.class && <Fact label="Class">{words(t.class)}</Fact>}
      {t.priority && t.priority !== "normal" && <Fact label="Priority">{words(t.priority)}</Fact>}
      {attempts && <Fact label="Attempt">{t.attempt}</Fact>}
      {t.startedAt !== undefined && (
        <Fact label="Started">
          <When at={t.startedAt} now={now} zone={zone} />
        </Fact>
      )}
      {t.finishedAt !== undefined && (
        <Fact label="Finished">
          <When at={t.finishedAt} now={now} zone={zone} />
        </Fact>
      )}
      {t.durationMs !== undefined && t.durationMs > 0 && <Fact label="Took">{span(t.durationMs)}</Fact>}
      {t.energyMwh !== undefined && t.energyMwh > 0 && <Fact label="Energy">{energy(t.energyMwh)}</Fact>}
      {t.exitCode !== undefined && <Fact label="Exit code">{t.exitCode}</Fact>}
      {t.deadlineAt !== undefined && !isFinal(t.status) && (
        <Fact label="Deadline">
          <When at={t.deadlineAt} now={now} zone={zone} />
        </Fact>
      )}
    </dl>
  );
}

function Actions({ store, device, task: t }: { store: Store; device: string; task: TaskDoc }) {
  const send = (verb: string) => void store.ctl({ device }, verb, { id: t.id });
  const [isAsking, setAsking] = useState(false);
  if (isFinal(t.status)) return <FinalActions store={store} device={device} task={t} />;
  return (
    <div class="card-actions">
      {t.phase === "PAUSED" ? (
        <button onClick={() => send("resume")}>Resume this task</button>
      ) : (
        t.status === "IN_PROGRESS" && <button onClick={() => send("pause")}>Pause this task</button>
      )}
      {t.status === "QUEUED" &&
        (t.userPaused ? (
          <button onClick={() => send("resume")}>Resume this task</button>
        ) : (
          <button onClick={() => send("hold")} title="Keep this one task from starting">
            Hold this task
          </button>
        ))}
      <button class="danger" onClick={() => (asksBeforeCancel() ? setAsking(true) : send("cancel"))} aria-label={`Cancel ${t.id}`}>
        Cancel
      </button>
      {isAsking && (
        <Confirm
          title={`Cancel ${t.id}?`}
          action="Cancel the task"
          onClose={() => setAsking(false)}
          onConfirm={() => send("cancel")}
          onNeverAgain={neverAskBeforeCancel}
        >
          <p>
            {t.status === "IN_PROGRESS" ? "It runs: its work is stopped." : "It will not run."} A cancelled task cannot be brought back; it
            would have to be submitted anew.
          </p>
        </Confirm>
      )}
    </div>
  );
}

/** A list leaves results out, so they are asked for one by one; a quarantined task can be let go. */
function FinalActions({ store, device, task: t }: { store: Store; device: string; task: TaskDoc }) {
  const isQuarantined = t.reason === "QUARANTINED";
  const hasMore = t.status === "SUCCEEDED" && t.result === undefined && t.resultBytes === undefined;
  if (!isQuarantined && !hasMore) return null;
  return (
    <div class="card-actions">
      {hasMore && (
        <button onClick={() => void store.ctl({ device }, "show", { id: t.id }, true)} aria-label={`Show the result of ${t.id}`}>
          Result
        </button>
      )}
      {isQuarantined && (
        <button onClick={() => void store.ctl({ device }, "release", { id: t.id })} aria-label={`Release ${t.id} from quarantine`}>
          Release
        </button>
      )}
    </div>
  );
}
