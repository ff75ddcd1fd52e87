/** The documents as they travel, made from the JSON Schemas in src/contract by `npm run types`. */

export type Outcome =
  "pending" | "assigned" | "accepted" | "succeeded" | "failed" | "timed_out" | "canceled" | "rejected" | "removed";
export type TaskStatus =
  "QUEUED" | "IN_PROGRESS" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "CANCELED" | "REJECTED" | "REMOVED";
export type ClockTrust = "unsynced" | "rtc" | "ntp";
export type ChargeStatus = "unknown" | "charging" | "discharging" | "full" | "not_charging";
export type PowerSource = "unknown" | "battery" | "external";
export type OperatingMode = "full" | "reduced" | "minimal" | "critical" | "suspended";
export type TaskPhase =
  | "BLOCKED"
  | "SCHEDULED"
  | "WAITING"
  | "DEFERRED"
  | "READY"
  | "STARTING"
  | "RUNNING"
  | "PAUSED"
  | "STOPPING"
  | "SUCCEEDED"
  | "FAILED"
  | "TIMED_OUT"
  | "CANCELED"
  | "REJECTED"
  | "REMOVED";
export type StopReason =
  | "NONE"
  | "CANCELLED_BY_APP"
  | "PREEMPT"
  | "TIMEOUT"
  | "STEP_TIMEOUT"
  | "PROGRESS_STALLED"
  | "DEVICE_STATE"
  | "CONSTRAINT_BATTERY_NOT_LOW"
  | "CONSTRAINT_CHARGING"
  | "CONSTRAINT_CONNECTIVITY"
  | "CONSTRAINT_DEVICE_IDLE"
  | "CONSTRAINT_STORAGE_NOT_LOW"
  | "QUOTA"
  | "USER"
  | "BATTERY_CRITICAL"
  | "ENERGY_BUDGET"
  | "UNDERVOLTAGE"
  | "THERMAL"
  | "MEMORY_PRESSURE"
  | "CLOCK_CHANGED"
  | "AGENT_SHUTDOWN"
  | "AGENT_UPDATE"
  | "AGENT_CRASH"
  | "POWER_LOSS"
  | "DEADLINE_EXPIRED"
  | "QUARANTINED"
  | "PREREQUISITE_FAILED"
  | "INTERRUPTED_NOT_RESUMABLE"
  | "REPLACED";
export type PlacementReason =
  | "CHARGING_NOW"
  | "EXPECTED_WINDOW"
  | "CHARGING_UP"
  | "RICHER_WINDOW"
  | "WINDOW_TOO_SHORT"
  | "QUEUED_BEHIND"
  | "WAITING_NOT_WORTH"
  | "LAST_MOMENT"
  | "RESERVE_TOO_LOW"
  | "QUIETEST_HOUR";
export type WaitReason =
  | "PREREQUISITE"
  | "MINIMUM_LATENCY"
  | "BACKOFF"
  | "CONSTRAINT_BATTERY_NOT_LOW"
  | "CONSTRAINT_CHARGING"
  | "CONSTRAINT_CONNECTIVITY"
  | "CONSTRAINT_DEVICE_IDLE"
  | "CONSTRAINT_STORAGE_NOT_LOW"
  | "CPU_BUSY"
  | "MEMORY"
  | "DISK"
  | "THERMAL"
  | "UNDERVOLTAGE"
  | "SENSOR_STALE"
  | "CLOCK_UNTRUSTED"
  | "CONCURRENCY"
  | "QUOTA"
  | "ENERGY_BUDGET"
  | "PLANNED_WINDOW"
  | "QUIET_HOURS"
  | "USER_HOLD";
export type ErrorCategory = "network" | "authentication" | "server_error" | "client_error" | "timeout" | "other";
export type TaskClass = "critical" | "normal" | "background" | "charging_only";
export type TaskPriority = "critical" | "high" | "normal" | "low";
export type PowerQuality = "stale" | "estimated" | "measured";
export type NetworkKind = "none" | "any" | "unmetered";
export type DevicePresence = "online" | "sleeping" | "offline" | "lost";

