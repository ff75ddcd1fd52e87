using System.Globalization;
using EdgeAgent.Contract;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Sleep;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>
/// The steps to sleep and back: publish <c>sleeping</c>, wait for the broker's acknowledgement, disconnect without a will, then sleep until
/// <see cref="UntilMs"/>. Before each step the rule decides again whether the device may still sleep.
/// </summary>
/// <param name="method">Null: the agent never puts the device to sleep, but it prepares for a suspension that another program announces.</param>
internal sealed class SleepSequence(
    IDeviceSleep? method, SleepAdvisor advisor, IBrokerLink link, BrokerPresence presence, AlertSet alerts, Counters counters, TokenSource tokens, ILogger log)
{
    private const long AnnouncePatienceMs = 5_000;

    // The client itself waits two seconds for the broker to close.
    private const long LeavePatienceMs = 3_000;

    // How long to wait for an announced suspension that does not come.
    private const long SuspendPatienceMs = 60_000;
    private const long FirstRetryMs = 15 * 60_000;
    private const long LongestRetryMs = 24 * 3_600_000;

    private SleepPhase _phase;

    // Null for a suspension by another program, which the agent cannot cancel.
    private SleepDecision.Sleep? _plan;
    private long _announceToken;
    private long _attendedMs;
    private long _retryAtMs;
    private long _retryWaitMs = FirstRetryMs;

    private enum SleepPhase
    {
        Awake,
        Announcing,
        Leaving,
        Asleep,
    }

    /// <summary>Device time of the next step without an event; <see cref="long.MaxValue"/> for none.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <summary>Device time until which the machine should sleep now; null to stay awake.</summary>
    public long? UntilMs => _phase == SleepPhase.Asleep ? _plan?.UntilMs : null;

    public bool IsUnderway => _phase != SleepPhase.Awake;

    /// <summary>
    /// The device has disconnected with the status <c>sleeping</c>. Unless the sleep switches the machine off, the agent must connect again before
    /// it ends, so that the retained status is right.
    /// </summary>
    public bool MustReturnToBroker => _phase is SleepPhase.Leaving or SleepPhase.Asleep && method is not { MaySwitchOff: true };

    /// <summary>A message arrived: the device stays awake for a while.</summary>
    public void Attend(in Timestamp now) => _attendedMs = now.DeviceTimeMs;

    /// <param name="mayBegin">False while events wait because the store cannot be written.</param>
    public void Advance(bool mayBegin, in Timestamp now)
    {
        bool isDue = now.DeviceTimeMs >= DueMs;
        switch (_phase)
        {
            case SleepPhase.Awake: Consider(mayBegin, now); break;
            case SleepPhase.Announcing when isDue || !presence.IsOnline: Leave(now); break;
            case SleepPhase.Leaving when isDue || !presence.IsOnline: FallAsleep(now); break;
            case SleepPhase.Asleep when _plan is null && isDue: Return(now); break;
            default: break;
        }
    }

    /// <summary>Another program is about to suspend the machine.</summary>
    public void SuspendAnnounced(in Timestamp now)
    {
        if (!IsUnderway) ReportPlan(null, "suspended by the system", now);
    }

    public void Published(long token, in Timestamp now)
    {
        if (_phase == SleepPhase.Announcing && token == _announceToken) DueMs = now.DeviceTimeMs;
    }

    /// <summary>The machine is awake again, at <see cref="UntilMs"/> or earlier.</summary>
    /// <param name="fault">Why it did not sleep; null when it did.</param>
    public void Woke(string? fault, in Timestamp now)
    {
        if (fault is not null) Failed(fault, now);
        else Succeeded();
        Return(now);
    }

    /// <summary>The machine was suspended by the agent or another program, and is awake again.</summary>
    public void MachineSlept(in Timestamp now)
    {
        if (_phase == SleepPhase.Asleep) Return(now);
        else Refresh(now);
    }

    private void Consider(bool mayBegin, in Timestamp now)
    {
        DueMs = long.MaxValue;
        if (method is null || !mayBegin || advisor.AwaitsSample) return;
        if (now.DeviceTimeMs < _retryAtMs)
        {
            DueMs = _retryAtMs;
            return;
        }

        switch (advisor.Ask(_attendedMs, now))
        {
            case SleepDecision.Stay stay: DueMs = stay.AskAgainMs ?? long.MaxValue; break;
            case SleepDecision.Sleep when method.Fault() is { } fault: Failed(fault, now); break;
            case SleepDecision.Sleep plan: ReportPlan(plan, Reason(plan.For), now); break;
            default: break;
        }
    }

    private void ReportPlan(SleepDecision.Sleep? plan, string reason, in Timestamp now)
    {
        _plan = plan;
        _phase = SleepPhase.Announcing;
        _announceToken = tokens.Next();
        DueMs = now.DeviceTimeMs + AnnouncePatienceMs;
        DateTimeOffset? wake = plan is null ? null : now.Utc.AddMilliseconds(plan.UntilMs - now.DeviceTimeMs);
        log.GoingToSleep(wake?.ToString("o", CultureInfo.InvariantCulture) ?? "another wake-up", reason);
        if (presence.IsOnline) presence.SaySleeping(reason, wake, _announceToken, now);
        else Leave(now);
    }

    private static string Reason(WakeCause cause) => cause switch
    {
        WakeCause.PlannedWork => "nothing to do before planned work",
        WakeCause.Report => "nothing to do before the next report",
        WakeCause.LongestSleep => "nothing to do",
    };

    /// <summary>The broker has acknowledged <c>sleeping</c>, or does not answer.</summary>
    private void Leave(in Timestamp now)
    {
        if (IsCalledOff(now))
        {
            // The retained status says "sleeping", which is no longer true.
            _phase = SleepPhase.Awake;
            if (presence.IsOnline) presence.SayOnline(now);
            return;
        }

        link.Leave();
        _phase = SleepPhase.Leaving;
        DueMs = now.DeviceTimeMs + LeavePatienceMs;
        if (!presence.IsOnline) FallAsleep(now);
    }

    private void FallAsleep(in Timestamp now)
    {
        if (IsCalledOff(now))
        {
            Return(now);
            return;
        }

        _phase = SleepPhase.Asleep;
        if (_plan is null) DueMs = now.DeviceTimeMs + SuspendPatienceMs;
        else DueMs = long.MaxValue;
    }

    private bool IsCalledOff(in Timestamp now)
    {
        if (_plan is null) return false;
        if (advisor.Ask(_attendedMs, now) is not SleepDecision.Sleep plan) return true;
        if (plan.UntilMs < _plan.UntilMs) _plan = plan;
        return false;
    }

    private void Return(in Timestamp now)
    {
        _phase = SleepPhase.Awake;
        _plan = null;
        link.Return();
        Refresh(now);
    }

    private void Refresh(in Timestamp now)
    {
        Attend(now);
        DueMs = now.DeviceTimeMs;
        advisor.Refresh(now);
    }

    private void Succeeded()
    {
        counters.Sleeps++;
        if (alerts.Lower(Alerts.SleepFailed)) presence.RefreshState();
        _retryWaitMs = FirstRetryMs;
    }

    private void Failed(string fault, in Timestamp now)
    {
        _retryAtMs = now.DeviceTimeMs + _retryWaitMs;
        _retryWaitMs = Math.Min(2 * _retryWaitMs, LongestRetryMs);
        DueMs = _retryAtMs;
        if (!alerts.Raise(Alerts.SleepFailed)) return;
        presence.RefreshState();
        log.SleepFailed(fault);
    }
}
