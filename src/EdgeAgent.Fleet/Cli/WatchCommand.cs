using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Cli;
using Spectre.Console;

namespace EdgeAgent.Fleet.Cli;

/// <summary><c>watch</c>: follows a campaign or pool to its end, with bars on a terminal, otherwise with a line for each change.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public static Command Create(CliHost host)
    {
        var id = CommandLine.NotAnOption(new Argument<string>("id") { Description = "Id of the campaign or pool" });
        return FleetCall.With(host, new Command("watch", "Follows a campaign or pool: exit 0 completed, 3 aborted or expired, 4 no answer.") { id }, (call, result) =>
            Follow(call, result.GetValue(id)!));
    }

    /// <summary>Returns the exit code; null when an answer did not come.</summary>
    public static int? Follow(RemoteCall call, string id)
    {
        void Leave(object? sender, ConsoleCancelEventArgs e)
        {
            // The bars hide the cursor.
            if (!Console.IsOutputRedirected) AnsiConsole.Cursor.Show();
            call.Host.Error.WriteLine($"edgeagent-fleet: stopped watching; {id} continues, to follow it again: watch {id}");
        }

        Console.CancelKeyPress += Leave;
        try
        {
            if (IsLookedAt(call)) return WithBars(call, id);
            return InLines(call, id);
        }
        finally
        {
            Console.CancelKeyPress -= Leave;
        }
    }

    private static bool IsLookedAt(RemoteCall call) =>
         !call.IsJson && ReferenceEquals(call.Host.Output, Console.Out) && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    private static int? InLines(RemoteCall call, string id)
    {
        string before = "";
        return Until(call, id, data =>
        {
            string now = call.IsJson ? data.GetRawText() : OrderCommands.Summary(data);
            if (now != before) call.Host.Output.WriteLine(now);
            before = now;
        });
    }

    private static int? WithBars(RemoteCall call, string id)
    {
        int? exit = null;
        AnsiConsole.Progress().AutoClear(false).Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).Start(screen =>
        {
            var bar = screen.AddTask(Markup.Escape(id));
            exit = Until(call, id, data => Draw(bar, data));
        });
        return exit;
    }

    private static void Draw(ProgressTask bar, JsonElement data)
    {
        var (value, most) = Progress(data);
        bar.MaxValue = Math.Max(1, most);
        bar.Value = value;
        bar.Description = Markup.Escape(OrderCommands.Summary(data));
    }

    private static (int Value, int Most) Progress(JsonElement data)
    {
        if (JsonText.Of(data, "order") == "pool") return (data.GetProperty("counted").GetInt32(), data.GetProperty("k").GetInt32());
        return (Ended(data), data.GetProperty("devices").GetInt32());
    }

    private static int Ended(JsonElement data)
    {
        if (JsonText.Part(data, "outcomes") is { ValueKind: JsonValueKind.Object } outcomes)
        {
            return outcomes.EnumerateObject().Where(o => o.Name is not ("pending" or "assigned" or "accepted")).Sum(o => o.Value.GetInt32());
        }

        return 0;
    }

    private static int? Until(RemoteCall call, string id, Action<JsonElement> show)
    {
        using var pause = new PeriodicTimer(Every, TimeProvider.System);
        while (true)
        {
            if (call.Conversation.Ask("order", new JsonObject { ["id"] = id }) is not { } reply) return null;
            if (!FleetCall.IsOk(reply)) return FleetCall.Refused(call, reply);
            var data = reply.GetProperty("data");
            show(data);
            if (JsonText.Of(data, "ended") == "true") return JsonText.Of(data, "phase") == "completed" ? 0 : TaskCommand.Rejected;
            _ = pause.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
