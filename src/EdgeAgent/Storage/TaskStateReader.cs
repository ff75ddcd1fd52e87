using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Storage;

/// <summary>Reads what <see cref="TaskRecordJson"/> wrote.</summary>
internal static class TaskStateReader
{
    public static TaskRecord Read(TaskSpec spec, JsonElement s)
    {
        int format = Whole(s, "f");
        if (format != TaskRecordJson.Format) throw new FormatException($"stored state of task {spec.Id} has format {format}, this agent reads {TaskRecordJson.Format}");
        return new TaskRecord
        {
            Spec = spec,
            Sha256 = s.GetProperty("sha").GetString()!,
            Warnings = Warnings(s),
            AcceptedAt = At(s.GetProperty("acc")),
            AcceptedMs = s.GetProperty("acc_ms").GetInt64(),
            Rev = Whole(s, "rev"),
            Phase = Word<TaskPhase>(s, "phase") ?? throw new FormatException($"stored state of task {spec.Id}: phase is missing"),
            Reason = Word<StopReason>(s, "reason") ?? StopReason.None,
            Run = Whole(s, "run", 1),
            Attempt = Whole(s, "attempt"),
            Failures = Whole(s, "failures"),
            Interruptions = Whole(s, "interruptions"),
            PowerLosses = Whole(s, "power_losses"),
            Crashes = Whole(s, "crashes"),
            UserPaused = s.TryGetProperty("user_paused", out _),
            WaitsFor = WaitsFor(s),
            NotBeforeMs = Long(s, "not_before_ms") ?? 0,
            IsBackoff = s.TryGetProperty("backoff", out _),
            PeriodEndMs = Long(s, "period_end_ms"),
            Slot = Slot(s),
            LastSlot = LastSlot(s),
            PlannedStart = Instant(s, "planned"),
            PlannedReason = Word<PlacementReason>(s, "planned_reason"),
            WaitReasons = Waits(s),
            ProgressPct = Double(s, "pct"),
            Message = Text(s, "message"),
            Checkpoint = Text(s, "checkpoint"),
            BootId = Text(s, "boot"),
            StartedAt = Instant(s, "started"),
            StartedMs = Long(s, "started_ms"),
            Clock = Clock(s),
            FinishedAt = Instant(s, "finished"),
            FinishedMs = Long(s, "finished_ms"),
            EnergyMwh = Double(s, "energy_mwh") ?? 0,
            DurationMs = Long(s, "duration_ms") ?? 0,
            ExitCode = ExitCode(s),
            Result = Text(s, "result"),
            ResultSha256 = Text(s, "result_sha"),
            ResultBytes = Long(s, "result_bytes"),
            Error = Error(s),
        };
    }

    private static string[] Warnings(JsonElement s)
    {
        if (!s.TryGetProperty("warnings", out JsonElement list)) return [];
        return [.. list.EnumerateArray().Select(w => w.GetString()!)];
    }

    private static Prerequisite[] WaitsFor(JsonElement s)
    {
        if (!s.TryGetProperty("after", out JsonElement list)) return [];
        return [.. list.EnumerateArray().Select(i => ReadPrerequisite(i.GetString()!))];
    }

    private static Prerequisite ReadPrerequisite(string id)
    {
        if (id[0] == '?') return new Prerequisite(id[1..], AnyEnd: true);
        return new Prerequisite(id, AnyEnd: false);
    }

    private static CalendarSlot? Slot(JsonElement s)
    {
        if (!s.TryGetProperty("slot", out JsonElement slot)) return null;
        return new CalendarSlot(At(slot.GetProperty("at")), At(slot.GetProperty("armed")), slot.GetProperty("zone").GetString()!);
    }

    private static RunSlot? LastSlot(JsonElement s)
    {
        if (!s.TryGetProperty("last_slot", out JsonElement last)) return null;
        return new RunSlot(At(last.GetProperty("up_to")), last.GetProperty("at_ms").GetInt64());
    }

    private static int? ExitCode(JsonElement s)
    {
        if (s.TryGetProperty("exit", out JsonElement exit)) return exit.GetInt32();
        return null;
    }

    private static TaskError? Error(JsonElement s)
    {
        if (Word<ErrorCategory>(s, "error") is not { } category) return null;
        return new TaskError(category, Text(s, "error_text") ?? "");
    }

    private static WaitCondition[] Waits(JsonElement s)
    {
        if (!s.TryGetProperty("waits", out JsonElement list)) return [];
        return
        [
            .. list.EnumerateArray().Where(w => Word<WaitReason>(w, "reason") is not null).Select(w => new WaitCondition(
                Word<WaitReason>(w, "reason")!.Value, Text(w, "current") ?? "", Text(w, "required") ?? "", At(w.GetProperty("since")), Instant(w, "estimated"))),
        ];
    }

    private static AttemptClock? Clock(JsonElement s)
    {
        if (!s.TryGetProperty("clock", out JsonElement c)) return null;
        return new AttemptClock
        {
            ActiveMs = Long(c, "active") ?? 0,
            SinceMs = Long(c, "since"),
            PausedMs = Long(c, "paused"),
            HeardMs = Long(c, "heard") ?? 0,
            AdvancedMs = Long(c, "advanced") ?? 0,
        };
    }

    private static int Whole(JsonElement s, string name, int absent = 0)
    {
        if (s.TryGetProperty(name, out JsonElement v)) return v.GetInt32();
        return absent;
    }

    private static long? Long(JsonElement s, string name)
    {
        if (s.TryGetProperty(name, out JsonElement v)) return v.GetInt64();
        return null;
    }

    private static double? Double(JsonElement s, string name)
    {
        if (s.TryGetProperty(name, out JsonElement v)) return v.GetDouble();
        return null;
    }

    private static string? Text(JsonElement s, string name)
    {
        if (s.TryGetProperty(name, out JsonElement v)) return v.GetString();
        return null;
    }

    private static T? Word<T>(JsonElement s, string name) where T : struct, Enum
    {
        if (s.TryGetProperty(name, out JsonElement v) && WireNames.TryParse(v.GetString(), out T word)) return word;
        return null;
    }

    private static DateTimeOffset? Instant(JsonElement s, string name)
    {
        if (s.TryGetProperty(name, out JsonElement v)) return At(v);
        return null;
    }

    // Without time synchronisation the wall clock may be in 1970, so the range of years for documents does not apply.
    private static DateTimeOffset At(JsonElement value) => DateTimeOffset.Parse(
        value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
