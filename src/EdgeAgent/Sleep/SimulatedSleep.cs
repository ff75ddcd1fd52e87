using EdgeAgent.Sensors.Simulated;

namespace EdgeAgent.Sleep;

/// <summary>The simulated board sleeps: the process waits, the world goes on with the load of a suspended board, and no sensor speaks.</summary>
internal sealed class SimulatedSleep(SimulatedBoard board) : IDeviceSleep
{
    private volatile bool _isAsleep;

    public bool MaySwitchOff => false;

    public bool IsAsleep => _isAsleep;

    public string? Fault() => null;

    public string? Sleep(TimeSpan length, Inbox interrupts)
    {
        _isAsleep = true;
        board.Suspend(true);
        _ = interrupts.AwaitShutdown(length);
        board.Suspend(false);
        _isAsleep = false;
        return null;
    }
}
