using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EdgeAgent.Fleet.Rules;

/// <summary>The state of a pool, an immutable value; only <see cref="PoolRules"/> makes the next one.</summary>
internal sealed record Pool(PoolSpec Spec)
{
    public PoolPhase Phase { get; init; }

    /// <summary>How often the candidates were asked for offers, from 1.</summary>
    public int Round { get; init; }

    public DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Reason { get; init; }

    /// <summary>The candidates by device, stored in rows of their own.</summary>
    [JsonIgnore]
    public ImmutableSortedDictionary<string, Candidate> Candidates { get; init; } = ImmutableSortedDictionary.Create<string, Candidate>(StringComparer.Ordinal);

    [JsonIgnore]
    public bool HasEnded => Phase >= PoolPhase.Completed;

    [JsonIgnore]
    public int Counted => Candidates.Values.Count(c => c.IsCounted);
}
