using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Simulation;

/// <summary>
/// Plays a trace through a policy on a virtual clock. Events are rows, releases, finishes and the moments a policy asked for; a
/// policy never sees a row before its time. The simulation ends with the trace: what would run later has no segment.
/// </summary>
public sealed class Simulator
{
    private readonly Trace _trace;
    private readonly SimulatedTask[] _tasks;
    private readonly ISimulationPolicy _policy;
    private readonly SolarBattery? _battery;
    private readonly SimulationView _view = new();
    private long _segmentStartS;
    private int _released;
    private int _row;

    private Simulator(Trace trace, SimulatedTask[] tasks, ISimulationPolicy policy, SolarBattery? battery)
    {
        _trace = trace;
        _tasks = tasks;
        _policy = policy;
        _battery = battery;
    }

    /// <summary>Runs the tasks, which must be ordered by release and fresh; they carry the result.</summary>
    public static void Run(
        Trace trace, SimulatedTask[] tasks, ISimulationPolicy policy, SolarBattery? battery = null, Action<double>? progress = null)
    {
        new Simulator(trace, tasks, policy, battery).Play(progress);
    }

    private void Play(Action<double>? progress)
    {
        long now = _view.NowS = _trace.StartS;
        long askAgain = long.MaxValue;
        while (now < _trace.EndS)
        {
            Advance(now, progress);
            if (_view.Pending.Count > 0)
            {
                Choice choice = _policy.Choose(_view);
                Switch(choice.Task, now);
                askAgain = choice.AskAgainS > now ? choice.AskAgainS : long.MaxValue;
            }

            now = NextEvent(now, askAgain);
        }

        if (_view.Running is { } cut) cut.Segments.Add(new Segment(_segmentStartS, _trace.EndS));
    }

    /// <summary>Takes in what has happened up to now: the finish of the running task, the row, releases.</summary>
    private void Advance(long now, Action<double>? progress)
    {
        _battery?.Advance(now - _view.NowS, _row > 0 ? _trace.HarvestW[_row - 1] : double.NaN, _view.Running?.PowerW ?? 0);
        if (_view.Running is { } running)
        {
            running.RemainingS -= (int)(now - _view.NowS);
            if (running.RemainingS <= 0) Finish(running, now);
        }

        _view.NowS = now;
        while (_row < _trace.Count && _trace.TimeOf(_row) <= now)
        {
            _policy.Observe(_trace, _row);
            _view.IsCharging = _trace.Charging[_row] == 1;
            if (!double.IsNaN(_trace.SocPct[_row])) _view.SocPct = _trace.SocPct[_row];
            if ((++_row & 0x3ff) == 0) progress?.Invoke((double)_row / _trace.Count);
        }

        if (_battery is not null) _view.SocPct = _battery.SocPct;
        while (_released < _tasks.Length && _tasks[_released].ReleaseS <= now) Insert(_tasks[_released++]);
    }

    private void Finish(SimulatedTask task, long now)
    {
        task.Segments.Add(new Segment(_segmentStartS, now));
        task.FinishedS = now;
        _view.Pending.Remove(task);
        _view.Running = null;
    }

    private void Insert(SimulatedTask task)
    {
        int at = _view.Pending.FindLastIndex(t => t.DeadlineS <= task.DeadlineS) + 1;
        _view.Pending.Insert(at, task);
    }

    private void Switch(SimulatedTask? to, long now)
    {
        SimulatedTask? from = _view.Running;
        if (ReferenceEquals(from, to)) return;
        if (from is not null)
        {
            if (from.Preemption == Preemption.Never) return;
            if (now > _segmentStartS) from.Segments.Add(new Segment(_segmentStartS, now));
            if (from.Preemption == Preemption.Restart) from.RemainingS = from.DurationS;
        }

        _view.Running = to;
        _segmentStartS = now;
    }

    private long NextEvent(long now, long askAgain)
    {
        long next = _row < _trace.Count ? _trace.TimeOf(_row) : _trace.EndS;
        if (_released < _tasks.Length) next = Math.Min(next, _tasks[_released].ReleaseS);
        if (_view.Running is { } running) next = Math.Min(next, now + running.RemainingS);
        if (askAgain > now) next = Math.Min(next, askAgain);
        return Math.Max(next, now + 1);
    }
}
