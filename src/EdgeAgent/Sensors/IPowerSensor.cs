using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors;

/// <summary>
/// One source of power readings: a chip, a sysfs supply, a GPIO line, the simulated board. Started, sampled and stopped by the
/// host's sampling thread; only <c>wake</c> may be called from another thread.
/// </summary>
public interface IPowerSensor : IDisposable
{
    /// <summary>Name for logs, status and messages: <c>ina219@1-0040</c>.</summary>
    string Name { get; }

    /// <summary>What the source consists of and what each part says, for messages: <c>AC offline, BAT0 Discharging</c>. Null for a source of one part.</summary>
    string? Parts => null;

    /// <summary>Opens the hardware. A failure is reported by the first <see cref="TryRead"/>, never thrown.</summary>
    /// <param name="wake">To be called when the hardware reported a change that should be sampled now (GPIO edge, uevent).</param>
    void Start(Action wake);

    /// <summary>
    /// Takes one reading. False with a fault (a message with the remedy) when the source could not be read; the caller keeps
    /// the last good value and lets it age. True with a fault when some of its numbers were refused as impossible: the fault names them.
    /// </summary>
    bool TryRead(in Timestamp now, out PowerReading reading, out string? fault);
}
