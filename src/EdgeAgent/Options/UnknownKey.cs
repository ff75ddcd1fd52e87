namespace EdgeAgent.Options;

/// <summary>A key that is set and that no option reads.</summary>
/// <param name="Likely">The key or section that was probably meant; null when there is no similar one.</param>
public sealed record UnknownKey(string Key, string? Likely)
{
    public override string ToString()
    {
        if (Likely is null) return $"{Key}: unknown";
        return $"{Key}: unknown, did you mean {Likely}?";
    }
}
