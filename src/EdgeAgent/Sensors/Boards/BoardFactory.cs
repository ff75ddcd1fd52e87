namespace EdgeAgent.Sensors.Boards;

/// <summary>Makes the sensors of a board.</summary>
/// <returns>In order of trust: where two report the same value, the earlier wins.</returns>
public delegate IReadOnlyList<IPowerSensor> BoardFactory(BoardOptions options, HardwareAccess hardware);
