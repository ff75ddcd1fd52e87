using EdgeAgent.Nano.Json;
using EdgeAgent.Nano.Power;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Contract;

/// <summary>Writes the documents of the contract, section 3, with the agent's fields; fields that the firmware does not know are absent.</summary>
public sealed class Documents
{
    private readonly FirmwareSettings _settings;
    private readonly DeviceState _state;
    private readonly DeviceClock _clock;
    private readonly Boards.IBoard _board;

    public Documents(FirmwareSettings settings, DeviceState state, DeviceClock clock, Boards.IBoard board)
    {
        _settings = settings;
        _state = state;
        _clock = clock;
        _board = board;
    }

    /// <summary>Longest time between two documents, s.</summary>
    public double IntervalSeconds { get; set; }

    /// <summary>When the device can next be reached, ms since 1970 UTC; 0 while awake.</summary>
    public long NextWakeMs { get; set; }

    public void Status(JsonWriter json, string state, string reason)
    {
        Open(json);
        json.Text("state", state);
        json.Whole("session", _state.Session);
        json.Text("reason", reason);
        json.Instant("next_wake_at", NextWakeMs);
        json.Text("agent_version", FirmwareSettings.Version);
        json.Open("caps", '[');
        json.Text("nano");
        json.Text("sleep");
        json.Close(']');
        json.Text("board", _board.Model);
        json.Number("interval_s", IntervalSeconds, 0);
        json.Whole("keep_alive_s", _settings.KeepAliveSeconds);
        json.Close('}');
    }

    public void State(JsonWriter json, string fault)
    {
        Open(json);
        Power(json);
        System(json);
        Sensors(json, fault);
        if (_state.Habit.StartMs > 0) Forecast(json);
        Queue(json);
        json.Text("mode", WireNames.Of(_state.ModeInForce));
        json.Text("limit", _state.Ceiling == OperatingMode.Full ? "auto" : WireNames.Of(_state.Ceiling));
        Limits(json);
        Counters(json);
        json.Open("alerts", '[');
        if (fault != null) json.Text("sensor_fault");
        json.Close(']');
        json.Flag("held", _state.IsHeld);
        json.Number("interval_s", IntervalSeconds, 0);
        json.Whole("keep_alive_s", _settings.KeepAliveSeconds);
        json.Instant("next_wake_at", NextWakeMs);
        json.Close('}');
    }

    /// <summary>Writes the answer to <c>power</c>.</summary>
    public void PowerData(JsonWriter json, string fault)
    {
        json.Open('{');
        Power(json);
        System(json);
        if (_state.Habit.StartMs > 0) Forecast(json);
        json.Text("mode", WireNames.Of(_state.ModeInForce));
        json.Text("limit", _state.Ceiling == OperatingMode.Full ? "auto" : WireNames.Of(_state.Ceiling));
        Limits(json);
        Sensors(json, fault);
        json.Close('}');
    }

    public void Telemetry(JsonWriter json)
    {
        SampleLog samples = _state.Samples;
        Open(json);
        json.Open("samples", '[');
        for (int i = 0; i < samples.Count; i++)
        {
            json.Open('{');
            json.Instant("ts", samples.MsAt(i));
            json.Number("soc_pct", samples.SocPctAt(i), 1);
            json.Number("voltage_v", samples.VoltsAt(i), 3);
            json.Number("current_a", samples.AmperesAt(i), 3);
            json.Number("power_w", samples.VoltsAt(i) * samples.AmperesAt(i), 3);
            json.Text("charging", WireNames.Of(samples.ChargingAt(i)));
            json.Text("source", WireNames.Of(samples.SourceAt(i)));
            json.Whole("running", 0);
            json.Close('}');
        }

        json.Close(']');
        json.Whole("dropped", samples.Dropped);
        json.Number("interval_s", _settings.SampleMinutes * 60, 0);
        json.Close('}');
    }

    public void Task(JsonWriter json, TaskEntry task)
    {
        Open(json);
        TaskBody(json, task);
        json.Close('}');
    }

