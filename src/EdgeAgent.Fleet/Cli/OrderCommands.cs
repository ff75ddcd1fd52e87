using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Cli;

namespace EdgeAgent.Fleet.Cli;

/// <summary><c>campaign …</c> and <c>pool …</c>.</summary>
internal static class OrderCommands
{
    public static Command Campaign(CliHost host)
    {
        var command = new Command("campaign", "Runs one task on many devices, in stages.");
        command.Subcommands.Add(Start(host, "campaign", "Starts a campaign; the same document again changes nothing."));
        command.Subcommands.Add(List(host, "campaign"));
        command.Subcommands.Add(Show(host, "campaign", "targets"));
        command.Subcommands.Add(Change(host, "campaign", "pause", "Gives the task to no further device; devices that have it continue."));
        command.Subcommands.Add(Change(host, "campaign", "resume", "Continues a paused campaign."));
        command.Subcommands.Add(Change(host, "campaign", "abort", "Ends the campaign and cancels the task on devices where it has not ended."));
        command.Subcommands.Add(Change(host, "campaign", "retry", "Gives the task again to devices where it ended without success."));
        return command;
    }

    public static Command Pool(CliHost host)
    {
        var command = new Command("pool", "Runs one task on the K devices that are best suited to it.");
        command.Subcommands.Add(Start(host, "pool", "Starts a pool; the same document again changes nothing."));
        command.Subcommands.Add(List(host, "pool"));
        command.Subcommands.Add(Show(host, "pool", "candidates"));
        command.Subcommands.Add(Change(host, "pool", "abort", "Ends the pool and cancels the task on devices where it has not ended."));
        return command;
    }

    /// <summary>Starts an order and follows it when asked to. Returns the exit code, or null when no answer came.</summary>
    public static int? Start(RemoteCall call, string order, JsonObject document, bool isWatched)
    {
        int? exit = FleetCall.Ask(call, order + "_start", new JsonObject { ["document"] = document }, d => WriteSummary(d, call.Host.Output));
        if (exit == 0 && isWatched) return WatchCommand.Follow(call, (string)document["id"]!);
        return exit;
    }

    public static string Summary(JsonElement data)
    {
        string summary = $"{JsonText.Of(data, "id"),-24} {JsonText.Of(data, "phase"),-10} {Place(data)}; {Outcomes(data)}";
        string reason = JsonText.Of(data, "reason");
        if (reason.Length > 0) return $"{summary}; {reason}";
        return summary;
    }

    private static string Place(JsonElement data)
    {
        if (JsonText.Of(data, "order") == "pool") return $"{JsonText.Of(data, "counted")} of {JsonText.Of(data, "k")} done";
        return $"stage {JsonText.Of(data, "stage")} of {JsonText.Of(data, "stages")}";
    }

    private static string Outcomes(JsonElement data)
    {
        if (JsonText.Part(data, "outcomes") is not { ValueKind: JsonValueKind.Object } sums) return "";
        return string.Join(", ", sums.EnumerateObject().Select(o => $"{o.Value} {o.Name}"));
    }

    private static void WriteSummary(JsonElement data, TextWriter output) => output.WriteLine(Summary(data));

    private static Command Start(CliHost host, string order, string description)
    {
        var file = CommandLine.NotAnOption(new Argument<string>("file") { Description = $"Document of the {order}, - for standard input" });
        var watch = new Option<bool>("--watch") { Description = $"Follow the {order} until it ends" };
        return FleetCall.With(host, new Command("start", description) { file, watch }, (call, result) =>
        {
            string path = result.GetValue(file)!;
            if (DocumentInput.Parse(path, DocumentInput.Read(path, host)) is not JsonObject document) throw new InvalidDataException($"{path}: a JSON object is needed");
            return Start(call, order, document, result.GetValue(watch));
        });
    }

    private static Command List(CliHost host, string order) => FleetCall.With(host, new Command("list", $"Lists the {order}s."), (call, _) =>
        FleetCall.AskAll(call, order + "_list", [], order + "s", data =>
        {
            foreach (var item in JsonText.List(data, order + "s")) WriteSummary(item, host.Output);
        }));

    private static Command Show(CliHost host, string order, string parts)
    {
        var id = Id();
        return FleetCall.With(host, new Command("show", $"Shows a {order} and each device in it.") { id }, (call, result) =>
            FleetCall.AskAll(call, order + "_show", new JsonObject { ["id"] = result.GetValue(id) }, parts, data =>
            {
                WriteSummary(data, host.Output);
                foreach (var part in JsonText.List(data, parts)) WritePart(part, host.Output);
            }));
    }

    private static void WritePart(JsonElement part, TextWriter output)
    {
        output.WriteLine($"  {JsonText.Of(part, "device"),-24} {JsonText.Of(part, "outcome"),-10} {Offer(part),-56} {JsonText.Of(part, "reason")}".TrimEnd());
    }

    private static string Offer(JsonElement part)
    {
        if (!part.TryGetProperty("battery_minutes", out var minutes)) return "";
        return FormattableString.Invariant($"{minutes.GetDouble():F1} min of battery, start {JsonText.Of(part, "offered_start", "unknown")}");
    }

    private static Command Change(CliHost host, string order, string verb, string description)
    {
        var id = Id();
        return FleetCall.With(host, new Command(verb, description) { id }, (call, result) =>
            FleetCall.Ask(call, $"{order}_{verb}", new JsonObject { ["id"] = result.GetValue(id) }, data => WriteSummary(data, host.Output)));
    }

    private static Argument<string> Id() => CommandLine.NotAnOption(new Argument<string>("id") { Description = "Id of the campaign or pool" });
}
