using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EdgeAgent.Fleet.Rules;

/// <summary>The state of a campaign, an immutable value; only <see cref="CampaignRules"/> makes the next one.</summary>
internal sealed record Campaign(CampaignSpec Spec)
{
    public CampaignPhase Phase { get; init; }

    /// <summary>The present stage, from 0.</summary>
    public int Stage { get; init; }

    public string? Reason { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The devices of the campaign by name, stored in rows of their own.</summary>
    [JsonIgnore]
    public ImmutableSortedDictionary<string, Target> Targets { get; init; } = ImmutableSortedDictionary.Create<string, Target>(StringComparer.Ordinal);

    [JsonIgnore]
    public bool HasEnded => Phase >= CampaignPhase.Completed;

    public int Count(Func<Target, bool> isMeant) => Targets.Values.Count(isMeant);
}
