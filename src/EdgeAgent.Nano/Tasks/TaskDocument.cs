using EdgeAgent.Nano.Json;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary>
/// Reads a task document (contract, section 4). A field of the contract that this firmware does not support is refused by name; a field that the contract does not
/// define is ignored.
/// </summary>
public sealed class TaskDocument
{
    private static readonly string[] Unsupported = { "schedule", "unique", "after", "expedited", "reply_to" };
    private static readonly string[] UnsupportedConstraints = { "max_cpu_temperature_c" };

    private const int MaxCorrelationBytes = 64;

    private JsonView _root;

    /// <summary>The document's id where one can be read, also from a document that is refused.</summary>
    public string Id { get; private set; }

    /// <summary>Rejection code of the contract; null when the document is good.</summary>
    public string Code { get; private set; }

    /// <summary>Text of the rejection for people, with field and range.</summary>
    public string Message { get; private set; }

    /// <summary>JSON; null when there is none or it is too long to keep.</summary>
    public byte[] Correlation { get; private set; }

    /// <summary>Reads a document. Returns null when it is refused.</summary>
    public TaskSpec Read(byte[] buffer, int start, int count)
    {
        _root = JsonView.Root(buffer, start, count);
        if (_root == null || !_root.IsObject) return Refuse("bad_json", "document: must be a JSON object of at most 8 levels");
        JsonView id = _root.Find("id");
        if (id == null) return Refuse("missing_field", "id: is required");
        if (!IsId(id.Text())) return Refuse("invalid_field", "id: must match [A-Za-z0-9._-]{1,64}");
        Id = id.Text();
        JsonView correlation = _root.Find("correlation");
        if (correlation != null && correlation.Raw().Length <= MaxCorrelationBytes) Correlation = correlation.Raw();
        TaskSpec spec = new TaskSpec { Id = Id, Correlation = Correlation, Args = _root.Find("args") };
        ReadNames(spec);
        ReadTimes(spec);
        ReadConstraints(spec);
        ReadRunning(spec);
        RefuseUnsupported(_root, Unsupported, "");
        return Code == null ? spec : null;
    }

    private static bool IsId(string id)
    {
        if (id == null || id.Length == 0 || id.Length > 64) return false;
        for (int i = 0; i < id.Length; i++)
        {
            char c = id[i];
            bool isGood = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
            if (!isGood) return false;
        }

        return true;
    }

    private void ReadNames(TaskSpec spec)
    {
        JsonView version = _root.Find("v");
        if (version != null && version.Number() != 1) Refuse("unsupported_version", "v: must be 1");
        string kind = Text("kind");
        if (kind == null) Refuse("missing_field", "kind: is required");
        else if (kind.Length == 0 || kind.Length > 32) Refuse("invalid_field", "kind: must be 1 to 32 characters");
        if (spec.Args != null && !spec.Args.IsObject) Refuse("invalid_field", "args: must be an object");
        spec.Kind = kind ?? "";
        string description = Text("description"), priority = Text("priority"), taskClass = Text("class");
        spec.Class = TaskClassifier.Classify(spec.Kind.ToLower(), (description ?? "").ToLower());
        if (taskClass != null) spec.Class = (TaskClass)OneOf("class", WireNames.Class(taskClass), "critical, normal, background, charging_only");
        if (priority != null) spec.Priority = OneOf("priority", WireNames.PriorityOf(priority), "critical, high, normal, low");
    }

    private void ReadTimes(TaskSpec spec)
    {
        spec.EarliestMs = TimeAt(_root, "earliest_start");
        spec.DelaySeconds = Whole(_root, "delay_s", 0, 31_536_000, 0);
        JsonView deadline = _root.Find("deadline");
        if (deadline == null) return;
        if (deadline.IsNumber) spec.DeadlineSeconds = Whole(_root, "deadline", 1, 31_536_000, 0);
        else spec.DeadlineAtMs = TimeAt(_root, "deadline");
    }

