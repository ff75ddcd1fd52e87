using EdgeAgent.Storage;

namespace EdgeAgent.Link.Tool;

/// <summary>What a storm on the whole agent did. Lost, doubled, gaps and conflicts have to be 0.</summary>
internal sealed record AgentStormResult(int Published, int Kills, int BrokerStops, int Lost, int Doubled, long Receipts, long Gaps, int Conflicts)
{
    public bool IsGood => Published > 0 && Kills > 0 && Lost == 0 && Doubled == 0 && Gaps == 0 && Conflicts == 0 && Receipts == 2L * Published;

    public override string ToString() =>
        $"{Kills} kills{(BrokerStops > 0 ? $", {BrokerStops} of the broker" : "")}, {Published} published, acknowledged but not stored {Lost}, doubled {Doubled}, " +
        $"{Receipts} receipts, gaps {Gaps}, conflicting {Conflicts}";
}

/// <summary>
/// <c>agent-storm --agent edgeagent.dll --kills N [--protocol 5|3.1.1] [--qos 1|2] [--broker 0|1] [--seed S]</c>: the real agent, killed with SIGKILL at random
/// moments of its start, of a backlog and of a paced stream of noop tasks. Afterwards the store and the receipts are counted: every task that was
/// acknowledged is stored, has exactly one receipt of its acceptance and one of its success, and the numbers have no gap.
/// With --broker 1 mosquitto is killed or stopped and started in between. Killed it forgets messages and sessions, so then a controller's part is played
/// in full: receipts need its acknowledgement, and what has no receipt is published again.
/// </summary>
internal sealed class AgentStorm(string agent, string protocol, int qos, int kills, bool alsoBroker, int seed) : IDisposable
{
    private const int BacklogPerKill = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

#pragma warning disable CA5394 // reproducible by its seed
    private readonly Random _random = new(seed);
    private readonly string _folder = Directory.CreateTempSubdirectory("agent-storm-").FullName;
    private readonly Mosquitto _broker = new();
    private readonly StepBound _bound = new();
    private StormController? _controller;
    private StormedAgent? _running;
    private int _brokerStops;

    public static async Task<int> RunVerb(Arguments arguments)
    {
        _ = arguments.Protocol;
        var (protocol, qos, broker) = (arguments.Text("protocol", "5"), arguments.Number("qos", 1), arguments.Number("broker", 0) == 1);
        using var storm = new AgentStorm(arguments.Text("agent"), protocol, qos, arguments.Number("kills", 30), broker, arguments.Number("seed", 1));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = await storm.Run();
        Console.WriteLine($"MQTT {protocol,-5} QoS {qos} {(broker ? "agent, broker too" : "agent            ")}: {result} ({watch.Elapsed.TotalSeconds:0} s)");
        return result.IsGood ? 0 : 1;
    }

    /// <exception cref="TimeoutException">Something did not come; says what.</exception>
    public Task<AgentStormResult> Run() => _bound.Run(
        Storm, () => $"announced session {_controller?.Session}, {_controller?.Receipts} receipts, {_controller?.Gaps} gaps; agent {_running?.EndedByItself ?? "runs or was killed"}");

    private async Task<AgentStormResult> Storm()
    {
        using var controller = _controller = new StormController(_broker.Port, acknowledges: alsoBroker);
        using (var first = Start())
        {
            controller.AwaitAnswer(first);
            first.Terminate();
        }
        using var publisher = new StormPublisher(_broker.Port, protocol, id => Messages.Text($"edge/v1/{StormedAgent.Id}/task/submit", $"{{\"id\":\"{id}\",\"kind\":\"noop\"}}", qos));
        for (var i = 0; i < kills; i++)
        {
            _bound.Begin($"kill {i + 1}");
            await ((i % 3) switch
            {
                0 => KillInBacklog(publisher),
                1 => KillInStream(publisher),
                _ => KillInStart(publisher),
            });
        }
        _bound.Begin("last receipts");
        await Drain(publisher);
        return Count(publisher.Published);
    }

    private StormedAgent Start() => _running = new StormedAgent(agent, _folder, _broker.Port, protocol, needsController: alsoBroker);

    private async Task KillInBacklog(StormPublisher publisher)
    {
        await publisher.Backlog(BacklogPerKill);
        await KillAfterBirth(2, 300);
    }

    private async Task KillInStream(StormPublisher publisher)
    {
        using var end = new CancellationTokenSource();
        var stream = publisher.Stream(end.Token);
        await KillAfterBirth(50, 450);
        await end.CancelAsync();
        await stream;
    }

    private async Task KillInStart(StormPublisher publisher)
    {
        await publisher.Backlog(BacklogPerKill / 4);
        using var running = Start();
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(0, 1500)), TimeProvider.System);
        Kill(running);
    }

    private async Task KillAfterBirth(int fromMs, int toMs)
    {
        var before = _controller!.Session;
        using var running = Start();
        _controller.Await(() => _controller.Session > before, running, "the agent to come online", Patience);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(fromMs, toMs)), TimeProvider.System);
        Kill(running);
    }

    private void Kill(StormedAgent running)
    {
        if (running.EndedByItself is { } end)
            throw new InvalidOperationException($"the agent ended by itself: {end}");
        // The broker stops first, so the agent is killed while it handles the lost connection.
        var brokerToo = alsoBroker && _random.Next(2) == 0;
        if (brokerToo)
        {
            _brokerStops++;
            if (_random.Next(2) == 0)
                _broker.Kill();
            else
                _broker.Stop();
        }
        running.Kill();
        if (brokerToo)
            _broker.Start();
    }
#pragma warning restore CA5394

    /// <summary>Until every task has its last receipt; what a killed broker forgot is published again, as a controller would.</summary>
    private async Task Drain(StormPublisher publisher)
    {
        using var running = Start();
        _controller!.AwaitAnswer(running);
        for (var i = 0; i < (alsoBroker ? 3 : 0); i++)
        {
            foreach (var id in _controller.Open(publisher.Published))
                await publisher.Again(id);
        }
        await publisher.Publish();
        try
        {
            _controller.Await(() => _controller.Open(publisher.Published).Count == 0 && _controller.Gaps == 0, running, "the last receipts", Patience);
        }
        catch (TimeoutException e)
        {
            // What is missing is counted, and fails the storm.
            Console.Error.WriteLine(e.Message);
        }
        running.Terminate();
    }

    private AgentStormResult Count(IReadOnlyCollection<string> published)
    {
        var stored = new HashSet<string>(StringComparer.Ordinal);
        using (var store = Sqlite.Open(Path.Combine(_folder, "agent.db")))
        {
            var all = store.Prepare("SELECT id FROM task");
            while (all.Step())
                stored.Add(all.Text(0));
        }
        var owed = published.Concat(_controller!.Receipted()).Distinct(StringComparer.Ordinal);
        var foreign = stored.Count(id => !published.Contains(id));
        return new AgentStormResult(
            published.Count, kills, _brokerStops, owed.Count(id => !stored.Contains(id)), _controller.Doubled + foreign, _controller.Receipts, _controller.Gaps, _controller.Conflicts);
    }

    public void Dispose()
    {
        _bound.Dispose();
        _running?.Dispose();
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
