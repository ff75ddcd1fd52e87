using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Execution;
using EdgeAgent.Hosting;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Sleep;
using EdgeAgent.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests;

/// <summary>
/// A whole agent on a virtual clock: the real store in a temporary folder, the real scheduler, a broker and workers that the test
/// plays. <see cref="Kill"/> and <see cref="Start"/> are a kill -9 and a restart.
/// </summary>
internal sealed class AgentRig : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _keys;
    private AgentStore? _store;
    private BootRecord? _boot;
    private Agent? _agent;
    private Inbox? _inbox;
    private long _bootTimeMs = 10_000;
    private long _session;
    private bool _isConnected;

    public AgentRig(params (string Key, string Value)[] keys)
    {
        _keys = keys.ToDictionary(k => "EdgeAgent:" + k.Key, k => (string?)k.Value);
        _keys["EdgeAgent:Device:Id"] = "rig";
        _keys["EdgeAgent:Device:DataDirectory"] = _folder.Path;
        _keys["EdgeAgent:Device:TimeZone"] = "UTC";
        Start();
    }

    public RecordingLink Link { get; } = new();

    public ManualWorker Worker { get; private set; } = new();

    public Agent Agent => _agent ?? throw new InvalidOperationException("killed");

    public DateTimeOffset Utc { get; private set; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public string BootId { get; set; } = "boot-1";

    public PowerState Power { get; set; } = new()
    {
        SocPct = 90,
        Source = PowerSource.Battery,
        Charging = ChargeStatus.Discharging,
        Quality = PowerQuality.Measured,
    };

    public double MemoryUsedPct { get; set; } = 20;

    /// <summary>The network by the machine's routes; a connected broker counts as a network, too.</summary>
    public NetworkKind Network { get; set; } = NetworkKind.Any;

    public IReadOnlyList<SensorStatus> Sensors { get; set; } = [];

    /// <summary>The machine's sleep, where the configuration enables it.</summary>
    public PlayedSleep Sleep { get; } = new();

    public PlayedMachine Machine { get; } = new();

    public double CpuPct { get; set; } = 5;

    public int Acknowledged { get; private set; }

    public int Abandoned { get; private set; }

    public string StorePath => _folder.File("agent.db");

    private Timestamp Now => new(Utc, _bootTimeMs + _boot!.OffsetMs, ClockTrust.Ntp);

    public void Start()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_keys).Build();
        var root = new ConfigReader(configuration, "EdgeAgent");
        var options = AgentOptions.Read(root);
        var policy = TaskOptions.Read(root.Section("Tasks"), options.Device);
        var sleep = SleepOptions.Read(root.Section("Power").Section("Sleep"), "custom");
        Assert.Empty(root.Faults);
        (_store, _boot) = AgentStore.Open(StorePath, BootId, _bootTimeMs, Utc, ClockTrust.Ntp);
        _inbox = new Inbox();
        Worker = new ManualWorker();
        _agent = AgentAssembly.Build(
            new AgentParts
            {
                Options = options,
                Store = _store,
                Boot = _boot,
                Link = Link,
                Topics = new Topics(options.Mqtt.Root, options.Device.Id, options.Device.Groups, _keys.ContainsKey("EdgeAgent:Mqtt:HomeAssistant:Enabled") ? options.Mqtt.HomeAssistantPrefix : null),
                Inbox = _inbox,
                Kinds = new TaskKinds([Worker]),
                Policy = policy,
                Scheduling = SchedulingOptions.Read(root.Section("Scheduling")),
                Forecast = ForecastOptions.Read(root.Section("Forecast")),
                Logger = NullLogger.Instance,
                Identity = new DeviceIdentity("test", "rig"),
                Machine = Machine,
                MoreVerbs = [new("explode", Explode, ChangesStore: true)],
                Sleep = sleep is null ? null : Sleep,
                SleepRule = sleep?.Rule ?? new(),
            },
            Now);
        Sample();
    }

    /// <summary>Nothing more is written; what is not committed is gone.</summary>
    public void Kill()
    {
        _store!.Dispose();
        _inbox!.Dispose();
        Link.Lose();
        _agent = null;
    }

    public void Restart()
    {
        Kill();
        Start();
    }

    public void PowerCut()
    {
        Kill();
        BootId += "x";
        _bootTimeMs = 5_000;
        Start();
    }

    /// <summary>From now on the medium refuses every write.</summary>
    public void BreakStore() => _store!.Database.Execute("PRAGMA query_only=ON");

    /// <summary>From now on a table cannot be read.</summary>
    public void LoseTable(string name) => _store!.Database.Execute($"ALTER TABLE {name} RENAME TO lost");

    public void MendStore() => _store!.Database.Execute("PRAGMA query_only=OFF");

    /// <summary>The orderly end, after the agent is done.</summary>
    public void CloseClean()
    {
        Agent.Close(Now);
        Kill();
    }

    /// <param name="keepAlive">The broker's own, where it insists on one, s.</param>
    /// <param name="largestPacket">That the broker takes, bytes.</param>
    public void Connect(int? keepAlive = null, bool sessionPresent = true, long largestPacket = long.MaxValue)
    {
        _isConnected = true;
        var asked = Link.KeepAlive ?? TimeSpan.FromSeconds(60);
        Post(new AgentEvent.Connected(new LinkFacts(++_session, "5", sessionPresent, keepAlive is { } s ? TimeSpan.FromSeconds(s) : asked) { Asked = asked, LargestPacket = largestPacket }));
    }

    public void Disconnect()
    {
        _isConnected = false;
        Link.Lose();
        Post(new AgentEvent.Disconnected("gone", null));
    }

    public void Sample() => Post(new AgentEvent.Sampled(new PowerSnapshot(
        Power, new SystemState { CpuPct = CpuPct, MemoryUsedPct = MemoryUsedPct, DiskUsedPct = 20, Network = Network },
        Sensors, Now, [], 0, 0)));

    public void Submit(string json, bool isRetained = false) => Publish("task/submit", json, isRetained);

    public void Publish(string topic, string json, bool isRetained = false) => Arrive(
        new InboundMessage("edge/v1/rig/" + topic, Encoding.UTF8.GetBytes(json)) { IsRetained = isRetained });

    public void Arrive(params InboundMessage[] messages) =>
        Post(new AgentEvent.Arrived(new InboundBatch(messages, () => Acknowledged++, () => Abandoned++)));

    public void Post(params AgentEvent[] events)
    {
        Agent.Handle(events, Now);
        Settle();
    }

    /// <summary>Lets time pass, with a sample each minute and every wake-up that the agent asked for.</summary>
    public void Pass(TimeSpan span)
    {
        long end = _bootTimeMs + (long)span.TotalMilliseconds;
        while (_bootTimeMs < end)
        {
            long? asleepUntil = Agent.SleepUntilMs - _boot!.OffsetMs;
            long next = Math.Min(end, asleepUntil ?? Math.Min(_bootTimeMs + 60_000, Math.Max(_bootTimeMs + 1, Agent.NextWakeUpMs - _boot.OffsetMs)));
            Utc = Utc.AddMilliseconds(next - _bootTimeMs);
            _bootTimeMs = next;
            // A machine that sleeps measures nothing.
            if (asleepUntil is null) Sample();
            else if (asleepUntil <= next) Wake();
        }
    }

    /// <summary>The machine's sleep ends, at its time or before.</summary>
    public void Wake()
    {
        Post(new AgentEvent.Woke(Sleep.Outcome));
        Sample();
    }

    /// <summary>The broker acknowledges everything that was sent so far, and what follows from it.</summary>
    public void Acknowledge()
    {
        while (Link.TakeAcknowledgements() is { Count: > 0 } done) Post([.. done]);
    }

    public TaskRecord Task(string id) => Agent.Book.Find(id) ?? throw new InvalidOperationException($"no task {id}");

    public void Dispose()
    {
        if (_agent is not null) Kill();
        _folder.Dispose();
    }

    // A verb that throws.
    private static Verdict Explode(ControlRequest request, in Timestamp now) => throw new InvalidOperationException("boom");

    // What workers reported is handled as the loop would.
    private void Settle()
    {
        for (int i = 0; i < 20 && _inbox!.Take(TimeSpan.Zero) is { Count: > 0 } more; i++) Agent.Handle(more, Now);
        if (!Link.IsAway || !_isConnected) return;
        _isConnected = false;
        Post(new AgentEvent.Disconnected("client left", null));
    }
}

