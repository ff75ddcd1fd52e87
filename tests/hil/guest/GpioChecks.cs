using System.Device.Gpio;
using System.Diagnostics;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;
using static EdgeAgent.Hil.Checks;

namespace EdgeAgent.Hil;

/// <summary>GPIO lines of the kernel's gpio-sim.</summary>
internal static class GpioChecks
{
    internal const string PowerGood = "POWER_GOOD";
    internal static readonly Timestamp Now = new(DateTimeOffset.UnixEpoch, 1, ClockTrust.Unsynced);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly HardwareAccess Hardware = new(MachineRoots.Real);

    internal static IReadOnlyList<Check> All { get; } =
    [
        new("A line is found by its name, and by chip and offset", () =>
        {
            var (byName, line) = Hardware.OpenGpio(PowerGood);
            using (byName) Same(17, line, "offset");
            string path = LinuxGpioDriver.Chips().Single(p => Label(p) == "edgeagent");
            string chip = Path.GetFileName(path);
            var (byOffset, same) = Hardware.OpenGpio($"{chip}:17");
            using (byOffset) Same(17, same, "offset");
            Contains("no chip has a line of that name", ChipChecks.Fault(() => Hardware.OpenGpio("NOWHERE")));
            Contains("lines 0 to 31", ChipChecks.Fault(() => Hardware.OpenGpio($"{chip}:32")));
        }),
        new("An input reads its level", () =>
        {
            var (chip, line) = Hardware.OpenGpio(PowerGood);
            using var _ = chip;
            Devices.Run("gpio", "17", "up");
            using (var input = chip.OpenPin(line, PinMode.Input)) Same(PinValue.High, input.Read(), "level");
            Devices.Run("gpio", "17", "down");
            using (var input = chip.OpenPin(line, PinMode.Input)) Same(PinValue.Low, input.Read(), "level");
            using (var input = chip.OpenPin(line, PinMode.InputPullUp)) Same(PinValue.High, input.Read(), "level with the pull-up of the request");
        }),
        new("An output sets its line", () =>
        {
            var (chip, line) = Hardware.OpenGpio("CHARGING");
            using var _ = chip;
            using var output = chip.OpenPin(line, PinMode.Output, PinValue.High);
            string value = Path.Combine(Path.GetDirectoryName(Devices.Run("gpio-pull-file", "4"))!, "value");
            Same("1", File.ReadAllText(value).Trim(), "level after opening");
            output.Write(PinValue.Low);
            Same("0", File.ReadAllText(value).Trim(), "level after writing");
        }),
        new("A line that somebody holds is told with the holder", () =>
        {
            var (chip, line) = Hardware.OpenGpio(PowerGood);
            using var _ = chip;
            using var held = chip.OpenPin(line, PinMode.Input);
            var (other, _) = Hardware.OpenGpio(PowerGood);
            using var __ = other;
            Contains("in use by \"edgeagent\"", ChipChecks.Fault(() => other.OpenPin(line, PinMode.Input)));
        }),
        new("An edge reaches the reader within 100 ms", EdgeLatency),
        new("Nothing polls while no edge comes", NoPolling),
        new("After a burst of edges the last level is the one that is read", () =>
        {
            Devices.Run("gpio", "17", "down");
            string pull = Devices.Run("gpio-pull-file", "17");
            var (chip, line) = Hardware.OpenGpio(PowerGood);
            using var _ = chip;
            using var seen = new ManualResetEventSlim();
            using var input = Listen(chip, line, seen.Set);
            // The kernel joins edges that come faster than its handler runs.
            for (int i = 0; i < 100; i++) File.WriteAllText(pull, i % 2 == 0 ? "pull-down" : "pull-up");
            That(seen.Wait(Patience), "no edge came");
            Same(PinValue.High, input.Read(), "the last level");
        }),
        new("A board's power line is a reading, and wakes the sampler", () =>
        {
            Devices.Run("gpio", "17", "down");
            using var wake = new AutoResetEvent(false);
            var preset = new BoardPreset("test", "test", Chemistry.LiPo, 1, 2500) { Lines = [new LineSpec(PowerGood, LineMeaning.ExternalPower)] };
            using var sensor = BoardRegistry.Sensors(preset, 1, Hardware).Single();
            sensor.Start(() => wake.Set());
            Same(Presence.Absent, Read(sensor).ExternalPower, "external power");
            Devices.Run("gpio", "17", "up");
            That(wake.WaitOne(Patience), "no wake-up");
            Same(Presence.Present, Read(sensor).ExternalPower, "external power");
        }),
    ];

    private static string Label(string path)
    {
        using var driver = new LinuxGpioDriver(path);
        return driver.Label;
    }

    private static GpioPin Listen(GpioController chip, int line, Action changed)
    {
        var pin = chip.OpenPin(line, PinMode.Input);
        chip.RegisterCallbackForPinValueChangedEvent(line, PinEventTypes.Rising | PinEventTypes.Falling, (_, _) => changed());
        return pin;
    }

    internal static PowerReading Read(IPowerSensor sensor) =>
        sensor.TryRead(Now, out var reading, out string? fault) ? reading : throw new CheckFailedException(fault ?? "no reading");

    private static void EdgeLatency()
    {
        string pull = Devices.Run("gpio-pull-file", "17");
        Devices.Run("gpio", "17", "down");
        var (chip, line) = Hardware.OpenGpio(PowerGood);
        using var _ = chip;
        using var seen = new AutoResetEvent(false);
        long at = 0;
        using var input = Listen(chip, line, () =>
        {
            Volatile.Write(ref at, Stopwatch.GetTimestamp());
            seen.Set();
        });
        var worst = TimeSpan.Zero;
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            File.WriteAllText(pull, i % 2 == 0 ? "pull-up" : "pull-down");
            That(seen.WaitOne(Patience), "no edge came");
            var latency = Stopwatch.GetElapsedTime(start, Volatile.Read(ref at));
            // The first one also compiles the callback.
            if (i > 0 && latency > worst) worst = latency;
        }
        Console.WriteLine($"   slowest of 19 edges: {worst.TotalMilliseconds:0.0} ms");
        That(worst < TimeSpan.FromMilliseconds(100), $"the slowest edge took {worst.TotalMilliseconds:0.0} ms");
    }

    // The kernel counts how often a thread went to sleep: a thread that polls goes to sleep again and again.
    private static void NoPolling()
    {
        Devices.Run("gpio", "17", "down");
        var (chip, line) = Hardware.OpenGpio(PowerGood);
        using var _ = chip;
        using var seen = new AutoResetEvent(false);
        using var input = Listen(chip, line, () => seen.Set());
        Devices.Run("gpio", "17", "up");
        That(seen.WaitOne(Patience), "no edge came");
        string status = Directory.EnumerateDirectories("/proc/self/task").Single(t => File.ReadAllText(Path.Combine(t, "comm")).StartsWith("gpio-edges", StringComparison.Ordinal));
        int before = SettledSwitches(status);
        // A second and a half of other work in other processes.
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < 1500) Devices.Run("bus");
        Same(before, Switches(status), "voluntary context switches of the waiting thread");
    }

    private static int SettledSwitches(string task)
    {
        int count = Switches(task);
        for (int next = -1; next != count; count = Switches(task))
        {
            next = count;
            Devices.Run("bus");
        }
        return count;
    }

    private static int Switches(string task) => int.Parse(
        File.ReadLines(Path.Combine(task, "status")).Single(l => l.StartsWith("voluntary_ctxt_switches", StringComparison.Ordinal)).Split(':')[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
