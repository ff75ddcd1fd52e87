using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace EdgeAgent.Loop;

/// <summary>
/// Reports signs of life and the status line to systemd (sd_notify(3)); the host reports readiness and stopping. Without a service manager the
/// calls do nothing.
/// </summary>
internal sealed class Watchdog(ISystemdNotifier notifier, string? watchdogUsec)
{
    /// <summary>Half of the watchdog's time-out; null without a watchdog.</summary>
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
            // The service manager does not answer; the next sign of life follows soon.
        }
    }
}
