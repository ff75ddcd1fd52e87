using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Cli;
using EdgeAgent.Link;
using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Link;

public class ForeignProtocolTests
{
    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "that port speaks HTTP, not MQTT")]
    [InlineData("<html>", "that port speaks HTTP, not MQTT")]
    [InlineData("\u0015\u0003\u0001\0\u0002\u0002\u0046", "that port speaks TLS")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "that port does not speak MQTT")]
    [InlineData("", "it may be that this port speaks TLS, or no MQTT")]
    public void A_port_that_is_no_broker_is_named_by_what_it_speaks(string answer, string message)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var thread = new Thread(() => Answer(server, Encoding.Latin1.GetBytes(answer))) { IsBackground = true };
        thread.Start();
        var remote = new Remote(Broker(((IPEndPoint)server.LocalEndpoint).Port), "pi", TimeSpan.FromSeconds(5));
        Assert.Null(remote.Ask("power", []));
        Assert.Contains(message, remote.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_takes_the_connection_and_says_nothing_is_told_to_be_no_broker()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        var remote = new Remote(Broker(port), "pi", TimeSpan.FromMilliseconds(500));
        Assert.Null(remote.Ask("power", []));
        Assert.Contains($"no MQTT broker answers at 127.0.0.1:{port}", remote.Trouble, StringComparison.Ordinal);
    }

    /// <summary>mosquitto's TLS listener does so when it hears CONNECT in plain text.</summary>
    [Fact]
    public void A_port_that_resets_the_connection_without_a_word_is_told_to_be_one_for_TLS_perhaps()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        new Thread(() => Answer(server, [], resets: true)) { IsBackground = true }.Start();
        var remote = new Remote(Broker(((IPEndPoint)server.LocalEndpoint).Port), "pi", TimeSpan.FromSeconds(5));
        Assert.Null(remote.Ask("power", []));
        Assert.Contains("it may be that this port speaks TLS, or no MQTT", remote.Trouble, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0xE0)]
    [InlineData(0xF0)]
    public void What_a_broker_may_begin_with_is_no_foreign_protocol(byte first) => Assert.Null(ForeignProtocol.Describe([first, 2]));

    // Every attempt gets the same answer, until the listener is closed.
    private static void Answer(TcpListener server, byte[] answer, bool resets = false)
    {
        try
        {
            while (true)
            {
                using var client = server.AcceptSocket();
                client.LingerState = new LingerOption(resets, 0);
                client.Receive(new byte[1024]);
                client.Send(answer);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private static MqttOptions Broker(int port) => MqttOptions.Read(new ConfigReader(
        new ConfigurationBuilder().AddInMemoryCollection([new("EdgeAgent:Mqtt:Port", $"{port}")]).Build(), "EdgeAgent").Section("Mqtt"));
}
