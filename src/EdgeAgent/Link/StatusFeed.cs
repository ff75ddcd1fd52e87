using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Link;

/// <summary>Publishes <c>status</c>, <c>state</c> and <c>telemetry</c> in this order, and nothing while the broker is away or the device sleeps.</summary>
internal sealed class StatusFeed(PresenceFeed presence, SnapshotFeed snapshots, TelemetryFeed telemetry, ReportPace pace)
{
    private bool _isOnline;

    /// <summary>Announced interval of snapshots, s; a longer silence means a fault.</summary>
    public double IntervalS => pace.StateEvery.TotalSeconds;

    /// <summary>The longest value of <see cref="IntervalS"/> on any power, s.</summary>
    public double LongestIntervalS => pace.LongestStateEvery.TotalSeconds;

    /// <summary>Keep-alive in force, s.</summary>
    public double KeepAliveS => presence.KeepAlive.TotalSeconds;

    /// <summary>When the next snapshot is due at the latest, device time; null while the broker is away.</summary>
    public long? ReportDueMs => _isOnline ? snapshots.ReportDueMs : null;

    /// <summary>When <see cref="Pump"/> has something to do, device time; null while the broker is away.</summary>
    public long? DueMs => _isOnline ? Math.Min(snapshots.DueMs, telemetry.DueMs ?? long.MaxValue) : null;

    /// <summary>Makes the will of a connection. May be called from the session's thread.</summary>
    public OutboundMessage Will(long session, TimeSpan keepAlive, in Timestamp now) => presence.Will(session, keepAlive, now);

    public void Birth(long session, TimeSpan keepAlive, in Timestamp now)
    {
        _isOnline = true;
        snapshots.WantAtOnce(now);
        presence.Birth(session, keepAlive, now);
    }

    public void Goodbye(string reason, in Timestamp now, long token) => presence.Goodbye(reason, token, now);

    /// <summary>Publishes the last status before a sleep; nothing follows it until the next <see cref="Birth"/>.</summary>
    public void Sleeping(string reason, DateTimeOffset? wakeAt, in Timestamp now, long token)
    {
        telemetry.Send(now);
        _isOnline = false;
        presence.Sleeping(reason, wakeAt, token, now);
    }

    public void Offline() => _isOnline = false;

    /// <summary>Sends the snapshot with the next <see cref="Pump"/>, even if nothing changed.</summary>
    public void WantState() => snapshots.Want();

    public void Observe(PowerState power, SystemState system, OperatingMode mode, int running, in Timestamp now)
    {
        if (pace.Observe(power.Source, mode)) snapshots.Want();
        if (telemetry.IsDue(now)) telemetry.Add(Sample(power, system, running, now), now);
    }

    /// <summary>True when the token was that of a batch of samples.</summary>
    public bool Published(long token, bool isSuccess) => telemetry.Published(token, isSuccess);

    /// <param name="hadTraffic">Other messages are being sent now, so samples may go with them.</param>
    public void Pump(in StateOffer offer, bool hadTraffic, in Timestamp now)
    {
        if (!_isOnline) return;
        presence.RefreshInterval(now);
        bool sentState = snapshots.Pump(offer, now);
        telemetry.Pump(hadTraffic || sentState, now);
    }

    private static TelemetrySample Sample(PowerState power, SystemState system, int running, in Timestamp now) => new()
    {
        Ts = now.Utc,
        SocPct = power.SocPct,
        VoltageV = power.VoltageV,
        CurrentA = power.CurrentA,
        PowerW = power.PowerW,
        LoadW = power.LoadW,
        HarvestW = power.HarvestW,
        CpuPct = system.CpuPct,
        CpuTemperatureC = system.CpuTemperatureC,
        MemoryUsedPct = system.MemoryUsedPct,
        Charging = power.Charging,
        Source = power.Source,
        Running = running,
    };
}
