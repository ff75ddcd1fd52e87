namespace EdgeAgent.Nano.Host;

/// <summary>Simulates the loss of the supply at this instruction: everything in memory is lost. Nothing in the firmware may catch it.</summary>
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