/**
 * The documents by the names of their schemas.
 */
export interface Documents {
  "fleet-order": FleetOrder;
  receipt: Receipt;
  "reply-count": ReplyCount;
  "reply-history": ReplyHistory;
  "reply-limit": ReplyLimit;
  "reply-list": ReplyList;
  "reply-plan": ReplyPlan;
  "reply-power": ReplyPower;
  "reply-sync": ReplySync;
  "reply-why": ReplyWhy;
  reply: Reply;
  state: State;
  status: Status;
  "task-document": TaskDocument;
  "task-state": TaskState;
  telemetry: Telemetry;
}
/**
 * Retained on {root}/fleet/order/{id}.
 */
export interface FleetOrder {
  v?: number;
  device?: string;
  ts: string;
  sum: OrderSummary;
  stages?: StageRow[] | null;
  targets?: TargetRow[] | null;
  candidates?: CandidateRow[] | null;
}
export interface OrderSummary {
  order: string;
  id: string;
  phase: string;
  reason?: string | null;
  kind?: string | null;
  description?: string | null;
  stage?: number | null;
  stages?: number | null;
  k?: number | null;
  counted?: number | null;
  surplus?: number | null;
  round?: number | null;
  devices: number;
  ended: boolean;
  outcomes: {
    [k: string]: number;
  };
  silent?: number | null;
  started_at: string;
  deadline?: string | null;
  ended_at?: string | null;
}
export interface StageRow {
  count?: number | null;
  percent?: number | null;
  success_pct: number;
  outcomes: {
    [k: string]: number;
  };
}
export interface TargetRow {
  device: string;
  task: string;
  outcome: Outcome;
  attempt: number;
  stage?: number | null;
  cancel_wanted?: boolean | null;
  reason?: string | null;
  assigned_at?: string | null;
  ended_at?: string | null;
}
export interface CandidateRow {
  device: string;
  task: string;
  outcome: Outcome;
  counted: boolean;
  handed_on: boolean;
  rank?: number | null;
  offered_start?: string | null;
  wait_s?: number | null;
  battery_minutes?: number | null;
  cost?: number | null;
  confidence?: number | null;
  cancel_wanted?: boolean | null;
  reason?: string | null;
  assigned_at?: string | null;
  ended_at?: string | null;
}
/**
 * On {root}/{device}/receipt.
 */
export interface Receipt {
  epoch?: number;
  items: ReceiptItem[];
  v?: number;
  device?: string;
  ts?: string;
  clock?: ClockTrust;
  boot_id?: string;
  up_ms?: number;
}
export interface ReceiptItem {
  seq?: number;
  id?: string | null;
  rev?: number | null;
  status: TaskStatus;
  reason?: string | null;
  message?: string | null;
  warnings?: string[] | null;
  sha256: string;
  ts: string;
  correlation?: unknown;
}
/**
 * data of the reply to cancel, cancel_all, pause, resume, hold, release, clear.
 */
export interface ReplyCount {
  count: number;
  ids?: string[];
}
/**
 * data of the reply to history.
 */
export interface ReplyHistory {
  hours: number;
  samples: TelemetrySample[];
}
export interface TelemetrySample {
  ts: string;
  soc_pct?: number | null;
  voltage_v?: number | null;
  current_a?: number | null;
  power_w?: number | null;
  load_w?: number | null;
  harvest_w?: number | null;
  cpu_pct?: number | null;
  cpu_temperature_c?: number | null;
  memory_used_pct?: number | null;
  charging: ChargeStatus;
  source: PowerSource;
  running?: number;
}
/**
 * data of the reply to limit.
 */
export interface ReplyLimit {
  limit: string;
  mode: OperatingMode;
}
/**
 * data of the reply to list.
 */
