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
        foreach (var task in List(data, "tasks"))
        {
            string waits = string.Join(' ', List(task, "wait_reasons").Select(w => Text(w, "reason")));
            output.WriteLine($"{Text(task, "id"),-24} {Text(task, "phase"),-10} {Text(task, "kind"),-14} {Text(task, "class"),-14} {Text(task, "reason")}{waits}".TrimEnd());
        }

        output.WriteLine($"{Text(data, "total")} tasks");
    }

    private static void Plan(JsonElement data, TextWriter output)
    {
        foreach (var task in List(data, "tasks"))
        {
            string start = Text(task, "planned_start");
            output.WriteLine($"{(start.Length > 0 ? start : "nobody can say"),-26} {Text(task, "id"),-24} {Text(task, "phase"),-10} {Text(task, "reason")}".TrimEnd());
        }
    }

    private static void Why(JsonElement data, TextWriter output)
    {
        output.WriteLine($"{Text(data, "id")} is {Text(data, "phase")} {Text(data, "reason")}".TrimEnd());
        foreach (var wait in List(data, "wait_reasons"))
        {
            string estimate = Text(wait, "estimated_at");
            output.WriteLine($"  {Text(wait, "reason")}: is {Text(wait, "current")}, needs {Text(wait, "required")}{(estimate.Length > 0 ? $", expected {estimate}" : "")}");
        }

        if (Text(data, "planned_start") is { Length: > 0 } start) output.WriteLine($"  planned for {start} {Text(data, "planned_reason")}".TrimEnd());
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

    private static JsonElement.ArrayEnumerator List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
        : "";
}
