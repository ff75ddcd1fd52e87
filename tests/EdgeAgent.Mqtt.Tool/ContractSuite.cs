namespace EdgeAgent.Mqtt.Tool;

internal static class ContractSuite
{
    public static Task<int> RunVerb(Arguments arguments) => Task.FromResult(2);
}

internal static class Failover
{
    public static Task<int> RunVerb(Arguments arguments) => Task.FromResult(2);
}
