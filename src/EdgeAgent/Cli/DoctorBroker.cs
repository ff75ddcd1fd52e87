using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAgent.Mqtt;
using EdgeAgent.Options;

namespace EdgeAgent.Cli;

/// <summary>
/// Connects to the broker as the service would, under another client id so that a running agent keeps its session, and leaves again.
/// </summary>
internal static class DoctorBroker
{
    internal static DoctorCheck Run(MqttOptions options, string deviceId, TimeSpan timeout)
    {
        string where = $"{options.Host}:{options.Port}";
        using var done = new ManualResetEventSlim();
        ConnectedInfo? connected = null;
        DisconnectedInfo? failed = null;
        MqttClient client;
        try
        {
            client = new MqttClient(Client(options, deviceId, timeout, info => (connected, _) = (info, Set()), info => (failed, _) = (info, Set())));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            return DoctorCheck.Fail("broker", $"{where}: {e.Message}", "correct the files named under Mqtt (CaFile, CertificateFile, KeyFile, PasswordFile) and their permissions");
        }
        using (client)
        {
            client.Start();
            done.Wait(timeout + TimeSpan.FromSeconds(2));
            client.Stop(ReasonCode.Success, TimeSpan.FromSeconds(1));
        }
        if (connected is { } info2)
            return DoctorCheck.Ok("broker", $"{where} answers, MQTT {(info2.Protocol == MqttProtocol.V5 ? "5" : "3.1.1")}");
        return DoctorCheck.Fail("broker", failed is { } f ? Told(where, f) : $"{where}: no answer within {timeout.TotalSeconds:0} s", Remedy(failed, options));

        bool Set()
        {
            done.Set();
            return true;
        }
    }

    private static string Told(string where, DisconnectedInfo info) => info.Reason.Contains(where, StringComparison.Ordinal) ? info.Reason : $"{where}: {info.Reason}";

    private static string Remedy(DisconnectedInfo? failure, MqttOptions options) => failure?.Cause switch
    {
        DisconnectCause.Refused => "check Mqtt:Username, PasswordFile and the broker's access list for this device",
        DisconnectCause.ProtocolViolation => "something else than an MQTT broker listens there, or it expects TLS or WebSocket: check Mqtt:Port, Tls, WebSocketPath",
        DisconnectCause.ConnectionLost or DisconnectCause.DisconnectedByBroker => options.Tls
            ? "see the broker's log"
            : "see the broker's log; a port that expects TLS closes like this: set Mqtt:Tls to true",
        _ when failure?.Exception is CertificateRejectedException => "name the broker as its certificate does (Mqtt:Host), or give its authority in Mqtt:CaFile; a wrong clock also makes certificates invalid",
        _ => "is the broker running, and do Mqtt:Host and Port name it? a broker on this machine: systemctl status mosquitto; mosquitto 2 listens on loopback only until it has a listener line",
    };

    private static MqttClientOptions Client(
        MqttOptions options, string deviceId, TimeSpan timeout, Action<ConnectedInfo> connected, Action<DisconnectedInfo> failed) => new()
        {
            Host = options.Host,
            Port = options.Port,
            Protocol = options.Protocol switch { ProtocolChoice.V5 => MqttProtocol.V5, ProtocolChoice.V311 => MqttProtocol.V311, ProtocolChoice.Auto => MqttProtocol.Auto },
            WebSocketPath = options.WebSocketPath,
            Tls = options.Tls ? Tls(options) : null,
            ClientId = deviceId.Length <= 57 ? deviceId + "-doctor" : deviceId[..57] + "-doctor",
            UserName = options.Username,
            Password = options.PasswordFile is { } file ? Encoding.UTF8.GetBytes(File.ReadAllText(file).TrimEnd('\n', '\r')) : null,
            ConnectTimeout = timeout,
            OnConnected = connected,
            OnDisconnected = failed,
        };

    private static MqttTlsOptions Tls(MqttOptions options)
    {
        var tls = new MqttTlsOptions();
        if (options.CaFile is { } ca)
        {
            tls.TrustedRoots = [];
            tls.TrustedRoots.ImportFromPemFile(ca);
        }
        if (options is { CertificateFile: { } certificate, KeyFile: { } key }) tls.ClientCertificate = X509Certificate2.CreateFromPemFile(certificate, key);
        return tls;
    }
}
