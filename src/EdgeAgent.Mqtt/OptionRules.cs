using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt;

/// <summary>What the options must satisfy. Each fault names the option, its value and what is allowed.</summary>
internal static class OptionRules
{
    public static IEnumerable<string> Faults(MqttClientOptions o)
    {
        if (string.IsNullOrWhiteSpace(o.Host))
            yield return "Host is empty";
        if (o.Port is < 0 or > 65535)
            yield return $"Port is {o.Port}, allowed are 0 to 65535";
        if (o.WebSocketPath is { } path && (!path.StartsWith('/') || path.AsSpan().ContainsAnyInRange('\0', ' ')))
            yield return $"WebSocketPath is '{path}', it must start with '/' and hold no blanks";
        if (o.KeepAlive < TimeSpan.Zero || o.KeepAlive.TotalSeconds > ushort.MaxValue || (o.KeepAlive > TimeSpan.Zero && o.KeepAlive.TotalSeconds < 1))
            yield return $"KeepAlive is {o.KeepAlive.TotalSeconds} s, allowed are 0 and 1 to 65535 s";
        if (o.ReceiveMaximum == 0)
            yield return "ReceiveMaximum is 0, allowed are 1 to 65535";
        if (o.MaximumPacketSize is > 0 and < 64)
            yield return $"MaximumPacketSize is {o.MaximumPacketSize}, allowed are 0 (no limit) and 64 upwards";
        if (o.OutboundInFlightLimit is < 1 or > 65535)
            yield return $"OutboundInFlightLimit is {o.OutboundInFlightLimit}, allowed are 1 to 65535";
        if (o.MaximumQueuedBytes < 1 || o.MaximumUnacknowledgedBytes < 1)
            yield return "MaximumQueuedBytes and MaximumUnacknowledgedBytes must be at least 1";
        if (o.ConnectTimeout <= TimeSpan.Zero || o.PingTimeout <= TimeSpan.Zero)
            yield return "ConnectTimeout and PingTimeout must be longer than 0";
        if (o.Reconnect.Base <= TimeSpan.Zero || o.Reconnect.Maximum < o.Reconnect.Base)
            yield return "Reconnect.Base must be longer than 0 and not longer than Reconnect.Maximum";
        if (o.Tls?.ClientCertificate is { HasPrivateKey: false })
            yield return "Tls.ClientCertificate has no private key";
        if (o.Protocol is not (MqttProtocol.Auto or MqttProtocol.V5 or MqttProtocol.V311))
            yield return $"Protocol is {(int)o.Protocol}, allowed are Auto, V5 and V311";
        foreach (var fault in TextFaults(o).Concat(SubscriptionFaults(o.Subscriptions)))
            yield return fault;
    }

    public static IEnumerable<string> SubscriptionFaults(IReadOnlyList<MqttSubscription> subscriptions)
    {
        foreach (var s in subscriptions)
        {
            if (TopicRules.FilterFault(s.Filter) is { } fault)
                yield return $"Subscriptions: {fault}";
            if (s.SubscriptionId is 0 or > VarInt.Maximum)
                yield return $"Subscriptions: SubscriptionId of '{s.Filter}' is {s.SubscriptionId}, allowed are 1 to {VarInt.Maximum}";
            if (s.NoLocal && s.Filter.StartsWith("$share/", StringComparison.Ordinal))
                yield return $"Subscriptions: NoLocal on the shared filter '{s.Filter}' [MQTT-3.8.3-4]";
            if (s.Qos > QualityOfService.ExactlyOnce)
                yield return $"Subscriptions: Qos of '{s.Filter}' is {(int)s.Qos}, allowed are 0 to 2";
        }
    }

    private static IEnumerable<string> TextFaults(MqttClientOptions o)
    {
        string?[] faults =
        [
            TopicRules.TextFault(o.ClientId, "ClientId"),
            TopicRules.TextFault(o.UserName, "UserName"),
            o.Password is { Length: > ushort.MaxValue } ? "Password is longer than 65535 bytes" : null,
            TopicRules.UserPropertiesFault(o.UserProperties),
            o.Will is { } will ? TopicRules.MessageFault(will.Message) : null,
            o.Will is { Message.Payload.Length: > ushort.MaxValue } ? "the payload of Will is longer than 65535 bytes" : null,
            o.ClientId.Length == 0 && !o.CleanStart && o.Protocol == MqttProtocol.V311 ? "MQTT 3.1.1 needs a ClientId without CleanStart [MQTT-3.1.3-8]" : null,
        ];
        return faults.OfType<string>();
    }
}
