namespace EdgeAgent.Core.Power;

/// <summary>How often to sample; configuration section <c>Power:Sampling</c>.</summary>
public sealed record SamplingSettings
{
    /// <summary>Near a threshold, while a value waits for confirmation, or while something is wrong.</summary>
    public TimeSpan Fast { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>While tasks run, so that their energy is measured.</summary>
    public TimeSpan Busy { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Plain mode full or reduced.</summary>
    public TimeSpan Normal { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Stable and low on battery: each wake-up costs what it tries to save. At most two fifths of the time until a value is stale.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Longest wait where no interrupt reports that power came or went.</summary>
    public TimeSpan WithoutInterrupt { get; init; } = TimeSpan.FromSeconds(15);
}
