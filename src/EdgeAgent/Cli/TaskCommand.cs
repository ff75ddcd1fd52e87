using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent task …</c> and <c>edgeagent power</c>: remote control of one device.</summary>
internal static class TaskCommand
{
    /// <summary>The device said no; the reason is on stderr.</summary>
    public const int Rejected = 3;

    /// <summary>No answer in time.</summary>
    public const int NoAnswer = 4;

    public static Command Create()
    {
        var command = new Command("task", "Submits tasks to one device and controls them.");
        command.Subcommands.Add(Submit());
        command.Subcommands.Add(Verb("list", "Lists tasks.", Filters()));
        command.Subcommands.Add(Verb("show", "Shows a task.", [Id(isRequired: true)]));
        command.Subcommands.Add(Verb("cancel", "Cancels a task, or all unfinished ones with a tag or of a kind.", [Id(isRequired: false), Text("--tag"), Text("--kind"), All()]));
        command.Subcommands.Add(Verb("pause", "Pauses a task (or tag, kind; without any the device).", [Id(isRequired: false), Text("--tag"), Text("--kind")]));
        command.Subcommands.Add(Verb("resume", "Lets paused work go on.", [Id(isRequired: false), Text("--tag"), Text("--kind")]));
        command.Subcommands.Add(Verb("hold", "Starts nothing more of a kind or tag, or of the device; or keeps it from sleeping.", [Text("--tag"), Text("--kind"), Sleep()]));
        command.Subcommands.Add(Verb("release", "Ends a hold; with an id lets a quarantined task try again.", [Id(isRequired: false), Text("--tag"), Text("--kind"), Sleep()]));
        command.Subcommands.Add(Verb("limit", "Allows the device no better operating mode than this, also over restarts; auto ends it.", [Mode()]));
        command.Subcommands.Add(Verb("why", "Says why a task waits.", [Id(isRequired: true)]));
        command.Subcommands.Add(Verb("plan", "Says when each task will run; with a document when it would.", [Document()]));
        command.Subcommands.Add(Verb("clear", "Forgets finished tasks.", []));
        return command;
    }

    public static Command CreatePower() => Verb("power", "Shows the device's power state and forecast.", []);

    private static Command Submit()
    {
        var remote = new RemoteOptions();
        var file = CommandLine.NotAnOption(new Argument<string>("file") { Description = "Task document, - for standard input" });
        var command = new Command("submit", "Submits a task document and waits for the receipt: exit 0 accepted, 3 rejected, 4 no answer.") { file };
        remote.AddTo(command);
        command.SetAction(result =>
        {
            if (ReadDocument(result.GetValue(file)!) is not { } document) return CommandLine.Usage;
            return Converse(result, remote, r => r.Submit(document), (receipt, isJson) =>
            {
                string status = Text(receipt, "status"), id = Text(receipt, "id");
                if (status == "REJECTED")
                {
                    Console.Error.WriteLine($"edgeagent: {id} rejected: {Text(receipt, "reason")}");
                    if (isJson) Print(receipt);
                    return Rejected;
                }

                if (isJson) Print(receipt);
                else Console.WriteLine($"{id} {status}, receipt {Text(receipt, "seq")}");
                return 0;
            });
        });
        return command;
    }

    private static Command Verb(string verb, string description, IReadOnlyList<Symbol> parts)
    {
        var remote = new RemoteOptions();
        var command = new Command(verb, description);
        foreach (var part in parts)
        {
            if (part is Argument argument) command.Arguments.Add(argument);
            else if (part is Option option) command.Options.Add(option);
        }

        remote.AddTo(command);
        command.SetAction(result =>
        {
            if (Arguments(result, parts) is not { } arguments) return CommandLine.Usage;
            bool isSet = parts.OfType<Option<bool>>().Any(result.GetValue);
            string sent = verb == "cancel" && isSet ? "cancel_all" : verb;
            if (isSet && sent == verb) arguments["sleep"] = true;
            return Converse(result, remote, r => r.Ask(sent, arguments), (reply, isJson) => Answer(verb, reply, isJson));
        });
        return command;
    }