export interface ReplyList {
  tasks: TaskState[];
  total: number;
}
/**
 * On {root}/{device}/task/{id}/state.
 */
export interface TaskState {
  id: string;
  rev: number;
  status: TaskStatus;
  phase: TaskPhase;
  reason?: StopReason | null;
  attempt: number;
  run?: number | null;
  progress_pct?: number | null;
  message?: string | null;
  planned_start?: string | null;
  planned_reason?: PlacementReason | null;
  wait_reasons?: WaitPart[];
  started_at?: string | null;
  finished_at?: string | null;
  energy_mwh?: number | null;
  duration_ms?: number | null;
  exit_code?: number | null;
  result?: string | null;
  result_sha256?: string | null;
  result_bytes?: number | null;
  error?: ErrorPart | null;
  kind: string;
  class: TaskClass;
  priority: TaskPriority;
  description?: string | null;
  tags?: string[];
  accepted_at?: string;
  deadline?: string | null;
  user_paused?: boolean | null;
  v?: number;
  device?: string;
  ts?: string;
  clock?: ClockTrust;
  boot_id?: string;
  up_ms?: number;
}
export interface WaitPart {
  reason: WaitReason;
  current: string;
  required: string;
  since?: string;
  estimated_at?: string | null;
}
export interface ErrorPart {
  category: ErrorCategory;
  message: string;
}
/**
 * data of the reply to plan.
 */
export interface ReplyPlan {
  tasks: PlanEntry[];
  dark?: DarkPart | null;
}
export interface PlanEntry {
  id: string;
  kind: string;
  class?: TaskClass | null;
  phase: TaskPhase;
  planned_start?: string | null;
  planned_end?: string | null;
  reason?: string | null;
  wait_reasons?: WaitPart[];
}
export interface DarkPart {
  from: string;
  until: string | null;
}
/**
 * data of the reply to power.
 */
export interface ReplyPower {
  power: PowerPart;
  system: SystemPart;
  forecast?: ForecastPart | null;
  mode: OperatingMode;
  limit: string;
  limits: LimitsPart;
  sensors?: SensorPart[];
  announced?: AnnouncedPart[] | null;
}
export interface PowerPart {
  soc_pct?: number | null;
  voltage_v?: number | null;
  current_a?: number | null;
  power_w?: number | null;
  load_w?: number | null;
  harvest_w?: number | null;
  temperature_c?: number | null;
  source: PowerSource;
  charging: ChargeStatus;
  quality: PowerQuality;
  time_to_empty_s?: number | null;
  health_pct?: number | null;
  powered?: boolean;
  undervoltage?: boolean;
}
export interface SystemPart {
  cpu_pct?: number | null;
  cpu_temperature_c?: number | null;
  memory_used_pct?: number | null;
  disk_used_pct?: number | null;
  throttled?: boolean;
  undervoltage?: boolean;
  idle?: boolean;
  network: NetworkKind;
}
export interface ForecastPart {
  start: string;
  slot_s?: number;
  next_charge_start?: string | null;
  next_charge_end?: string | null;
  confidence: number;
  site_kind?: string | null;
  site_kind_p?: number | null;
  quietest_at?: string | null;
  p_charging: unknown[];
  soc_pct?: unknown[] | null;
  soc_pct_low?: unknown[] | null;
  soc_pct_high?: unknown[] | null;
  dark?: DarkPart | null;
  week?: unknown[][] | null;
  brier_skill?: number | null;
  calibration_error?: number | null;
}
export interface LimitsPart {
  batch: number;
  quality: string;
  parallel: boolean;
}
export interface SensorPart {
  name: string;
  quality: PowerQuality;
  age_s?: number | null;
  fault?: string | null;
}
export interface AnnouncedPart {
  power?: boolean;
  days?: string | null;
  from?: string | null;
  until?: string | null;
  confidence?: number;
}
/**
 * data of the reply to sync.
 */
