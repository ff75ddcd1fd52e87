using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Fleet.Controller;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;
using EdgeAgent.Tests;

namespace EdgeAgent.Fleet.Tests.Controller;

/// <summary>A controller on a real store, driven step by step on a clock of the test's own.</summary>
internal sealed class FleetRig : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Func<string, IFleetStore> _openStore;
    private IFleetStore _store;
    private FleetController _controller;
    private readonly Dictionary<string, OutboundMessage> _retained = new(StringComparer.Ordinal);
    private int _asked;

    /// <param name="openStore">Gets a folder of the test's own.</param>
    public FleetRig(Func<string, IFleetStore>? openStore = null)
    {
        _openStore = openStore ?? (folder => new MirroredStore(folder));
        (_store, _controller) = Open();
    }

    public DateTimeOffset Now { get; set; } = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>What the last step published.</summary>
    public IReadOnlyList<(string Topic, JsonElement Document)> Said { get; private set; } = [];

    /// <summary>Simulates a kill between two steps: the memory is lost, the store is kept.</summary>
    public void Restart()
    {
        _store.Dispose();
        (_store, _controller) = Open();
    }

    public void Hear(params (string Topic, string Payload)[] messages) => Step([.. messages.Select(m => new InboundMessage("edge/v1/" + m.Topic, Encoding.UTF8.GetBytes(m.Payload)))]);

    public void Pass(TimeSpan time)
    {
        Now += time;
        Step([]);
    }

    public void Online(string device, string more = "", int session = 1) => Hear(($"{device}/status",
        $$"""{"v":1,"device":"{{device}}","ts":"2026-06-01T08:00:00.000Z","state":"online","session":{{session}},"agent_version":"1","caps":[]{{more}}}"""));

    public static (string Topic, string Payload) Receipt(string device, string items, long epoch = 1) => ($"{device}/receipt",
        $$"""{"v":1,"device":"{{device}}","ts":"2026-06-01T08:00:00.000Z","epoch":{{epoch}},"items":[{{items}}]}""");

    public static string Item(long seq, string id, string status) => $$"""{"seq":{{seq}},"id":"{{id}}","rev":1,"status":"{{status}}","sha256":"0","ts":"2026-06-01T08:00:00.000Z"}""";

    /// <summary>A command's answer.</summary>
    public JsonElement Ask(string verb, string arguments = "{}")
    {
        var request = JsonNode.Parse(arguments)!.AsObject();
        request["reply_to"] = $"edge/v1/fleet/ctl/reply/test-{++_asked}";
        Hear(($"fleet/ctl/{verb}", request.ToJsonString()));
        return Said.Single(s => s.Topic == (string)request["reply_to"]!).Document;
    }

    public IEnumerable<JsonElement> SaidTo(string topic) => Said.Where(s => s.Topic == "edge/v1/" + topic).Select(s => s.Document);

    /// <summary>What the broker keeps on a topic.</summary>
    public JsonElement Newest(string topic) => Parsed(_retained["edge/v1/" + topic].Payload);

    public bool IsRetained(string topic) => _retained.TryGetValue("edge/v1/" + topic, out var kept) && kept.Payload.Length > 0;

    /// <summary>An empty retained message was published: the broker forgets the topic.</summary>
    public bool IsTakenOff(string topic) => _retained.TryGetValue("edge/v1/" + topic, out var kept) && kept.Payload.Length == 0;

    /// <summary>The devices to which the next step publishes a task; after a restart a controller publishes unanswered ones again.</summary>
    public List<string> Submitted()
    {
        Pass(TimeSpan.FromSeconds(1));
        return [.. Said.Where(s => s.Topic.EndsWith("/task/submit", StringComparison.Ordinal)).Select(s => s.Topic.Split('/')[2])];
    }

    /// <summary>The answer to the last <c>sync</c> that the device was asked for.</summary>
    public (string Topic, string Payload) SyncAnswer(string device, long first, long last) => ($"{device}/ctl/reply/fleet",
        new JsonObject
        {
            ["verb"] = "sync",
            ["ok"] = true,
            ["correlation"] = JsonNode.Parse(SaidTo($"{device}/ctl/sync").Last().GetProperty("correlation").GetRawText()),
            ["data"] = new JsonObject { ["first_seq"] = first, ["last_seq"] = last },
        }.ToJsonString());

    public List<long> StoredSeqs(string device) => [.. new FleetTables(_store).Newest(device, 1000).Select(i => i.Seq).Order()];

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private (IFleetStore Store, FleetController Controller) Open()
    {
        var store = _openStore(_folder.Path);
        return (store, new FleetController(store, new FleetTopics("edge/v1"), TimeSpan.FromSeconds(60)));
    }

    private void Step(IReadOnlyList<InboundMessage> messages)
    {
        var said = _controller.Handle(messages, Now);
        foreach (var message in said.Where(m => m.IsRetained)) _retained[message.Topic] = message;
        Said = [.. said.Where(m => m.Payload.Length > 0).Select(o => (o.Topic, Parsed(o.Payload)))];
    }

    private static JsonElement Parsed(byte[] payload) => JsonDocument.Parse(payload).RootElement.Clone();
}
