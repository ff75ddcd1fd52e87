namespace EdgeAgent.Sensors;

/// <summary>
/// One device on an I2C bus. The same shape as System.Device.I2c.I2cDevice, so that an adapter to that package is one
/// small class. Not thread-safe: a bus is used by the sampling thread only.
/// </summary>
/// <exception cref="System.IO.IOException">Any transfer may fail: no acknowledge, arbitration lost, bus stuck.</exception>
public abstract class I2cDevice : IDisposable
{
    /// <summary>7-bit address.</summary>
    public abstract int DeviceAddress { get; }

    public abstract void Read(Span<byte> buffer);

    public abstract void Write(ReadOnlySpan<byte> buffer);

    /// <summary>Writes (usually a register number), then reads with a repeated start.</summary>
    public abstract void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>An I2C bus; opens devices by address.</summary>
public abstract class I2cBus : IDisposable
{
    /// <summary>Opens the device at a 7-bit address (0x03 to 0x77).</summary>
    public abstract I2cDevice CreateDevice(int deviceAddress);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
