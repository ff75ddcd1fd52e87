using System.Security.Cryptography;
using EdgeAgent.Contract;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Soak;

/// <summary>
/// An agent without its machine: random documents on a random device in virtual time, killed between any two steps. Everything is a
/// function of the seed.
/// </summary>
public sealed class SoakRun
{
    private readonly Random _random;
    private readonly RandomDocuments _documents;
    private readonly RandomDevice _device;
    private readonly WindowPlanner _planner = new();
    private readonly SoakStore _store = new();
    private readonly Invariants _invariants;
    private readonly TaskPolicy _policy = new() { FindZone = Zone };
    private readonly SchedulingPolicy _scheduling = new() { QuietHours = [new QuietHours(new TimeOnly(23, 0), new TimeOnly(4, 0))] };
    private readonly int _total;
    private readonly int _killOneIn;
    private readonly long _endMs;
    private readonly Dictionary<string, long> _counts = [];
    private readonly Dictionary<string, TaskRecord?> _batch = [];
    private readonly List<(string Id, TaskEvent Event, Transition Transition)> _effects = [];
    private readonly Dictionary<string, SoakWorker> _workers = [];
    private readonly HashSet<string> _accepted = [];
    private readonly HashSet<string> _retired = [];
    private Dictionary<string, TaskRecord> _tasks = [];
    private QuotaLedger _quotas = QuotaLedger.Empty;
    private byte[]? _lastDocument;
    private int _submitted;
    private int _boot = 1;

    /// <summary>The agent was killed: nothing after this point of the step happens.</summary>
    private sealed class Killed : Exception;

    private sealed class SoakWorker(int attempt, long needMs, ErrorCategory? fails, bool silent)
    {
        public int Attempt { get; } = attempt;
        public long LeftMs { get; set; } = needMs;
        public ErrorCategory? Fails { get; } = fails;
        public bool IsSilent { get; } = silent;
        public bool IsPaused { get; set; }
        public bool IsStopping { get; set; }
    }

    /// <param name="killOneIn">A kill comes at one in so many of the points between two steps.</param>
    public SoakRun(int seed, int documents, TimeSpan duration, int killOneIn = 4000)
    {
        _killOneIn = killOneIn;
        _random = new Random(seed);
        _documents = new RandomDocuments(_random);
        _device = new RandomDevice(_random);
        _invariants = new Invariants(Broken.Add);
        _total = documents;
        _endMs = (long)duration.TotalMilliseconds;
    }

    public List<string> Broken { get; } = [];

