using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Link;

public sealed class OpenTelemetryExportTests
{
    private static readonly string[] Expected =
        ["demo-pi", "edgeagent.battery.charge", "edgeagent.tasks", "waiting", "edgeagent.tasks.finished", "succeeded"];

    private static StateDocument State(double? soc) => new()
    {
        Device = "demo-pi",
        Ts = DateTimeOffset.UnixEpoch,
        Clock = ClockTrust.Ntp,
        BootId = "b",
        UpMs = 1,
        Power = new PowerPart { SocPct = soc, Source = PowerSource.Battery, Charging = ChargeStatus.Discharging, Quality = PowerQuality.Measured },
        System = new SystemPart { Network = NetworkKind.Any },
        Queue = new QueuePart { Waiting = 3 },
        Mode = OperatingMode.Reduced,
        Limit = "auto",
        Limits = new LimitsPart(16, "medium", true),
        Counters = new CountersPart { TasksSucceeded = 7 },
    };

    private static OpenTelemetryOptions Read(params (string Key, string Value)[] keys)
    {
        var reader = Reader(keys);
        return OpenTelemetryOptions.Read(reader);
    }

    private static ConfigReader Reader(params (string Key, string Value)[] keys) => new(
        new ConfigurationBuilder().AddInMemoryCollection(keys.Select(k => KeyValuePair.Create($"OpenTelemetry:{k.Key}", (string?)k.Value))).Build(), "OpenTelemetry");

    [Fact]
    public void It_is_off_unless_an_endpoint_is_named() => Assert.Null(Read().Endpoint);

    [Theory]
    [InlineData("Endpoint", "collector:4318")]
    [InlineData("Endpoint", "ftp://collector/")]
    [InlineData("Protocol", "thrift")]
    [InlineData("IntervalSeconds", "0.5")]
    [InlineData("HeadersFile", "/no/such/file")]
    public void A_wrong_value_is_a_fault_that_names_its_key(string key, string value)
    {
        var reader = Reader((key, value));
        OpenTelemetryOptions.Read(reader);
        Assert.Equal($"OpenTelemetry:{key}", Assert.Single(reader.Faults).Key);
    }

    [Fact]
    public async Task The_newest_state_reaches_a_collector_as_metrics_of_this_device()
    {
        using var folder = new TemporaryFolder();
        string headers = Path.Combine(folder.Path, "headers");
        await File.WriteAllTextAsync(headers, "x-token=secret\n", TestContext.Current.CancellationToken);
        using var collector = new Collector();
        using var export = new OpenTelemetryExport(
            Read(("Endpoint", $"http://127.0.0.1:{collector.Port}/v1/metrics"), ("IntervalSeconds", "86400"), ("HeadersFile", headers)), "demo-pi", "1.2.3");
        export.Measured(State(soc: 1));
        export.Measured(State(soc: 41.5));
        var received = collector.OneRequestAsync(TestContext.Current.CancellationToken);
        Assert.True(export.Flush(TimeSpan.FromSeconds(20)));
        var (path, token, body) = await received;

        Assert.Equal(("/v1/metrics", "secret"), (path, token));
        string text = Encoding.Latin1.GetString(body);
        Assert.All(
            Expected,
            word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.Contains(Encoding.Latin1.GetString(BitConverter.GetBytes(41.5)), text, StringComparison.Ordinal);
        Assert.DoesNotContain("edgeagent.battery.voltage", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collector_that_is_away_costs_nothing_but_the_export()
    {
        int port;
        using (var probe = new Collector()) port = probe.Port;
        using var export = new OpenTelemetryExport(Read(("Endpoint", $"http://127.0.0.1:{port}/v1/metrics"), ("IntervalSeconds", "86400")), "demo-pi", "1");
        export.Measured(State(soc: null));
        Assert.False(export.Flush(TimeSpan.FromSeconds(20)));
    }

    /// <summary>Takes one request as an OTLP collector does, on a free port.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Collector() => _listener.Start();

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async Task<(string Path, string? Token, byte[] Body)> OneRequestAsync(CancellationToken cancel)
        {
            using var client = await _listener.AcceptTcpClientAsync(cancel);
            await using var stream = client.GetStream();
            var bytes = new List<byte>();
            while (!EndsHead(bytes)) bytes.Add(await OneAsync(stream, cancel));
            string[] head = Encoding.ASCII.GetString([.. bytes]).Split("\r\n");
            string? Header(string name) => head.FirstOrDefault(h => h.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
            byte[] body = new byte[int.Parse(Header("content-length")!, System.Globalization.CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, cancel);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"u8.ToArray(), cancel);
            return (head[0].Split(' ')[1], Header("x-token"), body);
        }

        public void Dispose() => _listener.Dispose();

        private static bool EndsHead(List<byte> b) => b.Count >= 4 && b[^1] == '\n' && b[^2] == '\r' && b[^3] == '\n' && b[^4] == '\r';

        private static async Task<byte> OneAsync(NetworkStream stream, CancellationToken cancel)
        {
            byte[] one = new byte[1];
            await stream.ReadExactlyAsync(one, cancel);
            return one[0];
        }
    }
}