export interface ReplySync {
  first_seq?: number;
  last_seq?: number;
  receipts?: number;
}
/**
 * data of the reply to why.
 */
export interface ReplyWhy {
  id: string;
  status: TaskStatus;
  phase: TaskPhase;
  reason?: StopReason | null;
  wait_reasons: WaitPart[];
  planned_start?: string | null;
  planned_reason?: PlacementReason | null;
  dark?: DarkPart | null;
}
/**
 * On {root}/{device}/ctl/reply, or where the request's reply_to points.
 */
export interface Reply {
  verb: string;
  correlation?: unknown;
  ok: boolean;
  error?: string | null;
  data?: unknown;
  v?: number;
  device?: string;
  ts?: string;
  clock?: ClockTrust;
  boot_id?: string;
  up_ms?: number;
}
/**
 * Retained on {root}/{device}/state.
 */
export interface State {
  power: PowerPart;
  system: SystemPart;
  sensors?: SensorPart[];
  forecast?: ForecastPart | null;
  queue: QueuePart;
  mode: OperatingMode;
  limit: string;
  limits: LimitsPart;
  counters: CountersPart;
  alerts?: string[];
  recommendations?: string[];
  held?: boolean;
  interval_s?: number | null;
  keep_alive_s?: number | null;
  v?: number;
  device?: string;
  ts?: string;
  clock?: ClockTrust;
  boot_id?: string;
  up_ms?: number;
}
export interface QueuePart {
  blocked?: number;
  scheduled?: number;
  waiting?: number;
  deferred?: number;
  ready?: number;
  running?: number;
  paused?: number;
  succeeded?: number;
  failed?: number;
}
export interface CountersPart {
  tasks_accepted?: number;
  tasks_rejected?: number;
  tasks_succeeded?: number;
  tasks_failed?: number;
  tasks_timed_out?: number;
  tasks_canceled?: number;
  tasks_removed?: number;
  success_rate_pct?: number | null;
  mean_run_s?: number | null;
  memory_trend_pct_per_day?: number | null;
  kinds?: KindPart[];
  energy_on_battery_mwh?: number;
  energy_on_external_mwh?: number;
  bytes_written_today?: number;
  wakeups_per_hour?: number | null;
  sleeps?: number;
  slept_s?: number;
  values_rejected?: number;
  telemetry_dropped?: number;
  outbox_items?: number;
  outbox_bytes?: number;
  memory_bytes?: number;
}
export interface KindPart {
  kind: string;
  median_s: number;
  p90_s: number;
  energy_mwh: number;
}
/**
 * Retained on {root}/{device}/status; the will is the same with state lost.
 */
export interface Status {
  state: DevicePresence;
  session: number;
  reason?: string | null;
  next_wake_at?: string | null;
  agent_version: string;
  caps: string[];
  groups?: string[];
  tags?: string[];
  timezone?: string | null;
  interval_s?: number | null;
  keep_alive_s?: number | null;
  v?: number;
  device?: string;
  ts?: string;
  clock?: ClockTrust;
  boot_id?: string;
  up_ms?: number;
}
/**
 * Published to {root}/{device}/task/submit.
 */