    public IEnumerable<(string Name, long Count)> Counts =>
        _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value))
            .Append(("commits", _store.Commits)).Append(("clock jumps", _device.ClockJumps));

    public void ToEnd()
    {
        while (_device.DeviceTimeMs < _endMs && Broken.Count < 100)
        {
            try
            {
                Minute();
            }
            catch (Killed)
            {
                Restart();
            }
        }

        CheckNothingLost();
    }

    private void Minute()
    {
        _device.Sample();
        if (!_device.IsTrusted && _random.Next(30) == 0) _device.SyncClock();
        if (_random.Next(700) == 0) _device.DisturbClock();
        long end = _device.DeviceTimeMs + 60_000;
        while (_submitted < _total * (double)_device.DeviceTimeMs / _endMs) Submit();
        Meddle();
        Settle();
        while (NextExit(end) is { } next)
        {
            Pass(next.At - _device.DeviceTimeMs);
            Exit(next.Id);
            Settle();
        }

        Pass(end - _device.DeviceTimeMs);
        if (_random.Next(60) == 0) Retire();
        if (_random.Next(2000) == 0) throw new Killed();
    }

    private void Submit()
    {
        _submitted++;
        Count("documents");
        byte[] bytes = _lastDocument is not null && _random.Next(100) == 0 ? _lastDocument : _lastDocument = _documents.Next(_device.Now.Utc);
        ParsedDocument parsed = TaskDocument.Parse(bytes, new DocumentRules { FindZone = Zone });
        if (parsed.Spec is null)
        {
            if (parsed.Rejection!.Message.Length == 0) Broken.Add("a rejection without a message");
            Count($"rejected {parsed.Rejection!.Code}");
            return;
        }

        switch (TaskIntake.Admit(parsed.Spec, Convert.ToHexStringLower(SHA256.HashData(bytes)), Known(), _device.Now, _policy))
        {
            case Admission.Rejected r:
                Count($"rejected {r.Rejection.Code}");
                break;
            case Admission.Repeated:
                Count("repeated");
                break;
            case Admission.Accepted a:
                Count("accepted");
                Stage(a.Record);
                if (a.Record.IsFinal) _invariants.Check(a.Record with { Rev = 0, Phase = TaskPhase.Blocked }, new TaskEvent.Rearm(), new Transition(a.Record, TaskEffects.Receipt));
                foreach (TaskRecord old in a.Replaces) Apply(old.Id, new TaskEvent.Replaced());
                Commit();
                _accepted.Add(a.Record.Id);
                Act();
                break;
        }
    }

    // Users and their wishes.
    private void Meddle()
    {
        if (_random.Next(3) > 0 || _tasks.Count == 0) return;
        TaskRecord[] open = [.. _tasks.Values.Where(t => !t.IsFinal)];
        if (open.Length == 0) return;
        string id = open[_random.Next(open.Length)].Id;
        TaskEvent wish = _random.Next(10) switch
        {
            0 => new TaskEvent.UserPause(true),
            1 or 2 or 3 => new TaskEvent.UserPause(false),
            4 => new TaskEvent.Release(),
            5 => new TaskEvent.Progress(_tasks[id].Attempt, _random.Next(101), "step", _random.Next(2) == 0 ? "c1" : null),
            _ => new TaskEvent.Cancel(StopReason.CancelledByApp),
        };
        Do(id, wish);
        if (_random.Next(20) == 0)
        {
            foreach (TaskRecord old in open.Where(t => _device.DeviceTimeMs - t.AcceptedMs > 86_400_000)) Do(old.Id, new TaskEvent.Cancel(StopReason.User));
        }
    }

    private void Settle()
    {
        for (int pass = 0; pass < 20; pass++)
        {
            PlanInput input = Input();
            Plan plan = Scheduler.Plan(input);
            Count("passes");
            if (plan.Decisions.Count == 0)
            {
                if (_random.Next(100) == 0) Inspect(input);
                return;
            }

            foreach (Decision d in plan.Decisions)
            {
                if (d.Event is TaskEvent.Start)
                {
                    _invariants.CheckFloor(d.Task.Spec, input);
                    _quotas = _quotas.Note(d.Task.Spec, _device.Now);
                }

                Apply(d.Task.Id, d.Event);
            }

            Commit();
            Act();
        }

        Broken.Add($"the plan does not settle: {string.Join(", ", Scheduler.Plan(Input()).Decisions.Take(3).Select(d => $"{d.Task.Id} {d.Task.Phase} {d.Event}"))}");
    }

    private void Inspect(PlanInput input)
    {
        _invariants.CheckReasons(_tasks.Values);
        Count("inspections");
        foreach (TaskForecast line in Scheduler.Outlooks(input))
        {
            bool canStart = line.Phase is TaskPhase.Ready || TaskPhases.IsActive(line.Phase);
            if (canStart != (line.WaitReasons.Count == 0)) Broken.Add($"{line.Id} {line.Phase}: reasons and phase disagree");
        }
    }

    private PlanInput Input() => new()
    {
        Present = new ProjectionInput { Now = _device.Now, Power = _device.Power, Mode = _device.Mode, Forecast = _device.Forecast },
        Tasks = [.. _tasks.Values.Where(t => !t.IsFinal)],
        BootId = $"boot-{_boot}",
        System = _device.System,
        Policy = _scheduling,
        TaskPolicy = _policy,
        Quotas = _quotas,
        PackWh = 20,
        Planner = _planner.Place,
    };

    private void Do(string id, TaskEvent happened)
    {
        Apply(id, happened);
        Commit();
        Act();
    }

    private void Apply(string id, TaskEvent happened)
    {
        if (!_tasks.TryGetValue(id, out TaskRecord? before)) return;
        Transition t = TaskTransitions.Next(before, happened, _device.Now, _policy);
        _invariants.Check(before, happened, t);
        if (!t.Changed) return;
        Count($"event {happened.GetType().Name}");
        if (t.Has(TaskEffects.Receipt)) Count($"final {(t.ClosedRun ?? t.Record).Phase} {(t.ClosedRun ?? t.Record).Reason}");
        if (t.Has(TaskEffects.Forget))
        {
            _tasks.Remove(id);
            _batch[id] = null;
        }
        else
        {
            Stage(t.Record);
        }

        _effects.Add((id, happened, t));
        if (!t.Has(TaskEffects.NotifyDependents)) return;
        TaskPhase ended = (t.ClosedRun ?? t.Record).Phase;
        foreach (TaskRecord other in _tasks.Values.Where(o => o.WaitsFor.Any(p => p.Id == id)).ToList()) Apply(other.Id, new TaskEvent.PrerequisiteEnded(id, ended));
    }

    private void Stage(TaskRecord record)
    {
        _tasks[record.Id] = record;
        _batch[record.Id] = record;
    }

    private void Commit()
    {
        MaybeKill();
        _store.Commit(_batch);
        foreach ((_, TaskEvent e, Transition t) in _effects) _invariants.Committed(e, t);
        foreach ((string id, TaskRecord? record) in _batch)
        {
            if (record is null) _retired.Add(id);
        }

        _batch.Clear();
        MaybeKill();
    }

    // Effects in order; a kill may come before each.
    private void Act()
    {
        var effects = _effects.ToList();
        _effects.Clear();
        foreach ((string id, _, Transition t) in effects)
        {
            MaybeKill();
            if (t.Has(TaskEffects.StartWorker)) Start(id, t.Record);
            if (t.Has(TaskEffects.PauseWorker) && _workers.TryGetValue(id, out SoakWorker? frozen)) frozen.IsPaused = true;
            if (t.Has(TaskEffects.ResumeWorker) && _workers.TryGetValue(id, out SoakWorker? thawed)) thawed.IsPaused = false;
            if (t.Has(TaskEffects.StopWorker) && _workers.TryGetValue(id, out SoakWorker? stopped)) (stopped.IsStopping, stopped.IsPaused, stopped.LeftMs) = (true, false, Math.Min(stopped.LeftMs, 5000));
        }
    }

    private void Start(string id, TaskRecord record)
    {
        if (_workers.ContainsKey(id)) Broken.Add($"{id}: a second worker");
        if (record.Spec.Unique is { } unique && _workers.Keys.Any(w => _tasks.TryGetValue(w, out TaskRecord? o) && o.Spec.Unique?.Name == unique.Name))
        {
            Broken.Add($"{id}: a second worker of unique work {unique.Name}");
        }

        ErrorCategory? fails = _random.Next(5) == 0 ? (ErrorCategory)_random.Next(6) : null;
        long need = _random.Next(20) == 0 ? _random.Next(60_000, 2_000_000) : _random.Next(500, 40_000);
        _workers[id] = new SoakWorker(record.Attempt, need, fails, _random.Next(50) == 0);
        if (_random.Next(100) > 0) Do(id, new TaskEvent.Started(record.Attempt));
    }

    private (string Id, long At)? NextExit(long endMs)
    {
        (string Id, long At)? next = null;
        foreach ((string id, SoakWorker w) in _workers)
        {
            long at = _device.DeviceTimeMs + w.LeftMs;
            if (!w.IsPaused && at <= endMs && !(at >= next?.At)) next = (id, at);
        }

        return next;
    }

    private void Pass(long ms)
    {
        _device.Advance(ms);
        foreach (SoakWorker w in _workers.Values.Where(w => !w.IsPaused)) w.LeftMs = Math.Max(0, w.LeftMs - ms);
    }

    private void Exit(string id)
    {
        SoakWorker worker = _workers[id];
        _workers.Remove(id);
        TaskError? error = worker.Fails is { } category ? new TaskError(category, "drill") : worker.IsStopping ? new TaskError(ErrorCategory.Other, "stopped") : null;
        if (worker.IsSilent) MaybeKill();
        Do(id, new TaskEvent.Exited(worker.Attempt, new AttemptEnd(error, EnergyMwh: 1)));
    }

    private void Retire()
    {
        foreach (TaskRecord task in Retention.Due(_tasks.Values, _device.Now, _policy)) Apply(task.Id, new TaskEvent.Retired());
        Commit();
        Act();
    }

    private void MaybeKill()
    {
        if (_random.Next(_killOneIn) == 0) throw new Killed();
    }

    // What a new agent does first: read the store, close attempts that have no worker.
    private void Restart()
    {
        Interruption cause = (Interruption)_random.Next(3);
        Count($"kill {cause}");
        _workers.Clear();
        _effects.Clear();
        _batch.Clear();
        if (cause != Interruption.AgentCrash)
        {
            _boot++;
            _device.Boot();
        }

        _device.Advance(_random.Next(1000, 600_000));
        _tasks = _store.Load().ToDictionary(t => t.Id);
        foreach (TaskRecord task in _tasks.Values.Where(t => TaskPhases.IsActive(t.Phase)).ToList()) Apply(task.Id, new TaskEvent.Rescued(cause));
        _store.Commit(_batch);
        foreach ((_, TaskEvent e, Transition t) in _effects) _invariants.Committed(e, t);
        _batch.Clear();
        _effects.Clear();
    }

    private void CheckNothingLost()
    {
        Dictionary<string, TaskRecord> stored = _store.Load().ToDictionary(t => t.Id);
        foreach (string id in _accepted)
        {
            if (!stored.ContainsKey(id) && !_retired.Contains(id)) Broken.Add($"{id} was accepted and is lost");
        }

        foreach (TaskRecord task in stored.Values)
        {
            if (task.WaitsFor.Any(p => stored.TryGetValue(p.Id, out TaskRecord? other) && other.IsFinal)) Broken.Add($"{task.Id} waits for a task that has ended");
        }

        _counts["unfinished at the end"] = stored.Values.Count(t => !t.IsFinal);
    }

    private KnownTasks Known() => new()
    {
        Find = id => _tasks.GetValueOrDefault(id),
        FindUnique = name => [.. _tasks.Values.Where(t => t.Spec.Unique?.Name == name).OrderBy(t => t.AcceptedMs)],
        Unfinished = _tasks.Values.Count(t => !t.IsFinal),
    };

    private static TimeZoneInfo? Zone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) ? zone : null;

    private void Count(string name) => _counts[name] = _counts.GetValueOrDefault(name) + 1;
}
