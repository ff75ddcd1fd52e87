using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Contract;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Link;

/// <summary>Adds the header to a feed's document, makes it fit, and publishes it.</summary>
/// <param name="newToken">Makes the number of a publish whose outcome is awaited.</param>
internal sealed class DocumentSender(IBrokerLink link, Topics topics, DocumentHeader header, PacketBudget budget, Func<long> newToken)
{
    /// <summary>Writes a document in at most <paramref name="mostBytes"/> bytes, and adds a text about each part that it left out to <paramref name="said"/>.</summary>
    public delegate byte[] FittingWriter<in T>(T document, long mostBytes, List<string> said);

    public Topics Topics => topics;

    public long NewToken() => newToken();

    /// <summary>The largest payload that the broker accepts on this topic, bytes.</summary>
    public long MostBytes(string topic) => budget.For(topic);

    /// <summary>The document with its header.</summary>
    public T WithHeader<T>(T document, in Timestamp now)
        where T : DeviceDocument => header.On(document, now);

    /// <summary>The document with its header, as a message.</summary>
    public OutboundMessage Message<T>(string topic, T document, JsonTypeInfo<T> type, in Timestamp now)
        where T : DeviceDocument => new(topic, JsonSerializer.SerializeToUtf8Bytes(WithHeader(document, now), type));

    /// <summary>The document as a message that fits the broker's packet limit; the parts left out are logged.</summary>
    public OutboundMessage Fitted<T>(string topic, T document, JsonTypeInfo<T> type, FittingWriter<T> write)
    {
        var said = new List<string>();
        byte[] payload = write(document, budget.For(topic), said);
        if (said.Count > 0) budget.LeftOut(topic, JsonSerializer.SerializeToUtf8Bytes(document, type).Length, said);
        return new OutboundMessage(topic, payload);
    }

    public void Publish(OutboundMessage message) => link.Publish(message);
}
