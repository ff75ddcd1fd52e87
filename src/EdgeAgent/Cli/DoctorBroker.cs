using EdgeAgent.Link;
using EdgeAgent.Options;

namespace EdgeAgent.Cli;

/// <summary>
/// Connects to the broker as the service does and disconnects. It uses another client id, so that a running agent keeps its session.
/// </summary>
internal static class DoctorBroker
{
    internal static DoctorCheck Run(MqttOptions options, string deviceId, TimeSpan timeout)
    {
        string where = $"{options.Host}:{options.Port}";
        using var done = new ManualResetEventSlim();
        BrokerFacts? connected = null;
        ConnectionLoss? failed = null;
        BrokerSession session;
        try
        {
            var settings = ClientSettings.From(options, deviceId.Length <= 57 ? deviceId + "-doctor" : deviceId[..57] + "-doctor");
            settings.SessionExpirySeconds = 0;
            settings.ConnectTimeout = timeout;
            settings.OnConnected = facts => Finish(() => connected = facts);
            settings.OnDisconnected = loss => Finish(() => failed = loss);
            session = new BrokerSession(settings);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return DoctorCheck.Fail("broker", $"{where}: {e.Message}", "correct the files named under Mqtt (CaFile, CertificateFile, KeyFile, PasswordFile) and their permissions");
        }

        using (session)
        {
            session.Start();
            done.Wait(timeout + TimeSpan.FromSeconds(2));
            session.Stop(TimeSpan.FromSeconds(1));
        }

        if (connected is not null) return DoctorCheck.Ok("broker", $"{where} answers, MQTT {(connected.IsV5 ? "5" : "3.1.1")}");
        string fault = $"{where}: no answer within {timeout.TotalSeconds:0} s";
        if (failed is { } loss) fault = Description(where, loss);
        return DoctorCheck.Fail("broker", fault, Remedy(failed, options));

        void Finish(Action note)
        {
            // A refused version is tried again with the older one.
            if (done.IsSet) return;
            note();
            if (connected is not null || failed is not { RetryIn.Ticks: 0 }) done.Set();
        }
    }

    private static string Description(string where, ConnectionLoss info)
    {
        if (info.Reason.Contains(where, StringComparison.Ordinal)) return info.Reason;
        return $"{where}: {info.Reason}";
    }

    private static string Remedy(ConnectionLoss? failure, MqttOptions options) => failure?.Cause switch
    {
        LossCause.Refused => "check Mqtt:Username, PasswordFile and the broker's access list for this device",
        LossCause.ProtocolViolation => "something else than an MQTT broker listens there, or it expects TLS or WebSocket: check Mqtt:Port, Tls, WebSocketPath",
        LossCause.ConnectionLost or LossCause.ClosedByBroker or LossCause.ClosedBeforeAnswer or LossCause.DisconnectedByBroker when options.Tls => "see the broker's log",
        LossCause.ConnectionLost or LossCause.ClosedByBroker or LossCause.ClosedBeforeAnswer or LossCause.DisconnectedByBroker => "see the broker's log; a port that expects TLS closes like this: set Mqtt:Tls to true",
        _ when failure?.Exception is CertificateRejectedException => "name the broker as its certificate does (Mqtt:Host), or give its authority in Mqtt:CaFile; a wrong clock also makes certificates invalid",
        _ => "is the broker running, and do Mqtt:Host and Port name it? a broker on this machine: systemctl status mosquitto; mosquitto 2 listens on loopback only until it has a listener line",
    };
}
