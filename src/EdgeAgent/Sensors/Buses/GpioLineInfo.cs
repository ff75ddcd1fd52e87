namespace EdgeAgent.Sensors.Buses;

/// <summary>Facts about one line of a GPIO chip.</summary>
/// <param name="Consumer">Who holds it; empty when nobody does.</param>
public readonly record struct GpioLineInfo(int Offset, string Name, string Consumer, bool IsUsed);
