namespace EdgeAgent.Fleet.Rules;

/// <summary>An event of a pool.</summary>
internal abstract record PoolEvent
{
    private PoolEvent()
    {
    }

    public sealed record Tick : PoolEvent;

    /// <summary>The answer to the dry run of a round.</summary>
    public sealed record Offered(string Device, int Round, Offer Offer) : PoolEvent;

    /// <summary>The device refused the dry run.</summary>
    public sealed record Declined(string Device, int Round, string Reason) : PoolEvent;

    public sealed record Reported(string Device, string TaskId, Outcome Outcome, string? Reason) : PoolEvent;

    /// <summary>The device received the cancellation and does not know the task.</summary>
    public sealed record Unknown(string Device, string TaskId) : PoolEvent;

    /// <summary>A device that has the task is silent for longer than it announced, or will miss the deadline.</summary>
    public sealed record GivenUp(string Device, string Reason) : PoolEvent;

    public sealed record Abort(string Reason) : PoolEvent;
}
