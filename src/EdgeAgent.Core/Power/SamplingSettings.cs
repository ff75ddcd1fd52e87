namespace EdgeAgent.Core.Power;

/// <summary>Times between samples; configuration section <c>Power:Sampling</c>.</summary>
public sealed record SamplingSettings
{
    /// <summary>Shortest time: while a doubtful value needs confirmation, and near a threshold.</summary>
    public TimeSpan Fast { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time while tasks run, so that their energy is measured, and with undervoltage or throttling.</summary>
    public TimeSpan Busy { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time in the modes full and reduced.</summary>
    public TimeSpan Normal { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time in mode suspended; half of it in minimal and critical. The configuration allows at most two fifths of the time until a value is stale.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Longest time on a device with a battery where no interrupt reports a change of external power.</summary>
    public TimeSpan WithoutInterrupt { get; init; } = TimeSpan.FromSeconds(15);
}