    /// <summary>Writes one item of <c>list</c>: the fields of the task's state without the header.</summary>
    public void TaskLine(JsonWriter json, TaskEntry task)
    {
        json.Open('{');
        TaskBody(json, task);
        json.Close('}');
    }

    public void WaitReasons(JsonWriter json, TaskEntry task)
    {
        json.Open("wait_reasons", '[');
        for (int i = 0; i <= (int)WaitReason.UserHold; i++)
        {
            if ((task.Waits & (1 << i)) == 0 || task.IsFinal || task.IsActive) continue;
            json.Open('{');
            json.Text("reason", WireNames.Of((WaitReason)i));
            json.Text("current", Current((WaitReason)i));
            json.Text("required", Required((WaitReason)i, task));
            json.Instant("since", task.AcceptedMs);
            json.Instant("estimated_at", EstimateMs((WaitReason)i, task));
            json.Close('}');
        }

        json.Close(']');
    }

    /// <summary>Writes the first receipts of the outbox. Returns the number of the last one written.</summary>
    public long Receipts(JsonWriter json, int most)
    {
        TaskBook book = _state.Book;
        long last = 0;
        Open(json);
        json.Whole("epoch", _state.Epoch);
        json.Open("items", '[');
        for (int i = 0; i < book.ReceiptCount && i < most; i++)
        {
            Receipt receipt = book.ReceiptAt(i);
            last = receipt.Seq;
            json.Open('{');
            json.Whole("seq", receipt.Seq);
            json.Text("id", receipt.Id);
            if (receipt.Rev > 0) json.Whole("rev", receipt.Rev);
            json.Text("status", receipt.Status);
            json.Text("reason", receipt.Reason);
            json.Text("message", receipt.Message);
            json.Hex("sha256", receipt.Sha256);
            json.Instant("ts", receipt.TsMs);
            json.Raw("correlation", receipt.Correlation);
            json.Close('}');
        }

        json.Close(']');
        json.Close('}');
        return last;
    }

    /// <summary>Begins a document with the header.</summary>
    public void Open(JsonWriter json)
    {
        json.Open('{');
        json.Whole("v", 1);
        json.Text("device", _settings.DeviceId);
        json.Instant("ts", _clock.NowMs);
        json.Text("clock", _clock.Word);
        json.Text("boot_id", _settings.DeviceId + "-" + _state.Boots);
        json.Whole("up_ms", _board.UptimeMs);
    }

    private void Power(JsonWriter json)
    {
        BatteryEstimator battery = _state.Battery;
        BatteryReading reading = battery.Reading;
        json.Open("power", '{');
        json.Number("soc_pct", battery.SocPct, 1);
        json.Number("voltage_v", reading.VoltageV, 3);
        json.Number("current_a", reading.CurrentA, 3);
        json.Number("power_w", reading.VoltageV * reading.CurrentA, 3);
        if (battery.Source == PowerSource.Battery) json.Number("time_to_empty_s", SecondsToEmpty(), 0);
        json.Text("source", WireNames.Of(battery.Source));
        json.Text("charging", WireNames.Of(battery.Charging));
        json.Text("quality", WireNames.Of(battery.Quality));
        json.Flag("powered", battery.IsPowered);
        json.Flag("undervoltage", false);
        json.Close('}');
    }

    // Uses the learned rate, which includes the sleep; the present current is only that of the awake device.
    private double SecondsToEmpty() => _state.Battery.IsKnown ? _state.Habit.Rates.SecondsToEmpty(_state.Battery.SocPct) : double.NaN;

    private static void System(JsonWriter json)
    {
        json.Open("system", '{');
        json.Flag("throttled", false);
        json.Flag("undervoltage", false);
        json.Flag("idle", true);
        json.Text("network", "any");
        json.Close('}');
    }

