using EdgeAgent.Contract;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;

namespace EdgeAgent.Loop;

/// <summary>The published values at one time, and the documents made from them. Pure: it reads only its own properties.</summary>
internal sealed record StateSnapshot
{
    // Every snapshot has the first 24 h of the forecast; the rest changes slowly and is sent on request.
    private const int PublishedSlots = 96;

    public required Timestamp Now { get; init; }
    public required PowerState Power { get; init; }
    public required SystemState System { get; init; }
    public required IReadOnlyList<SensorStatus> Sensors { get; init; }

    /// <summary>Null until there is one.</summary>
    public required ChargeForecast? Forecast { get; init; }

    public required Projection Projection { get; init; }

    /// <summary>When the device is expected to be off.</summary>
    public required DarkSpan? Dark { get; init; }

    public required DateTimeOffset? QuietestAt { get; init; }
    public required OperatingMode Mode { get; init; }
    public required string Limit { get; init; }
    public required bool IsHeld { get; init; }
    public required QueuePart Queue { get; init; }
    public required IReadOnlyList<string> Alerts { get; init; }

    /// <summary>Longest time between two snapshots, s.</summary>
    public required double IntervalS { get; init; }

    /// <summary>Keep-alive of the present connection, s; null without a connection.</summary>
    public required double? KeepAliveS { get; init; }

    public StateDocument Document(StateTotals totals) => new()
    {
        Power = PowerPart(),
        System = SystemPart(),
        Sensors = SensorParts(),
        Forecast = ForecastPart(PublishedSlots, week: null),
        Queue = Queue,
        Mode = Mode,
        Limit = Limit,
        Limits = LimitsPart(),
        Counters = totals.Part(),
        Alerts = Alerts,
        Recommendations = totals.Recommendations,
        Held = IsHeld,
        IntervalS = IntervalS,
        KeepAliveS = KeepAliveS,
    };

    /// <summary>The answer to <c>power</c>: with the whole forecast of 48 h.</summary>
    /// <param name="week">The learned week; null when nothing has been learned.</param>
    public PowerData PowerAnswer(double?[][]? week) => new()
    {
        Power = PowerPart(),
        System = SystemPart(),
        Forecast = ForecastPart(ChargeForecast.Slots, week),
        Mode = Mode,
        Limit = Limit,
        Limits = LimitsPart(),
        Sensors = SensorParts(),
    };

    private PowerPart PowerPart() => new()
    {
        SocPct = Power.SocPct,
        VoltageV = Power.VoltageV,
        CurrentA = Power.CurrentA,
        PowerW = Power.PowerW,
        LoadW = Power.LoadW,
        HarvestW = Power.HarvestW,
        TemperatureC = Power.TemperatureC,
        Source = Power.Source,
        Charging = Power.Charging,
        Quality = Power.Quality,
        TimeToEmptyS = Projection.TimeToEmpty()?.TotalSeconds,
        HealthPct = Power.HealthPct,
        Powered = Power.IsPowered,
        Undervoltage = Power.IsUndervoltage,
    };

    private SystemPart SystemPart() => new()
    {
        CpuPct = System.CpuPct,
        CpuTemperatureC = System.CpuTemperatureC,
        MemoryUsedPct = System.MemoryUsedPct,
        DiskUsedPct = System.DiskUsedPct,
        Throttled = System.IsThrottled,
        Undervoltage = System.IsUndervoltage,
        Idle = System.IsIdle,
        Network = System.Network,
    };

    private List<SensorPart> SensorParts() =>
    [
        .. Sensors.Select(s => new SensorPart
        {
            Name = s.Name,
            Quality = s.Quality,
            Fault = s.Fault,
            AgeS = s.LastReading is { } reading ? Now.Since(reading.DeviceTimeMs).TotalSeconds : null,
        }),
    ];

    private LimitsPart LimitsPart()
    {
        var limits = OperatingModes.Limits(Mode);
        return new LimitsPart(limits.Batch, limits.Quality, limits.Parallel);
    }

    private ForecastPart? ForecastPart(int slots, double?[][]? week)
    {
        if (Forecast is not { } forecast) return null;
        var curve = SocCurve.Of(Projection, forecast, slots);
        var quality = forecast.Quality.FirstOrDefault(q => q.LeadHours == 6);
        return new ForecastPart
        {
            Start = forecast.StartUtc,
            NextChargeStart = forecast.NextChargeStart,
            NextChargeEnd = forecast.NextChargeEnd,
            Confidence = forecast.Confidence,
            SiteKind = forecast.Kind?.Name,
            SiteKindP = forecast.Kind?.Chance,
            QuietestAt = QuietestAt,
            PCharging = forecast.PCharging[..slots],
            SocPct = curve?.Median,
            SocPctLow = curve?.Low,
            SocPctHigh = curve?.High,
            Dark = DarkPart.Of(Dark),
            Week = week,
            BrierSkill = quality.LeadHours == 0 ? null : quality.Skill,
            CalibrationError = quality.LeadHours == 0 ? null : quality.CalibrationError,
        };
    }
}
