using System.Buffers;
using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Storage;

/// <summary>
/// Stored form of a task, format 1: the spec as a task document (<see cref="TaskDocument"/>), written once, and the changing part as a
/// JSON object with short names. Absent means default; unknown names are ignored, so an older agent can read what a newer one wrote. An
/// incompatible change needs another <c>f</c>.
/// </summary>
public static class TaskRecordJson
{
    /// <summary>Format number, stored in every state as <c>f</c>.</summary>
    public const int Format = 1;

    // A stored task was accepted before, so the present limits and the present zone database do not apply.
    private static readonly DocumentRules Trusting = new()
    {
        MaxBytes = int.MaxValue,
        MaxDepth = 128,
        MaxTags = int.MaxValue,
        MaxAfter = int.MaxValue,
        FindZone = static _ => TimeZoneInfo.Utc,
    };

    /// <summary>The spec as UTF-8 JSON.</summary>
    public static byte[] WriteSpec(TaskSpec spec) => Write(json => TaskDocument.Write(json, spec));

    /// <summary>The changing part of the record as UTF-8 JSON.</summary>
    public static byte[] WriteState(TaskRecord record) => Write(json => WriteState(json, record));

    /// <summary>Reads a record from its two parts.</summary>
    /// <exception cref="FormatException">This class did not write these bytes.</exception>
    public static TaskRecord Read(ReadOnlySpan<byte> spec, ReadOnlySpan<byte> state)
    {
        ParsedDocument parsed = TaskDocument.Parse(spec, Trusting);
        if (parsed.Spec is null) throw new FormatException($"stored task: {parsed.Rejection!.Message}");
        try
        {
            using var document = JsonDocument.Parse(state.ToArray());
            return TaskStateReader.Read(parsed.Spec, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"stored state of task {parsed.Spec.Id}: {e.Message}", e);
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer)) body(json);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteState(Utf8JsonWriter json, TaskRecord r)
    {
        json.WriteStartObject();
        json.WriteNumber("f", Format);
        json.WriteString("sha", r.Sha256);
        json.WriteString("acc", Rfc3339.Format(r.AcceptedAt));
        json.WriteNumber("acc_ms", r.AcceptedMs);
        json.WriteNumber("rev", r.Rev);
        json.WriteString("phase", WireNames.Lower(r.Phase));
        if (r.Reason != StopReason.None) json.WriteString("reason", WireNames.Lower(r.Reason));
        WriteWarnings(json, r.Warnings);
        WriteCounts(json, r);
        WriteTimes(json, r);
        WriteWaiting(json, r);
        WriteRun(json, r);
        json.WriteEndObject();
    }

    private static void WriteWarnings(Utf8JsonWriter json, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0) return;
        json.WriteStartArray("warnings");
        foreach (string warning in warnings) json.WriteStringValue(warning);
        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, TaskRecord r)
    {
        Count(json, "run", r.Run, 1);
        Count(json, "attempt", r.Attempt, 0);
        Count(json, "failures", r.Failures, 0);
        Count(json, "interruptions", r.Interruptions, 0);
        Count(json, "power_losses", r.PowerLosses, 0);
        Count(json, "crashes", r.Crashes, 0);
        if (r.UserPaused) json.WriteBoolean("user_paused", true);
    }

    private static void WriteTimes(Utf8JsonWriter json, TaskRecord r)
    {
        if (r.NotBeforeMs != 0) json.WriteNumber("not_before_ms", r.NotBeforeMs);
        if (r.IsBackoff) json.WriteBoolean("backoff", true);
        if (r.PeriodEndMs is { } end) json.WriteNumber("period_end_ms", end);
        if (r.Slot is { } slot)
        {
            json.WriteStartObject("slot");
            json.WriteString("at", Rfc3339.Format(slot.At));
            json.WriteString("armed", Rfc3339.Format(slot.ArmedAt));
            json.WriteString("zone", slot.Zone);
            json.WriteEndObject();
        }

        if (r.LastSlot is { } last)
        {
            json.WriteStartObject("last_slot");
            json.WriteString("up_to", Rfc3339.Format(last.UpTo));
            json.WriteNumber("at_ms", last.AtMs);
            json.WriteEndObject();
        }
    }

    private static void WriteWaiting(Utf8JsonWriter json, TaskRecord r)
    {
        Instant(json, "planned", r.PlannedStart);
        if (r.PlannedReason is { } why) json.WriteString("planned_reason", WireNames.Lower(why));
        if (r.WaitsFor.Count > 0)
        {
            json.WriteStartArray("after");
            foreach (Prerequisite p in r.WaitsFor) json.WriteStringValue(p.AnyEnd ? $"?{p.Id}" : p.Id);
            json.WriteEndArray();
        }

        if (r.WaitReasons.Count == 0) return;
        json.WriteStartArray("waits");
        foreach (WaitCondition w in r.WaitReasons)
        {
            json.WriteStartObject();
            json.WriteString("reason", WireNames.Lower(w.Reason));
            json.WriteString("current", w.Current);
            json.WriteString("required", w.Required);
            json.WriteString("since", Rfc3339.Format(w.Since));
            Instant(json, "estimated", w.EstimatedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRun(Utf8JsonWriter json, TaskRecord r)
    {
        if (r.ProgressPct is { } pct) json.WriteNumber("pct", pct);
        Text(json, "message", r.Message);
        Text(json, "checkpoint", r.Checkpoint);
        Text(json, "boot", r.BootId);
        Instant(json, "started", r.StartedAt);
        if (r.StartedMs is { } startedMs) json.WriteNumber("started_ms", startedMs);
        Instant(json, "finished", r.FinishedAt);
        if (r.FinishedMs is { } finishedMs) json.WriteNumber("finished_ms", finishedMs);
        if (r.EnergyMwh != 0) json.WriteNumber("energy_mwh", r.EnergyMwh);
        if (r.DurationMs != 0) json.WriteNumber("duration_ms", r.DurationMs);
        if (r.ExitCode is { } code) json.WriteNumber("exit", code);
        Text(json, "result", r.Result);
        Text(json, "result_sha", r.ResultSha256);
        if (r.ResultBytes is { } bytes) json.WriteNumber("result_bytes", bytes);
        if (r.Error is { } error)
        {
            json.WriteString("error", WireNames.Lower(error.Category));
            json.WriteString("error_text", error.Message);
        }

        if (r.Clock is not { } clock) return;
        json.WriteStartObject("clock");
        json.WriteNumber("active", clock.ActiveMs);
        if (clock.SinceMs is { } since) json.WriteNumber("since", since);
        if (clock.PausedMs is { } paused) json.WriteNumber("paused", paused);
        json.WriteNumber("heard", clock.HeardMs);
        json.WriteNumber("advanced", clock.AdvancedMs);
        json.WriteEndObject();
    }

    private static void Count(Utf8JsonWriter json, string name, int value, int usual)
    {
        if (value != usual) json.WriteNumber(name, value);
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    private static void Instant(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } value) json.WriteString(name, Rfc3339.Format(value));
    }
}
