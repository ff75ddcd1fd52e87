using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Draws the forecast of the next 24 hours in characters: expected charge as a block chart, probability of charging as shades, and the time axis.</summary>
internal static class ForecastChart
{
    private const int Columns = 48;
    private const int Rows = 5;
    private const int LabelHours = 6;
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const string Shades = " ░▒▓█";
    private const string Margin = "        ";

    /// <summary>Lines of at most 60 characters; none when there is no forecast.</summary>
    /// <param name="forecast">The part <c>forecast</c> of the answer to <c>power</c>.</param>
    public static IEnumerable<string> Lines(JsonElement forecast, HumanTime time)
    {
        if (HumanTime.At(forecast, "start") is not { } start) yield break;
        double[] charge = Means(JsonText.List(forecast, "soc_pct")), charging = Means(JsonText.List(forecast, "p_charging"));
        if (charge.Length == Columns)
        {
            yield return "expected charge";
            for (int row = Rows - 1; row >= 0; row--) yield return $"{(row + 1) * 100 / Rows,5} % {string.Concat(charge.Select(c => Block(c, row)))}".TrimEnd();
        }

        if (charging.Length != Columns) yield break;
        yield return $"charger {string.Concat(charging.Select(Shade))}".TrimEnd();
        yield return Axis(time.Local(start), SlotOf(forecast) * (JsonText.List(forecast, "p_charging").Count() / Columns));
    }

    private static double[] Means(IEnumerable<JsonElement> values)
    {
        double[] numbers = [.. values.Select(v => v.ValueKind == JsonValueKind.Number ? v.GetDouble() : double.NaN)];
        if (numbers.Length < Columns) return [];
        return [.. numbers.Chunk(numbers.Length / Columns).Take(Columns).Select(c => c.Average())];
    }

    private static char Block(double pct, int row)
    {
        if (double.IsNaN(pct)) return ' ';
        double filled = ((pct * Rows / 100) - row) * (Blocks.Length - 1);
        return Blocks[(int)Math.Clamp(Math.Ceiling(filled), 0, Blocks.Length - 1)];
    }

    private static char Shade(double p)
    {
        if (double.IsNaN(p)) return '?';
        return Shades[(int)Math.Clamp(Math.Floor(p * Shades.Length), 0, Shades.Length - 1)];
    }

    private static TimeSpan SlotOf(JsonElement forecast) =>
        TimeSpan.FromSeconds(JsonText.Number(forecast, "slot_s") ?? 900);

    private static string Axis(DateTimeOffset start, TimeSpan step)
    {
        var line = new StringBuilder(Margin);
        for (int column = 0; column < Columns; column++)
        {
            var at = start + (step * column);
            bool isFull = at.Hour % LabelHours == 0 && at.TimeOfDay - TimeSpan.FromHours(at.Hour) < step;
            if (!isFull || line.Length > Margin.Length + column) continue;
            line.Append(' ', Margin.Length + column - line.Length).Append(at.ToString("HH:00", CultureInfo.InvariantCulture));
        }

        return line.ToString();
    }
}
