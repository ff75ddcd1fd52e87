using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EdgeAgent.Fleet.Rules;

internal enum CampaignPhase
{
    Running,
    Paused,

    /// <summary>Every device has an outcome, or is silent.</summary>
    Completed,
    Aborted,

    /// <summary>The deadline passed first.</summary>
    Expired,
}

/// <summary>One device of a campaign.</summary>
internal sealed record Target(string Device)
{
    public Outcome Outcome { get; init; }

    /// <summary>From 1; grows with each retry.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>In which stage it was assigned, from 0.</summary>
    public int Stage { get; init; }

    public DateTimeOffset? AssignedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Reason { get; init; }

    /// <summary>The cancellation is sent again until the device has answered.</summary>
    public bool IsCancelWanted { get; init; }
}

/// <summary>The state of a campaign: a value; only <see cref="CampaignRules"/> makes the next one.</summary>
internal sealed record Campaign(CampaignSpec Spec)
{
    public CampaignPhase Phase { get; init; }

    /// <summary>From 0.</summary>
    public int Stage { get; init; }

    public string? Reason { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>By device. Stored in rows of their own.</summary>
    [JsonIgnore]
    public ImmutableSortedDictionary<string, Target> Targets { get; init; } = ImmutableSortedDictionary.Create<string, Target>(StringComparer.Ordinal);

    [JsonIgnore]
    public bool HasEnded => Phase >= CampaignPhase.Completed;

    public int Count(Func<Target, bool> isMeant) => Targets.Values.Count(isMeant);
}
