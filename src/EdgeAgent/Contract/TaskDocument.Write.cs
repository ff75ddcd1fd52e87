using System.Text.Json;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Contract;

public static partial class TaskDocument
{
    /// <summary>Writes the document that <see cref="Parse"/> reads back as the same spec, its class spelled out.</summary>
    public static void Write(Utf8JsonWriter json, TaskSpec spec)
    {
        json.WriteStartObject();
        json.WriteString("id", spec.Id);
        json.WriteString("kind", spec.Kind);
        Raw(json, "args", spec.ArgsJson);
        Text(json, "description", spec.Description);
        List(json, "tags", spec.Tags);
        json.WriteString("class", WireNames.Lower(spec.Class));
        json.WriteString("priority", WireNames.Lower(spec.Priority));
        WriteConstraints(json, spec.Constraints);
        Instant(json, "earliest_start", spec.EarliestStart);
        Seconds(json, "delay_s", spec.Delay);
        Instant(json, "deadline", spec.DeadlineAt);
        Seconds(json, "deadline", spec.DeadlineIn);
        WriteSchedule(json, spec.Schedule);
        WriteUnique(json, spec.Unique);
        List(json, "after", spec.After);
        WriteExpedited(json, spec.Expedited);
        WriteEstimate(json, spec.Estimate);
        json.WriteString("preemption", WireNames.Lower(spec.Preemption));
        WriteLimits(json, spec.Limits);
        WriteRetry(json, spec.Retry);
        Text(json, "reply_to", spec.ReplyTo);
        Raw(json, "correlation", spec.CorrelationJson);
        json.WriteEndObject();
    }

    private static void WriteConstraints(Utf8JsonWriter json, TaskConstraints c)
    {
        if (c == TaskConstraints.None) return;
        json.WriteStartObject("constraints");
        Flag(json, "charging", c.Charging);
        Flag(json, "external_power", c.ExternalPower);
        Flag(json, "battery_not_low", c.BatteryNotLow);
        Number(json, "min_soc_pct", c.MinSocPct);
        Flag(json, "idle", c.Idle);
        json.WriteString("network", WireNames.Lower(c.Network));
        Flag(json, "storage_not_low", c.StorageNotLow);
        Number(json, "max_cpu_temperature_c", c.MaxCpuTemperatureC);
        Flag(json, "flexible", c.Flexible);
        json.WriteEndObject();
    }

    private static void WriteSchedule(Utf8JsonWriter json, TaskSchedule? schedule)
    {
        if (schedule is null) return;
        json.WriteStartObject("schedule");
        switch (schedule)
        {
            case TaskSchedule.Periodic p:
                Seconds(json, "every_s", p.Every);
                Seconds(json, "flex_s", p.Flex);
                break;
            case TaskSchedule.Cron c:
                json.WriteString("cron", c.Expression);
                Text(json, "timezone", c.TimeZone);
                json.WriteString("misfire", WireNames.Lower(c.Misfire));
                break;
            case TaskSchedule.Exact e:
                Instant(json, "at", e.At);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteUnique(Utf8JsonWriter json, UniqueWork? unique)
    {
        if (unique is null) return;
        json.WriteStartObject("unique");
        json.WriteString("name", unique.Name);
        json.WriteString("policy", WireNames.Lower(unique.Policy));
        json.WriteEndObject();
    }

    private static void WriteExpedited(Utf8JsonWriter json, QuotaFallback? fallback)
    {
        if (fallback is not { } word) return;
        json.WriteStartObject("expedited");
        json.WriteString("if_out_of_quota", WireNames.Lower(word));
        json.WriteEndObject();
    }

    private static void WriteEstimate(Utf8JsonWriter json, TaskEstimate? estimate)
    {
        if (estimate is null) return;
        json.WriteStartObject("estimate");
        Seconds(json, "duration_s", estimate.Duration);
        Number(json, "energy_mwh", estimate.EnergyMwh);
        json.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter json, TaskLimits limits)
    {
        if (limits == TaskLimits.None) return;
        json.WriteStartObject("limits");
        Seconds(json, "run_s", limits.Run);
        Seconds(json, "stall_s", limits.Stall);
        Number(json, "cpu_pct", limits.CpuPct);
        Number(json, "memory_mb", limits.MemoryMb);
        Number(json, "output_kib", limits.OutputKib);
        Seconds(json, "step_s", limits.Step);
        json.WriteEndObject();
    }

    private static void WriteRetry(Utf8JsonWriter json, RetrySpec? retry)
    {
        if (retry is null) return;
        json.WriteStartObject("retry");
        Number(json, "max", retry.Max);
        json.WriteString("backoff", WireNames.Lower(retry.Backoff));
        Seconds(json, "delay_s", retry.Delay);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    private static void Instant(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } value) json.WriteString(name, Rfc3339.Format(value));
    }

    private static void Raw(Utf8JsonWriter json, string name, string? raw)
    {
        if (raw is null) return;
        json.WritePropertyName(name);
        json.WriteRawValue(raw);
    }

    private static void Flag(Utf8JsonWriter json, string name, bool value)
    {
        if (value) json.WriteBoolean(name, true);
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    // As decimal: exact to the tick, where a double of seconds would not come back the same.
    private static void Seconds(Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } s) json.WriteNumber(name, s.Ticks / (decimal)TimeSpan.TicksPerSecond);
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<string> items)
    {
        if (items.Count == 0) return;
        json.WriteStartArray(name);
        foreach (string item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
