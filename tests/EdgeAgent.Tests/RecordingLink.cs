using System.Text;
using System.Text.Json;
using EdgeAgent.Link;
using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

/// <summary>Replaces the broker: keeps what was published, and reports the outcome when the test says so.</summary>
internal sealed class RecordingLink : IBrokerLink
{
    private readonly List<OutboundMessage> _unanswered = [];

    public List<OutboundMessage> Sent { get; } = [];

    public long QueuedBytes { get; set; }

    public void Publish(OutboundMessage message)
    {
        Sent.Add(message);
        if (message.Token != 0) _unanswered.Add(message);
    }

    public TimeSpan? KeepAlive { get; private set; }

    public int Reconnects { get; private set; }

    public void WantKeepAlive(TimeSpan keepAlive) => KeepAlive = keepAlive;

    public void Reconnect() => Reconnects++;

    public bool IsAway { get; private set; }

    public void Leave() => IsAway = true;

    public void Return() => IsAway = false;

    /// <summary>The broker's acknowledgements of everything that waits for one.</summary>
    public IReadOnlyList<AgentEvent> TakeAcknowledgements()
    {
        var events = _unanswered.Select(m => (AgentEvent)new AgentEvent.Published(m.Token, true, "Done")).ToList();
        _unanswered.Clear();
        return events;
    }

    /// <summary>What was in flight is lost with the connection or the process.</summary>
    public void Lose() => _unanswered.Clear();

    public IEnumerable<JsonElement> On(string suffix) =>
        Sent.Where(m => m.Topic.EndsWith(suffix, StringComparison.Ordinal)).Select(m => JsonSerializer.Deserialize<JsonElement>(m.Payload));

    public IEnumerable<JsonElement> Receipts() => On("/receipt").SelectMany(d => d.GetProperty("items").EnumerateArray());

    public override string ToString() => string.Join('\n', Sent.Select(m => $"{m.Topic} {Encoding.UTF8.GetString(m.Payload)}"));
}
