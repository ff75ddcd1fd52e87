using EdgeAgent.Simulated;

namespace EdgeAgent.Sleep;

/// <summary>The simulated board sleeps: the process waits, the world goes on with the load of a suspended board, and no sensor speaks.</summary>
/// <param name="signOfLife">For a service manager, whose clock goes on where a suspended machine's would not.</param>
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
        for (var left = length; left > TimeSpan.Zero && !awaitShutdown(left < Slice ? left : Slice); left -= Slice) signOfLife();
        board.Suspend(false);
        _isAsleep = false;
        return null;
    }
}
