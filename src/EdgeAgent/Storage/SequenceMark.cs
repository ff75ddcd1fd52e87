namespace EdgeAgent.Storage;

/// <summary>What is known outside the store, so that no number is given twice when the store is damaged, replaced or an older one.</summary>
/// <param name="Epoch">Of the receipts' numbers; grows when they may have a gap or an unknown past.</param>
/// <param name="SeqUpTo">Numbers of receipts up to here may have been given.</param>
/// <param name="SessionUpTo">The same of connections.</param>
/// <param name="Start">Starts of the agent on the store.</param>
/// <param name="DeviceTimeMs">Device time when this was written.</param>
internal sealed record SequenceMark(long Epoch, long SeqUpTo, long SessionUpTo, long Start, long DeviceTimeMs);
