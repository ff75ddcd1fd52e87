using EdgeAgent.Sleep;

namespace EdgeAgent.Hosting;

/// <summary>How this device sleeps.</summary>
/// <param name="Method">The method; null when the device stays awake.</param>
internal sealed record DeviceSleep(IDeviceSleep? Method)
{
    public bool IsSimulatedAsleep => Method is SimulatedSleep { IsAsleep: true };
}
