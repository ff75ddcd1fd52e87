namespace EdgeAgent.Options;

/// <summary>A configuration value that is not allowed; as text one line for the operator.</summary>
public sealed record ConfigFault(string Key, string Value, string Allowed)
{
    public override string ToString() => $"{Key}: {(Value.Length == 0 ? "(empty)" : $"'{Value}'")}: allowed {Allowed}";
}
