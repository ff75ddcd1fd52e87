using MQTTnet;

namespace EdgeAgent.Link;

/// <summary>
/// Keeps the acknowledgements of one connection in the order of their packets [MQTT-4.6.0-2], in whatever order the messages are finished.
/// <see cref="Arrived"/> is called on one thread, <see cref="Done"/> on another.
/// </summary>
internal sealed class AcknowledgementOrder
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _entries = new();

    /// <summary>Registers a message that arrived. Returns the entry to pass to <see cref="Done"/>.</summary>
    public Entry Arrived(MqttApplicationMessageReceivedEventArgs message)
    {
        var entry = new Entry(message);
        lock (_gate) _entries.Enqueue(entry);
        return entry;
    }

    /// <summary>The application has finished the message. Returns the messages that are now to be acknowledged, in order.</summary>
    public IReadOnlyList<MqttApplicationMessageReceivedEventArgs> Done(Entry entry)
    {
        var due = new List<MqttApplicationMessageReceivedEventArgs>();
        lock (_gate)
        {
            entry.IsDone = true;
            while (_entries.TryPeek(out var first) && first.IsDone) due.Add(_entries.Dequeue().Message);
        }

        return due;
    }

    internal sealed class Entry(MqttApplicationMessageReceivedEventArgs message)
    {
        public MqttApplicationMessageReceivedEventArgs Message { get; } = message;

        public bool IsDone { get; set; }
    }
}
