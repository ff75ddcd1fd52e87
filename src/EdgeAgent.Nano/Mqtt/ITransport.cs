namespace EdgeAgent.Nano.Mqtt;

/// <summary>One connection to the broker: bytes in order, until it breaks. No method throws for a broken network.</summary>
public interface ITransport
{
    /// <summary>Opens it; false when that fails.</summary>
    bool Open();

    /// <summary>False when the connection is gone.</summary>
    bool Write(byte[] bytes, int offset, int count);

    /// <summary>Waits for at least one byte; 0 when none came within the time, -1 when the connection is gone.</summary>
    int Read(byte[] bytes, int offset, int count, int timeoutMs);

    void Close();
}
