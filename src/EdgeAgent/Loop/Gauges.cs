namespace EdgeAgent.Loop;

/// <summary>What is read off at the moment of the snapshot.</summary>
/// <param name="SleptS">Time that the machine has slept since its start, s.</param>
/// <param name="ValuesRejected">Measured values that were not believed since the start.</param>
/// <param name="WakeupsPerHour">Mean since the snapshot before; null when not known.</param>
internal readonly record struct Gauges(double SleptS, long ValuesRejected, double? WakeupsPerHour, int OutboxItems, long OutboxBytes, long MemoryBytes);
