using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Prints the answers of a device for people.</summary>
internal sealed class AnswerText(CliHost host)
{
    private static readonly string[] Stamps = ["v", "device", "ts", "clock", "boot_id", "up_ms"];

    private readonly Page _page = new(host.Output, host.Screen);
    private readonly HumanTime _time = new(host.Clock);

    public void Write(string verb, JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object) _page.Line("done");
        else if (verb == "list") Tasks(data);
        else if (verb == "plan") Plan(data);
        else if (verb == "why") Why(data);
        else if (verb == "show") Show(data);
        else if (verb == "power") Power(data);
        else if (data.TryGetProperty("count", out var count)) _page.Line($"{count.GetRawText()} changed");
        else Fields(data);
    }

    /// <summary>Prints in one line why a task waits and when it runs.</summary>
    public void WriteWait(JsonElement why)
    {
        if (WaitSentence.Of(why, _time) is { Length: > 0 } sentence) _page.Paragraph(sentence);
        WriteDark(why);
    }

    // The device sends this part when it expects the battery to be empty before the next charge.
    private void WriteDark(JsonElement part)
    {
        var dark = JsonText.Part(part, "dark");
        if (HumanTime.At(dark, "from") is not { } from) return;
        string until = "until external power is back";
        if (HumanTime.At(dark, "until") is { } end) until = $"to {_time.Of(end)}";
        _page.Paragraph($"Dark from {_time.Of(from)} {until}: the battery is expected to be empty.");
    }

    private void Tasks(JsonElement data)
    {
        List<IReadOnlyList<string>> rows = [.. JsonText.List(data, "tasks").Select(t => (IReadOnlyList<string>)
            [JsonText.Of(t, "id"), JsonText.Of(t, "phase"), JsonText.Of(t, "kind"), When(t), Reason(t)])];
        if (rows.Count > 0) _page.Table(["task", "phase", "kind", "when", "why"], rows, 1, 3);
        string total = JsonText.Of(data, "total");
        _page.Line(total == "1" ? "1 task" : $"{total} tasks");
    }

    // The end of a finished task, the start of a running one, else the planned start.
    private string When(JsonElement task)
    {
        if (!IsQueued(task)) return _time.Of(task, JsonText.Of(task, "finished_at").Length > 0 ? "finished_at" : "started_at");
        if (Start(task) is { } start) return _time.Of(start);
        return "";
    }

    // The start is the latest estimate of all conditions; unknown when one of them has no estimate.
    private static DateTimeOffset? Start(JsonElement task)
    {
        if (HumanTime.At(task, "planned_start") is { } planned) return planned;
        DateTimeOffset?[] met = [.. JsonText.List(task, "wait_reasons").Select(w => HumanTime.At(w, "estimated_at"))];
        if (met.Length > 0 && met.All(m => m is not null)) return met.Max();
        return null;
    }

    private static bool IsQueued(JsonElement task) => JsonText.Of(task, "status") == "QUEUED";

    private static string Reason(JsonElement task)
    {
        string own = JsonText.Of(task, "reason");
        if (!IsQueued(task)) return own;
        return string.Join(", ", JsonText.List(task, "wait_reasons").Select(WaitSentence.Awaited));
    }

    private void Plan(JsonElement data)
    {
        var tasks = JsonText.List(data, "tasks").ToList();
        var chart = new PlanChart(tasks, _time);
        List<IReadOnlyList<string>> rows = [.. tasks.Select(t => (IReadOnlyList<string>)[JsonText.Of(t, "id"), StartText(t), chart.Line(t)])];
        WriteDark(data);
        if (rows.Count > 0) _page.Table(["task", "starts", chart.Axis()], rows, 2);
        else _page.Line("no task waits or runs");
    }

    private string StartText(JsonElement task)
    {
        if (JsonText.Of(task, "phase") is "RUNNING" or "STARTING") return "runs now";
        string start = _time.Of(task, "planned_start");
        if (start.Length > 0) return start;
        return "nobody can say";
    }

    private void Why(JsonElement data)
    {
        _page.Line($"{JsonText.Of(data, "id")} is {JsonText.Of(data, "phase")} {JsonText.Of(data, "reason")}".TrimEnd());
        WriteWait(data);
        Waits(data);
    }

    private void Waits(JsonElement data)
    {
        List<IReadOnlyList<string>> rows = [.. JsonText.List(data, "wait_reasons").Select(w => (IReadOnlyList<string>)
            [JsonText.Of(w, "reason"), JsonText.Of(w, "current"), JsonText.Of(w, "required"), _time.Of(w, "estimated_at")])];
        if (rows.Count == 0) return;
        _page.Line();
        _page.Table(["reason", "is", "needs", "expected"], rows);
    }

    private void Show(JsonElement data)
    {
        Fields(data);
        Waits(data);
    }

    private void Power(JsonElement data)
    {
        var power = JsonText.Part(data, "power");
        _page.Paragraph(PowerSentence(power, JsonText.Of(data, "mode")));
        WriteDark(JsonText.Part(data, "forecast"));
        _page.Line();
        // A terminal gets a table; a pipe gets one field per line.
        if (host.Screen.Width is null) Fields(data);
        else _page.Table(["", ""], PowerTable.Rows(data, _time), 0);
        var forecast = JsonText.Part(data, "forecast");
        string[] lines = [.. ForecastChart.Lines(forecast, _time)];
        if (lines.Length == 0) return;
        _page.Line();
        foreach (string line in lines) _page.Line(line);
    }

    private static string PowerSentence(JsonElement power, string mode)
    {
        string charge = "Charge unknown", left = "";
        if (JsonText.Number(power, "soc_pct") is { } pct) charge = FormattableString.Invariant($"{pct:0} %");
        if (Seconds(JsonText.Part(power, "time_to_empty_s")) is { } empty) left = $", empty in {HumanTime.Length(empty)}";
        return $"{charge}, {JsonText.Of(power, "charging", "unknown").Replace('_', ' ')}, source {JsonText.Of(power, "source", "unknown")}{left}; mode {mode}.";
    }

    private void Fields(JsonElement data)
    {
        var rows = new List<(string, string)>();
        AddFields(data, "", rows);
        _page.Fields(rows);
    }

    // Fields with their own table or chart, and the common fields of every document, are left out.
    private void AddFields(JsonElement element, string path, List<(string Name, string Value)> rows)
    {
        foreach (var property in element.EnumerateObject().Where(p => !(path.Length == 0 && Stamps.Contains(p.Name))))
        {
            if (property.Value.ValueKind == JsonValueKind.Object) AddFields(property.Value, $"{path}{property.Name}.", rows);
            else if (property.Value.ValueKind == JsonValueKind.Array) AddList(property.Value, path + property.Name, rows);
            else if (property.Value.ValueKind != JsonValueKind.Null) rows.Add((path + property.Name, Shown(property.Value) + Length(property)));
        }
    }

    private void AddList(JsonElement list, string name, List<(string Name, string Value)> rows)
    {
        bool isSimple = list.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String);
        if (isSimple && list.GetArrayLength() > 0) rows.Add((name, string.Join(", ", list.EnumerateArray().Select(Shown))));
        if (name != "sensors") return;
        foreach (var sensor in list.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.Object))
        {
            string[] words = [JsonText.Of(sensor, "quality"), JsonText.Of(sensor, "fault")];
            rows.Add(($"sensor {JsonText.Of(sensor, "name")}", string.Join(", ", words.Where(t => t.Length > 0))));
        }
    }

    // Spans of a minute and more are also written in hours and minutes.
    private static string Length(JsonProperty field)
    {
        if (field.Name.EndsWith("_s", StringComparison.Ordinal) && Seconds(field.Value) is { TotalMinutes: >= 1 } span)
        {
            return $" ({HumanTime.Length(span)})";
        }

        return "";
    }

    private static TimeSpan? Seconds(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double s) && s is >= 0 and < 1e9)
        {
            return TimeSpan.FromSeconds(s);
        }

        return null;
    }

    private string Shown(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)) return number.ToString("0.##", CultureInfo.InvariantCulture);
        if (value.ValueKind != JsonValueKind.String) return value.GetRawText();
        string text = value.GetString()!;
        if (HumanTime.TryRead(text, out var at)) return _time.Of(at);
        return text;
    }
}
