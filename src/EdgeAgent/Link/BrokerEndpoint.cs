namespace EdgeAgent.Link;

/// <summary>Address and limits of one attempt to connect.</summary>
/// <param name="WebSocketPath">Null for plain TCP or TLS.</param>
/// <param name="Tls">Null for none.</param>
/// <param name="ConnectTimeout">Limit of TCP's connect; the caller limits the attempt as a whole.</param>
/// <param name="LargestPacket">Largest packet that is accepted, bytes after the header.</param>
internal sealed record BrokerEndpoint(
    string Host, int Port, string? WebSocketPath, TlsSettings? Tls, TimeSpan ConnectTimeout, TimeSpan KeepAlive, int LargestPacket)
{
    public static BrokerEndpoint From(SessionOptions options, AttemptSettings settings) => new(
        settings.Host, settings.Port, options.WebSocketPath, settings.Tls, options.ConnectTimeout, settings.KeepAlive, options.LargestPacket);

    public override string ToString() => $"{Host}:{Port}";
}
