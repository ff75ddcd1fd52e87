using EdgeAgent.Core.Scheduling;
using EdgeAgent.Native;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Simulated;

namespace EdgeAgent.Sleep;

/// <summary>Section <c>Power:Sleep</c>; off by default.</summary>
public sealed record SleepOptions
{
    public required SleepMethod Method { get; init; }

    /// <summary><c>mem</c>, <c>standby</c> or <c>freeze</c>; it must be in <c>/sys/power/state</c>.</summary>
    public required string State { get; init; }

    /// <summary>Number of the clock chip that wakes the device: <c>/sys/class/rtc/rtcN</c>.</summary>
    public required int Rtc { get; init; }

    public required string? Command { get; init; }
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Keys <c>LeastSeconds</c>, <c>LongestSeconds</c>, <c>LeadSeconds</c>, <c>StayAwakeSeconds</c>, <c>FromMode</c>.</summary>
    public required SleepSettings Rule { get; init; }

    /// <summary>Reads the section; null when sleep is not enabled.</summary>
    public static SleepOptions? Read(ConfigReader reader, string board)
    {
        bool isSimulated = board == PowerBoards.Simulated;
        bool isEnabled = reader.Flag("Enabled", false);
        var usual = new SleepSettings();
        var options = new SleepOptions
        {
            Method = reader.Word("Method", isSimulated ? SleepMethod.Simulated : SleepMethod.Suspend),
            State = reader.Text("State", "mem", s => s is "mem" or "standby" or "freeze", "mem, standby, freeze"),
            Rtc = reader.Whole("Rtc", 0, 0, 15),
            Command = reader.TextOrNull("Command"),
            Arguments = reader.List("Arguments"),
            Rule = new SleepSettings
            {
                Least = reader.Seconds("LeastSeconds", usual.Least.TotalSeconds, 1, 86_400),
                Longest = reader.Seconds("LongestSeconds", usual.Longest.TotalSeconds, 1, 7 * 86_400),
                Lead = reader.Seconds("LeadSeconds", usual.Lead.TotalSeconds, 0, 3600),
                StayAwake = reader.Seconds("StayAwakeSeconds", usual.StayAwake.TotalSeconds, 1, 3600),
                FromMode = reader.Word("FromMode", usual.FromMode),
            },
        };
        if (!isEnabled) return null;
        options.Check(reader, isSimulated);
        return options;
    }

    private void Check(ConfigReader reader, bool isSimulated)
    {
        if (Rule.Longest < Rule.Least) reader.Fault("LongestSeconds", $"{Rule.Longest.TotalSeconds}", $"a number from LeastSeconds ({Rule.Least.TotalSeconds}) to 604800");
        if (Method == SleepMethod.Command && Command is not ['/', ..]) reader.Fault("Command", Command ?? "", "the absolute path of a program");
        // A simulated device must not suspend its host, and a real device must not only simulate the sleep.
        if (isSimulated != (Method == SleepMethod.Simulated)) reader.Fault("Method", Core.Tasks.WireNames.Lower(Method), isSimulated ? "simulated, with Power:Board simulated" : "suspend, command");
    }

    internal IDeviceSleep Create(MachineRoots roots, TimeProvider time, SimulatedBoard? board, Action signOfLife) => Method switch
    {
        SleepMethod.Suspend => new KernelSleep(roots, State, Rtc, BootClock.SleptMs),
        SleepMethod.Command => new CommandSleep(Command!, Arguments, time, BootClock.SleptMs),
        SleepMethod.Simulated => new SimulatedSleep(board ?? throw new InvalidOperationException("the board is not simulated"), signOfLife),
    };
}
