using EdgeAgent.Contract;
using EdgeAgent.Link;
using EdgeAgent.Link.Tool;
using EdgeAgent.Loop;
using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Link;

public sealed class MqttLinkTests
{
    [Theory]
    [InlineData(5, true)]
    [InlineData(40, false)]
    public async Task A_certificate_of_the_broker_that_ends_within_14_days_is_an_alert(int days, bool isNamed)
    {
        using var folder = new TemporaryFolder();
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["127.0.0.1"], toDays: days);
        using var broker = new Mosquitto(Pki.Listener, pki.WriteTo(server));
        await File.WriteAllTextAsync(folder.File("ca.pem"), pki.Root.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var options = Read(("Port", $"{broker.Port}"), ("Tls", "true"), ("CaFile", folder.File("ca.pem")));
        using var inbox = new Inbox();
        using var link = new MqttLink(options, new Topics("edge/v1", "d", []), new LinkEvents(inbox), () => 1, (_, _) => new OutboundMessage("edge/v1/d/status", "{}"u8.ToArray()));
        link.Start();
        var events = UpTo<AgentEvent.Connected>(inbox);
        // The notice comes right after the connection; the outcome of the farewell comes after it.
        Assert.True(link.Stop(Device.Patience));
        events.AddRange(UpTo<AgentEvent.Disconnected>(inbox));
        var notices = events.OfType<AgentEvent.LinkNotice>().Where(n => n.Alert == Alerts.CertificateExpiring).ToList();
        Assert.Equal(isNamed ? 1 : 0, notices.Count);
        Assert.All(notices, n => Assert.Contains($"{server.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC", n.Text, StringComparison.Ordinal));
    }

    private static MqttOptions Read(params (string Key, string Value)[] keys) => MqttOptions.Read(new ConfigReader(
        new ConfigurationBuilder().AddInMemoryCollection(keys.Select(k => KeyValuePair.Create($"EdgeAgent:Mqtt:{k.Key}", (string?)k.Value))).Build(), "EdgeAgent:Mqtt"));

    private static List<AgentEvent> UpTo<T>(Inbox inbox)
        where T : AgentEvent
    {
        var events = new List<AgentEvent>();
        while (!events.Exists(e => e is T))
        {
            var taken = inbox.Take(Device.Patience);
            Assert.NotEmpty(taken);
            events.AddRange(taken);
        }

        return events;
    }
}
