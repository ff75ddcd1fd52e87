using System.Text.Json;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Cli;

/// <summary>Says in one sentence why a task waits and when it runs: its conditions and the planned start.</summary>
internal static class WaitSentence
{
    private const string UnknownTask = "no such task: ";

    /// <param name="task">A task of <c>list</c>, <c>show</c>, <c>why</c> or <c>plan</c>.</param>
    /// <returns>Empty when the device gives neither a reason nor a time.</returns>
    public static string Of(JsonElement task, HumanTime time)
    {
        var waits = JsonText.List(task, "wait_reasons").Where(w => !IsSaidByStart(w, task)).OrderBy(w => HumanTime.At(w, "estimated_at") ?? DateTimeOffset.MaxValue).ToList();
        var parts = waits.Select((w, i) => $"{(i == 0 ? "waits for" : "then for")} {Awaited(w)}{Expected(w, time)}").ToList();
        if (Start(task, waits, time) is { Length: > 0 } start) parts.Add(start);
        if (parts.Count == 0) return "";
        string sentence = string.Join("; ", parts);
        return $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}.";
    }

    // When a task waits only for its planned start, the start and its reason are enough.
    private static bool IsSaidByStart(JsonElement wait, JsonElement task) =>
        JsonText.Of(wait, "reason") == "PLANNED_WINDOW" && HumanTime.At(task, "planned_start") is not null;

    /// <summary>The condition of a task as the end of the sentence "waits for …".</summary>
    public static string Awaited(JsonElement wait)
    {
        string required = Plain(JsonText.Of(wait, "required")), reason = JsonText.Of(wait, "reason");
        return reason switch
        {
            "PREREQUISITE" => Prerequisite(JsonText.Of(wait, "current"), required),
            "MINIMUM_LATENCY" => "its start time",
            "BACKOFF" => "its next try after a failure",
            "CONSTRAINT_CHARGING" when required == "external power" => required,
            "CONSTRAINT_CHARGING" => "the charger",
            "CONSTRAINT_BATTERY_NOT_LOW" => $"a battery charge of {required}",
            "CONSTRAINT_CONNECTIVITY" when required.Contains("unmetered", StringComparison.Ordinal) => "an unmetered network",
            "CONSTRAINT_CONNECTIVITY" => "the network",
            "CONSTRAINT_DEVICE_IDLE" => "the device to be idle",
            "CONSTRAINT_STORAGE_NOT_LOW" or "DISK" => "free storage",
            "CPU_BUSY" => "a less busy processor",
            "MEMORY" => "free memory",
            "THERMAL" => "the device to cool down",
            "UNDERVOLTAGE" => "a sound supply voltage",
            "SENSOR_STALE" => "a battery reading that can be believed",
            "CLOCK_UNTRUSTED" => "the clock to be set",
            "CONCURRENCY" when required.StartsWith("the end of ", StringComparison.Ordinal) => required,
            "CONCURRENCY" => "a free slot",
            "QUOTA" => "its quota",
            "ENERGY_BUDGET" => $"enough energy to spare{InBrackets(required)}",
            "PLANNED_WINDOW" => "a better time",
            "QUIET_HOURS" => "the end of quiet hours",
            "USER_HOLD" => Hold(JsonText.Of(wait, "current")),
            _ => $"{reason}{InBrackets(required)}",
        };
    }

    // A prerequisite that is not on the device may never end, so it is named.
    private static string Prerequisite(string current, string required)
    {
        if (current.StartsWith(UnknownTask, StringComparison.Ordinal))
        {
            return $"a task that is not on the device ({current[UnknownTask.Length..]})";
        }

        return $"another task{InBrackets(required)}";
    }

    private static string Hold(string current)
    {
        if (current.Contains("paused", StringComparison.Ordinal)) return "somebody to resume it";
        if (current.Contains("limit", StringComparison.Ordinal)) return "a higher mode limit";
        return "somebody to release the hold";
    }

    private static string Expected(JsonElement wait, HumanTime time)
    {
        if (HumanTime.At(wait, "estimated_at") is { } at) return $", expected {time.Of(at)}";
        return "";
    }

    // The start is added only when it differs from the time of the last condition.
    private static string Start(JsonElement task, List<JsonElement> waits, HumanTime time)
    {
        if (HumanTime.At(task, "planned_start") is not { } start) return "";
        bool isSaid = waits.Any(w => HumanTime.At(w, "estimated_at") is { } at && time.Clock(at) == time.Clock(start));
        if (isSaid) return "";
        return $"planned to start {time.Of(start)}{Because(JsonText.Of(task, "planned_reason"))}";
    }

    private static string Because(string reason)
    {
        if (Enum.TryParse(reason.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out PlacementReason known))
        {
            return $": {PlacementWords.Text(known)}";
        }

        return "";
    }

    private static string Plain(string condition) => condition
        .Replace(">= ", "at least ", StringComparison.Ordinal).Replace("<= ", "at most ", StringComparison.Ordinal)
        .Replace("> ", "more than ", StringComparison.Ordinal).Replace("< ", "less than ", StringComparison.Ordinal);

    private static string InBrackets(string text)
    {
        if (text.Length == 0) return "";
        return $" ({text})";
    }
}
