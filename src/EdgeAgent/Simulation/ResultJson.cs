using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Simulation;

/// <summary>Writes the simulator's output document, contract section 6.</summary>
public static class ResultJson
{
    public static void Write(Stream output, IEnumerable<SimulationResult> results)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteStartArray("traces");
        foreach (SimulationResult result in results) WriteTrace(json, result);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>RFC 3339 UTC.</summary>
    public static string Rfc3339(long timeS) =>
        DateTimeOffset.FromUnixTimeSeconds(timeS).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void WriteTrace(Utf8JsonWriter json, SimulationResult result)
    {
        json.WriteStartObject();
        json.WriteString("trace", result.Trace.Name);
        json.WriteString("policy", result.Policy);
        json.WriteString("objective", result.Objective.Name);
        json.WriteStartArray("tasks");
        foreach (SimulatedTask task in result.Tasks) WriteTask(json, task, result.Trace.EndS);
        json.WriteEndArray();
        Score score = result.Score;
        json.WriteStartObject("score");
        json.WriteNumber("heavy_min", Math.Round(score.HeavyMin, 3));
        json.WriteNumber("heavy_min_on_battery", Math.Round(score.HeavyMinOnBattery, 3));
        json.WriteNumber("missed", score.Missed);
        json.WriteNumber("mean_delay_h", Math.Round(score.MeanDelayH, 4));
        json.WriteNumber("brownout_min", Math.Round(score.BrownoutMin, 3));
        json.WriteNumber("cost_per_task_min", Math.Round(result.Objective.CostPerTask(result), 4));
        if (result.Objective.Other is { } other) json.WriteNumber("cost_per_task_by_minutes", Math.Round(other.CostPerTask(result), 4));
        json.WriteEndObject();
        json.WriteStartArray("forecast");
        foreach (ForecastScore f in result.Forecast) WriteForecast(json, f);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTask(Utf8JsonWriter json, SimulatedTask task, long endS)
    {
        json.WriteStartObject();
        json.WriteString("id", task.Id);
        json.WriteStartArray("segments");
        foreach (Segment s in task.Segments)
        {
            json.WriteStartObject();
            json.WriteString("start", Rfc3339(s.StartS));
            json.WriteString("end", Rfc3339(s.EndS));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (task.FinishedS is { } finished) json.WriteString("finished", Rfc3339(finished));
        else json.WriteNull("finished");
        json.WriteBoolean("missed", task.IsMissed(endS));
        json.WriteEndObject();
    }

    private static void WriteForecast(Utf8JsonWriter json, ForecastScore f)
    {
        json.WriteStartObject();
        json.WriteNumber("lead_h", f.LeadH);
        WriteFigure(json, "brier", f.Brier);
        WriteFigure(json, "climatology_brier", f.ClimatologyBrier);
        WriteFigure(json, "skill", f.Skill);
        WriteFigure(json, "ece", f.Ece);
        json.WriteEndObject();
    }

    // A trace shorter than the lead has no outcome to score: null.
    private static void WriteFigure(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, Math.Round(value, 6));
        else json.WriteNull(name);
    }
}
