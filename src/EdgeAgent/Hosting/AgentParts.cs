using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Options;
using EdgeAgent.Sleep;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>What the agent is made of; put together in <c>Program.cs</c>, and by tests with a recording link.</summary>
internal sealed record AgentParts
{
    public required AgentOptions Options { get; init; }
    public required AgentStore Store { get; init; }
    public required BootRecord Boot { get; init; }
    public required IBrokerLink Link { get; init; }
    public required Topics Topics { get; init; }
    public required Inbox Inbox { get; init; }
    public required TaskKinds Kinds { get; init; }
    public required TaskPolicy Policy { get; init; }
    public required SchedulingPolicy Scheduling { get; init; }

    public ModeSettings Modes { get; init; } = new();

    /// <summary>A power state older than this decides nothing.</summary>
    public TimeSpan PowerStaleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Usable energy of the full pack, Wh; null when not known.</summary>
    public double? PackWh { get; init; }

    /// <summary>Power of the idle device, W; what harvest must exceed before a task gains from it.</summary>
    public double ForecastIdleW { get; init; } = 3;

    public required ILogger Logger { get; init; }
    public required string Version { get; init; }

    /// <summary>The verb <c>simulate</c>: null when it was served, else the fault. Absent on real hardware.</summary>
    public Func<ControlRequest, string?>? Simulate { get; init; }

    /// <summary>What a simulated board would have been seen to do before the store was made; null on real hardware.</summary>
    public IEnumerable<ChargeSample>? SimulatedPast { get; init; }

    /// <summary>The document for Home Assistant; null sends none.</summary>
    public Func<TimeSpan, bool, byte[]>? Discovery { get; init; }

    /// <summary>Gets the snapshot after every sample; null costs nothing.</summary>
    public Action<StateDocument>? Measured { get; init; }

    /// <summary>Null: the device stays awake.</summary>
    public IDeviceSleep? Sleep { get; init; }

    public SleepSettings SleepRule { get; init; } = new();

    /// <summary>Has every sensor read at once.</summary>
    public Action Resample { get; init; } = static () => { };

    /// <summary>Time that the machine has slept since its start, s.</summary>
    public Func<double> SleptS { get; init; } = static () => 0;

    /// <summary>Words for <c>status.caps</c>.</summary>
    public IReadOnlyList<string> Caps { get; init; } = [];

    /// <summary>Tells the sensors what the agent does, so that they sample as seldom as it allows: mode, running tasks.</summary>
    public Action<OperatingMode, int> ReportWork { get; init; } = static (_, _) => { };
}
