using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Loop;

/// <summary>The holds that apply to more than one task, as stored in JSON.</summary>
internal sealed class StoredHolds
{
    public const string Key = "holds";

    /// <summary>The whole device.</summary>
    public bool Device { get; set; }

    /// <summary>The device is to stay awake.</summary>
    public bool Sleep { get; set; }

    public SortedSet<string> Kinds { get; set; } = new(StringComparer.Ordinal);
    public SortedSet<string> Tags { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Word of the best allowed operating mode; null for no limit.</summary>
    public string? Limit { get; set; }

    [JsonIgnore]
    public OperatingMode Ceiling
    {
        get
        {
            if (WireNames.TryParse(Limit, out OperatingMode mode)) return mode;
            return OperatingMode.Full;
        }
    }

    public static StoredHolds Read(byte[]? json)
    {
        if (json is null) return new StoredHolds();
        return JsonSerializer.Deserialize(json, HoldsJson.Default.StoredHolds) ?? new StoredHolds();
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, HoldsJson.Default.StoredHolds);

    public StoredHolds Copy() => new()
    {
        Device = Device,
        Sleep = Sleep,
        Kinds = new SortedSet<string>(Kinds, StringComparer.Ordinal),
        Tags = new SortedSet<string>(Tags, StringComparer.Ordinal),
        Limit = Limit,
    };

    /// <summary>A copy for a plan, so that later changes do not affect it.</summary>
    public Holds ForPlan() => new() { Device = Device, Kinds = Kinds.ToHashSet(), Tags = Tags.ToHashSet() };

    public override string ToString() => $"{Device} {Sleep} {string.Join(',', Kinds)} {string.Join(',', Tags)} {Limit}";
}
