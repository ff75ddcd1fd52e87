using System.Diagnostics;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Machine;
using Microsoft.Extensions.Logging.Abstractions;
using static EdgeAgent.Hil.Checks;

namespace EdgeAgent.Hil;

/// <summary>From the hardware to the power state, through the service's own sampling thread.</summary>
internal static class HubChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    internal static IReadOnlyList<Check> All { get; } =
    [
        new("A GPIO edge reaches the power state within 100 ms", EdgeToState),
    ];

    private static void EdgeToState()
    {
        Devices.Run("gpio", "17", "up");
        string pull = Devices.Run("gpio-pull-file", "17");
        var preset = new BoardPreset("test", "test", Chemistry.LiPo, 1, 2500) { Lines = [new LineSpec(GpioChecks.PowerGood, LineMeaning.ExternalPower)] };
        long started = Stopwatch.GetTimestamp(), seenAt = 0;
        using var seen = new AutoResetEvent(false);
        int wanted = (int)PowerSource.External;
        using var hub = new SensorHub(
            BoardRegistry.Sensors(preset, 1, new HardwareAccess(MachineRoots.Real)),
            new PowerEstimator(PackSpec.Default, new EstimatorSettings()),
            new SystemMonitor(MachineRoots.Real, new SystemMonitorSettings { DataDirectory = "/tmp" }),
            new SensorHubSettings { HasPowerInterrupt = true },
            () => new Timestamp(DateTimeOffset.UnixEpoch, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds + 1, ClockTrust.Unsynced),
            snapshot =>
            {
                if ((int)snapshot.Power.Source != Volatile.Read(ref wanted)) return;
                Volatile.Write(ref seenAt, Stopwatch.GetTimestamp());
                seen.Set();
            },
            NullLogger<SensorHub>.Instance);
        hub.Start();
        That(seen.WaitOne(Patience), "external power was not seen at the start");
        double worst = 0;
        for (int i = 0; i < 10; i++)
        {
            Volatile.Write(ref wanted, (int)(i % 2 == 0 ? PowerSource.Battery : PowerSource.External));
            seen.Reset();
            long start = Stopwatch.GetTimestamp();
            File.WriteAllText(pull, i % 2 == 0 ? "pull-down" : "pull-up");
            That(seen.WaitOne(Patience), $"{(PowerSource)wanted} was not seen");
            double latency = Stopwatch.GetElapsedTime(start, Volatile.Read(ref seenAt)).TotalMilliseconds;
            // The first two calls include JIT compilation.
            if (i >= 2) worst = Math.Max(worst, latency);
        }
        Console.WriteLine($"   slowest of 8 edges to the power state: {worst:0.0} ms");
        That(worst < 100, $"the slowest took {worst:0.0} ms");
    }
}
