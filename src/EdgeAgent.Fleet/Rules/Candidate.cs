using System.Text.Json.Serialization;

namespace EdgeAgent.Fleet.Rules;

/// <summary>One device of a pool.</summary>
internal sealed record Candidate(string Device)
{
    public Outcome Outcome { get; init; }

    /// <summary>From 1; grows when the device gets the task once more.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The dry run of this round is not answered.</summary>
    public bool IsAsked { get; init; }

    public Offer? Offer { get; init; }
    public DateTimeOffset? AssignedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The task went to somebody else; what this device still does is surplus.</summary>
    public bool IsHandedOn { get; init; }

    /// <summary>Its success is one of the K.</summary>
    public bool IsCounted { get; init; }

    public bool IsCancelWanted { get; init; }
    public string? Reason { get; init; }

    [JsonIgnore]
    public bool IsActive => Outcome.IsUnderway() && !IsHandedOn;
}
