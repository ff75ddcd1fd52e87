namespace EdgeAgent.Sensors.Boards;

/// <summary>Creates the sensors of a board.</summary>
/// <returns>The sensors by priority: when two report the same value, the earlier one wins.</returns>
public delegate IReadOnlyList<IPowerSensor> BoardFactory(BoardOptions options, HardwareAccess hardware);
