using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
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

    public ProjectionSettings Projection { get; init; } = ProjectionSettings.Default;

    /// <summary>A power state older than this decides nothing.</summary>
    public TimeSpan PowerStaleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Usable energy of the full pack, Wh; null when not known.</summary>
    public double? PackWh { get; init; }

    /// <summary>Power of the idle device, W; what harvest must exceed before a task gains from it.</summary>
    public ForecastOptions Forecast { get; init; } = new();

    public required ILogger Logger { get; init; }
    public required DeviceIdentity Identity { get; init; }
    public required IMachine Machine { get; init; }

    /// <summary>Verbs of this device alone: <c>simulate</c> where the board is simulated.</summary>
    public IReadOnlyList<ControlVerb> MoreVerbs { get; init; } = [];

    /// <summary>What a simulated board would have been seen to do before the store was made; null on real hardware.</summary>
    public IEnumerable<ChargeSample>? SimulatedPast { get; init; }

    /// <summary>Gets the snapshot after every sample; null costs nothing.</summary>
    public IStateObserver? Observer { get; init; }

    /// <summary>Null: the device stays awake.</summary>
    public IDeviceSleep? Sleep { get; init; }

    public SleepSettings SleepRule { get; init; } = new();

    /// <summary>Words for <c>status.caps</c>.</summary>
    public IReadOnlyList<string> Caps { get; init; } = [];
}
