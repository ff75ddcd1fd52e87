namespace EdgeAgent.Shared;

/// <summary>Whether the class of a task lets it start.</summary>
public enum StartAnswer
{
    Start,
    WaitForCharge,
    WaitForCharger,
}
