namespace EdgeAgent.Storage;

/// <summary>Something stored that could not be read and was set aside.</summary>
/// <param name="Table">Where it was.</param>
/// <param name="Key">Its name there.</param>
public sealed record StoreLoss(string Table, string Key, string Fault)
{
    public override string ToString() => $"{Table} '{Key}' was damaged and set aside ({Fault})";
}
