using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>One trace of <see cref="ReportedTimes"/>: four weeks to learn, then days with tasks.</summary>
internal sealed class ReportedTimesRun(Trace trace, int days, int seed)
{
    // A board of 3 W on 75 Wh, and a charger of 15 W: orders of size, the same for all traces.
    private const double BatteryPctPerHour = -4;
    private const double ChargingPctPerHour = 20;
    private const double TopPctPerHour = 10;
    private const double PackWh = 75;
    private const int LearnS = 28 * 86400;
    private const int TaskEveryS = 6 * 3600;
    private const int SettleS = 120;
    private const int RunS = 1200;
    private static readonly string[] Classes = ["charging_only", "background", "normal"];

    private readonly Random _random = new(seed);
    private readonly ChargeForecaster _forecaster = new();
    private readonly PlaceTasks _planner = LastMomentPlanner.Or(new WindowPlanner { ReservePct = SchedulingPolicy.Default.ReservePct }.Place);
    private readonly Dictionary<string, TaskRecord> _tasks = [];
    private readonly Dictionary<string, long> _endsS = [];
    private readonly List<(string Id, ReportedTime Time)> _reported = [];
    private readonly List<ReportedTime> _came = [];
    private ChargeForecast? _forecast;
    private OperatingMode? _mode;
    private double _soc = 70;
    private long _nowS;
    private long _changedS;
    private int _state;
    private int _count;

    public List<ReportedTime> Play()
    {
        long endS = Math.Min(trace.EndS, trace.StartS + LearnS + days * 86400L);
        for (int row = 0; row < trace.Count && trace.TimeOf(row) < endS; row++)
        {
            MoveTo(trace.TimeOf(row));
            Take(row);
            if (_nowS < trace.StartS + LearnS) continue;
            if ((_nowS - trace.StartS) / TaskEveryS != (_nowS - trace.SpanOf(row) - trace.StartS) / TaskEveryS) Submit();
            Look(row);
            if (_changedS == _nowS && trace.SpanOf(row) > SettleS)
            {
                MoveTo(_nowS + SettleS);
                Settle();
            }
        }

        return _came;
    }

    private Timestamp Now => new(DateTimeOffset.FromUnixTimeSeconds(_nowS), _nowS * 1000, ClockTrust.Ntp);

    private double Rate => _state == 1 ? _soc >= SocSlopes.TopPct ? TopPctPerHour : ChargingPctPerHour : BatteryPctPerHour;

    private void MoveTo(long timeS)
    {
        if (_nowS > 0) _soc = Math.Clamp(_soc + Rate * (timeS - _nowS) / 3600.0, 0, 100);
        _nowS = timeS;
    }

    private void Take(int row)
    {
        int state = trace.Charging[row];
        if (state >= 0 && state != _state) (_state, _changedS) = (state, _nowS);
        LocalClock clock = LocalClock.Fixed(trace.OffsetMin[row]);
        _forecaster.Observe(new ChargeSample(_nowS / 60, state < 0 ? null : state == 1, trace.HarvestW[row], SocPct: _soc), clock);
        if (_nowS >= trace.StartS + LearnS) _forecast = _forecaster.Forecast(clock, _nowS / 60);
    }

    private void Look(int row)
    {
        foreach (string id in _endsS.Where(e => e.Value <= _nowS).Select(e => e.Key).ToList())
        {
            Happen(id, new TaskEvent.Exited(_tasks[id].Attempt, new AttemptEnd(null)));
            _endsS.Remove(id);
        }

        Settle();
        bool isHour = _nowS / 3600 != (_nowS - trace.SpanOf(row)) / 3600;
        if (isHour) Tell();
    }

    private void Submit()
    {
        string id = $"t{_count++}", taskClass = Classes[_random.Next(Classes.Length)];
        string deadline = _random.Next(2) == 0 ? ",\"deadline\":129600" : "";
        byte[] bytes = Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\",\"kind\":\"noop\",\"class\":\"{taskClass}\",\"estimate\":{{\"duration_s\":{RunS},\"energy_mwh\":1000}}{deadline}}}");
        TaskSpec spec = TaskDocument.Parse(bytes, DocumentRules.Default).Spec!;
        var known = new KnownTasks { Find = _tasks.GetValueOrDefault, FindUnique = _ => [], Unfinished = 0, UnfinishedOfKind = _ => 0 };
        _tasks[id] = ((Admission.Accepted)TaskIntake.Admit(spec, id, known, Now, TaskPolicy.Default)).Record;
    }

    private void Settle()
    {
        for (int pass = 0; pass < 5; pass++)
        {
            Plan plan = Scheduler.Plan(Input());
            foreach (Decision d in plan.Decisions)
            {
                Happen(d.Task.Id, d.Event);
                if (d.Event is TaskEvent.Start) Started(d.Task.Id);
            }

            if (plan.Decisions.Count == 0) return;
        }
    }

    private void Started(string id)
    {
        Happen(id, new TaskEvent.Started(_tasks[id].Attempt));
        _endsS[id] = _nowS + RunS;
        if (_tasks[id].Attempt == 1) _came.AddRange(_reported.Where(t => t.Id == id).Select(t => t.Time with { CameAt = Now.Utc }));
        _reported.RemoveAll(t => t.Id == id);
    }

    private void Happen(string id, TaskEvent happened)
    {
        if (!_tasks.TryGetValue(id, out TaskRecord? before)) return;
        TaskRecord after = TaskTransitions.Next(before, happened, Now, TaskPolicy.Default).Record;
        if (after.IsFinal) _tasks.Remove(id);
        else _tasks[id] = after;
    }

    private void Tell()
    {
        foreach (TaskForecast line in Scheduler.Outlooks(Input()))
        {
            if (!TaskPhases.IsQueued(line.Phase) || line.WaitReasons.Count == 0) continue;
            string waitsFor = string.Join('+', line.WaitReasons.Select(w => WireNames.Upper(w.Reason).Replace("CONSTRAINT_", "", StringComparison.Ordinal)));
            _reported.Add((line.Id, new ReportedTime(_tasks[line.Id].Spec.Class, waitsFor, Now.Utc, line.StartAt)));
        }
    }

    private PlanInput Input()
    {
        PowerState power = Power();
        _mode = OperatingModes.Next(_mode, power, new ModeSettings());
        return new PlanInput
        {
            Present = new ProjectionInput { Now = Now, Power = power, Mode = _mode.Value, Forecast = _forecast },
            Tasks = [.. _tasks.Values],
            BootId = "b",
            System = new SystemState { CpuPct = 20, MemoryUsedPct = 30, DiskUsedPct = 30, CpuTemperatureC = 40 },
            Planner = _planner,
            PackWh = PackWh,
        };
    }

    private PowerState Power() => new()
    {
        SocPct = _soc,
        Source = _state == 1 ? PowerSource.External : PowerSource.Battery,
        Charging = Charging(),
        Quality = PowerQuality.Measured,
        IsPowered = _state == 1 && _nowS - _changedS >= SettleS,
        PoweredIn = _state == 1 && _nowS - _changedS < SettleS ? TimeSpan.FromSeconds(SettleS - (_nowS - _changedS)) : null,
        RatePctPerHour = _soc is <= 0 or >= 100 ? null : Rate,
    };

    private ChargeStatus Charging()
    {
        if (_state != 1) return ChargeStatus.Discharging;
        return _soc >= 100 ? ChargeStatus.Full : ChargeStatus.Charging;
    }
}
