using System.Globalization;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <content>
/// The way to sleep and back, a step of <see cref="Handle"/> at a time: say <c>sleeping</c>, hear that the broker has it, leave without a
/// will, and only then <see cref="SleepUntilMs"/>. Whatever happens on the way is looked at before the next step.
/// </content>
internal sealed partial class Agent
{
    private const long AnnouncePatienceMs = 5_000;

    // The client itself waits two seconds for the broker to close.
    private const long LeavePatienceMs = 3_000;

    // A suspension that somebody announced and that did not come.
    private const long SuspendPatienceMs = 60_000;
    private const long FirstRetryMs = 15 * 60_000;
    private const long LongestRetryMs = 24 * 3_600_000;

    private SleepPhase _rest;
    private SleepDecision.Sleep? _sleep;
    private bool _isForeign;
    private long _restToken;
    private long _restDueMs = long.MaxValue;
    private long _attendedMs;
    private long _sleepRetryMs;
    private long _sleepRetryWaitMs = FirstRetryMs;
    private bool _awaitsSample;

    private enum SleepPhase
    {
        Awake,
        Announcing,
        Leaving,
        Asleep,
    }

    /// <summary>Device time until which the machine is to be put to sleep now; <see cref="AgentEvent.Woke"/> has to follow. Null to stay awake.</summary>
    public long? SleepUntilMs => _rest == SleepPhase.Asleep && !_isForeign && _shutdown is null ? _sleep!.UntilMs : null;

    private bool IsResting => _rest != SleepPhase.Awake;

    private void Attend(in Timestamp now) => _attendedMs = now.DeviceTimeMs;

    private void AdvanceRest(in Timestamp now)
    {
        if (_shutdown is not null) return;
        switch (_rest)
        {
            case SleepPhase.Awake: ConsiderSleep(now); break;
            case SleepPhase.Announcing when now.DeviceTimeMs >= _restDueMs || !_isOnline: Leave(now); break;
            case SleepPhase.Leaving when now.DeviceTimeMs >= _restDueMs || !_isOnline: FallAsleep(now); break;
            case SleepPhase.Asleep when _isForeign && now.DeviceTimeMs >= _restDueMs: WakeUp(now); break;
            default: break;
        }
    }

    private SleepDecision Decide(in Timestamp now) => SleepRule.Decide(
        new SleepInput
        {
            Now = now,
            Power = _sample?.AsOf(now, _parts.PowerStaleAfter) ?? Core.Power.PowerState.Unknown,
            Mode = _mode ?? OperatingMode.Minimal,
            Tasks = _book.Unfinished.Values,
            PlanWakeUpMs = _scheduleDueMs == long.MaxValue ? null : _scheduleDueMs,
            ReportDueMs = _status.ReportDueMs,
            AttendedMs = _attendedMs,
            HasUnsaid = _isOnline && !(_outbox.IsQuiet && _feed.IsQuiet),
            IsHeld = _holds.Sleep,
        },
        _parts.SleepRule);

    private void ConsiderSleep(in Timestamp now)
    {
        _restDueMs = long.MaxValue;
        if (_parts.Sleep is not { } sleep || _awaitsSample || _backlog.RetryAtMs is not null) return;
        if (now.DeviceTimeMs < _sleepRetryMs)
        {
            _restDueMs = _sleepRetryMs;
            return;
        }

        var decision = Decide(now);
        if (decision is SleepDecision.Stay stay) _restDueMs = stay.AskAgainMs ?? long.MaxValue;
        if (decision is not SleepDecision.Sleep plan) return;
        if (sleep.Fault() is { } fault) SleepFailed(fault, now);
        else Announce(plan, Reason(plan.For), now);
    }

