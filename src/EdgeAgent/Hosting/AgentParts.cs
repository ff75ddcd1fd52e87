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

/// <summary>Input of <see cref="AgentAssembly"/>; made by <see cref="AgentServices"/>, and by tests with a recording link.</summary>
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

    /// <summary>A power state older than this is not used for decisions.</summary>
    public TimeSpan PowerStaleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Usable energy of the full pack, Wh; null when unknown.</summary>
    public double? PackWh { get; init; }

    /// <summary>Idle power of the device, prior of the forecast, and announced hours.</summary>
    public ForecastOptions Forecast { get; init; } = new();

    public required ILogger Logger { get; init; }
    public required DeviceIdentity Identity { get; init; }
    public required IMachine Machine { get; init; }

    /// <summary>Verbs that only this device has: <c>simulate</c> with the simulated board.</summary>
    public IReadOnlyList<ControlVerb> MoreVerbs { get; init; } = [];

    /// <summary>Samples of a simulated board from before the start, for a forecaster that knows nothing; null on real hardware.</summary>
    public IEnumerable<ChargeSample>? SimulatedPast { get; init; }

    /// <summary>Receives the snapshot after every sample; null for none.</summary>
    public IStateObserver? Observer { get; init; }

    /// <summary>How the device sleeps; null when it stays awake.</summary>
    public IDeviceSleep? Sleep { get; init; }

    public SleepSettings SleepRule { get; init; } = new();

    /// <summary>The words of <c>status.caps</c>.</summary>
    public IReadOnlyList<string> Caps { get; init; } = [];
}