export interface TaskDocument {
  /**
   * Name of the task; UUIDv7 or ULID recommended.
   */
  id: string;
  /**
   * Where the receipt also goes.
   */
  reply_to?: string;
  /**
   * Comes back in the receipt.
   */
  correlation?: {
    [k: string]: unknown;
  };
  /**
   * Version of this form.
   */
  v?: number;
  /**
   * Handler: exec, http_upload, http_download, sync, archive, cleanup, update, noop, or one that the configuration adds.
   */
  kind: string;
  /**
   * For people; with kind it decides the class when that is absent.
   */
  description?: string;
  /**
   * How much the task may cost the battery.
   */
  class?: "critical" | "normal" | "background" | "charging_only";
  /**
   * Input of the handler (how tasks run).
   */
  args?: {};
  /**
   * Labels; cancel, pause, hold and list select by them.
   *
   * @maxItems 32
   */
  tags?: string[];
  /**
   * Order among tasks that may start.
   */
  priority?: ("critical" | "high" | "normal" | "low") | number;
  constraints?: {
    /**
     * Powered: external power, stable for the settle time.
     */
    charging?: boolean;
    /**
     * External power, however new.
     */
    external_power?: boolean;
    /**
     * The mode is not critical or suspended.
     */
    battery_not_low?: boolean;
    /**
     * Least charge, percent.
     */
    min_soc_pct?: number;
    /**
     * Processor, network and disk are idle.
     */
    idle?: boolean;
    /**
     * Network that is needed.
     */
    network?: "none" | "any" | "unmetered";
    /**
     * The disk has room.
     */
    storage_not_low?: boolean;
    /**
     * Hottest processor at start, °C.
     */
    max_cpu_temperature_c?: number;
    /**
     * The constraints give way when the deadline's latest start comes.
     */
    flexible?: boolean;
  };
  /**
   * No start before.
   */
  earliest_start?: string | number;
  /**
   * No start before this time after acceptance.
   */
  delay_s?: number;
  /**
   * Ends FAILED, DEADLINE_EXPIRED when it has not finished.
   */
  deadline?: string | number;
  schedule?: {
    /**
     * Exact time.
     */
    at?: string;
    /**
     * Calendar. With day of month and day of week both restricted, both must hold. Waits for a trusted clock.
     */
    cron?: string;
    /**
     * With cron: time zone of the calendar.
     */
    timezone?: string;
    /**
     * With cron: what happens to a time that passed while the device was off.
     */
    misfire?: "run_once" | "skip";
    /**
     * Repeats after this period.
     */
    every_s?: number;
    /**
     * With every_s: each run falls into the last part of its period, which is this long.
     */
    flex_s?: number;
  };
  unique?: {
    /**
     * Tasks of one name run one at a time.
     */
    name: string;
    /**
     * What happens when an unfinished one is there: refuse the newcomer, end the old one, wait for it, wait for it unless it failed, or change it in place.
     */
    policy?: "keep" | "replace" | "append" | "append_or_replace" | "update";
  };
  /**
   * Ids that must succeed first; their failure or cancellation cascades.
   *
   * @maxItems 64
   */
  after?: string[];
  expedited?: {
    /**
     * Starts at once while the daily quota lasts. Refused together with charging, battery or idle constraints.
     */
    if_out_of_quota?: "run_as_normal" | "drop";
  };
  estimate?: {
    /**
     * Expected run time.
     */
    duration_s?: number;
    /**
     * Expected energy above idle.
     */
    energy_mwh?: number;
  };
  /**
   * What may happen to the running task.
   */
  preemption?: "pause" | "restart" | "never";
  limits?: {
    /**
     * Longest run, pauses not counted: TIMED_OUT.
     */
    run_s?: number;
    /**
     * Longest time without progress.
     */
    stall_s?: number;
    /**
     * Percent of one core.
     */
    cpu_pct?: number;
    /**
     * Memory limit; above it the worker is killed.
     */
    memory_mb?: number;
    /**
     * Output that is kept.
     */
    output_kib?: number;
    /**
     * Longest silence of the worker.
     */
    step_s?: number;
  };
  retry?: {
    /**
     * Retries.
     */
    max?: number;
    /**
     * How the delay grows.
     */
    backoff?: "exponential" | "linear";
    /**
     * First delay.
     */
    delay_s?: number;
  };
}
/**
 * On {root}/{device}/telemetry.
 */
export interface Telemetry {
  samples: TelemetrySample[];
  dropped?: number;
  interval_s?: number | null;
  v?: number;
  device?: string;
  ts?: string;
  clock?: ClockTrust;
  boot_id?: string;
  up_ms?: number;
}
