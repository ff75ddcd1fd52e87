namespace EdgeAgent.Nano;

/// <summary>The owner's page: copy of the settings for one device. Passwords belong into the copy on the owner's machine, not into version control.</summary>
public static class DeviceConfiguration
{
    // The PEM text of the authority that signed the broker's certificate goes between the lines. As it stands, the start says so and waits.
    private const string Authority =
        "-----BEGIN CERTIFICATE-----\n" +
        "\n" +
        "-----END CERTIFICATE-----\n";

    public static FirmwareSettings Create() => new FirmwareSettings
    {
        DeviceId = "garden-node",
        BrokerHost = "broker.example",
        BrokerPort = 8883,
        BrokerAuthority = Authority,
        WifiName = "name",
        WifiPassword = "password",
        PulsePins = new[] { 4 },
    };
}
