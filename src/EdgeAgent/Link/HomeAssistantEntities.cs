using System.Text.Json;

namespace EdgeAgent.Link;

/// <summary>
/// Writes the entities of a discovery document, each as one member of <c>components</c>. Values that a device does not know are
/// absent in its state; <c>get</c> makes Jinja render <c>None</c> for them, which Home Assistant shows as unknown.
/// </summary>
internal readonly struct HomeAssistantEntities(Utf8JsonWriter json, string device, int expireAfter)
{
    /// <summary>Adds a measurement from a part of the state, with its unit.</summary>
    public void Number(HomeAssistantNumber number)
    {
        Start("sensor", number.Id, number.Name);
        json.WriteString("device_class", number.DeviceClass);
        json.WriteString("state_class", "measurement");
        json.WriteString("unit_of_measurement", number.Unit);
        json.WriteNumber("suggested_display_precision", number.Decimals);
        if (number.IsDiagnostic) json.WriteString("entity_category", "diagnostic");
        Value(Get(number.Part, number.Field));
    }

    /// <summary>Adds a growing counter of mWh as Wh, the energy dashboard's unit.</summary>
    public void Energy(string id, string name, string counter)
    {
        Start("sensor", id, name);
        json.WriteString("device_class", "energy");
        json.WriteString("state_class", "total_increasing");
        json.WriteString("unit_of_measurement", "Wh");
        json.WriteNumber("suggested_display_precision", 1);
        json.WriteString("entity_category", "diagnostic");
        Value($"{{{{ (value_json.counters.{counter} / 1000) | round(3) }}}}");
    }

    public void Count(string id, string name, string template)
    {
        Start("sensor", id, name);
        json.WriteString("state_class", "measurement");
        json.WriteString("unit_of_measurement", "tasks");
        json.WriteString("icon", "mdi:playlist-play");
        Value(template);
    }

    public void Timestamp(string id, string name, string part, string field)
    {
        Start("sensor", id, name);
        json.WriteString("device_class", "timestamp");
        Value(Get(part, field));
    }

    /// <summary>Adds a sensor whose value is one of a closed list of words.</summary>
    public void Words(string id, string name, string template, IReadOnlyList<string> words)
    {
        Start("sensor", id, name);
        json.WriteString("device_class", "enum");
        Options(words);
        Value(template);
    }

    public void Binary(string id, string name, string deviceClass, string template)
    {
        Start("binary_sensor", id, name);
        json.WriteString("device_class", deviceClass);
        Value(template);
    }

    /// <summary>Adds a problem sensor: on while <c>alerts</c> is not empty or the battery reading is stale; its attributes are the alerts.</summary>
    public void Problem(string stateTopic)
    {
        Start("binary_sensor", "problem", "Problem");
        json.WriteString("device_class", "problem");
        json.WriteString("entity_category", "diagnostic");
        json.WriteString("json_attributes_topic", stateTopic);
        json.WriteString("json_attributes_template", "{{ {'alerts': value_json.get('alerts', []), 'recommendations': value_json.get('recommendations', [])} | tojson }}");
        Value("{{ 'ON' if value_json.get('alerts') or value_json.power.quality == 'stale' else 'OFF' }}");
    }

    public void Button(string id, string name, string topic, string icon)
    {
        Start("button", id, name);
        json.WriteString("command_topic", topic);
        json.WriteString("payload_press", """{"v":1}""");
        json.WriteString("entity_category", "config");
        json.WriteString("icon", icon);
        json.WriteEndObject();
    }

    /// <summary>Adds the hold switch: on = the device starts nothing new. A switch has one command topic, so <c>hold</c> accepts both values.</summary>
    public void HoldSwitch(string topic)
    {
        Start("switch", "hold", "Hold tasks");
        json.WriteString("command_topic", topic);
        json.WriteString("payload_on", """{"v":1,"on":true}""");
        json.WriteString("payload_off", """{"v":1,"on":false}""");
        json.WriteString("state_on", "on");
        json.WriteString("state_off", "off");
        json.WriteString("value_template", "{{ 'on' if value_json.get('held') else 'off' }}");
        json.WriteString("icon", "mdi:hand-back-left");
        json.WriteEndObject();
    }

    /// <summary>Adds the selection of the highest operating mode that is allowed.</summary>
    public void LimitSelect(string topic, IReadOnlyList<string> words)
    {
        Start("select", "limit", "Mode limit");
        json.WriteString("command_topic", topic);
        json.WriteString("command_template", """{"v":1,"mode":"{{ value }}"}""");
        Options(words);
        json.WriteString("value_template", "{{ value_json.get('limit') }}");
        json.WriteString("entity_category", "config");
        json.WriteString("icon", "mdi:speedometer-slow");
        json.WriteEndObject();
    }

    private void Options(IReadOnlyList<string> words)
    {
        json.WriteStartArray("options");
        foreach (string word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }

    private static string Get(string part, string field) => $"{{{{ value_json.get('{part}', {{}}).get('{field}') }}}}";

    private void Start(string platform, string id, string name)
    {
        json.WriteStartObject(id);
        json.WriteString("platform", platform);
        json.WriteString("unique_id", $"edgeagent_{device}_{id}");
        json.WriteString("name", name);
    }

    private void Value(string template)
    {
        json.WriteString("value_template", template);
        json.WriteNumber("expire_after", expireAfter);
        json.WriteEndObject();
    }
}
