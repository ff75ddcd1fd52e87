using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeAgent.Cli;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Cli;

/// <summary><c>submit</c>: a task document to all devices that match, as a campaign of one stage.</summary>
internal static class SubmitCommand
{
    public static Command Create(CliHost host)
    {
        var file = CommandLine.NotAnOption(new Argument<string>("file") { Description = "Task document, - for standard input; its id names the campaign" });
        var id = CheckedOption.Text("--id", "Id of the campaign, in place of the document's", TaskIds.IsOrder, "1 to 32 characters from a-z, 0-9 and -");
        var watch = new Option<bool>("--watch") { Description = "Follow the campaign until it ends" };
        var filters = new SelectorOptions();
        var command = new Command("submit", "Gives a task to every device that matches.") { file, id, watch };
        filters.AddTo(command);
        return FleetCall.With(host, command, (call, result) =>
        {
            if (DocumentInput.Parse(result.GetValue(file)!, DocumentInput.Read(result.GetValue(file)!, host)) is not JsonObject task) throw new InvalidDataException("a task document is a JSON object");
            var document = new JsonObject { ["id"] = result.GetValue(id) ?? task["id"]?.DeepClone(), ["select"] = filters.Select(result) };
            task.Remove("id");
            document["task"] = task;
            return OrderCommands.Start(call, "campaign", document, result.GetValue(watch));
        });
    }
}
