using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Prints the answer to <c>power</c> as a table on a terminal: related values on one line, with units. Unknown values are left out.</summary>
internal static class PowerTable
{
    public static IReadOnlyList<IReadOnlyList<string>> Rows(JsonElement data, HumanTime time)
    {
        var (power, system, forecast) = (JsonText.Part(data, "power"), JsonText.Part(data, "system"), JsonText.Part(data, "forecast"));
        (string Label, string Value)[] rows =
        [
            ("Battery", Join(
                Number(power, "voltage_v", "F2", " V"), Number(power, "current_a", "F2", " A"), Number(power, "power_w", "F1", " W"),
                Number(power, "temperature_c", "F0", " °C"), Number(power, "health_pct", "F0", " % of its first capacity"), Flag(power, "undervoltage"))),
            ("Power", Join(Number(power, "load_w", "F1", " W used"), Number(power, "harvest_w", "F1", " W harvested"))),
            ("Charger", Charger(power, forecast, time)),
            ("Site", Site(forecast)),
            ("Machine", Join(
                Number(system, "cpu_pct", "F0", " % CPU"), Number(system, "cpu_temperature_c", "F0", " °C"), Number(system, "memory_used_pct", "F0", " % memory"),
                Number(system, "disk_used_pct", "F0", " % disk"), Idle(system), Flag(system, "throttled"), Flag(system, "undervoltage"))),
            ("Network", JsonText.Of(system, "network")),
            ("Quietest", time.Of(forecast, "quietest_at")),
            ("Mode", Mode(data)),
            ("Sensors", Sensors(data)),
        ];
        return [.. rows.Where(r => r.Value.Length > 0).Select(r => (IReadOnlyList<string>)[r.Label, r.Value])];
    }

    private static string Charger(JsonElement power, JsonElement forecast, HumanTime time)
    {
        string from = time.Of(forecast, "next_charge_start"), until = time.Of(forecast, "next_charge_end");
        string sure = "";
        if (JsonText.Number(forecast, "confidence") is { } share) sure = string.Create(CultureInfo.InvariantCulture, $"confidence {share * 100:F0} %");
        if (JsonText.Of(power, "powered") == "true") return Join("is there", After("until", until), sure);
        if (from.Length == 0) return "";
        return Join($"expected {from}", After("until", until), sure);
    }

    private static string Site(JsonElement forecast)
    {
        string kind = JsonText.Of(forecast, "site_kind");
        if (kind.Length == 0) return "";
        return Join(kind, $"found by its own days, {Number(forecast, "site_kind_p", "P0", "")} sure");
    }

    private static string Mode(JsonElement data)
    {
        string limit = JsonText.Of(data, "limit");
        if (limit == "auto") limit = "";
        var limits = JsonText.Part(data, "limits");
        string parallel = JsonText.Of(limits, "parallel") switch { "true" => "several tasks at a time", "false" => "one task at a time", _ => "" };
        string batch = JsonText.Of(limits, "batch"), quality = JsonText.Of(limits, "quality");
        return Join(
            JsonText.Of(data, "mode"),
            After("limited to", limit),
            After("batches of", batch),
            After("quality", quality),
            parallel);
    }

    // A value that the device does not send gets no words.
    private static string After(string words, string value)
    {
        if (value.Length == 0) return "";
        return $"{words} {value}";
    }

    // Sensors that measure are only counted; the others are named.
    private static string Sensors(JsonElement data)
    {
        List<JsonElement> sensors = [.. JsonText.List(data, "sensors")];
        int measuring = sensors.Count(s => JsonText.Of(s, "quality") == "measured");
        var others = sensors.Where(s => JsonText.Of(s, "quality") != "measured").Select(s => Join(' ', JsonText.Of(s, "name"), JsonText.Of(s, "quality"), JsonText.Of(s, "fault")));
        return Join([measuring > 0 ? $"{measuring} measured" : "", .. others]);
    }

    private static string Idle(JsonElement system) => JsonText.Of(system, "idle") switch { "true" => "idle", "false" => "busy", _ => "" };

    private static string Flag(JsonElement part, string name)
    {
        if (JsonText.Of(part, name) == "true") return name;
        return "";
    }

    private static string Number(JsonElement part, string name, string format, string unit)
    {
        if (JsonText.Number(part, name) is { } number) return number.ToString(format, CultureInfo.InvariantCulture) + unit;
        return "";
    }

    private static string Join(params IEnumerable<string> parts) => string.Join(", ", parts.Where(p => p.Length > 0));

    private static string Join(char separator, params IEnumerable<string> parts) => string.Join(separator, parts.Where(p => p.Length > 0));
}
