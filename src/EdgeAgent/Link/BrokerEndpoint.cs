namespace EdgeAgent.Link;

/// <summary>Where one attempt goes, and what limits it.</summary>
/// <param name="WebSocketPath">Null for plain TCP or TLS.</param>
/// <param name="Tls">Null for none.</param>
/// <param name="ConnectTimeout">Of TCP; the attempt as a whole is ended by who made it.</param>
/// <param name="LargestPacket">Bytes after the header that are taken of one packet.</param>
internal sealed record BrokerEndpoint(
    string Host, int Port, string? WebSocketPath, TlsSettings? Tls, TimeSpan ConnectTimeout, TimeSpan KeepAlive, int LargestPacket)
{
    public static BrokerEndpoint From(SessionOptions options, AttemptSettings settings) => new(
        settings.Host, settings.Port, options.WebSocketPath, settings.Tls, options.ConnectTimeout, settings.KeepAlive, options.LargestPacket);

    public override string ToString() => $"{Host}:{Port}";
}
