namespace EdgeAgent.Nano;

/// <summary>Settings of one device, edited by the owner. Passwords belong into the copy on the owner's machine, not into version control.</summary>
public static class DeviceConfiguration
{
    // Put the PEM text of the authority that signed the broker's certificate between the lines. Without it the firmware reports the fault at start and waits.
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
