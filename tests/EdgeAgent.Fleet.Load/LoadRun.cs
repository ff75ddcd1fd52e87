using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Cli;

namespace EdgeAgent.Fleet.Load;

/// <summary>
/// A campaign in three stages over the whole fleet while the controller is killed again and again, one that has to stop at its threshold, and
/// a pool; then the comparison of the receipts that were sent with those that are stored.
/// </summary>
internal sealed class LoadRun(LoadOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly Witness _witness = new(options.Port);
    private readonly Judgement _judgement = new();
    private readonly Random _random = new(options.Seed);
    private double _largestMb;

    public Judgement Run()
    {
        using var controllers = new Controllers(options);
        using var agents = new AgentHosts(options);
        controllers.Start();
        long begin = Stopwatch.GetTimestamp();
        agents.Start();
        Say($"{options.Devices} agents started in {Seconds(begin):F1} s, this process {Environment.WorkingSet / 1048576.0 / options.Devices:F1} MiB a device");
        Await("all devices known and online", () => Count("status==online") == options.Devices);
        Say($"the controller knew all of them after {Seconds(begin):F1} s, with {Environment.WorkingSet / 1048576.0 / options.Devices:F1} MiB a device then");
        Say($"controller {controllers.ResidentMb:F0} MiB{Nodes()}; messages a device until now: {_witness.MessagesPer(options.Devices)}");
        WhenKnown();

        StagedCampaign(controllers);
        StoppedCampaign();
        Pool();
        Await("every receipt acknowledged", () => agents.Unacknowledged == 0);
        _judgement.Check("every receipt was acknowledged to its device", agents.Unacknowledged == 0, $"waiting {agents.Unacknowledged}");
        Say($"controller's largest memory {_largestMb:F0} MiB{Nodes()}; messages a device in all: {_witness.MessagesPer(options.Devices)}");
        agents.Stop();
        controllers.Kill();
        using var store = options.OpenStore();
        _judgement.Compare(_witness.Told, store);
        return _judgement;
    }

    public void Dispose() => _witness.Dispose();

    private void WhenKnown()
    {
        if (options.WhenKnown is not { } command) return;
        var parts = command.Split(' ');
        using var process = Process.Start(parts[0], [.. parts.Skip(1), "--devices", options.Devices.ToString(CultureInfo.InvariantCulture)]);
        process.WaitForExit();
        _judgement.Check("the dashboard shows every device", process.ExitCode == 0, $"exit {process.ExitCode}");
    }

    private string Nodes() => options.Nodes.Count == 0 ? "" : $", nats-servers {string.Join(" + ", options.Nodes.Select(ResidentMb))} MiB";

    private static string ResidentMb(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return (process.WorkingSet64 / 1048576).ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return "(killed)";
        }
    }

    private void StagedCampaign(Controllers controllers)
    {
        long begin = Stopwatch.GetTimestamp();
        var limits = new JsonObject { ["failed_pct"] = options.FailingPct + 2, ["least_outcomes"] = options.Devices / 2 };
        Start("campaign", Drill("staged", limits));
        for (int i = 0; i < options.Kills; i++)
        {
            // Spread over the campaign, at times that do not depend on its steps.
            double due = options.Devices * (i + 0.5) / options.Kills;
            Await($"{due:F0} devices to end", () => Order("staged") is { } order && (IsOver(order) || Settled(order) >= due));
            Pause(TimeSpan.FromMilliseconds(_random.Next(1000)));
            _largestMb = Math.Max(_largestMb, controllers.ResidentMb);
            if (i == options.Kills / 2) KillNode();
            controllers.KillDriver();
        }

        Say($"{options.Kills} kills of the driving controller in {Seconds(begin):F1} s");
        Await("the staged campaign to end", () => Ended("staged"));
        _largestMb = Math.Max(_largestMb, controllers.ResidentMb);
        var end = Answered("staged");
        int failing = (int)Math.Floor(options.Devices * options.FailingPct / 100);
        bool isRight = JsonText.Of(end, "phase") == "completed" && Outcomes(end, "failed") == failing && Outcomes(end, "succeeded") == options.Devices - failing;
        _judgement.Check("a campaign below its threshold goes to the end over kills of the controller", isRight, $"{Seconds(begin):F1} s, {JsonText.Part(end, "outcomes")}");
    }

    private void KillNode()
    {
        if (options.NodeToKill is not { } id) return;
        using var node = Process.GetProcessById(id);
        node.Kill();
        Say($"one nats-server killed");
    }

    private void StoppedCampaign()
    {
        int failing = (int)Math.Floor(options.Devices * options.FailingPct / 100);
        var limits = new JsonObject { ["failed_pct"] = options.FailingPct / 2, ["least_outcomes"] = Math.Max(1, options.Devices / 10) };
        Start("campaign", Drill("stopped", limits));
        Await("the other campaign to end", () => Order("stopped") is { } order && IsOver(order) && Outcomes(order, "assigned") + Outcomes(order, "accepted") == 0);
        var end = Answered("stopped");
        bool isRight = JsonText.Of(end, "phase") == "aborted" && Outcomes(end, "pending") > 0 && Outcomes(end, "failed") <= failing;
        _judgement.Check("a campaign above its threshold stops by itself", isRight, $"{JsonText.Of(end, "reason")}; {JsonText.Part(end, "outcomes")}");
    }

    private void Pool()
    {
        var document = new JsonObject
        {
            ["id"] = "any",
            ["k"] = 5,
            ["offer_wait_s"] = 5,
            ["select"] = new JsonObject { ["groups"] = new JsonArray("third-1") },
            ["task"] = new JsonObject { ["kind"] = "noop", ["class"] = "critical", ["args"] = new JsonObject { ["duration_s"] = 1 } },
        };
        Start("pool", document);
        Await("the pool to end", () => Ended("any"));
        var end = Answered("any");
        _judgement.Check("a pool counts K successes and gives the task to no more than K", JsonText.Of(end, "phase") == "completed" && Outcomes(end, "succeeded") == 5, $"{JsonText.Part(end, "outcomes")}");
    }

    // A canary, a tenth, the rest at a pace that leaves time to stop.
    private JsonObject Drill(string id, JsonObject abort) => new()
    {
        ["id"] = id,
        ["stages"] = new JsonArray(new JsonObject { ["count"] = 1 }, new JsonObject { ["percent"] = 10, ["success_pct"] = 80 }, new JsonObject { ["percent"] = 100, ["success_pct"] = 80 }),
        ["rate_per_minute"] = options.Devices * 2 / 3,
        ["abort"] = abort,
        ["task"] = new JsonObject
        {
            ["kind"] = "exec",
            ["class"] = "critical",
            ["args"] = new JsonObject { ["command"] = "drill" },
            ["retry"] = new JsonObject { ["max"] = 0 },
        },
    };

    private void Start(string order, JsonObject document)
    {
        // Sent again until it is answered: the same document changes nothing.
        JsonElement? reply = null;
        Await($"the {order} to start", () => (reply = _witness.Ask(order + "_start", new JsonObject { ["document"] = document.DeepClone() })) is not null);
        if (reply!.Value.GetProperty("ok").GetBoolean() is false) throw new InvalidOperationException(reply.Value.GetRawText());
    }

    private bool Ended(string id) => Order(id) is { } order && IsOver(order);

    private static bool IsOver(JsonElement order) => JsonText.Of(order, "ended") == "true";

    // A controller that is busy or has just taken over may be late.
    private JsonElement Answered(string id)
    {
        JsonElement? order = null;
        Await($"an answer about {id}", () => (order = Order(id)) is not null);
        return order!.Value;
    }

    private static int Settled(JsonElement order) =>
        Outcomes(order, "succeeded") + Outcomes(order, "failed") + Outcomes(order, "timed_out") + Outcomes(order, "rejected") + Outcomes(order, "canceled") + Outcomes(order, "removed");

    private JsonElement? Order(string id)
    {
        JsonElement? reply = _witness.Ask("order", new JsonObject { ["id"] = id });
        return reply is { } r && r.TryGetProperty("data", out var data) ? data : null;
    }

    private int Count(string where) =>
        _witness.Ask("list", new JsonObject { ["where"] = where, ["limit"] = 0 }) is { } reply && reply.TryGetProperty("data", out var data) ? data.GetProperty("total").GetInt32() : 0;

    private static int Outcomes(JsonElement order, string name) =>
        JsonText.Part(order, "outcomes") is { ValueKind: JsonValueKind.Object } sums && sums.TryGetProperty(name, out var n) ? n.GetInt32() : 0;

    private static void Await(string what, Func<bool> isTrue)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            if (Stopwatch.GetElapsedTime(begin) > Patience) throw new TimeoutException($"waited {Patience.TotalMinutes} min for {what}");
            Pause(LookEvery);
        }
    }

    private static void Pause(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time, TimeProvider.System);
        _ = timer.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult();
    }

    private static double Seconds(long begin) => Stopwatch.GetElapsedTime(begin).TotalSeconds;

    private static void Say(FormattableString text) => Console.WriteLine("       " + text.ToString(CultureInfo.InvariantCulture));
}
