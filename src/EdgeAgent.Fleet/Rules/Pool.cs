using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EdgeAgent.Fleet.Rules;

internal enum PoolPhase
{
    /// <summary>Offers are awaited.</summary>
    Asking,

    /// <summary>The best have the task.</summary>
    Running,

    /// <summary>K successes are counted.</summary>
    Completed,
    Aborted,
    Expired,
}

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

/// <summary>The state of a pool: a value; only <see cref="PoolRules"/> makes the next one.</summary>
internal sealed record Pool(PoolSpec Spec)
{
    public PoolPhase Phase { get; init; }

    /// <summary>Of asking, from 1.</summary>
    public int Round { get; init; }

    public DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Reason { get; init; }

    /// <summary>By device. Stored in rows of their own.</summary>
    [JsonIgnore]
    public ImmutableSortedDictionary<string, Candidate> Candidates { get; init; } = ImmutableSortedDictionary.Create<string, Candidate>(StringComparer.Ordinal);

    [JsonIgnore]
    public bool HasEnded => Phase >= PoolPhase.Completed;

    [JsonIgnore]
    public int Counted => Candidates.Values.Count(c => c.IsCounted);
}
