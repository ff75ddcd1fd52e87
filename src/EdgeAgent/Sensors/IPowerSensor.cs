using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors;

/// <summary>
/// A source of power readings: a chip, a sysfs supply, a GPIO line, the simulated board. <see cref="SensorHub"/> opens and disposes of it
/// and reads it on its sampling thread. The source may call <c>wake</c> on any thread.
/// </summary>
public interface IPowerSensor : IDisposable
{
    /// <summary>Name for logs, status and messages: <c>ina219@1-0040</c>.</summary>
    string Name { get; }

    /// <summary>The parts of the source with their states, for messages: <c>AC offline, BAT0 Discharging</c>. Null for a source with one part.</summary>
    string? Parts => null;

    /// <summary>Opens the hardware. It does not throw; the first <see cref="TryRead"/> reports a failure.</summary>
    /// <param name="wake">The source calls it when the hardware reports a change that should be sampled at once (GPIO edge, uevent).</param>
    void Start(Action wake);

    /// <summary>
    /// Takes a reading. False with a fault, a message with the remedy, when the source could not be read; the caller keeps the last good
    /// value. True with a fault when some values were refused as impossible; the fault names them.
    /// </summary>
    bool TryRead(in Timestamp now, out PowerReading reading, out string? fault);
}