    private static int Answer(string verb, JsonElement reply, bool isJson)
    {
        bool isOk = reply.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True;
        if (isJson) Print(reply);
        if (!isOk) Console.Error.WriteLine($"edgeagent: {Text(reply, "error")}");
        else if (!isJson) AnswerText.Write(verb, reply.TryGetProperty("data", out var data) ? data : default, Console.Out);
        return isOk ? 0 : Rejected;
    }

    private static int Converse(ParseResult result, RemoteOptions options, Func<Remote, JsonElement?> ask, Func<JsonElement, bool, int> show)
    {
        try
        {
            var remote = new Remote(options.Mqtt(result), options.Device(result), options.Timeout(result));
            if (ask(remote) is { } answer) return show(answer, options.IsJson(result));
            string trouble = remote.Trouble.Length > 0 ? $" ({remote.Trouble})" : "";
            Console.Error.WriteLine(FormattableString.Invariant($"edgeagent: no answer from {options.Device(result)} in {options.Timeout(result).TotalSeconds:0.###} s{trouble}"));
            return NoAnswer;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            Console.Error.WriteLine($"edgeagent: {e.Message.ReplaceLineEndings(" ")}");
            return CommandLine.Usage;
        }
    }

    private static JsonObject? Arguments(ParseResult result, IReadOnlyList<Symbol> parts)
    {
        var arguments = new JsonObject();
        foreach (var part in parts)
        {
            switch (part)
            {
                case Argument<string?> { Name: "id" } id when result.GetValue(id) is { } value: arguments["id"] = value; break;
                case Argument<string?> { Name: "mode" } mode when result.GetValue(mode) is { } value: arguments["mode"] = value; break;
                case Option<string?> option when result.GetValue(option) is { } value: arguments[option.Name.TrimStart('-')] = value; break;
                case Option<int?> option when result.GetValue(option) is { } value: arguments[option.Name.TrimStart('-')] = value; break;
                case Argument<string?> { Name: "document" } document when result.GetValue(document) is { } path:
                    if (ReadDocument(path) is not { } bytes || Parse(path, bytes) is not { } node) return null;
                    arguments["task"] = node;
                    break;
                default: break;
            }
        }

        return arguments;
    }

    private static JsonNode? Parse(string path, byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes);
        }
        catch (JsonException e)
        {
            Console.Error.WriteLine($"edgeagent: {path}: {e.Message}");
            return null;
        }
    }

    private static byte[]? ReadDocument(string path)
    {
        try
        {
            if (path != "-") return File.ReadAllBytes(path);
            using var all = new MemoryStream();
            using var input = Console.OpenStandardInput();
            input.CopyTo(all);
            return all.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"edgeagent: {e.Message}");
            return null;
        }
    }

    private static Argument<string?> Id(bool isRequired) =>
        CommandLine.NotAnOption(new Argument<string?>("id") { Description = "Task id", Arity = isRequired ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne });

    private static Argument<string?> Mode() =>
        CommandLine.NotAnOption(new Argument<string?>("mode") { Description = $"auto, {WireNames.AllLower<OperatingMode>()}", Arity = ArgumentArity.ExactlyOne });

    private static Argument<string?> Document() =>
        CommandLine.NotAnOption(new Argument<string?>("document") { Description = "Task document for a dry run, - for standard input", Arity = ArgumentArity.ZeroOrOne });

    private static Option<string?> Text(string name) => new(name) { Description = $"Only this {name.TrimStart('-')}" };

    private static Option<bool> All() => new("--all") { Description = "Every unfinished task" };

    private static Option<bool> Sleep() => new("--sleep") { Description = "Only sleep; work is not touched" };

    private static IReadOnlyList<Symbol> Filters() =>
        [Text("--status"), Text("--phase"), Text("--kind"), Text("--class"), Text("--tag"), new Option<int?>("--limit") { Description = "At most so many (1 to 200)" }];

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? (value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()) : "-";

    private static void Print(JsonElement element) => Console.WriteLine(element.GetRawText());
}
