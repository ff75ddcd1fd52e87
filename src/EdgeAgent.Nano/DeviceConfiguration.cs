using EdgeAgent.Nano.Boards;

namespace EdgeAgent.Nano;

/// <summary>The owner's page: copy of the settings for one device. Passwords belong into the copy on the owner's machine, not into version control.</summary>
public static class DeviceConfiguration
{
    /// <summary>PEM text of the authority that signed the broker's certificate; null with <c>Tls = false</c>.</summary>
    public const string BrokerAuthority = null;

    public static FirmwareSettings Create() => new FirmwareSettings
    {
        DeviceId = "garden-node",
        BrokerHost = "broker.example",
        BrokerPort = 8883,
        WifiName = "name",
        WifiPassword = "password",
        PulsePins = new[] { 4 },
    };

    /// <summary>ESP32-S3 as wired in <c>hardware/esp32-s3.md</c>; for a Pico W: <c>new PicoBoard(settings, "pico-w")</c>.</summary>
    public static BoardBase Board(FirmwareSettings settings) => new Esp32Board(settings, "esp32-s3");
}
