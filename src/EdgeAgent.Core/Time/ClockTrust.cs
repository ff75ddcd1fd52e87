namespace EdgeAgent.Core.Time;

/// <summary>How far the wall clock can be believed (contract word in <c>clock</c>: <c>ntp</c>, <c>rtc</c>, <c>unsynced</c>).</summary>
public enum ClockTrust
{
    /// <summary>No time source has confirmed the wall clock since boot; calendars must wait.</summary>
    Unsynced,

    /// <summary>Set from a battery-backed clock chip.</summary>
    Rtc,

    /// <summary>Disciplined by network time.</summary>
    Ntp,
}