    private void Sensors(JsonWriter json, string fault)
    {
        json.Open("sensors", '[');
        if (_settings.Power.Ina219Address > 0) Sensor(json, "ina219", fault);
        if (_settings.Power.HasMax17048) Sensor(json, "max17048", fault);
        json.Close(']');
    }

    private static void Sensor(JsonWriter json, string name, string fault)
    {
        bool isFaulty = fault != null && fault.StartsWith(name);
        json.Open('{');
        json.Text("name", name);
        json.Text("quality", isFaulty ? "fault" : "ok");
        if (isFaulty) json.Text("fault", fault);
        json.Close('}');
    }

    private void Forecast(JsonWriter json)
    {
        ChargingHabit habit = _state.Habit;
        habit.Forecast();
        json.Open("forecast", '{');
        json.Instant("start", habit.StartMs);
        json.Whole("slot_s", 900);
        json.Instant("next_charge_start", habit.NextChargeMs());
        json.Instant("next_charge_end", habit.ChargeEndMs());
        json.Number("confidence", habit.Confidence, 3);
        json.Open("p_charging", '[');
        for (int k = 0; k < ChargingHabit.Slots; k++) json.Number(habit.PCharging[k], 3);
        json.Close(']');
        if (!double.IsNaN(habit.SocPct[0])) SocForecast(json, habit);
        json.Close('}');
    }

    private static void SocForecast(JsonWriter json, ChargingHabit habit)
    {
        json.Open("soc_pct", '[');
        for (int k = 0; k < ChargingHabit.Slots; k++) json.Number(habit.SocPct[k], 1);
        json.Close(']');
    }

    private void Queue(JsonWriter json)
    {
        TaskBook book = _state.Book;
        int[] byPhase = new int[16];
        for (int i = 0; i < book.Count; i++) byPhase[(int)book[i].Phase]++;
        json.Open("queue", '{');
        json.Whole("blocked", 0);
        json.Whole("scheduled", byPhase[(int)TaskPhase.Scheduled]);
        json.Whole("waiting", byPhase[(int)TaskPhase.Waiting]);
        json.Whole("deferred", byPhase[(int)TaskPhase.Deferred]);
        json.Whole("ready", byPhase[(int)TaskPhase.Ready]);
        json.Whole("running", byPhase[(int)TaskPhase.Starting] + byPhase[(int)TaskPhase.Running]);
        json.Whole("paused", 0);
        json.Whole("succeeded", book.Ended[0]);
        json.Whole("failed", book.Ended[1]);
        json.Close('}');
    }

    private void Limits(JsonWriter json)
    {
        json.Open("limits", '{');
        json.Whole("batch", 1);
        json.Text("quality", "minimal");
        json.Flag("parallel", false);
        json.Close('}');
    }

    private void Counters(JsonWriter json)
    {
        TaskBook book = _state.Book;
        json.Open("counters", '{');
        json.Whole("tasks_accepted", book.Accepted);
        json.Whole("tasks_rejected", book.Rejected);
        json.Whole("tasks_succeeded", book.Ended[0]);
        json.Whole("tasks_failed", book.Ended[1]);
        json.Whole("tasks_timed_out", book.Ended[2]);
        json.Whole("tasks_canceled", book.Ended[3]);
        json.Whole("tasks_removed", book.Ended[5]);
        json.Number("success_rate_pct", SuccessRatePct(), 1);
        if (_settings.Power.Ina219Address > 0) json.Number("energy_on_battery_mwh", _state.EnergyOnBatteryMicroWh / 1000.0, 3);
        json.Whole("bytes_written_today", _state.Today.BytesWritten(_state.BytesWritten));
        json.Number("wakeups_per_hour", _state.Today.WakeUpsPerHour(_state.Boots, _clock.NowMs), 2);
        json.Whole("sleeps", _state.Boots);
        json.Whole("telemetry_dropped", _state.Samples.Dropped);
        json.Whole("outbox_items", book.ReceiptCount);
        json.Close('}');
    }

