using System.Text.Json.Serialization;

namespace EdgeAgent.Fleet.Rules;

/// <summary>One device of a pool.</summary>
internal sealed record Candidate(string Device)
{
    public Outcome Outcome { get; init; }

    /// <summary>Number of the attempt, from 1; grows when the device is asked again after it ended without success.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The device has not answered the dry run of this round.</summary>
    public bool IsAsked { get; init; }

    public Offer? Offer { get; init; }
    public DateTimeOffset? AssignedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The device was given up, or others were enough: it is sent a cancellation, and a success counts only while one is missing.</summary>
    public bool IsHandedOn { get; init; }

    /// <summary>Its success is one of the K.</summary>
    public bool IsCounted { get; init; }

    public bool IsCancelWanted { get; init; }
    public string? Reason { get; init; }

    [JsonIgnore]
    public bool IsActive => Outcome.IsUnderway() && !IsHandedOn;
}
