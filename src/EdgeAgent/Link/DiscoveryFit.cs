using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Link;

/// <summary>
/// Makes the discovery document fit a broker that accepts only small packets: first with Home Assistant's abbreviated keys, then without
/// decoration, then without the least important entities. Pure.
/// </summary>
internal static class DiscoveryFit
{
    // Home Assistant's own list ("Supported abbreviations in MQTT discovery messages").
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["device"] = "dev",
        ["origin"] = "o",
        ["components"] = "cmps",
        ["platform"] = "p",
        ["identifiers"] = "ids",
        ["manufacturer"] = "mf",
        ["model"] = "mdl",
        ["sw_version"] = "sw",
        ["configuration_url"] = "cu",
        ["state_topic"] = "stat_t",
        ["availability_topic"] = "avty_t",
        ["availability_template"] = "avty_tpl",
        ["payload_available"] = "pl_avail",
        ["payload_not_available"] = "pl_not_avail",
        ["unique_id"] = "uniq_id",
        ["device_class"] = "dev_cla",
        ["state_class"] = "stat_cla",
        ["unit_of_measurement"] = "unit_of_meas",
        ["entity_category"] = "ent_cat",
        ["value_template"] = "val_tpl",
        ["expire_after"] = "exp_aft",
        ["options"] = "ops",
        ["command_topic"] = "cmd_t",
        ["command_template"] = "cmd_tpl",
        ["payload_on"] = "pl_on",
        ["payload_off"] = "pl_off",
        ["state_on"] = "stat_on",
        ["state_off"] = "stat_off",
        ["payload_press"] = "pl_prs",
        ["json_attributes_topic"] = "json_attr_t",
        ["json_attributes_template"] = "json_attr_tpl",
    };

    private static readonly string[] Decoration = ["icon", "suggested_display_precision", "json_attributes_topic", "json_attributes_template"];

    /// <summary>Entities in the order in which they are left out.</summary>
    private static readonly string[] LeastFirst =
    [
        "clear", "sync", "energy_on_external", "energy_on_battery", "cpu_temperature", "limit", "running", "temperature", "current", "voltage", "time_to_empty",
        "hold", "next_charge", "power", "queue", "problem", "charging", "mode", "external_power", "battery",
    ];

    /// <param name="said">Receives the changes, as text; stays empty when the document fits as it is.</param>
    public static byte[] Write(byte[] document, long mostBytes, List<string> said)
    {
        if (document.Length <= mostBytes) return document;
        var root = JsonNode.Parse(document)!.AsObject();
        said.Add("with abbreviated keys");
        byte[] bytes = Bytes(root);
        if (bytes.Length <= mostBytes) return bytes;
        var components = root["components"]!.AsObject();
        foreach (var (_, component) in components) Undress(component!.AsObject());
        said.Add("without icons, precisions and attributes");
        bytes = Bytes(root);
        foreach (string entity in LeastFirst)
        {
            if (bytes.Length <= mostBytes) break;
            if (!components.Remove(entity)) continue;
            said.Add("without " + entity);
            bytes = Bytes(root);
        }

        return bytes;
    }

    private static void Undress(JsonObject component)
    {
        foreach (string key in Decoration) component.Remove(key);
    }

    private static byte[] Bytes(JsonObject root)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, root, isNamed: false);
        return buffer.ToArray();
    }

    /// <param name="isNamed">The keys of this object are the names of entities, not keys of Home Assistant's format.</param>
    private static void Write(Utf8JsonWriter json, JsonObject node, bool isNamed)
    {
        json.WriteStartObject();
        foreach (var (key, value) in node)
        {
            json.WritePropertyName(isNamed ? key : Short.GetValueOrDefault(key, key));
            if (value is JsonObject inner) Write(json, inner, key == "components");
            else value!.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
