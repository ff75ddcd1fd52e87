using System.Text;
using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Link;

namespace EdgeAgent.Tests;

/// <summary>A broker that takes only small packets gets smaller documents instead of none.</summary>
public class SmallPacketTests
{
    private const int Largest = 2048;

    [Fact]
    public void At_a_broker_that_takes_2048_bytes_every_document_and_every_answer_fits_and_none_is_missing()
    {
        using var rig = new AgentRig(("Mqtt:HomeAssistant:Enabled", "true"));
        // A day and a half of it, so that there is a forecast.
        rig.Pass(TimeSpan.FromHours(36));
        rig.Connect(largestPacket: Largest);
        for (int i = 0; i < 12; i++) rig.Submit($$"""{"id":"t{{i}}","kind":"work","delay_s":86400,"description":"{{new string('d', 100)}}"}""");
        foreach (string verb in new[] { "list", "power", "why", "plan", "sync", "discover" }) rig.Publish("ctl/" + verb, """{"v":1,"id":"t1"}""");
        rig.Pass(TimeSpan.FromHours(1));
        rig.Acknowledge();

        Assert.All(rig.Link.Sent, m => Assert.True(Packet(m) <= Largest, $"{m.Topic}: {Packet(m)} bytes"));
        var state = rig.Link.On("/state").Last(d => d.TryGetProperty("power", out _));
        Assert.Equal(90, state.GetProperty("power").GetProperty("soc_pct").GetDouble());
        Assert.True(state.GetProperty("forecast").TryGetProperty("confidence", out _));
        Assert.NotEmpty(rig.Link.On("/status"));
        Assert.NotEmpty(rig.Link.On("/telemetry"));
        var components = rig.Link.On("homeassistant/device/rig/config").Last().GetProperty("cmps");
        foreach (string entity in new[] { "battery", "external_power", "mode", "charging" }) Assert.True(components.TryGetProperty(entity, out _), entity);
        var replies = rig.Link.On("/ctl/reply").ToDictionary(r => r.GetProperty("verb").GetString()!);
        Assert.Equal(6, replies.Count);
        Assert.True(replies["power"].GetProperty("ok").GetBoolean(), replies["power"].ToString());
        var list = replies["list"].GetProperty("data");
        Assert.Equal(12, list.GetProperty("total").GetInt32());
        Assert.InRange(list.GetProperty("tasks").GetArrayLength(), 1, 11);
    }

