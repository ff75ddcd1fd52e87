namespace EdgeAgent.Storage;

/// <summary>A row that could not be read and was set aside.</summary>
/// <param name="Table">Table of the row.</param>
/// <param name="Key">Key of the row.</param>
/// <param name="Fault">What was wrong.</param>
public sealed record StoreLoss(string Table, string Key, string Fault)
{
    public override string ToString() => $"{Table} '{Key}' was damaged and set aside ({Fault})";
}
