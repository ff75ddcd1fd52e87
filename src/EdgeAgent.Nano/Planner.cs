using EdgeAgent.Nano.Power;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano;

/// <summary>Decides for each task whether it starts now, and what it waits for. The class rule is shared with the agent.</summary>
public sealed class Planner
{
    // Shares of a task's life after which any charge suffices, and after which the task no longer waits for a charger; as in the agent for normal priority.
    private const double AnyChargeShare = 0.50;
    private const double WithoutChargerShare = 0.60;

    // Conditions that may give way are dropped this long before the latest start.
    private const long MarginMs = 900_000;

    // Below this the forecast defers nothing.
    private const double LeastConfidence = 0.15;

    private const double UnknownSeconds = 60;

    private readonly FirmwareSettings _settings;
    private readonly DeviceState _state;
    private readonly DeviceClock _clock;

    public Planner(FirmwareSettings settings, DeviceState state, DeviceClock clock)
    {
        _settings = settings;
        _state = state;
        _clock = clock;
    }

    /// <summary>The connection is there.</summary>
    public bool IsConnected { get; set; }

    /// <summary>Plans every task that neither runs nor has ended.</summary>
    public void Plan()
    {
        for (int i = 0; i < _state.Book.Count; i++)
        {
            TaskEntry task = _state.Book[i];
            if (!task.IsFinal && !task.IsActive) Judge(task);
        }
    }

    /// <summary>The next task to run; null when none is ready. By priority, then by age.</summary>
    public TaskEntry Next()
    {
        TaskEntry best = null;
        for (int i = 0; i < _state.Book.Count; i++)
        {
            TaskEntry task = _state.Book[i];
            if (task.Phase == TaskPhase.Ready && (best == null || task.Priority < best.Priority)) best = task;
        }

        return best;
    }

    /// <summary>The next time at which the plan of a task changes without another event, ms since 1970 UTC; <see cref="long.MaxValue"/> for none.</summary>
    public long NextWorkMs()
    {
        long next = long.MaxValue, now = _clock.NowMs;
        for (int i = 0; i < _state.Book.Count; i++)
        {
            TaskEntry task = _state.Book[i];
            if (task.IsFinal) continue;
            next = Sooner(next, task.NotBeforeMs, now);
            next = Sooner(next, task.Spec.EarliestMs, now);
            next = Sooner(next, task.PlannedMs, now);
            next = Sooner(next, LatestStartMs(task) - MarginMs, now);
            next = Sooner(next, task.DeadlineMs, now);
        }

        return next;
    }

    private static long Sooner(long next, long at, long now) => at > now && at < next ? at : next;

    private void Judge(TaskEntry task)
    {
        long now = _clock.NowMs, planned = 0;
        int waits = Own(task, now) | Machine(task, now);
        if (waits == 0 && MayDefer(task)) planned = BetterMs(task, now);
        if (planned > 0) waits = Bit(WaitReason.PlannedWindow);
        TaskPhase phase = PhaseOf(waits);
        long moved = planned - task.PlannedMs;
        if (phase == task.Phase && waits == task.Waits && moved < ChargingHabit.SlotMs && moved > -ChargingHabit.SlotMs) return;
        task.Phase = phase;
        task.Waits = waits;
        task.PlannedMs = planned;
        task.Rev++;
        _state.IsDirty = true;
    }

    private static TaskPhase PhaseOf(int waits)
    {
        if (waits == 0) return TaskPhase.Ready;
        if (waits == Bit(WaitReason.PlannedWindow)) return TaskPhase.Deferred;
        bool isTime = (waits & ~(Bit(WaitReason.MinimumLatency) | Bit(WaitReason.Backoff))) == 0;
        return isTime ? TaskPhase.Scheduled : TaskPhase.Waiting;
    }

    private int Own(TaskEntry task, long now)
    {
        int waits = 0;
        if (task.NotBeforeMs > now) waits |= Bit(task.IsBackoff ? WaitReason.Backoff : WaitReason.MinimumLatency);
        if (task.IsUserPaused || _state.IsHeld) waits |= Bit(WaitReason.UserHold);
        if (task.Spec.EarliestMs == 0) return waits;
        if (!_clock.IsTrusted) return waits | Bit(WaitReason.ClockUntrusted);
        return task.Spec.EarliestMs > now ? waits | Bit(WaitReason.MinimumLatency) : waits;
    }

