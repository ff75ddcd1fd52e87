namespace EdgeAgent.Cli;

/// <summary>A chip that answered.</summary>
/// <param name="Type">A word of the chip types; empty when it could not be determined.</param>
/// <param name="Driver">The kernel driver that owns it, or null.</param>
internal sealed record FoundChip(int BusId, int Address, string Type, string Detail, string? Driver);
