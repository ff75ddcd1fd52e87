using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Simulated;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// What sampling costs: passes in an hour of each mode (counted on virtual time by the real policy), processor time of a pass (measured on this machine's
/// own /proc and /sys with the simulated board's chips), and both multiplied. Then a real thread for some seconds: wake-ups per pass by the kernel's count.
/// </summary>
internal static class SamplingCost
{
    private static readonly (OperatingMode Mode, double SocPct)[] Modes =
    [
        (OperatingMode.Full, 90), (OperatingMode.Reduced, 65), (OperatingMode.Minimal, 40), (OperatingMode.Critical, 25), (OperatingMode.Suspended, 15),
    ];

    public static int Run()
    {
        double micros = MicrosPerPass();
        Console.WriteLine(F($"processor time of one pass (4 chips, line, thermistor, /proc, /sys, estimator): {micros:F0} us"));
        Console.WriteLine();
        Console.WriteLine("mode        interrupt  tasks   wake-ups/h   CPU ms/h   share of a core");
        foreach (bool hasInterrupt in new[] { true, false })
        {
            foreach (int tasks in new[] { 0, 1 })
            {
                foreach (var (mode, soc) in Modes) Print(mode, hasInterrupt, tasks, PassesPerHour(mode, soc, hasInterrupt, tasks), micros);
            }
        }

        return Thread(seconds: 20);
    }

    private static void Print(OperatingMode mode, bool hasInterrupt, int tasks, long passes, double micros) => Console.WriteLine(F(
        $"{WireNames.Lower(mode),-11} {(hasInterrupt ? "yes" : "no"),-9} {tasks,6} {passes,12} {passes * micros / 1000,10:F0} {passes * micros / 3.6e9,16:P4}"));

    private static long PassesPerHour(OperatingMode mode, double soc, bool hasInterrupt, int tasks)
    {
        var time = new VirtualTime();
        using var rig = new Rig(time, soc, hasInterrupt);
        rig.Hub.Report(mode, tasks);
        // The first minutes confirm what was read first.
        for (double settled = 0; settled < 600;) settled += rig.Step();
        long before = rig.Last!.Samples;
        for (double at = 0; at < 3600;) at += rig.Step();
        return rig.Last.Samples - before;
    }

    private static double MicrosPerPass()
    {
        var time = new VirtualTime();
        using var rig = new Rig(time, 65, hasInterrupt: true);
        for (int i = 0; i < 500; i++) rig.Step();
        var process = Process.GetCurrentProcess();
        const int passes = 3000;
        process.Refresh();
        var before = process.TotalProcessorTime;
        for (int i = 0; i < passes; i++) rig.Step();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / passes;
    }

    // The real thread with a pass a second, as the scheduler counts it.
    private static int Thread(int seconds)
    {
        using var rig = new Rig(TimeProvider.System, 65, hasInterrupt: true, every: TimeSpan.FromSeconds(1));
        using var end = new ManualResetEventSlim();
        rig.Hub.Start();
        end.Wait(TimeSpan.FromSeconds(3));
        var (switchesBefore, nanosBefore) = ThreadCounters();
        long passesBefore = rig.Last!.Samples;
        end.Wait(TimeSpan.FromSeconds(seconds));
        var (switches, nanos) = ThreadCounters();
        long passes = rig.Last.Samples - passesBefore;
        if (passes == 0 || switchesBefore < 0) return Fail("the sampling thread was not found or did not run");
        Console.WriteLine();
        Console.WriteLine(F($"real thread, {seconds} s: {passes} passes, {switches - switchesBefore} wake-ups, {(nanos - nanosBefore) / 1000.0 / passes:F0} us of processor a pass"));
        return 0;
    }

    private static (long Switches, long Nanos) ThreadCounters()
    {
        foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (File.ReadAllText($"{task}/comm").Trim() != "sensors") continue;
            string line = File.ReadLines($"{task}/status").First(l => l.StartsWith("voluntary_ctxt_switches", StringComparison.Ordinal));
            return (Parse(line.Split(':')[1]), Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[0]));
        }

        return (-1, -1);
    }

    private static long Parse(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A simulated board with the real machine's own files.</summary>
    private sealed class Rig : IDisposable
    {
        private readonly TimeProvider _time;

        public Rig(TimeProvider time, double soc, bool hasInterrupt, TimeSpan? every = null)
        {
            _time = time;
            var root = new ConfigurationBuilder()
                .AddInMemoryCollection([new("EdgeAgent:Power:Board", PowerBoards.Simulated), new("EdgeAgent:Power:CapacityMah", "10000")]).Build();
            var reader = new ConfigReader(root, "EdgeAgent");
            var options = PowerOptions.Read(reader.Section("Power"), reader.Section("Scheduling"), "/");
            var world = new SimulatedOptions { Pattern = SupplyPattern.None, SocPct = soc, IdleW = 1.2, StartAt = TimeSpan.FromHours(12) };
            if (every is { } wait) options = options with { Sampling = new SamplingSettings { Fast = wait, Busy = wait, Normal = wait, Slow = wait } };
            var board = new SimulatedBoard(world, options.Board.Pack, time);
            Hub = new SensorHub(
                board.CreateSensors(), new PowerEstimator(options.Pack, options.Estimator), new Sensors.Machine.SystemMonitor(MachineRoots.Real, options.Machine),
                new SensorHubSettings { Sampling = options.Sampling, HasPowerInterrupt = hasInterrupt }, Now, s => Last = s, NullLogger<SensorHub>.Instance);
            if (every is null) Hub.OpenSensors();
        }

        public SensorHub Hub { get; }

        public PowerSnapshot? Last { get; private set; }

        public double Step()
        {
            double wait = Hub.Step().TotalSeconds;
            ((VirtualTime)_time).Advance(wait);
            return wait;
        }

        public void Dispose() => Hub.Dispose();

        private Timestamp Now() => new(_time.GetUtcNow(), (long)_time.GetElapsedTime(0).TotalMilliseconds, ClockTrust.Ntp);
    }

    private sealed class VirtualTime : TimeProvider
    {
        private TimeSpan _elapsed = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(double seconds) => _elapsed += TimeSpan.FromSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _elapsed;

        public override long GetTimestamp() => _elapsed.Ticks;
    }
}
