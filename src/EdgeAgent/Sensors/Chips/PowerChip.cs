using System.Device.I2c;
using EdgeAgent.Core.Power;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// A chip that measures power, on its <see cref="I2cDevice"/>, which it owns. Methods talk to the hardware, so they cost time and may
/// throw; they are called by one thread.
/// </summary>
public abstract class PowerChip : IDisposable
{
    private protected PowerChip(I2cDevice device) => Device = device;

    /// <summary>The chip's type in lower case, for names such as <c>ina219@1-0040</c>.</summary>
    public abstract string Model { get; }

    public int Address => Device.ConnectionSettings.DeviceAddress;

    protected I2cDevice Device { get; }

    /// <summary>
    /// Checks that the chip is what it should be and sets it up. Called before the first <see cref="Measure"/> and again after every
    /// fault, because a chip that lost its supply forgets its settings.
    /// </summary>
    /// <exception cref="IOException">Transfer failed.</exception>
    /// <exception cref="ImplausibleAnswerException">Something answers, but not this chip, or the bus is stuck.</exception>
    public abstract void Configure();

    /// <summary>One reading; what the chip does not measure is NaN or Unknown.</summary>
    /// <exception cref="IOException">Transfer failed.</exception>
    /// <exception cref="ImplausibleAnswerException">The answer cannot be true; configure again before the next reading.</exception>
    public abstract PowerReading Measure();

    public void Dispose()
    {
        Device.Dispose();
        GC.SuppressFinalize(this);
    }
}
