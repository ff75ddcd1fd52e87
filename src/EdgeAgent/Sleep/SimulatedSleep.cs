using EdgeAgent.Core.Time;
using EdgeAgent.Simulated;

namespace EdgeAgent.Sleep;

/// <summary>Sleep of the simulated board: the process waits, the simulation continues with the load of a suspended board, and there are no samples.</summary>
/// <param name="signOfLife">Notifies the service manager's watchdog, whose time continues during a simulated sleep.</param>
internal sealed class SimulatedSleep(SimulatedBoard board, Action signOfLife) : IDeviceSleep
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(60);

    private volatile bool _isAsleep;

    public bool MaySwitchOff => false;

    public bool IsAsleep => _isAsleep;

    public string? Fault() => null;

    public string? Sleep(TimeSpan length, Func<TimeSpan, bool> awaitShutdown)
    {
        _isAsleep = true;
        board.Suspend(true);
        for (var left = length; left > TimeSpan.Zero && !awaitShutdown(Order.Min(left, Slice)); left -= Slice) signOfLife();
        board.Suspend(false);
        _isAsleep = false;
        return null;
    }
}
