namespace EdgeAgent.Nano.Host;

/// <summary>The supply is gone at this very instruction: everything in memory is lost. Nothing in the firmware may catch it.</summary>
public sealed class PowerCutException : Exception
{
    public PowerCutException()
        : base("power cut")
    {
    }

    public PowerCutException(string message)
        : base(message)
    {
    }

    public PowerCutException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
