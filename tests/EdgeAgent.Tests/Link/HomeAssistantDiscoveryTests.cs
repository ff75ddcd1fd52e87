using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeAgent.Contract;
using EdgeAgent.Link;

namespace EdgeAgent.Tests.Link;

/// <summary>Every entity against the fields that Home Assistant documents for its platform (MQTT integration, device discovery).</summary>
public sealed partial class HomeAssistantDiscoveryTests
{
    private static readonly string[] Common =
        ["platform", "unique_id", "name", "icon", "entity_category", "enabled_by_default", "json_attributes_topic", "json_attributes_template", "qos", "encoding"];

    // Platform -> its own documented fields. Home Assistant silently drops unknown fields, so a misspelt one must fail here.
    private static readonly Dictionary<string, string[]> Documented = new()
    {
        ["sensor"] = ["device_class", "state_class", "unit_of_measurement", "suggested_display_precision", "options", "value_template", "expire_after", "force_update", "state_topic", "last_reset_value_template"],
        ["binary_sensor"] = ["device_class", "value_template", "expire_after", "force_update", "off_delay", "payload_on", "payload_off", "state_topic"],
        ["button"] = ["command_topic", "command_template", "payload_press", "device_class", "retain"],
        ["switch"] = ["command_topic", "command_template", "payload_on", "payload_off", "state_on", "state_off", "value_template", "state_topic", "optimistic", "device_class", "retain"],
        ["select"] = ["command_topic", "command_template", "options", "value_template", "state_topic", "optimistic", "retain"],
    };

    private static readonly Dictionary<string, string[]> Required = new()
    {
        ["sensor"] = ["value_template"],
        ["binary_sensor"] = ["value_template"],
        ["button"] = ["command_topic"],
        ["switch"] = ["command_topic", "value_template"],
        ["select"] = ["command_topic", "command_template", "options", "value_template"],
    };

    // Device classes of platforms without a unit; null: none is needed.
    private static readonly Dictionary<string, string?[]> Classes = new()
    {
        ["binary_sensor"] = ["battery_charging", "plug", "problem"],
        ["button"] = [null, "identify", "restart", "update"],
        ["switch"] = [null, "outlet", "switch"],
        ["select"] = [null],
    };

    private static readonly string[] SharedAtRoot =
        ["device", "origin", "components", "state_topic", "command_topic", "availability", "availability_mode", "availability_topic", "availability_template", "payload_available", "payload_not_available", "qos", "encoding"];

    // Device class -> units that Home Assistant accepts for it (sensor device classes).
    private static readonly Dictionary<string, string[]> Units = new()
    {
        ["battery"] = ["%"],
        ["voltage"] = ["V", "mV"],
        ["current"] = ["A", "mA"],
        ["power"] = ["W", "kW"],
        ["temperature"] = ["°C", "°F", "K"],
        ["duration"] = ["d", "h", "min", "s", "ms"],
        ["energy"] = ["Wh", "kWh", "MWh"],
    };

    private static readonly string[] Writable = ["config"];
    private static readonly string[] ReadOnly = ["diagnostic"];

    // Device class -> state classes that it may have; a class that is not listed may not have one.
    private static readonly Dictionary<string, string[]> StateClasses = new()
    {
        [""] = ["measurement", "total", "total_increasing"],
        ["battery"] = ["measurement"],
        ["voltage"] = ["measurement"],
        ["current"] = ["measurement"],
        ["power"] = ["measurement"],
        ["temperature"] = ["measurement"],
        ["duration"] = ["measurement", "total", "total_increasing"],
        ["energy"] = ["total", "total_increasing"],
    };

    private static readonly string[] BatteryOnly = ["battery", "charging", "next_charge", "time_to_empty"];

    private static HomeAssistantFacts Facts(bool hasBattery = true, double silenceS = 300) => new()
    {
        Topics = new Topics("edge/v1", "demo-pi", ["lab"]),
        AgentVersion = "1.2.3",
        Model = "waveshare-ups-hat",
        LongestSilence = TimeSpan.FromSeconds(silenceS),
        HasBattery = hasBattery,
    };

    private static JsonElement Document(HomeAssistantFacts facts) => JsonDocument.Parse(HomeAssistantDiscovery.Write(facts)).RootElement;

