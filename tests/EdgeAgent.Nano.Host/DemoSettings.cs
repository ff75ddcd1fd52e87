using EdgeAgent.Nano.Power;

namespace EdgeAgent.Nano.Host;

/// <summary>Settings for the simulated board and a broker without TLS.</summary>
public static class DemoSettings
{
    public static FirmwareSettings Of(string device) => new FirmwareSettings
    {
        DeviceId = device,
        BrokerHost = "127.0.0.1",
        Tls = false,
        PulsePins = new[] { 4 },
        // A full pack takes no current: only the charger's line shows that there is sun.
        Power = new PowerSettings { ExternalPowerPin = 5 },
        SampleMinutes = 15,
        ReportMinutes = 60,
        StayAwakeSeconds = 2,
    };
}
