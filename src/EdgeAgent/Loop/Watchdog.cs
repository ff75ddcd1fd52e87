using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace EdgeAgent.Loop;

/// <summary>
/// What the host does not report to systemd (sd_notify(3)): signs of life and the status line. Readiness and stopping are the host's. Without
/// a service manager every call does nothing.
/// </summary>
internal sealed class Watchdog(ISystemdNotifier notifier, string? watchdogUsec)
{
    /// <summary>Half of the watchdog's patience; null when nobody watches.</summary>
    public TimeSpan? SignOfLifeEvery { get; } =
        long.TryParse(watchdogUsec, NumberStyles.None, CultureInfo.InvariantCulture, out long usec) && usec > 0 ? TimeSpan.FromMicroseconds(usec / 2.0) : null;

    public void SignOfLife() => Say("WATCHDOG=1");

    public void Status(string text) => Say($"STATUS={text}");

    private void Say(string state)
    {
        try
        {
            notifier.Notify(new ServiceState(state));
        }
        catch (SocketException)
        {
            // The manager is busy or gone; the next sign of life says the same.
        }
    }
}
