using EdgeAgent.Contract;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Loop;

/// <summary>The published projection of power and charge, and the alarm when the battery will not last.</summary>
internal sealed class PowerOutlook(PowerView power, LearnedState learned, AlertSet alerts, ModeSettings modes, ProjectionSettings settings)
{
    // Without this margin, a charge expected to just reach the shutdown level would toggle the alert with every sample.
    private const double ClearPct = 2;

    /// <summary>When the device is expected to be off; null when its battery lasts for a day.</summary>
    public DarkSpan? Dark { get; private set; }

    /// <summary>The input of projections and plans at this time.</summary>
    public ProjectionInput Present(in Timestamp now) => new()
    {
        Now = now,
        Power = power.AsOf(now),
        Mode = power.Mode,
        Forecast = learned.Charge.Forecast,
        Modes = modes,
        Settings = settings,
    };

    public Projection Project(in Timestamp now) => new(Present(now));

    /// <summary>Call with every sample, after the forecaster has learned from it.</summary>
    public void Observe(in Timestamp now)
    {
        var projection = Project(now);
        bool isOver = Dark?.Until <= now.Utc;
        if (projection.Dark is not null || isOver || projection.MarginPct is null or >= ClearPct) Dark = projection.Dark;
        alerts.Set(Alerts.DarkExpected, Dark is not null);
    }
}