    private void ReadConstraints(TaskSpec spec)
    {
        JsonView c = Part("constraints");
        if (c == null) return;
        spec.NeedsCharging = Flag(c, "charging");
        spec.NeedsExternalPower = Flag(c, "external_power");
        spec.NeedsBatteryNotLow = Flag(c, "battery_not_low");
        // A microcontroller does nothing beside its tasks and keeps no files: idle and storage_not_low always hold.
        Flag(c, "idle");
        Flag(c, "storage_not_low");
        JsonView network = c.Find("network");
        if (network != null)
        {
            string word = network.Text();
            if (word != "none" && word != "any" && word != "unmetered") Refuse("invalid_field", "constraints.network: must be none, any or unmetered");
            spec.NeedsNetwork = word != "none";
        }

        JsonView soc = c.Find("min_soc_pct");
        if (soc != null)
        {
            spec.MinSocPct = soc.Number();
            if (!(0 <= spec.MinSocPct && spec.MinSocPct <= 100)) Refuse("out_of_range", "constraints.min_soc_pct: must be 0 to 100");
        }

        RefuseUnsupported(c, UnsupportedConstraints, "constraints.");
    }

    private void ReadRunning(TaskSpec spec)
    {
        string preemption = Text("preemption");
        if (preemption != null && preemption != "pause" && preemption != "restart" && preemption != "never") Refuse("invalid_field", "preemption: must be pause, restart or never");
        spec.IsAtMostOnce = preemption == "never";
        JsonView estimate = Part("estimate"), limits = Part("limits"), retry = Part("retry");
        if (estimate != null && estimate.Find("duration_s") != null)
        {
            spec.DurationSeconds = estimate.Find("duration_s").Number();
            if (!(0 < spec.DurationSeconds && spec.DurationSeconds <= 604_800)) Refuse("out_of_range", "estimate.duration_s: must be above 0, at most 604800");
        }

        if (limits != null) spec.RunSeconds = Whole(limits, "run_s", 1, 86_400, 0);
        if (retry == null) return;
        spec.Retries = Whole(retry, "max", 0, 100, -1);
        int seconds = Whole(retry, "delay_s", 1, 18_000, -1);
        if (seconds > 0) spec.RetrySeconds = seconds;
        JsonView backoff = retry.Find("backoff");
        if (backoff == null) return;
        if (backoff.Text() == "linear") spec.Backoff = BackoffKind.Linear;
        else if (backoff.Text() != "exponential") Refuse("invalid_field", "retry.backoff: must be exponential or linear");
    }

    private JsonView Part(string name)
    {
        JsonView part = _root.Find(name);
        if (part == null || part.IsObject) return part;
        Refuse("invalid_field", name + ": must be an object");
        return null;
    }

    private string Text(string name)
    {
        JsonView value = _root.Find(name);
        if (value == null) return null;
        if (!value.IsText) Refuse("invalid_field", name + ": must be text");
        return value.Text();
    }

    private int OneOf(string name, int place, string words)
    {
        if (place < 0) Refuse("invalid_field", name + ": must be one of " + words);
        return place < 0 ? 0 : place;
    }

    private bool Flag(JsonView part, string name)
    {
        JsonView value = part.Find(name);
        if (value == null) return false;
        if (!value.IsFlag) Refuse("invalid_field", "constraints." + name + ": must be true or false");
        return value.IsTrue;
    }

    private int Whole(JsonView part, string name, int least, int most, int absent)
    {
        JsonView value = part.Find(name);
        if (value == null) return absent;
        double number = value.Number();
        if (least <= number && number <= most && number == (int)number) return (int)number;
        Refuse("out_of_range", name + ": must be a whole number from " + least + " to " + most);
        return absent;
    }

    private long TimeAt(JsonView part, string name)
    {
        JsonView value = part.Find(name);
        if (value == null) return 0;
        long at = Instant.Parse(value.Text());
        if (at < 0) Refuse("invalid_field", name + ": must be an RFC 3339 time");
        return at < 0 ? 0 : at;
    }

    private void RefuseUnsupported(JsonView part, string[] names, string prefix)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (part.Find(names[i]) != null) Refuse("invalid_field", prefix + names[i] + ": is not supported by this device");
        }
    }

    // The first fault is reported.
    private TaskSpec Refuse(string code, string message)
    {
        if (Code == null)
        {
            Code = code;
            Message = message;
        }

        return null;
    }
}
