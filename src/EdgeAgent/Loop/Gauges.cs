namespace EdgeAgent.Loop;

/// <summary>Values that are read when the snapshot is made.</summary>
/// <param name="SleptS">Time that the machine has slept since its start, s.</param>
/// <param name="ValuesRejected">Number of measured values that were rejected since the start.</param>
/// <param name="WakeupsPerHour">Mean since the snapshot before; null when unknown.</param>
internal readonly record struct Gauges(double SleptS, long ValuesRejected, double? WakeupsPerHour, int OutboxItems, long OutboxBytes, long MemoryBytes);
