namespace EdgeAgent.Link.Tool;

/// <summary>What a storm did, and whether anything was lost or doubled.</summary>
internal sealed record StormResult(int Published, int Kills, int Lost, int Doubled, int Redelivered)
{
    public bool IsGood => Published > 0 && Kills > 0 && Lost == 0 && Doubled == 0;
}

/// <summary>
/// <c>storm --kills N [--protocol 5|3.1.1] [--qos 1|2] [--broker 0|1] [--seed S]</c>: a real mosquitto, a publisher with a backlog and then a paced stream,
/// and an intake that is killed with SIGKILL at random moments. Lost = the broker holds nothing any more and the task is not in the file.
/// Doubled = a task that nobody published. A task that is delivered again is stored once, by its identifier. --qos is the publisher's; the intake
/// subscribes with QoS 1. With --broker 1 the broker is stopped and started in turn as well.
/// </summary>
internal sealed class KillStorm(string protocol, int qos, int kills, bool alsoBroker, int seed) : IDisposable
{
    private const int BacklogPerKill = 5000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

#pragma warning disable CA5394 // reproducible by its seed
    private readonly Random _random = new(seed);
#pragma warning restore CA5394
    private readonly string _folder = Directory.CreateTempSubdirectory("storm-").FullName;
    private readonly Mosquitto _broker = new();
    private readonly StepBound _bound = new();

    private string File => Path.Combine(_folder, "tasks.db");

    public static async Task<int> RunVerb(Arguments arguments)
    {
        _ = arguments.Protocol;
        var (protocol, qos) = (arguments.Text("protocol", "5"), arguments.Number("qos", 1));
        using var storm = new KillStorm(protocol, qos, arguments.Number("kills", 30), arguments.Number("broker", 0) == 1, arguments.Number("seed", 1));
        var result = await storm.Run();
        Console.WriteLine($"MQTT {protocol,-5} QoS {qos} {(arguments.Number("broker", 0) == 1 ? "broker too" : "intake    ")}: {result.Kills} kills, {result.Published} published, " +
            $"acknowledged but not stored {result.Lost}, doubled {result.Doubled}, delivered again {result.Redelivered}");
        return result.IsGood ? 0 : 1;
    }

    /// <exception cref="TimeoutException">Something did not come; says what.</exception>
    public Task<StormResult> Run() => _bound.Run(Storm, () => $"files in {_folder}");

    private async Task<StormResult> Storm()
    {
        using (var first = new Sink(File, _broker.Port, protocol))
        {
            await first.Ready;
            first.Terminate();
        }
        using var publisher = new StormPublisher(_broker.Port, protocol, id => Messages.Text("task/submit", $"{id} {{\"kind\":\"noop\"}}", qos));
        for (var i = 0; i < kills; i++)
        {
            _bound.Begin($"kill {i + 1}");
            await (i % 2 == 0 ? KillInBacklog(publisher) : KillInStream(publisher));
        }

        _bound.Begin("the last task");
        await Drain(publisher);
        return Count(publisher.Published);
    }

    private async Task KillInBacklog(StormPublisher publisher)
    {
        await publisher.Backlog(BacklogPerKill);
        await KillAfter(2, 120);
    }

    private async Task KillInStream(StormPublisher publisher)
    {
        using var end = new CancellationTokenSource();
        var stream = publisher.Stream(end.Token);
        await KillAfter(50, 450);
        await end.CancelAsync();
        await stream;
    }

    private async Task KillAfter(int fromMs, int toMs)
    {
        using var sink = new Sink(File, _broker.Port, protocol);
        await sink.Connected;
#pragma warning disable CA5394
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(fromMs, toMs)), TimeProvider.System);
        sink.Kill();
        if (alsoBroker && _random.Next(2) == 0)
#pragma warning restore CA5394
        {
            // Stop the broker in order, so that it keeps what it acknowledged. A killed broker loses messages, and these would count as losses of the agent.
            _broker.Stop();
            _broker.Start();
        }
    }

    /// <summary>One more task after all others: when it is stored, everything the broker held has come.</summary>
    private async Task Drain(StormPublisher publisher)
    {
        var last = await publisher.Publish();
        using var sink = new Sink(File, _broker.Port, protocol, until: last);
        await sink.Ended.WaitAsync(Patience);
    }

    private StormResult Count(IReadOnlyCollection<string> published)
    {
        using var file = new TaskFile(File);
        var stored = file.Deliveries();
        var again = stored.Values.Sum(n => n - 1);
        var foreign = stored.Keys.Count(id => !published.Contains(id));
        return new StormResult(published.Count, kills, published.Count(id => !stored.ContainsKey(id)), foreign, again);
    }

    public void Dispose()
    {
        _bound.Dispose();
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
