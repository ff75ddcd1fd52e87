namespace EdgeAgent.Fleet.Rules;

/// <summary>What a device answered to a dry run.</summary>
/// <param name="StartAt">When it would begin; null when it cannot say.</param>
/// <param name="Confidence">Of its forecast, 0 to 1.</param>
/// <param name="BatteryMinutes">Expected minutes of the run that the battery pays for.</param>
internal sealed record Offer(DateTimeOffset? StartAt, double Confidence, double BatteryMinutes)
{
    // A device that cannot say when is worse than any that can within a day.
    private static readonly TimeSpan Unknown = TimeSpan.FromDays(1);

    /// <summary>Cost of an hour of waiting, in minutes of battery: the same weight that the devices' planners use.</summary>
    public const double WaitCost = 0.5;

    /// <summary>Judges a planned start by the device's own forecast: battery minutes are those in which it does not expect to be charged.</summary>
    public static Offer Of(DeviceFacts device, DateTimeOffset? startAt, TimeSpan duration, DateTimeOffset now)
    {
        double confidence = Math.Clamp(device.Confidence ?? 0, 0, 1);
        return new Offer(startAt, confidence, BatteryShare(device, startAt ?? now, duration, confidence, now) * duration.TotalMinutes);
    }

    /// <summary>Lower is better: battery minutes, and the hours waited for them.</summary>
    public double Cost(DateTimeOffset now)
    {
        var wait = StartAt is { } start ? start - now : Unknown;
        return BatteryMinutes + (WaitCost * Math.Max(0, wait.TotalHours));
    }

    // As long as power that is there now is taken to stay where the forecast is not trusted, less and less.
    private static readonly TimeSpan Persistence = TimeSpan.FromHours(2);

    // A forecast counts for as much as it is trusted, the present state for the rest; the present itself is known.
    private static double BatteryShare(DeviceFacts device, DateTimeOffset start, TimeSpan duration, double confidence, DateTimeOffset now)
    {
        const int SlotMinutes = 15;
        int slots = Math.Max(1, (int)Math.Ceiling(duration.TotalMinutes / SlotMinutes));
        double sum = 0;
        for (int i = 0; i < slots; i++)
        {
            var at = start + TimeSpan.FromMinutes(i * SlotMinutes);
            bool isNow = at - now < TimeSpan.FromMinutes(SlotMinutes);
            double lasting = device.IsPowered == true ? Math.Max(0, 1 - ((at - now) / Persistence)) : 0;
            if (isNow && device.IsPowered is { } isPowered) sum += isPowered ? 0 : 1;
            else sum += 1 - (confidence * Probability(device, at)) - ((1 - confidence) * lasting);
        }

        return sum / slots;
    }

    private static double Probability(DeviceFacts device, DateTimeOffset at)
    {
        if (device.ForecastStart is not { } start || at < start) return 0;
        int slot = (int)((at - start).TotalMinutes / 15);
        return slot < device.ChargingProbabilities.Count ? Math.Clamp(device.ChargingProbabilities[slot], 0, 1) : 0;
    }
}
