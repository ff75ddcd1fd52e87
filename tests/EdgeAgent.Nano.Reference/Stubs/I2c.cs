namespace System.Device.I2c;

/// <summary>Package nanoFramework.System.Device.I2c 1.1.</summary>
public class I2cDevice : IDisposable
{
    public static I2cDevice Create(I2cConnectionSettings settings) => throw new NotSupportedException();

    public I2cTransferResult Write(SpanByte buffer) => throw new NotSupportedException();

    public I2cTransferResult WriteRead(SpanByte writeBuffer, SpanByte readBuffer) => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}

/// <summary>Package nanoFramework.System.Device.I2c 1.1.</summary>
public sealed class I2cConnectionSettings
{
    public I2cConnectionSettings(int busId, int deviceAddress) => throw new NotSupportedException();
}

/// <summary>Package nanoFramework.System.Device.I2c 1.1.</summary>
public struct I2cTransferResult
{
    public I2cTransferStatus Status => throw new NotSupportedException();
}

/// <summary>Package nanoFramework.System.Device.I2c 1.1.</summary>
public enum I2cTransferStatus
{
    UnknownError,
    FullTransfer,
    ClockStretchTimeout,
    PartialTransfer,
    SlaveAddressNotAcknowledged,
}
