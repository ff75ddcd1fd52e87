namespace EdgeAgent.Cli;

/// <summary>A chip that answered.</summary>
/// <param name="Type">The chip type; empty when unknown.</param>
/// <param name="Driver">The kernel driver that owns the chip, or null.</param>
internal sealed record FoundChip(int BusId, int Address, string Type, string Detail, string? Driver);
