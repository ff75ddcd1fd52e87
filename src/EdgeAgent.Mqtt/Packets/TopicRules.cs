using System.Text;

namespace EdgeAgent.Mqtt.Packets;

/// <summary>What topics, filters and texts must look like (MQTT 5, 1.5.4 and 4.7). Each check returns the fault, or null.</summary>
internal static class TopicRules
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string? TextFault(string? text, string what)
    {
        if (text is null)
            return null;
        if (text.Contains('\0'))
            return $"{what} holds U+0000 [MQTT-1.5.4-2]";
        try
        {
            return Strict.GetByteCount(text) > ushort.MaxValue ? $"{what} is longer than 65535 bytes" : null;
        }
        catch (EncoderFallbackException)
        {
            return $"{what} holds half of a surrogate pair [MQTT-1.5.4-1]";
        }
    }

    public static string? NameFault(string? topic, string what = "topic")
    {
        if (string.IsNullOrEmpty(topic))
            return $"{what} is empty [MQTT-4.7.3-1]";
        return topic.AsSpan().ContainsAny('+', '#') ? $"{what} '{topic}' holds a wildcard [MQTT-3.3.2-2]" : TextFault(topic, what);
    }

    public static string? FilterFault(string? filter)
    {
        if (string.IsNullOrEmpty(filter))
            return "filter is empty [MQTT-4.7.3-1]";
        var levels = filter.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i].Contains('#') && (levels[i] != "#" || i < levels.Length - 1))
                return $"'#' stands alone at the end of a filter, not as in '{filter}' [MQTT-4.7.1-1]";
            if (levels[i].Contains('+') && levels[i] != "+")
                return $"'+' stands alone in its level, not as in '{filter}' [MQTT-4.7.1-2]";
        }
        if (levels[0] == "$share" && (levels.Length < 3 || levels[1].Length == 0 || levels[1] == "+" || levels[2..] is [""]))
            return $"a shared filter reads $share/NAME/FILTER, not '{filter}' [MQTT-4.8.2-1]";
        return TextFault(filter, "filter");
    }

    public static string? MessageFault(MqttMessage message)
    {
        var fault = NameFault(message.Topic) ?? (message.Qos > QualityOfService.ExactlyOnce ? $"QoS is {(int)message.Qos}, allowed are 0 to 2" : null);
        if (fault is not null || message.Properties is not { } p)
            return fault;
        return TextFault(p.ContentType, "content type")
            ?? (p.ResponseTopic is null ? null : NameFault(p.ResponseTopic, "response topic"))
            ?? (p.CorrelationData is { Length: > ushort.MaxValue } ? "correlation data is longer than 65535 bytes" : null)
            ?? UserPropertiesFault(p.UserProperties);
    }

    public static string? UserPropertiesFault(IReadOnlyList<KeyValuePair<string, string>> properties) =>
        properties.Select(p => TextFault(p.Key, "user property name") ?? TextFault(p.Value, "user property value")).FirstOrDefault(f => f is not null);
}
