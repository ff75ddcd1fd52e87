namespace EdgeAgent.Fleet.Rules;

/// <summary>Selects devices. A device must match every part that is set; an empty selector selects every device.</summary>
internal sealed record Selector
{
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>The device is in one of these.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The device has one of these.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Where { get; init; }

    /// <exception cref="FilterException"><see cref="Where"/> cannot be read.</exception>
    public Func<DeviceFacts, bool> Compile()
    {
        Func<DeviceFacts, bool> where = static _ => true;
        if (Where is { } text) where = Rules.Where.Parse(text);
        return d => IsAnyOf(Devices, [d.Id]) && IsAnyOf(Groups, d.Groups) && IsAnyOf(Tags, d.Tags) && where(d);
    }

    private static bool IsAnyOf(IReadOnlyList<string> wanted, IReadOnlyList<string> has) => wanted.Count == 0 || wanted.Any(has.Contains);
}