    private void Announce(SleepDecision.Sleep? plan, string reason, in Timestamp now)
    {
        _sleep = plan;
        _isForeign = plan is null;
        _rest = SleepPhase.Announcing;
        _restToken = NewToken();
        _restDueMs = now.DeviceTimeMs + AnnouncePatienceMs;
        DateTimeOffset? wake = plan is null ? null : now.Utc.AddMilliseconds(plan.UntilMs - now.DeviceTimeMs);
        LogSleep(wake?.ToString("o", CultureInfo.InvariantCulture) ?? "somebody wakes it", reason);
        if (_isOnline) _status.Sleeping(reason, wake, now, _restToken);
        else Leave(now);
    }

    private static string Reason(WakeCause cause) => cause switch
    {
        WakeCause.PlannedWork => "nothing to do before planned work",
        WakeCause.Report => "nothing to do before the next report",
        WakeCause.LongestSleep => "nothing to do",
    };

    /// <summary>The broker has the word, or does not answer.</summary>
    private void Leave(in Timestamp now)
    {
        if (StaysAwakeAfterAll(now))
        {
            // What was said last is not true any more.
            _rest = SleepPhase.Awake;
            if (_isOnline) _status.Birth(_session, _keepAlive, now);
            return;
        }

        _link.Leave();
        _rest = SleepPhase.Leaving;
        _restDueMs = now.DeviceTimeMs + LeavePatienceMs;
        if (!_isOnline) FallAsleep(now);
    }

    private void FallAsleep(in Timestamp now)
    {
        if (StaysAwakeAfterAll(now)) WakeUp(now);
        else _rest = SleepPhase.Asleep;
        if (_rest == SleepPhase.Asleep) _restDueMs = _isForeign ? now.DeviceTimeMs + SuspendPatienceMs : long.MaxValue;
    }

    // A suspension by somebody else is not ours to call off.
    private bool StaysAwakeAfterAll(in Timestamp now)
    {
        if (_isForeign) return false;
        if (Decide(now) is not SleepDecision.Sleep plan) return true;
        if (plan.UntilMs < _sleep!.UntilMs) _sleep = plan;
        return false;
    }

    private void Woke(string? fault, in Timestamp now)
    {
        if (fault is not null)
        {
            SleepFailed(fault, now);
        }
        else
        {
            _counters.Sleeps++;
            if (_alerts.Remove(Alerts.SleepFailed)) _status.WantState();
            _sleepRetryWaitMs = FirstRetryMs;
        }

        WakeUp(now);
    }

    private void WakeUp(in Timestamp now)
    {
        _rest = SleepPhase.Awake;
        _sleep = null;
        _link.Return();
        Resume(now);
    }

    /// <summary>Awake, whoever had put the machine to sleep: what was measured is old, and timers of the sensors stood still.</summary>
    private void Resume(in Timestamp now)
    {
        Attend(now);
        _charge.Slept();
        _restDueMs = now.DeviceTimeMs;
        _awaitsSample = true;
        _firstSampleByMs = now.DeviceTimeMs + FirstSamplePatienceMs;
        _parts.Resample();
    }

    private void MachineSlept(in Timestamp now)
    {
        if (_rest == SleepPhase.Asleep) WakeUp(now);
        else Resume(now);
    }

    /// <summary>Somebody else is about to suspend the machine.</summary>
    private void SuspendAnnounced(in Timestamp now)
    {
        if (IsResting || _shutdown is not null) return;
        Announce(null, "suspended by the system", now);
    }

    private void SleepFailed(string fault, in Timestamp now)
    {
        _sleepRetryMs = now.DeviceTimeMs + _sleepRetryWaitMs;
        _sleepRetryWaitMs = Math.Min(2 * _sleepRetryWaitMs, LongestRetryMs);
        _restDueMs = _sleepRetryMs;
        if (!_alerts.Add(Alerts.SleepFailed)) return;
        _status.WantState();
        LogSleepFailed(fault);
    }

    [LoggerMessage(LogLevel.Information, "going to sleep until {Wake}: {Reason}")]
    private partial void LogSleep(string wake, string reason);

    [LoggerMessage(LogLevel.Error, "the device stays awake, it cannot be put to sleep: {Fault}")]
    private partial void LogSleepFailed(string fault);
}
