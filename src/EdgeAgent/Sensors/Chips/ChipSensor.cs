using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// A chip as a source of power readings. It configures the chip before the first reading and after every fault, and reports exceptions of
/// the hardware as faults; other exceptions pass.
/// </summary>
public sealed class ChipSensor : IPowerSensor
{
    private readonly PowerChip _chip;
    private bool _isConfigured;

    /// <param name="chip">The chip; the sensor disposes of it.</param>
    /// <param name="busId">Number of the bus, for the name: <c>ina219@1-0040</c>.</param>
    public ChipSensor(PowerChip chip, int busId)
    {
        _chip = chip;
        Name = $"{chip.Model}@{busId}-{chip.Address:x4}";
    }

    public string Name { get; }

    public void Start(Action wake)
    {
    }

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        try
        {
            if (!_isConfigured) _chip.Configure();
            _isConfigured = true;
            reading = _chip.Measure() with { DeviceTimeMs = now.DeviceTimeMs };
            fault = null;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isConfigured = false;
            reading = new PowerReading();
            fault = e.Message;
            return false;
        }
    }

    public void Dispose() => _chip.Dispose();
}