    // NaN before the first end: succeeded, failed and timed out count.
    private double SuccessRatePct()
    {
        long[] ended = _state.Book.Ended;
        long all = ended[0] + ended[1] + ended[2];
        return all == 0 ? double.NaN : 100.0 * ended[0] / all; // divisor: above 0, asked for before
    }

    private void TaskBody(JsonWriter json, TaskEntry task)
    {
        json.Text("id", task.Id);
        json.Whole("rev", task.Rev);
        json.Text("status", WireNames.Of(TaskPhases.StateOf(task.Phase)));
        json.Text("phase", WireNames.Of(task.Phase));
        if (task.Reason != StopReason.None) json.Text("reason", WireNames.Of(task.Reason));
        json.Whole("attempt", task.Attempt);
        json.Instant("planned_start", task.PlannedMs);
        WaitReasons(json, task);
        json.Instant("started_at", task.StartedMs);
        json.Instant("finished_at", task.FinishedMs);
        if (task.IsFinal) json.Whole("duration_ms", task.RunMs);
        if (task.EnergyMicroWh > 0) json.Number("energy_mwh", task.EnergyMicroWh / 1000.0, 3);
        json.Text("result", task.Result);
        if (task.ErrorCategory >= 0)
        {
            json.Open("error", '{');
            json.Text("category", WireNames.Of((ErrorCategory)task.ErrorCategory));
            json.Text("message", task.ErrorMessage);
            json.Close('}');
        }

        json.Text("kind", task.Kind);
        json.Text("class", WireNames.Of(task.Class));
        json.Text("priority", WireNames.Priority(task.Priority));
        json.Instant("accepted_at", task.AcceptedMs);
        json.Instant("deadline", task.DeadlineMs);
        if (task.IsUserPaused) json.Flag("user_paused", true);
    }

    private string Current(WaitReason reason)
    {
        BatteryEstimator battery = _state.Battery;
        switch (reason)
        {
            case WaitReason.ConstraintCharging: return battery.Source == PowerSource.External ? "external power, not settled" : "on battery";
            case WaitReason.ConstraintBatteryNotLow: return double.IsNaN(battery.SocPct) ? "unknown" : (int)battery.SocPct + " %";
            case WaitReason.ConstraintConnectivity: return "radio off";
            case WaitReason.SensorStale: return "no believable reading";
            case WaitReason.ClockUntrusted: return "clock not set";
            case WaitReason.PlannedWindow: return "could start";
            case WaitReason.UserHold: return "held";
            default: return "too early";
        }
    }

    private string Required(WaitReason reason, TaskEntry task)
    {
        switch (reason)
        {
            case WaitReason.ConstraintCharging: return "external power for 2 min";
            case WaitReason.ConstraintBatteryNotLow: return "> " + (int)LeastPct(task) + " %";
            case WaitReason.ConstraintConnectivity: return "connected";
            case WaitReason.SensorStale: return "a reading";
            case WaitReason.ClockUntrusted: return "time from the network";
            case WaitReason.PlannedWindow: return "an expected charge";
            case WaitReason.UserHold: return "released";
            case WaitReason.Backoff: return "retry " + task.Failures;
            default: return "its start time";
        }
    }

    private double LeastPct(TaskEntry task)
    {
        double least = task.Class == TaskClass.Background ? _settings.Limits.BackgroundPct : _settings.Limits.IdlePct;
        return task.Spec != null && least < task.Spec.MinSocPct ? task.Spec.MinSocPct : least;
    }

    private long EstimateMs(WaitReason reason, TaskEntry task)
    {
        switch (reason)
        {
            case WaitReason.Backoff: return task.NotBeforeMs;
            case WaitReason.MinimumLatency: return task.NotBeforeMs > task.Spec.EarliestMs ? task.NotBeforeMs : task.Spec.EarliestMs;
            case WaitReason.PlannedWindow: return task.PlannedMs;
            case WaitReason.ConstraintCharging: return _state.Habit.NextChargeMs();
            default: return 0;
        }
    }
}
