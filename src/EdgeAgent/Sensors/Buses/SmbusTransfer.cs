namespace EdgeAgent.Sensors.Buses;

/// <summary>
/// Maps a plain transfer to one SMBus transaction that sends the same bytes. SMBus sends the low byte of a word first.
/// </summary>
internal readonly record struct SmbusTransfer(bool IsRead, SmbusSize Size, I2cFunctions Needs)
{
    /// <summary>I2C_SMBUS_BLOCK_MAX.</summary>
    internal const int BlockMax = 32;

    /// <summary>The transaction for a transfer; null when SMBus or the adapter has none.</summary>
    internal static SmbusTransfer? Plan(int writeLength, int readLength, I2cFunctions functions)
    {
        SmbusTransfer? plan = (writeLength, readLength) switch
        {
            (0, 1) => new SmbusTransfer(true, SmbusSize.Byte, I2cFunctions.SmbusReadByte),
            (1, 0) => new SmbusTransfer(false, SmbusSize.Byte, I2cFunctions.SmbusWriteByte),
            (2, 0) => new SmbusTransfer(false, SmbusSize.ByteData, I2cFunctions.SmbusWriteByteData),
            (3, 0) => new SmbusTransfer(false, SmbusSize.WordData, I2cFunctions.SmbusWriteWordData),
            ( > 3 and <= BlockMax + 1, 0) => new SmbusTransfer(false, SmbusSize.I2cBlockData, I2cFunctions.SmbusWriteI2cBlock),
            (1, 1) => new SmbusTransfer(true, SmbusSize.ByteData, I2cFunctions.SmbusReadByteData),
            (1, 2) => new SmbusTransfer(true, SmbusSize.WordData, I2cFunctions.SmbusReadWordData),
            (1, > 2 and <= BlockMax) => new SmbusTransfer(true, SmbusSize.I2cBlockData, I2cFunctions.SmbusReadI2cBlock),
            _ => null,
        };
        if (plan is { } found && functions.HasFlag(found.Needs)) return found;
        return null;
    }
}
