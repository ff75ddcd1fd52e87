using EdgeAgent.Loop;
using EdgeAgent.Native;
using EdgeAgent.Simulated;

namespace EdgeAgent.Hosting;

/// <summary>The machine of the sensors, real or simulated.</summary>
internal sealed class SensedMachine(PowerSensing sensing) : IMachine
{
    public double SleptS => BootClock.SleptMs() / 1000.0;

    public void Resample() => sensing.Hub.Wake();

    public void ReportWork(OperatingMode mode, int running)
    {
        sensing.Hub.Report(mode, running);
        // The load of running tasks drains the simulated battery.
        sensing.Simulated?.Work(running);
    }
}