    public static TheoryData<string> Entities()
    {
        var ids = new TheoryData<string>();
        foreach (var entity in Document(Facts()).GetProperty("components").EnumerateObject()) ids.Add(entity.Name);
        return ids;
    }

    [Fact]
    public void The_root_has_device_origin_and_components_and_only_shared_options_beside_them()
    {
        var root = Document(Facts());
        Assert.All(root.EnumerateObject(), p => Assert.Contains(p.Name, SharedAtRoot));
        Assert.Equal("edgeagent_demo-pi", root.GetProperty("device").GetProperty("identifiers")[0].GetString());
        Assert.Equal("EdgeAgent", root.GetProperty("origin").GetProperty("name").GetString());
        Assert.Equal("edge/v1/demo-pi/state", root.GetProperty("state_topic").GetString());
    }

    [Fact]
    public void A_sleeping_device_is_available_and_a_lost_one_is_not()
    {
        var root = Document(Facts());
        Assert.Equal("edge/v1/demo-pi/status", root.GetProperty("availability_topic").GetString());
        Assert.Equal("{{ 'online' if value_json.state in ['online', 'sleeping'] else 'offline' }}", root.GetProperty("availability_template").GetString());
        Assert.Equal(("online", "offline"), (root.GetProperty("payload_available").GetString(), root.GetProperty("payload_not_available").GetString()));
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public void Every_entity_has_only_documented_fields_of_its_platform_and_the_required_ones(string id)
    {
        var entity = Document(Facts()).GetProperty("components").GetProperty(id);
        string platform = entity.GetProperty("platform").GetString()!;
        Assert.Matches("^[a-zA-Z0-9_-]+$", id);
        Assert.All(entity.EnumerateObject(), p => Assert.Contains(p.Name, Documented[platform].Concat(Common)));
        Assert.Equal($"edgeagent_demo-pi_{id}", entity.GetProperty("unique_id").GetString());
        Assert.NotEmpty(entity.GetProperty("name").GetString()!);
        Assert.All(Required[platform], field => Assert.True(entity.TryGetProperty(field, out _), field));
        bool isControl = platform is "button" or "switch" or "select";
        if (isControl) Assert.StartsWith("edge/v1/demo-pi/ctl/", entity.GetProperty("command_topic").GetString());
        if (Classes.TryGetValue(platform, out string?[]? classes)) Assert.Contains(Text(entity, "device_class"), classes);
        if (entity.TryGetProperty("entity_category", out var category)) Assert.Contains(category.GetString(), isControl ? Writable : ReadOnly);
    }

    [Theory]
    [InlineData("external_power", "{{ {'external': 'ON', 'battery': 'OFF'}.get(value_json.power.get('source')) }}")]
    [InlineData("charging", "{{ {'charging': 'ON', 'discharging': 'OFF', 'full': 'OFF', 'not_charging': 'OFF'}.get(value_json.power.get('charging')) }}")]
    public void A_switch_whose_word_is_unknown_is_unknown_and_not_off(string id, string template) =>
        Assert.Equal(template, Text(Document(Facts()).GetProperty("components").GetProperty(id), "value_template"));

    [Theory]
    [MemberData(nameof(Entities))]
    public void Units_device_and_state_classes_fit_together(string id)
    {
        var entity = Document(Facts()).GetProperty("components").GetProperty(id);
        if (entity.GetProperty("platform").GetString() != "sensor") return;
        string? deviceClass = Text(entity, "device_class"), unit = Text(entity, "unit_of_measurement"), stateClass = Text(entity, "state_class");
        if (deviceClass is not null && Units.TryGetValue(deviceClass, out string[]? units)) Assert.Contains(unit, units);
        if (StateClasses.TryGetValue(deviceClass ?? "", out string[]? stateClasses)) Assert.Contains(stateClass, stateClasses);
        else Assert.Equal((null, null), (unit, stateClass));
        Assert.Equal(deviceClass == "enum", entity.TryGetProperty("options", out _));
        // Counters start at zero with a new store; only the state class total_increasing expects that.
        if (deviceClass == "energy") Assert.Equal("total_increasing", stateClass);
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public void Every_field_that_a_template_reads_is_one_of_the_state_document(string id)
    {
        var entity = Document(Facts()).GetProperty("components").GetProperty(id);
        string[] templates = ["value_template", "json_attributes_template"];
        foreach (string template in templates.Select(t => Text(entity, t)).OfType<string>())
        {
            var paths = Path().Matches(template).Select(m => m.Groups["field"].Captures.Select(c => c.Value)).ToList();
            Assert.NotEmpty(paths);
            foreach (var path in paths)
            {
                var type = typeof(StateDocument);
                foreach (string field in path)
                {
                    var property = LinkJson.Wire.GetTypeInfo(type)!.Properties.SingleOrDefault(p => p.Name == field);
                    Assert.True(property is not null, $"{template}: {field}");
                    type = property.PropertyType;
                }
            }
        }
    }

    [Fact]
    public void The_select_offers_auto_and_every_lower_mode_and_sends_a_request_with_the_chosen_one()
    {
        var limit = Document(Facts()).GetProperty("components").GetProperty("limit");
        Assert.Equal(["auto", "reduced", "minimal", "critical", "suspended"], limit.GetProperty("options").EnumerateArray().Select(o => o.GetString()!));
        Assert.Equal("edge/v1/demo-pi/ctl/limit", limit.GetProperty("command_topic").GetString());
        string sent = limit.GetProperty("command_template").GetString()!.Replace("{{ value }}", "minimal", StringComparison.Ordinal);
        Assert.Equal("minimal", JsonDocument.Parse(sent).RootElement.GetProperty("mode").GetString());
    }

    [Theory]
    [InlineData(300, 900)]
    [InlineData(5, 60)]
    [InlineData(0.4, 60)]
    [InlineData(7200, 21600)]
    public void Values_expire_after_three_announced_intervals_but_not_within_a_minute(double silenceS, int expected)
    {
        var components = Document(Facts(silenceS: silenceS)).GetProperty("components");
        foreach (var entity in components.EnumerateObject())
        {
            bool isRead = entity.Value.GetProperty("platform").GetString() is "sensor" or "binary_sensor";
            Assert.Equal(isRead, entity.Value.TryGetProperty("expire_after", out var expires));
            if (isRead) Assert.Equal(expected, expires.GetInt32());
        }
    }

    [Fact]
    public void Everything_that_the_issue_names_is_there()
    {
        var components = Document(Facts()).GetProperty("components");
        string[] wanted = ["battery", "voltage", "power", "temperature", "charging", "problem", "queue", "next_charge", "mode", "sync", "clear", "hold", "limit"];
        Assert.All(wanted, id => Assert.True(components.TryGetProperty(id, out _), id));
        Assert.Equal(["full", "reduced", "minimal", "critical", "suspended"], components.GetProperty("mode").GetProperty("options").EnumerateArray().Select(o => o.GetString()!));
    }

    [Fact]
    public void A_device_on_mains_has_no_battery_entities()
    {
        var components = Document(Facts(hasBattery: false)).GetProperty("components");
        Assert.All(BatteryOnly, id => Assert.False(components.TryGetProperty(id, out _), id));
        Assert.True(components.TryGetProperty("mode", out _));
    }

    [Fact]
    public void The_same_facts_give_the_same_bytes_and_commands_are_valid_requests()
    {
        Assert.Equal(HomeAssistantDiscovery.Write(Facts()), HomeAssistantDiscovery.Write(Facts()));
        var hold = Document(Facts()).GetProperty("components").GetProperty("hold");
        Assert.True(JsonDocument.Parse(hold.GetProperty("payload_on").GetString()!).RootElement.GetProperty("on").GetBoolean());
        Assert.False(JsonDocument.Parse(hold.GetProperty("payload_off").GetString()!).RootElement.GetProperty("on").GetBoolean());
    }

    [Fact]
    public void The_document_stays_well_below_what_small_brokers_take() =>
        Assert.InRange(HomeAssistantDiscovery.Write(Facts()).Length, 1000, 16 * 1024);

    // value_json.a.b and value_json.get('a', {}).get('b').
    [GeneratedRegex(@"value_json(?:\.get\('(?<field>\w+)'[^)]*\)|\.(?!get\b)(?<field>\w+))+")]
    private static partial Regex Path();

    private static string? Text(JsonElement entity, string name) => entity.TryGetProperty(name, out var value) ? value.GetString() : null;
}
