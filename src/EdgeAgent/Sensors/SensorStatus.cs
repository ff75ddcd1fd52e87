using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Sensors;

/// <summary>Condition of a sensor.</summary>
/// <param name="Quality"><see cref="PowerQuality.Measured"/> while it answers, <see cref="PowerQuality.Stale"/> when its last reading is too old.</param>
/// <param name="Fault">Why it cannot be read, with the remedy, or which values were refused; null when there is no fault.</param>
/// <param name="LastReading">Its last reading, unchecked; null when there was none.</param>
public sealed record SensorStatus(string Name, PowerQuality Quality, string? Fault, PowerReading? LastReading)
{
    /// <summary>Number of consecutive failed attempts; one or two are normal.</summary>
    public int Failures { get; init; }

    /// <summary>Its parts with their states; null for a sensor with one part.</summary>
    public string? Parts { get; init; }

    /// <summary>It answers, but some values are impossible; <see cref="Fault"/> names them.</summary>
    public bool IsDoubtful => Failures == 0 && Fault is not null;

    /// <summary>External power, status and current of the last reading, for messages; empty when it has none of them.</summary>
    public string InputWords
    {
        get
        {
            if (LastReading is not { } reading) return "";
            var words = new List<string>();
            if (reading.ExternalPower != Presence.Unknown) words.Add($"external power {WireNames.Lower(reading.ExternalPower)}");
            if (reading.Status != ChargeStatus.Unknown) words.Add(WireNames.Lower(reading.Status));
            if (double.IsFinite(reading.CurrentA)) words.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{reading.CurrentA:0.00} A"));
            if (words.Count == 0) return "";
            return $"{Name} {string.Join(' ', words)}";
        }
    }

    /// <summary>At least three consecutive attempts have failed.</summary>
    public bool IsFailing => Failures >= 3;
}
