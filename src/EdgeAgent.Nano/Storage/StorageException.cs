namespace EdgeAgent.Nano.Storage;

/// <summary>A record could not be made durable, or does not fit. What was not stored is neither acted on nor acknowledged.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }
}
