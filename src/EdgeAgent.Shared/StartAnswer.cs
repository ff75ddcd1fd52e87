namespace EdgeAgent.Shared;

/// <summary>Answer of <see cref="StartRule"/>.</summary>
public enum StartAnswer
{
    Start,
    WaitForCharge,
    WaitForCharger,
}
