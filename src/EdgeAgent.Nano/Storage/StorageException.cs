namespace EdgeAgent.Nano.Storage;

/// <summary>A record could not be made durable, or does not fit. Changes that were not stored are neither acted on nor acknowledged.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }
}
