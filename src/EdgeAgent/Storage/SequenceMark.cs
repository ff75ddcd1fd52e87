namespace EdgeAgent.Storage;

/// <summary>Numbers that are kept outside the store, so that none is assigned twice when the store is damaged, replaced or an older one.</summary>
/// <param name="Epoch">Epoch of the receipt numbers; it grows when they may have a gap or when earlier ones are unknown.</param>
/// <param name="SeqUpTo">Highest receipt number that may have been assigned.</param>
/// <param name="SessionUpTo">Highest connection number that may have been assigned.</param>
/// <param name="Start">Number of starts of the agent on the store.</param>
/// <param name="DeviceTimeMs">Device time when the mark was written, ms.</param>
internal sealed record SequenceMark(long Epoch, long SeqUpTo, long SessionUpTo, long Start, long DeviceTimeMs);
