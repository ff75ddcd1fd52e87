using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>
/// A device in miniature: tasks, a power state, a clock. It applies plans as the agent does: transition, commit, effects. Nothing waits;
/// time passes when a test says so.
/// </summary>
internal sealed class World
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly List<string> _ids = [];
    private readonly Dictionary<string, TaskRecord> _tasks = [];

    public Timestamp Now { get; set; } = new(Noon, 1_000_000, ClockTrust.Ntp);
    public PowerState Power { get; set; } = OnBattery(90);
    public SystemState System { get; set; } = new() { IsIdle = false, CpuPct = 5, MemoryUsedPct = 40, DiskUsedPct = 50, CpuTemperatureC = 45 };
    public OperatingMode? Mode { get; set; }
    public OperatingMode Ceiling { get; set; }
    public Holds Holds { get; set; } = Holds.None;
    public SchedulingPolicy Policy { get; set; } = SchedulingPolicy.Default;
    public TaskPolicy TaskPolicy { get; set; } = new() { FindZone = Zone };
    public QuotaLedger Quotas { get; set; } = QuotaLedger.Empty;
    public Core.Forecast.ChargeForecast? Forecast { get; set; }
    public DateTimeOffset? QuietestAt { get; set; }
    public PlaceTasks? Planner { get; set; }
    public double? PackWh { get; set; }
    public string BootId { get; set; } = "boot-1";
    public List<(string Id, TaskEffects Effects)> Done { get; } = [];
    public List<TaskRecord> Receipts { get; } = [];

    public TaskRecord this[string id] => _tasks[id];

    public IReadOnlyList<TaskRecord> Tasks => [.. _ids.Where(_tasks.ContainsKey).Select(id => _tasks[id])];

    public static PowerState OnBattery(double soc) => new()
    {
        SocPct = soc,
        Source = PowerSource.Battery,
        Charging = ChargeStatus.Discharging,
        Quality = PowerQuality.Measured,
    };

    public static PowerState Powered(double soc) => new()
    {
        SocPct = soc,
        Source = PowerSource.External,
        Charging = ChargeStatus.Charging,
        Quality = PowerQuality.Measured,
        IsPowered = true,
    };

    public static TimeZoneInfo? Zone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) ? zone : null;

    public PlanInput Input() => new()
    {
        Present = new ProjectionInput { Now = Now, Power = Power, Mode = Mode ?? OperatingModes.Next(null, Power, new ModeSettings()), Forecast = Forecast },
        Tasks = Tasks,
        BootId = BootId,
        System = System,
        Ceiling = Ceiling,
        Holds = Holds,
        Policy = Policy,
        TaskPolicy = TaskPolicy,
        Quotas = Quotas,
        QuietestAt = QuietestAt,
        Planner = Planner,
        PackWh = PackWh,
    };

    /// <summary>Submits a document, written as JSON without braces and with ' for quotes.</summary>
    public Admission Submit(string fields)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"{{{fields.Replace('\'', '"')}}}");
        ParsedDocument parsed = TaskDocument.Parse(bytes, new DocumentRules { FindZone = Zone });
        Assert.True(parsed.Spec is not null, parsed.Rejection?.Message);
        Admission admission = TaskIntake.Admit(parsed.Spec, Convert.ToHexStringLower(global::System.Security.Cryptography.SHA256.HashData(bytes)), Known(), Now, TaskPolicy);
        if (admission is Admission.Accepted accepted)
        {
            _ids.Add(accepted.Record.Id);
            _tasks[accepted.Record.Id] = accepted.Record;
            foreach (TaskRecord old in accepted.Replaces) Happen(old.Id, new TaskEvent.Replaced());
        }

        return admission;
    }

    public KnownTasks Known() => new()
    {
        Find = id => _tasks.GetValueOrDefault(id),
        FindUnique = name => [.. Tasks.Where(t => t.Spec.Unique?.Name == name)],
        Unfinished = Tasks.Count(t => !t.IsFinal),
        UnfinishedOfKind = kind => Tasks.Count(t => !t.IsFinal && t.Spec.Kind == kind),
    };

    /// <summary>Applies one event to one task, and the consequences to its dependents.</summary>
    public TaskRecord Happen(string id, TaskEvent happened)
    {
        Transition t = TaskTransitions.Next(_tasks[id], happened, Now, TaskPolicy);
        if (!t.Changed) return t.Record;
        _tasks[id] = t.Record;
        Done.Add((id, t.Effects));
        TaskRecord told = t.ClosedRun ?? t.Record;
        if (t.Has(TaskEffects.Receipt)) Receipts.Add(told);
        if (t.Has(TaskEffects.Forget)) _tasks.Remove(id);
        if (t.Has(TaskEffects.NotifyDependents))
        {
            foreach (TaskRecord other in Tasks.Where(o => o.WaitsFor.Any(p => p.Id == id))) Happen(other.Id, new TaskEvent.PrerequisiteEnded(id, told.Phase));
        }

        return t.Record;
    }

    /// <summary>Plans and applies until nothing changes; workers report their start at once.</summary>
    public Plan Settle()
    {
        for (int pass = 0; pass < 50; pass++)
        {
            Plan plan = Scheduler.Plan(Input());
            foreach (Decision d in plan.Decisions)
            {
                TaskRecord after = Happen(d.Task.Id, d.Event);
                if (d.Event is not TaskEvent.Start) continue;
                Quotas = Quotas.Note(after.Spec, Now);
                Happen(d.Task.Id, new TaskEvent.Started(after.Attempt));
            }

            if (plan.Decisions.Count == 0) return plan;
        }

        throw new InvalidOperationException("the plan does not settle");
    }

    public TaskRecord Exit(string id, ErrorCategory? error = null, TimeSpan? retryAfter = null) => Happen(
        id, new TaskEvent.Exited(_tasks[id].Attempt, new AttemptEnd(error is { } e ? new TaskError(e, "said so") : null, RetryAfter: retryAfter)));

    public void Pass(TimeSpan span) => Now = Now.Plus(span);

    public WaitReason[] WaitsOf(string id) => [.. _tasks[id].WaitReasons.Select(w => w.Reason)];
}
