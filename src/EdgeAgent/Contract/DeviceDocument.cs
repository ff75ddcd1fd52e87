using EdgeAgent.Core.Time;

namespace EdgeAgent.Contract;

/// <summary>What every document from the device carries (contract, section 3). Null members are left out.</summary>
public abstract record DeviceDocument
{
    public int V { get; init; } = 1;
    public string Device { get; set; } = "";
    public DateTimeOffset Ts { get; set; }

    /// <summary><c>ntp</c>, <c>rtc</c> or <c>unsynced</c>.</summary>
    public ClockTrust Clock { get; set; }

    public string BootId { get; set; } = "";

    /// <summary>CLOCK_BOOTTIME, ms.</summary>
    public long UpMs { get; set; }
}
