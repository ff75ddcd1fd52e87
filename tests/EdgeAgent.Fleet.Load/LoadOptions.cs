namespace EdgeAgent.Fleet.Load;

/// <summary>What one run does.</summary>
/// <param name="FailingPct">Of the devices, whose task ends with an error.</param>
internal sealed record LoadOptions(int Port, string Folder, int Devices, int Kills, double FailingPct, int Seed);
