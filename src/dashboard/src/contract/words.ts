/** The contract's words, and how the page groups them. Unknown words from a newer agent are shown as they are. */

export const presences = ["online", "sleeping", "offline", "lost"] as const;
export type Presence = (typeof presences)[number] | "unknown";

export const modes = ["full", "reduced", "minimal", "critical", "suspended"] as const;

export const statuses = ["QUEUED", "IN_PROGRESS", "SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED", "REJECTED", "REMOVED"] as const;

export const classes = ["critical", "normal", "background", "charging_only"] as const;
export const priorities = ["critical", "high", "normal", "low"] as const;
export const preemptions = ["pause", "restart", "never"] as const;
export const networks = ["none", "any", "unmetered"] as const;
export const uniquePolicies = ["keep", "replace", "append", "append_or_replace", "update"] as const;
export const misfires = ["run_once", "skip"] as const;
export const backoffs = ["exponential", "linear"] as const;
export const builtInKinds = ["noop", "exec", "http_upload", "http_download", "sync", "archive", "cleanup", "update"] as const;

/** Seconds, as the contract's section 4 bounds them. */
export const periodLimits = { everyS: 900, flexS: 300 } as const;
export const maxPayloadBytes = 64 * 1024;

export type Badge = "pending" | "processing" | "completed" | "failed" | "ended";

/** The four groups that people think in (and a fifth for work that somebody called off). */
export function badgeOf(status: string): Badge {
  switch (status) {
    case "QUEUED":
      return "pending";
    case "IN_PROGRESS":
      return "processing";
    case "SUCCEEDED":
      return "completed";
    case "FAILED":
    case "TIMED_OUT":
    case "REJECTED":
      return "failed";
    default:
      return "ended";
  }
}

export const isFinal = (status: string): boolean => !["QUEUED", "IN_PROGRESS"].includes(status);

const sentences: Record<string, string> = {
  PREREQUISITE: "another task must succeed first",
  MINIMUM_LATENCY: "its start time has not come",
  BACKOFF: "pausing after a failed attempt",
  CONSTRAINT_BATTERY_NOT_LOW: "the battery is too low",
  CONSTRAINT_CHARGING: "the device must be powered",
  CONSTRAINT_CONNECTIVITY: "the network is missing",
  CONSTRAINT_DEVICE_IDLE: "the device is busy",
  CONSTRAINT_STORAGE_NOT_LOW: "storage is low",
  CPU_BUSY: "the processor is busy",
  MEMORY: "memory is short",
  DISK: "the disk is nearly full",
  THERMAL: "the device is too hot",
  UNDERVOLTAGE: "the supply voltage is too low",
  SENSOR_STALE: "no trustworthy battery reading",
  CLOCK_UNTRUSTED: "the clock has not been set",
  CONCURRENCY: "no free slot",
  QUOTA: "its quota is used up",
  ENERGY_BUDGET: "not enough energy to spare",
  PLANNED_WINDOW: "a better time is planned",
  QUIET_HOURS: "quiet hours",
  USER_HOLD: "held by a person",
  DEADLINE_EXPIRED: "the deadline passed",
  QUARANTINED: "quarantined after repeated crashes or power losses",
  PREREQUISITE_FAILED: "a prerequisite failed",
  INTERRUPTED_NOT_RESUMABLE: "interrupted, and it cannot be resumed",
  CANCELLED_BY_APP: "cancelled",
  PREEMPT: "made room for more urgent work",
  TIMEOUT: "ran too long",
  STEP_TIMEOUT: "a step ran too long",
  PROGRESS_STALLED: "no progress for too long",
  DEVICE_STATE: "the device's mode limit does not allow it",
  USER: "stopped by a person",
  BATTERY_CRITICAL: "the battery is critically low",
  MEMORY_PRESSURE: "memory ran short",
  CLOCK_CHANGED: "the clock was changed",
  AGENT_SHUTDOWN: "the agent was stopped",
  AGENT_UPDATE: "the agent was updated",
  AGENT_CRASH: "the agent crashed",
  POWER_LOSS: "power was lost",
  CHARGING_NOW: "it charges now",
  EXPECTED_WINDOW: "a charging window is expected then",
  CHARGING_UP: "the battery will have charged enough by then",
  RICHER_WINDOW: "more surplus is expected then",
  WINDOW_TOO_SHORT: "the present window is too short",
  QUEUED_BEHIND: "another task uses the window first",
  WAITING_NOT_WORTH: "waiting would save less than it costs",
  LAST_MOMENT: "the last moment for its deadline",
  RESERVE_TOO_LOW: "earlier the charge would fall below the reserve",
  queue_full: "the queue is full",
  id_conflict: "this id was used for another document",
};

/** A reason word in plain language, or the word itself when it is new. */
export const explain = (reason: string): string => sentences[reason] ?? reason.toLowerCase().replaceAll("_", " ");
