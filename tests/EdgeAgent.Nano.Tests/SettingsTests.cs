namespace EdgeAgent.Nano.Tests;

/// <summary>A wrong setting is named at the start, before it causes a failure without a message.</summary>
public class SettingsTests
{
    [Fact]
    public void The_sample_as_it_stands_asks_for_the_authority_of_the_broker_instead_of_failing_each_connection()
    {
        string? fault = DeviceConfiguration.Create().Fault();
        Assert.StartsWith("BrokerAuthority: ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, null, "BrokerAuthority")]
    [InlineData(true, "", "BrokerAuthority")]
    [InlineData(true, "ca.pem", "BrokerAuthority")]
    [InlineData(false, null, null)]
    public void Tls_needs_an_authority(bool tls, string? authority, string? fault)
    {
        var settings = Good();
        settings.Tls = tls;
        settings.BrokerAuthority = authority;
        Assert.Equal(fault, settings.Fault()?.Split(':')[0]);
    }

    [Fact]
    public void The_sample_with_an_authority_is_accepted()
    {
        var settings = DeviceConfiguration.Create();
        settings.BrokerAuthority = "-----BEGIN CERTIFICATE-----\n" + new string('A', 600) + "\n-----END CERTIFICATE-----\n";
        Assert.Null(settings.Fault());
    }

    private static FirmwareSettings Good() => new() { DeviceId = "d", BrokerHost = "broker" };
}
