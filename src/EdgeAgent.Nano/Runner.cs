using EdgeAgent.Nano.Boards;
using EdgeAgent.Nano.Json;
using EdgeAgent.Nano.Power;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano;

/// <summary>Runs one task at a time, from the commit of its start to the commit of its end.</summary>
public sealed class Runner : ITaskContext
{
    // Limit of a task that has none of its own.
    private const int LongestRunMs = 4 * 3_600_000;

    private const int SliceMs = 1000;
    private const int LookEveryMs = 60_000;

    private readonly Firmware _firmware;
    private readonly DeviceState _state;
    private readonly DeviceClock _clock;
    private readonly Control _control;
    private StopReason _stop;
    private long _endsAtMs;
    private long _lookAtMs;
    private TaskEntry _task;

    public Runner(Firmware firmware, DeviceState state, DeviceClock clock, Control control)
    {
        _firmware = firmware;
        _state = state;
        _clock = clock;
        _control = control;
    }

    public IBoard Board => _firmware.Board;

    /// <summary>Closes attempts that a loss of power or a crash interrupted; call before anything else.</summary>
    public void Recover(bool isPowerLoss)
    {
        for (int i = 0; i < _state.Book.Count; i++)
        {
            TaskEntry task = _state.Book[i];
            // This firmware may support less than the one that accepted the task.
            if (!task.IsFinal && task.Spec == null) Endings.End(_state, task, TaskPhase.Failed, StopReason.InterruptedNotResumable, _clock.NowMs);
            if (!task.IsActive) continue;
            IDeviceTask kind = _firmware.Intake.Kind(task.Kind);
            bool isAtMostOnce = task.Spec.IsAtMostOnce || kind == null || kind.IsAtMostOnce;
            Endings.Interrupted(_state, task, isPowerLoss ? StopReason.PowerLoss : StopReason.AgentCrash, isAtMostOnce, _clock.NowMs);
        }
    }

    public void Run(TaskEntry task)
    {
        IDeviceTask kind = _firmware.Intake.Kind(task.Kind);
        Begin(task);
        TaskOutcome outcome = kind == null
            ? TaskOutcome.Failed(ErrorCategory.ClientError, "this firmware has no such kind")
            : kind.Run(task.Spec.Args, this);
        long ranMs = Board.UptimeMs - (_endsAtMs - LimitMs(task));
        task.RunMs += ranMs;
        CountEnergy(task, ranMs);
        Finish(task, outcome, kind != null && kind.IsAtMostOnce);
        _task = null;
        _control.StopId = null;
        _state.Commit(_clock.NowMs);
    }

    public BatteryReading Measure() => _firmware.Measure();

    public bool Wait(int ms)
    {
        long until = Board.UptimeMs + ms;
        while (MayGoOn() && Board.UptimeMs < until)
        {
            long left = until - Board.UptimeMs;
            _firmware.Serve((int)(left < SliceMs ? left : SliceMs));
        }

        return _stop == StopReason.None;
    }

    public bool Sync() => _firmware.SendOutbox() && _firmware.SendSamples();

    public JsonWriter Begin(string topic) => _firmware.Begin(topic);

    public bool Publish() => _firmware.Publish();

    private static int LimitMs(TaskEntry task) => task.Spec.RunSeconds > 0 ? task.Spec.RunSeconds * 1000 : LongestRunMs;

    private void Begin(TaskEntry task)
    {
        _task = task;
        _stop = StopReason.None;
        _endsAtMs = Board.UptimeMs + LimitMs(task);
        _lookAtMs = Board.UptimeMs + LookEveryMs;
        task.Phase = TaskPhase.Running;
        task.Reason = StopReason.None;
        task.Attempt++;
        task.NotBeforeMs = 0;
        task.IsBackoff = false;
        if (task.StartedMs == 0) task.StartedMs = _clock.NowMs;
        task.Rev++;
        _state.Commit(_clock.NowMs);
        _firmware.SendTask(task);
    }

    // Present power of the whole board, with the radio as in the run, times the run time. Unknown on external power, because the monitor is at the pack.
    private void CountEnergy(TaskEntry task, long ranMs)
    {
        if (_state.Battery.Source != PowerSource.Battery) return;
        BatteryReading reading = Measure();
        double watts = -reading.VoltageV * reading.CurrentA;
        if (double.IsNaN(watts) || watts <= 0) return;
        long microWh = (long)(watts * ranMs / 3.6 + 0.5);
        task.EnergyMicroWh += microWh;
        _state.EnergyOnBatteryMicroWh += microWh;
    }

    private void Finish(TaskEntry task, TaskOutcome outcome, bool isAtMostOnce)
    {
        long now = _clock.NowMs;
        if (!outcome.IsStopped) Endings.Attempt(_state, task, outcome, now);
        else if (_stop == StopReason.CancelledByApp) Endings.End(_state, task, TaskPhase.Canceled, _stop, now);
        else if (_stop == StopReason.Timeout) Endings.End(_state, task, TaskPhase.TimedOut, _stop, now);
        else Endings.Interrupted(_state, task, _stop, isAtMostOnce || task.Spec.IsAtMostOnce, now);
    }

    private bool MayGoOn()
    {
        if (_stop != StopReason.None) return false;
        if (_control.StopId == _task.Id) _stop = StopReason.CancelledByApp;
        else if (Board.UptimeMs >= _endsAtMs) _stop = StopReason.Timeout;
        else if (Board.UptimeMs >= _lookAtMs) Look();
        return _stop == StopReason.None;
    }

    private void Look()
    {
        _lookAtMs = Board.UptimeMs + LookEveryMs;
        _firmware.Look();
        bool isLow = _state.Mode == OperatingMode.Suspended && !_state.Battery.IsPowered;
        if (isLow && _task.Class != TaskClass.Critical) _stop = StopReason.BatteryCritical;
    }
}