/// <summary>A machine that counts what it is asked for.</summary>
internal sealed class PlayedMachine : IMachine
{
    public double SleptS => 0;

    public int Resampled { get; private set; }

    public void Resample() => Resampled++;

    public void ReportWork(OperatingMode mode, int running)
    {
    }
}

/// <summary>A machine that sleeps as the test says.</summary>
internal sealed class PlayedSleep : IDeviceSleep
{
    public string? Obstacle { get; set; }

    public string? Outcome { get; set; }

    public bool MaySwitchOff { get; set; }

    public string? Fault() => Obstacle;

    public string? Sleep(TimeSpan length, Func<TimeSpan, bool> awaitShutdown) => throw new NotSupportedException("the rig plays it");
}

/// <summary>A worker of kind <c>work</c> that does what the test says.</summary>
internal sealed class ManualWorker : ITaskWorker
{
    private IRunObserver? _observer;

    public IReadOnlyCollection<string> Kinds { get; } = ["work", "update"];

    /// <summary>Called when a worker is to start.</summary>
    public Action? Starting { get; set; }

    public Dictionary<string, Run> Runs { get; } = [];

    public List<string> Started { get; } = [];

    public ArgsCheck Validate(TaskSpec spec)
    {
        if (spec.ArgsJson?.Contains("explode", StringComparison.Ordinal) == true) throw new InvalidOperationException("boom");
        var args = new TaskArgs(spec.ArgsJson);
        args.Number("duration_s", 0, 0, 60);
        if (args.Text("x") == "bad") args.Fail("x", "must not be bad");
        return args.Check;
    }

