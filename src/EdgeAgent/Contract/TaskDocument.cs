using System.Text.Json;
using EdgeAgent.Core.Calendar;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Contract;

/// <summary>The task document of contract section 4: bytes in, <see cref="TaskSpec"/> or a named fault out. Never throws.</summary>
public static partial class TaskDocument
{
    private const double Decade = 315_360_000;
    private const double Week = 604_800;

    /// <summary>Reads a document. Unknown fields are ignored and named; a name that occurs twice is a fault.</summary>
    public static ParsedDocument Parse(ReadOnlySpan<byte> utf8, DocumentRules rules)
    {
        if (utf8.Length > rules.MaxBytes) return Refused(RejectionCodes.TooLarge, $"document: must be at most {rules.MaxBytes} bytes, is {utf8.Length}");
        utf8 = WithoutByteOrderMark(utf8);
        if (!OutsideJson.IsUtf8(utf8)) return Refused(RejectionCodes.BadJson, "document: must be UTF-8");
        try
        {
            return ParseObject(utf8.ToArray(), rules);
        }
        catch (JsonException e)
        {
            return Refused(RejectionCodes.BadJson, $"document: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            return WithHalfCharacter(OutsideJson.Sound(utf8, out _), rules);
        }
    }

    // A name holds half a character. The rest is read all the same: the answer needs id and sender.
    private static ParsedDocument WithHalfCharacter(byte[] sound, DocumentRules rules)
    {
        var refused = Refused(RejectionCodes.BadJson, $"document: {OutsideJson.HalfCharacter}");
        try
        {
            return ParseObject(sound, rules) with { Spec = null, Rejection = refused.Rejection };
        }
        catch (JsonException)
        {
            return refused;
        }
    }

    private static ParsedDocument ParseObject(byte[] utf8, DocumentRules rules)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = rules.MaxDepth, AllowDuplicateProperties = false });
        if (document.RootElement.ValueKind == JsonValueKind.Object) return Read(document.RootElement, rules, new Findings());
        return Refused(RejectionCodes.BadJson, "document: must be a JSON object");
    }

    /// <summary>JSON text without the mark that some editors put before it (RFC 8259, section 8.1, lets a reader skip it).</summary>
    public static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) return utf8[3..];
        return utf8;
    }

    private static ParsedDocument Refused(string code, string message) => new(null, new Rejection(code, message), null, null, null);

    /// <summary>Reads a sample and names every field that is asked for in a document of its form, with what the field must be.</summary>
    internal static void Describe(string sample, Action<string, FieldRule> onField)
    {
        using var document = JsonDocument.Parse(sample);
        Read(document.RootElement, new DocumentRules(), new Findings { OnField = onField });
    }

    private static ParsedDocument Read(JsonElement root, DocumentRules rules, Findings findings)
    {
        var fields = new FieldReader(root, "", findings);
        string? id = fields.Name("id");
        string? replyTo = ReplyTo(fields);
        string? correlation = fields.Raw("correlation", 1024, objectOnly: false);
        TaskSpec spec = ReadSpec(fields, rules, id ?? "", replyTo, correlation);
        return new ParsedDocument(findings.First is null ? spec : null, findings.First, id, replyTo, correlation) { UnknownFields = findings.UnknownFields() };
    }

    private static TaskSpec ReadSpec(FieldReader fields, DocumentRules rules, string id, string? replyTo, string? correlation)
    {
        if (fields.Number("v", double.MinValue, double.MaxValue) is { } version && version != 1)
        {
            fields.Fault(RejectionCodes.UnsupportedVersion, "v", "must be 1");
        }

        if (!fields.Has("id")) fields.Fault(RejectionCodes.MissingField, "id", "is required");
        string kind = Kind(fields, rules);
        string? description = fields.Text("description", 4096);
        TaskClass? asked = fields.Word<TaskClass>("class");
        var spec = new TaskSpec
        {
            Id = id,
            Kind = kind,
            ArgsJson = fields.Raw("args", rules.MaxBytes, objectOnly: true),
            Description = description,
            Tags = fields.Texts("tags", rules.MaxTags, 64),
            Class = asked ?? Classifier.Classify(kind, description),
            Priority = Priority(fields),
            Constraints = Constraints(fields),
            EarliestStart = fields.IsNumber("earliest_start") ? null : fields.Instant("earliest_start"),
            Delay = Delay(fields),
            DeadlineAt = fields.IsNumber("deadline") ? null : fields.Instant("deadline"),
            DeadlineIn = fields.IsNumber("deadline") ? fields.Seconds("deadline", 0.001, Decade) : null,
            Schedule = Schedule(fields, rules),
            Unique = Unique(fields),
            After = fields.Names("after", rules.MaxAfter),
            Expedited = Expedited(fields),
            Estimate = Estimate(fields),
            Preemption = fields.Word<Preemption>("preemption") ?? Preemption.Pause,
            Limits = Limits(fields),
            Retry = Retry(fields),
            ReplyTo = replyTo,
            CorrelationJson = correlation,
        };
        Conflicts(fields, spec);
        return spec;
    }

    private static string Kind(FieldReader fields, DocumentRules rules)
    {
        if (!fields.Has("kind")) fields.Fault(RejectionCodes.MissingField, "kind", "is required");
        string kind = fields.Name("kind") ?? "";
        if (kind.Length > 0 && !rules.IsKnownKind(kind)) fields.Fault(RejectionCodes.UnknownKind, "kind", UnknownKind(kind, rules));
        return kind;
    }

    private static string UnknownKind(string kind, DocumentRules rules)
    {
        string known = rules.KnownKinds.Count > 0 ? $"; it knows {string.Join(", ", rules.KnownKinds)}" : "";
        return $"'{kind}' has no handler on this device{known}";
    }

    private static TaskPriority Priority(FieldReader fields)
    {
        if (fields.IsNumber("priority")) return (TaskPriority)(fields.Whole("priority", 0, 3) ?? 2);
        return fields.Word<TaskPriority>("priority") ?? TaskPriority.Normal;
    }

    private static TimeSpan? Delay(FieldReader fields)
    {
        var delay = fields.Seconds("delay_s", 0, Decade);
        if (fields.IsNumber("earliest_start")) return fields.Seconds("earliest_start", 0, Decade);
        return delay;
    }

    private static TaskConstraints Constraints(FieldReader fields)
    {
        if (!fields.TryObject("constraints", out FieldReader? c)) return TaskConstraints.None;
        var asked = new TaskConstraints
        {
            Charging = c.Flag("charging"),
            ExternalPower = c.Flag("external_power"),
            BatteryNotLow = c.Flag("battery_not_low"),
            MinSocPct = c.Number("min_soc_pct", 0, 100, " percent"),
            Idle = c.Flag("idle"),
            Network = c.Word<NetworkKind>("network") ?? NetworkKind.None,
            StorageNotLow = c.Flag("storage_not_low"),
            MaxCpuTemperatureC = c.Number("max_cpu_temperature_c", 20, 110, " °C"),
            Flexible = c.Flag("flexible"),
        };
        if (asked == TaskConstraints.None) return TaskConstraints.None;
        return asked;
    }

    private static readonly string[] ScheduleForms = ["every_s", "cron", "at"];

    private static TaskSchedule? Schedule(FieldReader fields, DocumentRules rules)
    {
        if (!fields.TryObject("schedule", out FieldReader? s)) return null;
        int forms = ScheduleForms.Count(s.Has);
        if (forms != 1)
        {
            fields.Fault(RejectionCodes.InvalidField, "schedule", "must have exactly one of every_s, cron, at");
        }

        TaskSchedule? exact = s.Instant("at") is { } at ? new TaskSchedule.Exact(at) : null;
        var cron = CronSchedule(s.JudgedIf("cron"), rules);
        var periodic = PeriodicSchedule(s.JudgedIf("every_s"));
        return exact ?? cron ?? (TaskSchedule?)periodic;
    }

    private static TaskSchedule.Periodic? PeriodicSchedule(FieldReader s)
    {
        var every = s.Seconds("every_s", 900, Decade);
        var flex = s.Seconds("flex_s", 300, every?.TotalSeconds ?? Decade);
        if (every is { } period) return new TaskSchedule.Periodic(period, flex ?? period);
        return null;
    }

    private static TaskSchedule.Cron? CronSchedule(FieldReader s, DocumentRules rules)
    {
        string? expression = s.Text("cron", 256);
        string? zone = s.Text("timezone", 64);
        if (zone is not null && rules.FindZone(zone) is null)
        {
            s.Fault(RejectionCodes.UnknownTimeZone, "timezone", $"'{zone}' must be an IANA time zone that this device knows, such as Europe/Berlin");
        }

        var misfire = s.Word<MisfirePolicy>("misfire") ?? MisfirePolicy.RunOnce;
        if (expression is null) return null;
        if (!CronCalendar.TryParse(expression, out _, out string error)) s.Fault(RejectionCodes.InvalidField, "cron", error);
        return new TaskSchedule.Cron(expression, zone, misfire);
    }

    private static UniqueWork? Unique(FieldReader fields)
    {
        if (!fields.TryObject("unique", out FieldReader? u)) return null;
        if (!u.Has("name")) u.Fault(RejectionCodes.MissingField, "name", "is required");
        return new UniqueWork(u.Text("name", 128) ?? "", u.Word<UniquePolicy>("policy") ?? UniquePolicy.Keep);
    }

    private static QuotaFallback? Expedited(FieldReader fields)
    {
        if (fields.TryObject("expedited", out FieldReader? e)) return e.Word<QuotaFallback>("if_out_of_quota") ?? QuotaFallback.RunAsNormal;
        return null;
    }

    private static TaskEstimate? Estimate(FieldReader fields)
    {
        if (fields.TryObject("estimate", out FieldReader? e))
        {
            return new TaskEstimate(e.Seconds("duration_s", 0.001, 4 * Week), e.Number("energy_mwh", 0, 10_000_000, " mWh"));
        }

        return null;
    }

    private static TaskLimits Limits(FieldReader fields)
    {
        if (!fields.TryObject("limits", out FieldReader? l)) return TaskLimits.None;
        return new TaskLimits(
            l.Seconds("run_s", 0.1, Week),
            l.Seconds("stall_s", 0.1, Week),
            l.Number("cpu_pct", 1, 6400, " percent of one core"),
            l.Number("memory_mb", 1, 1_048_576, " MB"),
            l.Number("output_kib", 0, 65_536, " KiB"),
            l.Seconds("step_s", 0.1, Week));
    }

    private static RetrySpec? Retry(FieldReader fields)
    {
        if (fields.TryObject("retry", out FieldReader? r))
        {
            return new RetrySpec(r.Whole("max", 0, 10), r.Word<BackoffKind>("backoff") ?? BackoffKind.Exponential, r.Seconds("delay_s", 0, 18_000));
        }

        return null;
    }

    private static string? ReplyTo(FieldReader fields)
    {
        string? topic = fields.Text("reply_to", 512);
        if (topic?.AsSpan().ContainsAny('+', '#') == true) fields.Fault(RejectionCodes.InvalidField, "reply_to", "must be a topic without + and #");
        return topic;
    }

    private static void Conflicts(FieldReader fields, TaskSpec spec)
    {
        TaskConstraints c = spec.Constraints;
        if (spec.Expedited is not null && (c.Charging || c.ExternalPower || c.BatteryNotLow || c.MinSocPct is not null || c.Idle))
        {
            fields.Fault(RejectionCodes.Conflict, "expedited", "cannot be combined with charging, external_power, battery_not_low, min_soc_pct or idle");
        }

        if (spec.After.Contains(spec.Id)) fields.Fault(RejectionCodes.Conflict, "after", "must not name the task itself");
        DateTimeOffset? start = spec.Schedule is TaskSchedule.Exact exact ? exact.At : spec.EarliestStart;
        if (start >= spec.DeadlineAt) fields.Fault(RejectionCodes.Conflict, "deadline", "must lie after the earliest start");
        if (spec.Delay >= spec.DeadlineIn && spec.Delay > TimeSpan.Zero) fields.Fault(RejectionCodes.Conflict, "deadline", "must be longer than the delay");
    }
}
