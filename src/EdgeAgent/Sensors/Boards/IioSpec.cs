namespace EdgeAgent.Sensors.Boards;

/// <summary>A channel of a converter with a kernel driver.</summary>
/// <param name="Device">The converter's name as in its <c>name</c> file (<c>ads1015</c>), or its folder (<c>iio:device0</c>).</param>
/// <param name="Channel">N of <c>in_voltageN_raw</c>.</param>
/// <param name="DividerRatio">Pack voltage / input voltage.</param>
public sealed record IioSpec(string Device, int Channel, double DividerRatio);
