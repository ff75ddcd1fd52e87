using System.Text.Json;

namespace EdgeAgent.Simulation;

/// <summary>
/// What the page's script draws from: times in seconds since the trace's start, charging as runs of equal slots, the 6 h forecast as one
/// byte per quarter hour (0 to 255) from <c>p6_at</c> on, runs as [task, start, end] in a row.
/// </summary>
internal static class ReportData
{
    private const long LeadS = 6 * 3600;

    public static void Write(TextWriter page, ReportEntry e)
    {
        using var buffer = new MemoryStream();
        // The writer's default encoder leaves no '<' in the text: nothing in it can end the script element.
        using (var json = new Utf8JsonWriter(buffer)) Write(json, e);
        page.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, ReportEntry e)
    {
        Trace t = e.Result.Trace;
        json.WriteStartObject();
        json.WriteNumber("start", t.StartS);
        json.WriteNumber("span", t.EndS - t.StartS);
        WriteRuns(json, "offset_min", t, i => t.OffsetMin[i]);
        WriteRuns(json, "charging", t, i => t.Charging[i]);
        if (e.Result.SixHoursAhead.Count > 0)
        {
            json.WriteNumber("p6_at", e.Result.SixHoursAhead[0].TimeS + LeadS - t.StartS);
            json.WriteBase64String("p6", [.. e.Result.SixHoursAhead.Select(f => (byte)Math.Round(255 * f.P6))]);
        }

        json.WriteStartArray("tasks");
        foreach (SimulatedTask task in e.Result.Tasks)
        {
            json.WriteStartArray();
            json.WriteStringValue(task.Id);
            json.WriteNumberValue(task.ReleaseS - t.StartS);
            if (task.DeadlineS == long.MaxValue) json.WriteNullValue();
            else json.WriteNumberValue(task.DeadlineS - t.StartS);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartObject("runs");
        WriteSegments(json, e.Result);
        if (e.Result.Policy != e.WhenCharging.Policy) WriteSegments(json, e.WhenCharging);
        if (e.Result.Policy != e.RunNow.Policy) WriteSegments(json, e.RunNow);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Seconds and value, seconds and value, ...</summary>
    private static void WriteRuns(Utf8JsonWriter json, string name, Trace t, Func<int, int> value)
    {
        json.WriteStartArray(name);
        for (int i = 0, end; i < t.Count; i = end)
        {
            for (end = i + 1; end < t.Count && value(end) == value(i);) end++;
            json.WriteNumberValue(t.TimeOf(end) - t.TimeOf(i));
            json.WriteNumberValue(value(i));
        }

        json.WriteEndArray();
    }

    private static void WriteSegments(Utf8JsonWriter json, SimulationResult r)
    {
        json.WriteStartArray(r.Policy);
        for (int i = 0; i < r.Tasks.Length; i++)
        {
            foreach (Segment s in r.Tasks[i].Segments)
            {
                json.WriteNumberValue(i);
                json.WriteNumberValue(s.StartS - r.Trace.StartS);
                json.WriteNumberValue(s.EndS - r.Trace.StartS);
            }
        }

        json.WriteEndArray();
    }
}
