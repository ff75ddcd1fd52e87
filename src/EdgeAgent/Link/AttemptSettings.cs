using MQTTnet;

namespace EdgeAgent.Link;

/// <summary>Settings of the next attempt to connect; each attempt starts from the options.</summary>
internal sealed class AttemptSettings
{
    public required string Host { get; set; }

    public required int Port { get; set; }

    public required TimeSpan KeepAlive { get; set; }

    public string? UserName { get; set; }

    public byte[]? Password { get; set; }

    public TlsSettings? Tls { get; set; }

    public MqttApplicationMessage? Will { get; set; }

    public static AttemptSettings From(SessionOptions options) => new()
    {
        Host = options.Host,
        Port = options.Port,
        KeepAlive = options.KeepAlive,
        UserName = options.UserName,
        Password = options.Password,
        Tls = options.Tls,
    };
}