    public IRun Start(RunRequest request, IRunObserver observer)
    {
        Starting?.Invoke();
        _observer = observer;
        Started.Add(request.Spec.Id);
        var run = new Run(request, observer);
        Runs[request.Spec.Id] = run;
        observer.Started(request.Spec.Id, request.Attempt);
        return run;
    }

    public void Stick(string id, bool isStuck) => _observer!.Stuck(id, 1, isStuck);

    public void Finish(string id, ErrorCategory? error = null)
    {
        var run = Runs[id];
        Runs.Remove(id);
        _observer!.Exited(id, run.Request.Attempt, error is { } category ? RunOutcome.Failure(category, "failed") : RunOutcome.Success("done"u8.ToArray(), 0));
    }

    internal sealed class Run(RunRequest request, IRunObserver observer) : IRun
    {
        public RunRequest Request { get; } = request;

        public bool IsPaused { get; private set; }

        public TimeSpan? Cpu { get; set; }

        public RunUsage? Usage => Cpu is { } cpu ? new RunUsage(cpu, 0) : null;

        public LiveLimits Limits { get; private set; } = request.Limits;

        public void Pause() => IsPaused = true;

        public void Resume() => IsPaused = false;

        public void Stop(TimeSpan grace) => observer.Exited(Request.Spec.Id, Request.Attempt, RunOutcome.Failure(ErrorCategory.Other, "stopped"));

        public void SetLimits(LiveLimits limits) => Limits = limits;
    }
}
