using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeAgent.Cli;
using EdgeAgent.Fleet.Controller;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Load;

/// <summary><c>rate</c>: how many receipts a second a controller stores and acknowledges, without a broker in between.</summary>
internal static class RateCommand
{
    public static Command Create()
    {
        var devices = CheckedOption.Whole("--devices", "Devices that the receipts come from (1000)", 1, 100_000);
        var receipts = CheckedOption.Whole("--receipts", "Receipts in all (20000)", 1, 10_000_000);
        var group = CheckedOption.Whole("--group", "Messages in one commit (500)", 1, 10_000);
        var nats = new Option<string?>("--nats") { Description = "Addresses of nats-servers, separated by commas" };
        var command = new Command("rate", "Measures durable intake of receipts: in two files of LiteDB, and on nats-servers when given.") { devices, receipts, group, nats };
        command.SetAction(result =>
        {
            int count = result.GetValue(devices) ?? 1000, all = result.GetValue(receipts) ?? 20_000, size = result.GetValue(group) ?? 500;
            string folder = Directory.CreateTempSubdirectory("edgeagent-rate-").FullName;
            var options = new LoadOptions(0, folder, count, 0, 0) { Nats = result.GetValue(nats) };
            try
            {
                Measure("LiteDB, two files", options with { Nats = null }, all, size);
                if (options.Nats is not null) Measure("JetStream", options, all, size);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }

            return 0;
        });
        return command;
    }

    private static void Measure(string name, LoadOptions options, int receipts, int group)
    {
        using var store = options.OpenStore();
        var controller = new FleetController(store, new FleetTopics("edge/v1"), TimeSpan.FromMinutes(1));
        var messages = Enumerable.Range(0, receipts).Select(i => Receipt(i % options.Devices, 1 + (i / options.Devices))).ToList();
        // The first group makes the tables.
        controller.Handle([Receipt(options.Devices, 1)], TimeProvider.System.GetUtcNow());
        long begin = Stopwatch.GetTimestamp();
        int acknowledged = 0;
        foreach (var some in messages.Chunk(group))
        {
            store.Touch();
            acknowledged += controller.Handle(some, TimeProvider.System.GetUtcNow()).Count(o => o.Topic.EndsWith("/receipt/ack", StringComparison.Ordinal));
        }

        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {receipts} receipts of {options.Devices} devices in groups of {group}: {receipts / seconds:F0} a second durable, {acknowledged} acknowledgements"));
    }

    private static InboundMessage Receipt(int device, int seq)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"rate-{device:D5}");
        string document = string.Create(CultureInfo.InvariantCulture, $$"""{"v":1,"device":"{{id}}","ts":"2026-06-01T08:00:00.000Z","epoch":1,"items":[{"seq":{{seq}},"id":"t{{seq}}","rev":1,"status":"SUCCEEDED","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","ts":"2026-06-01T08:00:00.000Z"}]}""");
        return new InboundMessage($"edge/v1/{id}/receipt", Encoding.UTF8.GetBytes(document));
    }
}
