using EdgeAgent.Nano.Boards;

namespace EdgeAgent.Nano;

/// <summary>
/// The present time, ms since 1970 UTC. Deep sleep may stop the clock, but not the timer that ends the sleep: after a start by the timer the time is the one that
/// the timer was set to, without a network. After any other start it is the last known time, which is not trusted before the network has confirmed it.
/// </summary>
public sealed class DeviceClock
{
    private readonly IBoard _board;
    private readonly DeviceState _state;
    private readonly long _baseMs;
    private readonly bool _isTimer;
    private bool _isSetByNetwork;

    public DeviceClock(IBoard board, DeviceState state)
    {
        _board = board;
        _state = state;
        _isTimer = board.WakeCause == WakeCause.Timer && state.WakeAtMs > 0;
        _baseMs = _isTimer ? state.WakeAtMs : state.LastMs;
    }

    public long NowMs => _board.UtcMs > 0 ? _board.UtcMs : _baseMs + _board.UptimeMs;

    /// <summary>The clock can be used for calendar times.</summary>
    public bool IsTrusted => _isTimer || _board.UtcMs > 0;

    /// <summary>Contract word of <c>clock</c>.</summary>
    public string Word
    {
        get
        {
            if (_isSetByNetwork) return "ntp";
            return IsTrusted ? "rtc" : "unsynced";
        }
    }

    /// <summary>Joins the network, which sets the clock. Times that were computed from an untrusted clock are shifted.</summary>
    public bool Join(int timeoutMs)
    {
        bool wasTrusted = IsTrusted;
        long before = NowMs, uptime = _board.UptimeMs;
        if (!_board.JoinNetwork(timeoutMs)) return false;
        _isSetByNetwork = _board.UtcMs > 0;
        long jump = NowMs - before - (_board.UptimeMs - uptime);
        if (_isSetByNetwork && !wasTrusted && before > 0 && (jump > 60_000 || jump < -60_000)) _state.Shift(jump);
        return true;
    }
}
