using System.Buffers;
using System.Text;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Link.Tool;

/// <summary>Short forms of calls that are long with the library.</summary>
internal static class Messages
{
    public static MqttApplicationMessage Text(string topic, string text, int qos = 1, bool retain = false) => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)),
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
        Retain = retain,
    };

    public static MqttTopicFilter Filter(string topic) => new() { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce, RetainAsPublished = true };
}
