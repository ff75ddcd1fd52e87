using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Answers of a device, for people.</summary>
internal static class AnswerText
{
    public static void Write(string verb, JsonElement data, TextWriter output)
    {
        if (data.ValueKind != JsonValueKind.Object) output.WriteLine("done");
        else if (verb == "list") Tasks(data, output);
        else if (verb == "plan") Plan(data, output);
        else if (verb == "why") Why(data, output);
        else if (data.TryGetProperty("count", out var count)) output.WriteLine($"{count.GetRawText()} changed");
        else Fields(data, "", output);
    }

    private static void Tasks(JsonElement data, TextWriter output)
    {
        foreach (var task in JsonText.List(data, "tasks"))
        {
            string waits = string.Join(' ', JsonText.List(task, "wait_reasons").Select(w => JsonText.Of(w, "reason")));
            output.WriteLine($"{JsonText.Of(task, "id"),-24} {JsonText.Of(task, "phase"),-10} {JsonText.Of(task, "kind"),-14} {JsonText.Of(task, "class"),-14} {JsonText.Of(task, "reason")}{waits}".TrimEnd());
        }

        output.WriteLine($"{JsonText.Of(data, "total")} tasks");
    }

    private static void Plan(JsonElement data, TextWriter output)
    {
        foreach (var task in JsonText.List(data, "tasks"))
        {
            string start = JsonText.Of(task, "planned_start");
            output.WriteLine($"{(start.Length > 0 ? start : "nobody can say"),-26} {JsonText.Of(task, "id"),-24} {JsonText.Of(task, "phase"),-10} {JsonText.Of(task, "reason")}".TrimEnd());
        }
    }

    private static void Why(JsonElement data, TextWriter output)
    {
        output.WriteLine($"{JsonText.Of(data, "id")} is {JsonText.Of(data, "phase")} {JsonText.Of(data, "reason")}".TrimEnd());
        foreach (var wait in JsonText.List(data, "wait_reasons"))
        {
            string estimate = JsonText.Of(wait, "estimated_at");
            output.WriteLine($"  {JsonText.Of(wait, "reason")}: is {JsonText.Of(wait, "current")}, needs {JsonText.Of(wait, "required")}{(estimate.Length > 0 ? $", expected {estimate}" : "")}");
        }

        if (JsonText.Of(data, "planned_start") is { Length: > 0 } start) output.WriteLine($"  planned for {start} {JsonText.Of(data, "planned_reason")}".TrimEnd());
    }

    private static void Fields(JsonElement element, string indent, TextWriter output)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                output.WriteLine($"{indent}{property.Name}:");
                Fields(property.Value, indent + "  ", output);
            }
            else
            {
                output.WriteLine($"{indent}{property.Name}: {Short(property.Value)}");
            }
        }
    }

    private static string Short(JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        const int longest = 160;
        return text.Length <= longest ? text : text[..longest] + "…";
    }
}
