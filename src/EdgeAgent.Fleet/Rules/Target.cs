namespace EdgeAgent.Fleet.Rules;

/// <summary>One device of a campaign.</summary>
internal sealed record Target(string Device)
{
    public Outcome Outcome { get; init; }

    /// <summary>Number of the attempt, from 1; grows with each retry.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Stage in which the task was assigned, from 0.</summary>
    public int Stage { get; init; }

    public DateTimeOffset? AssignedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Reason { get; init; }

    /// <summary>The cancellation is sent again until the device has answered.</summary>
    public bool IsCancelWanted { get; init; }
}