    [Fact]
    public void An_answer_that_nothing_can_shorten_is_an_error_and_not_silence()
    {
        using var rig = new AgentRig();
        rig.Connect(largestPacket: 700);
        rig.Submit($$"""{"id":"t","kind":"work","delay_s":86400,"description":"{{new string('d', 500)}}"}""");
        rig.Publish("ctl/show", """{"v":1,"id":"t","correlation":7}""");
        var reply = rig.Link.On("/ctl/reply").Single();
        Assert.False(reply.GetProperty("ok").GetBoolean());
        Assert.StartsWith("too_large: ", reply.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(7, reply.GetProperty("correlation").GetInt32());
    }

    [Fact]
    public void Samples_of_a_long_absence_leave_in_batches_that_fit_and_in_order()
    {
        using var rig = new AgentRig();
        rig.Pass(TimeSpan.FromHours(2));
        rig.Connect(largestPacket: Largest);
        rig.Pass(TimeSpan.FromMinutes(20));
        var batches = rig.Link.Sent.Where(m => m.Topic.EndsWith("/telemetry", StringComparison.Ordinal)).ToList();
        Assert.True(batches.Count > 5, $"{batches.Count} batches");
        Assert.All(batches, m => Assert.True(Packet(m) <= Largest, $"{Packet(m)} bytes"));
        var times = rig.Link.On("/telemetry").SelectMany(d => d.GetProperty("samples").EnumerateArray()).Select(s => s.GetProperty("ts").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
        Assert.True(times.Count > 60);
        Assert.Equal(0, rig.Link.On("/telemetry").Last().GetProperty("dropped").GetInt64());
    }

    [Fact]
    public void A_long_result_becomes_its_hash_and_length()
    {
        string result = new('r', 3000);
        var said = new List<string>();
        var document = new TaskStateDocument
        {
            Id = "t",
            Rev = 4,
            Status = TaskState.Succeeded,
            Phase = TaskPhase.Succeeded,
            Attempt = 1,
            Kind = "work",
            Class = TaskClass.Normal,
            Priority = TaskPriority.Normal,
            Result = result,
        };
        var sent = JsonSerializer.Deserialize<JsonElement>(TaskStateFit.Write(document, 1900, said));
        Assert.False(sent.TryGetProperty("result", out _));
        Assert.Equal(3000, sent.GetProperty("result_bytes").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(result))), sent.GetProperty("result_sha256").GetString());
        Assert.Single(said);

        said.Clear();
        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(document, LinkJson.Wire.TaskStateDocument), TaskStateFit.Write(document, 100_000, said));
        Assert.Empty(said);
    }

    [Fact]
    public void Discovery_keeps_the_battery_longest_and_says_what_it_leaves_out()
    {
        byte[] whole = HomeAssistantDiscovery.Write(new HomeAssistantFacts
        {
            Topics = new Topics("edge/v1", "demo-pi", []),
            AgentVersion = "1.2.3",
            Model = "waveshare-ups-hat",
            LongestSilence = TimeSpan.FromMinutes(5),
        });
        var said = new List<string>();
        Assert.Same(whole, DiscoveryFit.Write(whole, whole.Length, said));
        Assert.Empty(said);

        int before = int.MaxValue;
        for (int most = whole.Length - 1; most > 900; most -= 400)
        {
            said.Clear();
            byte[] bytes = DiscoveryFit.Write(whole, most, said);
            Assert.True(bytes.Length <= most, $"{bytes.Length} at {most}");
            var entities = JsonSerializer.Deserialize<JsonElement>(bytes).GetProperty("cmps").EnumerateObject().Select(e => e.Name).ToList();
            Assert.Contains("battery", entities);
            Assert.InRange(entities.Count, 1, before);
            Assert.Equal(20, entities.Count + said.Count(s => s.StartsWith("without ", StringComparison.Ordinal) && !s.Contains("icons", StringComparison.Ordinal)));
            before = entities.Count;
        }
    }

    [Fact]
    public void Every_abbreviation_stands_for_its_own_word()
    {
        byte[] whole = HomeAssistantDiscovery.Write(new HomeAssistantFacts { Topics = new Topics("edge/v1", "d", []), AgentVersion = "1", Model = "m", LongestSilence = TimeSpan.FromMinutes(5) });
        byte[] brief = DiscoveryFit.Write(whole, whole.Length - 1, []);
        // The list that Home Assistant publishes; a key that is not on it must stay as it is.
        var known = new Dictionary<string, string>
        {
            ["dev"] = "device",
            ["o"] = "origin",
            ["cmps"] = "components",
            ["p"] = "platform",
            ["ids"] = "identifiers",
            ["mf"] = "manufacturer",
            ["mdl"] = "model",
            ["sw"] = "sw_version",
            ["stat_t"] = "state_topic",
            ["avty_t"] = "availability_topic",
            ["avty_tpl"] = "availability_template",
            ["pl_avail"] = "payload_available",
            ["pl_not_avail"] = "payload_not_available",
            ["uniq_id"] = "unique_id",
            ["dev_cla"] = "device_class",
            ["stat_cla"] = "state_class",
            ["unit_of_meas"] = "unit_of_measurement",
            ["ent_cat"] = "entity_category",
            ["val_tpl"] = "value_template",
            ["exp_aft"] = "expire_after",
            ["ops"] = "options",
            ["cmd_t"] = "command_topic",
            ["cmd_tpl"] = "command_template",
            ["pl_on"] = "payload_on",
            ["pl_off"] = "payload_off",
            ["stat_on"] = "state_on",
            ["stat_off"] = "state_off",
            ["pl_prs"] = "payload_press",
            ["json_attr_t"] = "json_attributes_topic",
            ["json_attr_tpl"] = "json_attributes_template",
        };
        Assert.Equal(JsonSerializer.Deserialize<JsonElement>(whole).ToString(), Long(JsonSerializer.Deserialize<JsonElement>(brief), known).ToString());
    }

    private static JsonElement Long(JsonElement element, Dictionary<string, string> known)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, element, known);
        return JsonSerializer.Deserialize<JsonElement>(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, JsonElement element, Dictionary<string, string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in element.EnumerateObject())
        {
            json.WritePropertyName(known.GetValueOrDefault(member.Name, member.Name));
            Write(json, member.Value, known);
        }

        json.WriteEndObject();
    }

    // What goes over the wire: topic, payload, and at most 24 bytes of header and properties.
    private static int Packet(OutboundMessage message) => message.Topic.Length + message.Payload.Length + 64;
}
