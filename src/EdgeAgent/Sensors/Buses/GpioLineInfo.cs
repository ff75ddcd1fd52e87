namespace EdgeAgent.Sensors.Buses;

/// <summary>Facts about one line of a GPIO chip.</summary>
/// <param name="Consumer">Name of the program or driver that uses the line; empty for none.</param>
public readonly record struct GpioLineInfo(int Offset, string Name, string Consumer, bool IsUsed);
