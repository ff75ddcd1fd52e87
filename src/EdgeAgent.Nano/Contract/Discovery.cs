using EdgeAgent.Nano.Json;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Contract;

/// <summary>Writes the retained document from which Home Assistant makes the device's entities, with the agent's ids and templates, for the values that the firmware has.</summary>
public sealed class Discovery
{
    /// <summary>Increase it when the document changes, so that devices in the field send it again.</summary>
    public const int Revision = 2;

    private readonly FirmwareSettings _settings;
    private readonly string _model;
    private readonly int _expireAfterSeconds;
    private JsonWriter _json;

    /// <param name="longestSilenceSeconds">Longest silence of a working device, sleep included, s.</param>
    public Discovery(FirmwareSettings settings, string model, double longestSilenceSeconds)
    {
        _settings = settings;
        _model = model;
        _expireAfterSeconds = (int)(3 * longestSilenceSeconds);
    }

    public void Write(JsonWriter json)
    {
        _json = json;
        string own = TopicNames.Own(_settings.Root, _settings.DeviceId);
        json.Open('{');
        WriteDevice();
        json.Text("state_topic", own + TopicNames.State);
        json.Text("availability_topic", own + TopicNames.Status);
        json.Text("availability_template", "{{ 'online' if value_json.state in ['online', 'sleeping'] else 'offline' }}");
        json.Text("payload_available", "online");
        json.Text("payload_not_available", "offline");
        json.Whole("qos", 1);
        json.Open("components", '{');
        Number("battery", "Battery", "soc_pct", "battery", "%");
        Number("voltage", "Battery voltage", "voltage_v", "voltage", "V");
        Number("current", "Battery current", "current_a", "current", "A");
        Number("power", "Battery power", "power_w", "power", "W");
        Number("time_to_empty", "Time to empty", "time_to_empty_s", "duration", "s");
        Binary("charging", "Charging", "battery_charging", "{'charging': 'ON', 'discharging': 'OFF', 'full': 'OFF', 'not_charging': 'OFF'}.get(value_json.power.get('charging'))");
        Binary("external_power", "External power", "plug", "{'external': 'ON', 'battery': 'OFF'}.get(value_json.power.get('source'))");
        Sensor("next_charge", "Next charge", "timestamp", "{{ value_json.get('forecast', {}).get('next_charge_start') }}");
        Sensor("mode", "Mode", "enum", "{{ value_json.mode }}");
        Sensor("queue", "Tasks waiting", null, "{{ value_json.queue.scheduled + value_json.queue.waiting + value_json.queue.deferred + value_json.queue.ready }}");
        HoldSwitch(own);
        json.Close('}');
        json.Close('}');
    }

    private void WriteDevice()
    {
        _json.Open("device", '{');
        _json.Open("identifiers", '[');
        _json.Text("edgeagent_" + _settings.DeviceId);
        _json.Close(']');
        _json.Text("name", _settings.DeviceId);
        _json.Text("manufacturer", "EdgeAgent");
        _json.Text("model", _model);
        _json.Text("sw_version", FirmwareSettings.Version);
        _json.Close('}');
        _json.Open("origin", '{');
        _json.Text("name", "EdgeAgent");
        _json.Text("sw_version", FirmwareSettings.Version);
        _json.Close('}');
    }

    private void Start(string platform, string id, string name)
    {
        _json.Open(id, '{');
        _json.Text("platform", platform);
        _json.Text("unique_id", "edgeagent_" + _settings.DeviceId + "_" + id);
        _json.Text("name", name);
    }

    private void Number(string id, string name, string field, string deviceClass, string unit)
    {
        Start("sensor", id, name);
        _json.Text("device_class", deviceClass);
        _json.Text("state_class", "measurement");
        _json.Text("unit_of_measurement", unit);
        End("{{ value_json.get('power', {}).get('" + field + "') }}");
    }

    private void Sensor(string id, string name, string deviceClass, string template)
    {
        Start("sensor", id, name);
        _json.Text("device_class", deviceClass);
        End(template);
    }

    // A word in neither list is rendered as None, which Home Assistant shows as unknown.
    private void Binary(string id, string name, string deviceClass, string expression)
    {
        Start("binary_sensor", id, name);
        _json.Text("device_class", deviceClass);
        End("{{ " + expression + " }}");
    }

    private void HoldSwitch(string own)
    {
        Start("switch", "hold", "Hold tasks");
        _json.Text("command_topic", own + TopicNames.Control + "hold");
        _json.Text("payload_on", "{\"v\":1,\"on\":true}");
        _json.Text("payload_off", "{\"v\":1,\"on\":false}");
        _json.Text("state_on", "on");
        _json.Text("state_off", "off");
        _json.Text("value_template", "{{ 'on' if value_json.get('held') else 'off' }}");
        _json.Close('}');
    }

    private void End(string template)
    {
        _json.Text("value_template", template);
        _json.Whole("expire_after", _expireAfterSeconds);
        _json.Close('}');
    }
}
