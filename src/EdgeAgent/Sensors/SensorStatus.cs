using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Sensors;

/// <summary>How one sensor is doing.</summary>
/// <param name="Quality"><see cref="PowerQuality.Measured"/> while it answers, <see cref="PowerQuality.Stale"/> when its last answer is too old.</param>
/// <param name="Fault">Why it does not answer, with the remedy, or which of its numbers were refused; null when all is well.</param>
/// <param name="LastReading">Its last answer as it was given; null when there was none.</param>
public sealed record SensorStatus(string Name, PowerQuality Quality, string? Fault, PowerReading? LastReading)
{
    /// <summary>Attempts in a row that failed; a glitch is one or two.</summary>
    public int Failures { get; init; }

    /// <summary>What it consists of and what each part says; null for a sensor of one part.</summary>
    public string? Parts { get; init; }

    /// <summary>It answers, but some of its numbers cannot be true; <see cref="Fault"/> names them.</summary>
    public bool IsDoubtful => Failures == 0 && Fault is not null;

    /// <summary>What its last answer says about external power and the flow, for messages; empty when nothing.</summary>
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

    /// <summary>It has failed often enough to be reported at once.</summary>
    public bool IsFailing => Failures >= 3;
}
