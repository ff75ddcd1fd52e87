using System.Device.I2c;
using EdgeAgent.Core.Power;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// A chip that measures power. It owns its <see cref="I2cDevice"/>. Methods access the hardware, so they take time and may throw. Not
/// thread-safe.
/// </summary>
public abstract class PowerChip : IDisposable
{
    private protected PowerChip(I2cDevice device) => Device = device;

    /// <summary>The chip's type in lower case, for names such as <c>ina219@1-0040</c>.</summary>
    public abstract string Model { get; }

    public int Address => Device.ConnectionSettings.DeviceAddress;

    protected I2cDevice Device { get; }

    /// <summary>
    /// Checks the chip's identity and configures it. It is called before the first <see cref="Measure"/> and after every fault, because a
    /// chip loses its settings with its supply.
    /// </summary>
    /// <exception cref="IOException">A transfer failed.</exception>
    /// <exception cref="ImplausibleAnswerException">Another chip answered, or the bus is stuck.</exception>
    public abstract void Configure();

    /// <summary>Takes a reading; values that the chip does not measure are NaN or Unknown.</summary>
    /// <exception cref="IOException">A transfer failed.</exception>
    /// <exception cref="ImplausibleAnswerException">An answer is impossible; configure the chip again before the next reading.</exception>
    public abstract PowerReading Measure();

    public void Dispose()
    {
        Device.Dispose();
        GC.SuppressFinalize(this);
    }
}
