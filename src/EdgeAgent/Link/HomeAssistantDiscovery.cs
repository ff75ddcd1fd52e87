using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Link;

/// <summary>
/// The retained document on <c>homeassistant/device/{d}/config</c>: one message from which Home Assistant makes all entities of
/// the device (its MQTT device discovery). All values come from the retained <c>state</c>, availability from <c>status</c>, where a
/// sleeping device counts as available: <c>expire_after</c> covers silence beyond the announced interval.
/// </summary>
public static class HomeAssistantDiscovery
{
    // Templates are text for Jinja: quotes and angle brackets need no escapes, which only browsers require.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 JSON. Depends on <paramref name="facts"/> only, so that publishing it twice changes nothing.</summary>
    public static byte[] Write(HomeAssistantFacts facts)
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            WriteDevice(json, facts);
            WriteShared(json, facts.Topics);
            json.WriteStartObject("components");
            var entities = new HomeAssistantEntities(json, facts.Topics.Device, ExpireAfter(facts.LongestSilence));
            WriteSensors(entities, facts);
            WriteControls(entities, facts.Topics);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static int ExpireAfter(TimeSpan silence) => (int)Math.Clamp(Math.Ceiling(3 * silence.TotalSeconds), 60, int.MaxValue);

    private static void WriteDevice(Utf8JsonWriter json, HomeAssistantFacts facts)
    {
        json.WriteStartObject("device");
        json.WriteStartArray("identifiers");
        json.WriteStringValue($"edgeagent_{facts.Topics.Device}");
        json.WriteEndArray();
        json.WriteString("name", facts.Topics.Device);
        json.WriteString("manufacturer", "EdgeAgent");
        json.WriteString("model", facts.Model);
        json.WriteString("sw_version", facts.AgentVersion);
        if (facts.ConfigurationUrl is { } url) json.WriteString("configuration_url", url);
        json.WriteEndObject();
        json.WriteStartObject("origin");
        json.WriteString("name", "EdgeAgent");
        json.WriteString("sw_version", facts.AgentVersion);
        json.WriteEndObject();
    }

    private static void WriteShared(Utf8JsonWriter json, Topics topics)
    {
        json.WriteString("state_topic", topics.State);
        json.WriteString("availability_topic", topics.Status);
        json.WriteString("availability_template", "{{ 'online' if value_json.state in ['online', 'sleeping'] else 'offline' }}");
        json.WriteString("payload_available", "online");
        json.WriteString("payload_not_available", "offline");
        json.WriteNumber("qos", 1);
    }

    private static void WriteSensors(HomeAssistantEntities entities, HomeAssistantFacts facts)
    {
        if (facts.HasBattery)
        {
            entities.Number(new("battery", "Battery", "power", "soc_pct") { DeviceClass = "battery", Unit = "%" });
            entities.Number(new("voltage", "Battery voltage", "power", "voltage_v") { DeviceClass = "voltage", Unit = "V", Decimals = 2, IsDiagnostic = true });
            entities.Number(new("current", "Battery current", "power", "current_a") { DeviceClass = "current", Unit = "A", Decimals = 2, IsDiagnostic = true });
            entities.Number(new("power", "Battery power", "power", "power_w") { DeviceClass = "power", Unit = "W", Decimals = 2 });
            entities.Number(new("temperature", "Battery temperature", "power", "temperature_c") { DeviceClass = "temperature", Unit = "°C", Decimals = 1, IsDiagnostic = true });
            entities.Number(new("time_to_empty", "Time to empty", "power", "time_to_empty_s") { DeviceClass = "duration", Unit = "s" });
            entities.Binary("charging", "Charging", "battery_charging", OnOff("charging", ["charging"], ["discharging", "full", "not_charging"]));
            entities.Timestamp("next_charge", "Next charge", "forecast", "next_charge_start");
            entities.Energy("energy_on_battery", "Task energy from battery", "energy_on_battery_mwh");
        }

        entities.Energy("energy_on_external", "Task energy from external power", "energy_on_external_mwh");
        entities.Binary("external_power", "External power", "plug", OnOff("source", ["external"], ["battery"]));
        entities.Number(new("cpu_temperature", "CPU temperature", "system", "cpu_temperature_c") { DeviceClass = "temperature", Unit = "°C", IsDiagnostic = true });
        entities.Words("mode", "Mode", "{{ value_json.mode }}", [.. Enum.GetValues<OperatingMode>().Select(WireNames.Lower)]);
        entities.Count("queue", "Tasks waiting", "{{ value_json.queue.blocked + value_json.queue.scheduled + value_json.queue.waiting + value_json.queue.deferred + value_json.queue.ready }}");
        entities.Count("running", "Tasks running", "{{ value_json.queue.running + value_json.queue.paused }}");
        entities.Problem(facts.Topics.State);
    }

    // A word in neither list is rendered as None, which Home Assistant shows as unknown.
    private static string OnOff(string field, string[] on, string[] off) =>
        $"{{{{ {{{Map(on, "ON")}, {Map(off, "OFF")}}}.get(value_json.power.get('{field}')) }}}}";

    private static string Map(string[] words, string state) => string.Join(", ", words.Select(word => $"'{word}': '{state}'"));

    private static void WriteControls(HomeAssistantEntities entities, Topics topics)
    {
        entities.Button("sync", "Synchronise", topics.Control("sync"), "mdi:sync");
        entities.Button("clear", "Clear finished tasks", topics.Control("clear"), "mdi:broom");
        entities.HoldSwitch(topics.Control("hold"));
        entities.LimitSelect(topics.Control("limit"), ["auto", .. Enum.GetValues<OperatingMode>().Where(m => m != OperatingMode.Full).Select(WireNames.Lower)]);
    }
}
