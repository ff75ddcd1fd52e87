namespace EdgeAgent.Fleet.Rules;

/// <summary>A device's answer to a dry run.</summary>
/// <param name="StartAt">When it would begin; null when it cannot say.</param>
/// <param name="Confidence">Confidence of its forecast, 0 to 1.</param>
/// <param name="BatteryMinutes">Expected minutes of the run that the battery supplies.</param>
internal sealed record Offer(DateTimeOffset? StartAt, double Confidence, double BatteryMinutes)
{
    // The wait that is assumed for a device that cannot say when it starts.
    private static readonly TimeSpan Unknown = TimeSpan.FromDays(1);

    /// <summary>Cost of an hour of waiting, in minutes of battery: the same weight that the devices' planners use.</summary>
    public const double WaitCost = 0.5;

    /// <summary>Judges a planned start by the device's own forecast: battery minutes are those in which it does not expect to be charged.</summary>
    public static Offer Of(DeviceFacts device, DateTimeOffset? startAt, TimeSpan duration, DateTimeOffset now) => Of(device, startAt, duration, now, UsualPersistence);

    /// <inheritdoc cref="Of(DeviceFacts, DateTimeOffset?, TimeSpan, DateTimeOffset)"/>
    /// <param name="persistence">Where the forecast is not trusted, the weight of present power falls to zero over this time; zero: it has no weight.</param>
    public static Offer Of(DeviceFacts device, DateTimeOffset? startAt, TimeSpan duration, DateTimeOffset now, TimeSpan persistence)
    {
        double confidence = Math.Clamp(device.Confidence ?? 0, 0, 1);
        return new Offer(startAt, confidence, new Weighing(device, confidence, now, persistence).BatteryShare(startAt ?? now, duration) * duration.TotalMinutes);
    }

    /// <summary>Battery minutes plus the cost of waiting; lower is better.</summary>
    public double Cost(DateTimeOffset now)
    {
        var wait = StartAt is { } start ? start - now : Unknown;
        return BatteryMinutes + (WaitCost * Math.Max(0, wait.TotalHours));
    }

    private static readonly TimeSpan UsualPersistence = TimeSpan.FromHours(2);

    // The forecast is weighted with its confidence, the present state with the rest. The present slot is known and needs no forecast.
    private readonly record struct Weighing(DeviceFacts Device, double Confidence, DateTimeOffset Now, TimeSpan Persistence)
    {
        private static readonly TimeSpan Slot = TimeSpan.FromMinutes(15);

        public double BatteryShare(DateTimeOffset start, TimeSpan duration)
        {
            int slots = Math.Max(1, (int)Math.Ceiling(duration / Slot));
            double sum = 0;
            for (int i = 0; i < slots; i++) sum += OnBattery(start + (i * Slot));
            return sum / slots;
        }

        private double OnBattery(DateTimeOffset at)
        {
            if (at - Now < Slot && Device.IsPowered is { } isPowered) return isPowered ? 0 : 1;
            return 1 - (Confidence * Probability(at)) - ((1 - Confidence) * Lasting(at));
        }

        // The later the slot, the less the present power says about it.
        private double Lasting(DateTimeOffset at)
        {
            if (Device.IsPowered != true || Persistence <= TimeSpan.Zero) return 0;
            return Math.Max(0, 1 - ((at - Now) / Persistence));
        }

        private double Probability(DateTimeOffset at)
        {
            if (Device.ForecastStart is not { } start || at < start) return 0;
            int slot = (int)((at - start) / Slot);
            if (slot < Device.ChargingProbabilities.Count) return Math.Clamp(Device.ChargingProbabilities[slot], 0, 1);
            return 0;
        }
    }
}
