using EdgeAgent.Link;
using EdgeAgent.Link.Tool;
using EdgeAgent.Options;

namespace EdgeAgent.Tests.Link;

public sealed class TlsTests
{
    private static async Task RoundTrip(Device device)
    {
        await device.Connected();
        await device.Subscribed();
        await device.Session.PublishAsync(Messages.Text("t", new string('x', 100_000))).WaitAsync(Device.Patience);
        Assert.Equal(100_000, (await device.Text()).Length);
        Assert.True(device.Stop());
    }

    private static async Task<ConnectionLoss> Failure(Pki pki, Mosquitto broker, Action<SessionOptions>? change = null)
    {
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["t"], o =>
        {
            o.Tls = pki.Trust();
            change?.Invoke(o);
        });
        return await device.Disconnected();
    }

    [Fact]
    public async Task A_broker_of_our_own_authority_is_trusted()
    {
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["127.0.0.1"]);
        using var broker = new Mosquitto(Pki.Listener, pki.WriteTo(server));
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["t"], o => o.Tls = pki.Trust());
        await RoundTrip(device);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_when_the_broker_asks()
    {
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["127.0.0.1"]);
        using var own = pki.Issue("device-1", []);
        using var broker = new Mosquitto(Pki.Listener + "require_certificate true\nuse_identity_as_username true\n", pki.WriteTo(server));
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["t"], o => o.Tls = pki.Trust(own));
        await RoundTrip(device);
    }

    [Fact]
    public async Task Without_the_client_certificate_that_the_broker_wants_the_error_says_so()
    {
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["127.0.0.1"]);
        using var broker = new Mosquitto(Pki.Listener + "require_certificate true\n", pki.WriteTo(server));
        var info = await Failure(pki, broker);
        Assert.Contains("requires a client certificate", info.Reason, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{broker.Port}", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_by_name()
    {
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["broker.example"]);
        using var broker = new Mosquitto(Pki.Listener, pki.WriteTo(server));
        var info = await Failure(pki, broker);
        Assert.Equal(LossCause.TransportFailed, info.Cause);
        Assert.IsType<CertificateRejectedException>(info.Exception);
        Assert.Contains("name mismatch: the certificate is for broker.example, not for 127.0.0.1", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_expected_name_can_be_told()
    {
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["broker.example"]);
        using var broker = new Mosquitto(Pki.Listener, pki.WriteTo(server));
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["t"], o => o.Tls = new TlsSettings { TrustedRoots = [pki.Root], ExpectedHostName = "broker.example" });
        await RoundTrip(device);
    }

    [Fact]
    public async Task A_foreign_issuer_is_named()
    {
        using var pki = new Pki();
        using var foreign = new Pki("Foreign CA");
        using var server = foreign.Issue("broker", ["127.0.0.1"]);
        using var broker = new Mosquitto(Pki.Listener, foreign.WriteTo(server));
        Assert.Contains("unknown issuer: 'CN=Foreign CA' is not trusted", (await Failure(pki, broker)).Reason, StringComparison.Ordinal);
        Assert.Contains("unknown issuer", (await Failure(pki, broker, o => o.Tls = new TlsSettings())).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_shows_its_dates_and_the_suspicion_against_our_clock()
    {
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["127.0.0.1"], fromDays: -30, toDays: -2);
        using var broker = new Mosquitto(Pki.Listener, pki.WriteTo(server));
        var reason = (await Failure(pki, broker)).Reason;
        Assert.Contains("expired or not yet valid", reason, StringComparison.Ordinal);
        Assert.Contains("by this device's clock", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_without_tls_is_recognised()
    {
        using var pki = new Pki();
        using var broker = new Mosquitto();
        var info = await Failure(pki, broker);
        Assert.StartsWith("TLS handshake with 127.0.0.1", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_the_dns_name_127_0_0_1_is_told_to_lack_an_ip_entry_and_not_to_be_for_another_name()
    {
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["127.0.0.1"], asDnsNames: true);
        using var broker = new Mosquitto(Pki.Listener, pki.WriteTo(server));
        string reason = (await Failure(pki, broker)).Reason;
        Assert.Contains("has no IP entry for 127.0.0.1", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("is for 127.0.0.1, not for 127.0.0.1", reason, StringComparison.Ordinal);
    }
}