    private int Machine(TaskEntry task, long now)
    {
        TaskSpec spec = task.Spec;
        BatteryEstimator battery = _state.Battery;
        int waits = 0;
        if (spec.NeedsCharging && !battery.IsPowered) waits |= Bit(WaitReason.ConstraintCharging);
        if (spec.NeedsExternalPower && battery.Source != PowerSource.External) waits |= Bit(WaitReason.ConstraintCharging);
        if (spec.NeedsNetwork && !IsConnected) waits |= Bit(WaitReason.ConstraintConnectivity);
        if (spec.NeedsBatteryNotLow && _state.Mode >= OperatingMode.Critical) waits |= Bit(WaitReason.ConstraintBatteryNotLow);
        if (!double.IsNaN(spec.MinSocPct) && !(spec.MinSocPct <= battery.SocPct)) waits |= Bit(battery.IsKnown ? WaitReason.ConstraintBatteryNotLow : WaitReason.SensorStale);
        return task.Class == TaskClass.Critical ? waits : waits | ByClass(task, now);
    }

    private int ByClass(TaskEntry task, long now)
    {
        BatteryEstimator battery = _state.Battery;
        if (_state.Mode < OperatingMode.Critical && _state.Ceiling >= OperatingMode.Critical) return Bit(WaitReason.UserHold);
        if (!battery.IsKnown && !battery.IsPowered) return Bit(WaitReason.SensorStale);
        if (_state.Mode >= OperatingMode.Critical || battery.SocPct < _settings.FloorPct) return Bit(WaitReason.ConstraintBatteryNotLow);
        StartFacts facts = new StartFacts
        {
            SocPct = battery.IsKnown ? battery.SocPct : 0,
            IsPowered = battery.IsPowered,
            IsFull = battery.Charging == ChargeStatus.Full,
            IsIdle = true,
            WindowEndsEarly = WindowEndsEarly(),
            AnyCharge = IsPast(task, AnyChargeShare, now),
            WithoutCharger = IsPast(task, WithoutChargerShare, now),
        };
        switch (StartRule.ByClass(task.Class, facts, _settings.Limits))
        {
            case StartAnswer.Start: return 0;
            case StartAnswer.WaitForCharger: return Bit(WaitReason.ConstraintCharging);
            default: return Bit(WaitReason.ConstraintBatteryNotLow);
        }
    }

    // A rough estimate: a pack gains about a quarter of its charge in an hour on a charger.
    private bool WindowEndsEarly()
    {
        long end = _state.Habit.ChargeEndMs();
        if (end == 0 || !_state.Battery.IsKnown || _state.Habit.Confidence < LeastConfidence) return false;
        return _state.Battery.SocPct + 25 * ((end - _clock.NowMs) / 3_600_000.0) < _settings.Limits.ChargingOnlyPct;
    }

    private bool MayDefer(TaskEntry task) => task.Class != TaskClass.Critical && !_state.Battery.IsPowered && _clock.IsTrusted
        && LeastConfidence <= _state.Habit.Confidence;

    private long BetterMs(TaskEntry task, long now)
    {
        _state.Habit.Forecast();
        long latest = LatestStartMs(task) - MarginMs;
        int last = latest <= 0 ? ChargingHabit.Slots - 1 : (int)((latest - now) / ChargingHabit.SlotMs);
        int slot = WindowChoice.Slot(_state.Habit.PCharging, last, Seconds(task) / 60, _settings.WaitCostPerHour);
        return slot == 0 ? 0 : now + slot * ChargingHabit.SlotMs;
    }

    // 0 without a deadline.
    private static long LatestStartMs(TaskEntry task) => task.DeadlineMs == 0 ? 0 : task.DeadlineMs - (long)(Seconds(task) * 1000);

    private static double Seconds(TaskEntry task) => double.IsNaN(task.Spec.DurationSeconds) ? UnknownSeconds : task.Spec.DurationSeconds;

    private static bool IsPast(TaskEntry task, double share, long now)
    {
        if (task.DeadlineMs == 0) return false;
        long latest = LatestStartMs(task);
        return now >= latest - MarginMs || share * (latest - task.AcceptedMs) <= now - task.AcceptedMs;
    }

    private static int Bit(WaitReason reason) => 1 << (int)reason;
}
