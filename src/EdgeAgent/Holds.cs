using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAgent;

/// <summary>What a user holds back beside single tasks: nothing of it is started until it is released. Stored as JSON.</summary>
internal sealed class Holds
{
    public const string Key = "holds";

    /// <summary>The whole device.</summary>
    public bool Device { get; set; }

    public SortedSet<string> Kinds { get; set; } = new(StringComparer.Ordinal);
    public SortedSet<string> Tags { get; set; } = new(StringComparer.Ordinal);

    public static Holds Read(byte[]? json) => json is null ? new Holds() : JsonSerializer.Deserialize(json, HoldsJson.Default.Holds) ?? new Holds();

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, HoldsJson.Default.Holds);

    public override string ToString() => $"{Device} {string.Join(',', Kinds)} {string.Join(',', Tags)}";
}

[JsonSerializable(typeof(Holds))]
internal sealed partial class HoldsJson : JsonSerializerContext;
