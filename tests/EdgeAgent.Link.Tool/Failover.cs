using System.Diagnostics;
using EdgeAgent.Options;

namespace EdgeAgent.Link.Tool;

/// <summary>
/// <c>failover --ports P1,P2,P3 --kill PID [--count N]</c>: a publisher and a durable subscriber on a cluster, each moving to the next node when its own is gone;
/// after a third of the stream the process PID is killed. Every acknowledged message must come, none twice to the application.
/// </summary>
internal static class Failover
{
    public static async Task<int> RunVerb(Arguments arguments)
    {
        var ports = Array.ConvertAll(arguments.Text("ports").Split(','), p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture));
        var count = arguments.Number("count", 600);
        using var subscriber = Open(ports, first: 0, "failover-sub", "failover");
        await subscriber.Connected();
        await subscriber.Subscribed();
        using var publisher = Open(ports, first: 0, "failover-pub");
        await publisher.Connected();
        await PublishAndKill(publisher, count, arguments.Number("kill"));
        var (seen, again) = (new HashSet<string>(StringComparer.Ordinal), 0);
        while (seen.Count < count)
            if (!seen.Add(await subscriber.Text()))
                again++;
        Console.WriteLine($"failover: {count} acknowledged, {seen.Count} received, {again} delivered again");
        Console.WriteLine("1 passed, 0 failed");
        return 0;
    }

    private static async Task PublishAndKill(Device publisher, int count, int pid)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(4));
        var acknowledged = new List<Task<PublishOutcome>>();
        for (var i = 0; i < count; i++)
        {
            if (i == count / 3)
                Process.GetProcessById(pid).Kill();
            await timer.WaitForNextTickAsync();
            acknowledged.Add(publisher.Session.PublishAsync(Messages.Text("failover", $"{i}")));
        }
        var results = await Task.WhenAll(acknowledged).WaitAsync(Device.Patience);
        if (!results.All(r => r.IsSuccess))
            throw new InvalidOperationException("a publish was not acknowledged");
    }

    private static Device Open(int[] ports, int first, string id, params string[] filters)
    {
        var attempt = first;
        return new Device(ports[first], ProtocolChoice.V311, filters, o =>
        {
            o.ClientId = id;
            o.CleanStart = false;
            o.SessionExpirySeconds = 3600;
            o.Reconnect.AfterTakeover = TimeSpan.FromSeconds(1);
            o.OnConnecting = settings => settings.Port = ports[attempt++ % ports.Length];
        });
    }
}
