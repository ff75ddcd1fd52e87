using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent task …</c> and <c>edgeagent power</c>: remote control of one device.</summary>
internal static class TaskCommand
{
    /// <summary>Exit code: the device rejected the request; the reason is on stderr.</summary>
    public const int Rejected = 3;

    /// <summary>Exit code: no answer in time.</summary>
    public const int NoAnswer = 4;

    public static Command Create(CliHost host)
    {
        var command = new Command("task", "Submits tasks to one device and controls them.");
        command.Subcommands.Add(Submit(host));
        command.Subcommands.Add(Verb(host, "list", "Lists tasks.", Filters()));
        command.Subcommands.Add(Verb(host, "show", "Shows a task.", [Id(isRequired: true)]));
        command.Subcommands.Add(Verb(host, "cancel", "Cancels a task, or all unfinished ones with a tag or of a kind.", [Id(isRequired: false), Text("--tag"), Text("--kind"), All()]));
        command.Subcommands.Add(Verb(host, "pause", "Pauses a task (or tag, kind; without any the device).", [Id(isRequired: false), Text("--tag"), Text("--kind")]));
        command.Subcommands.Add(Verb(host, "resume", "Lets paused work go on.", [Id(isRequired: false), Text("--tag"), Text("--kind")]));
        command.Subcommands.Add(Verb(host, "hold", "Starts nothing more of a kind or tag, or of the device; or keeps it from sleeping.", [Text("--tag"), Text("--kind"), Sleep()]));
        command.Subcommands.Add(Verb(host, "release", "Ends a hold; with an id lets a quarantined task try again.", [Id(isRequired: false), Text("--tag"), Text("--kind"), Sleep()]));
        command.Subcommands.Add(Verb(host, "limit", "Allows the device no better operating mode than this, also over restarts; auto ends it.", [Mode()]));
        command.Subcommands.Add(Verb(host, "why", "Says why a task waits.", [Id(isRequired: true)]));
        command.Subcommands.Add(Verb(host, "plan", "Says when each task will run; with a document when it would.", [Document()]));
        command.Subcommands.Add(Verb(host, "clear", "Forgets finished tasks.", []));
        return command;
    }

    public static Command CreatePower(CliHost host) => Verb(host, "power", "Shows the device's power state and forecast.", []);

    private static Command Submit(CliHost host)
    {
        var remote = new RemoteOptions();
        var file = CommandLine.NotAnOption(new Argument<string>("file") { Description = "Task document, - for standard input" });
        var command = new Command("submit", "Submits a task document, waits for the receipt, and says why the task waits and when it runs: exit 0 accepted, 3 rejected, 4 no answer.") { file };
        remote.AddTo(command);
        command.SetAction(result => RemoteCall.Run(host, remote, result, call =>
        {
            byte[] document = DocumentInput.Read(result.GetValue(file)!, host);
            if (call.Conversation.Submit(document) is { } receipt) return SubmitAnswer.Show(call, receipt);
            return null;
        }));
        return command;
    }

    private static Command Verb(CliHost host, string verb, string description, IReadOnlyList<Symbol> parts)
    {
        var remote = new RemoteOptions();
        var command = new Command(verb, description);
        foreach (var part in parts)
        {
            if (part is Argument argument) command.Arguments.Add(argument);
            else if (part is Option option) command.Options.Add(option);
        }

        remote.AddTo(command);
        command.SetAction(result => RemoteCall.Run(host, remote, result, call =>
        {
            var arguments = Arguments(result, parts, host);
            bool isSet = parts.OfType<Option<bool>>().Any(result.GetValue);
            string sent = verb == "cancel" && isSet ? "cancel_all" : verb;
            if (isSet && sent == verb) arguments["sleep"] = true;
            var reply = sent == "list" ? TaskPages.Ask(call.Conversation, arguments) : call.Conversation.Ask(sent, arguments);
            if (reply is { } answer) return Answer(verb, answer, call);
            return null;
        }));
        return command;
    }

    private static int Answer(string verb, JsonElement reply, RemoteCall call)
    {
        bool isOk = reply.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True;
        if (call.IsJson) call.Host.Output.WriteLine(reply.GetRawText());
        if (!isOk) call.Host.Error.WriteLine($"edgeagent: {JsonText.Of(reply, "error", "-")}");
        else if (!call.IsJson) new AnswerText(call.Host).Write(verb, JsonText.Part(reply, "data"));
        if (isOk) return 0;
        return Rejected;
    }

    private static JsonObject Arguments(ParseResult result, IReadOnlyList<Symbol> parts, CliHost host)
    {
        var arguments = new JsonObject();
        foreach (var part in parts)
        {
            switch (part)
            {
                case Argument<string?> { Name: "document" } document when result.GetValue(document) is { } path:
                    arguments["task"] = DocumentInput.Parse(path, DocumentInput.Read(path, host));
                    break;
                case Argument<string?> argument when result.GetValue(argument) is { } value: arguments[argument.Name] = value; break;
                case Option<string?> option when result.GetValue(option) is { } value: arguments[option.Name.TrimStart('-')] = value; break;
                case Option<int?> option when result.GetValue(option) is { } value: arguments[option.Name.TrimStart('-')] = value; break;
                default: break;
            }
        }

        return arguments;
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
    [
        CheckedOption.Word<TaskState>("--status", "Only this status"),
        CheckedOption.Word<TaskPhase>("--phase", "Only this phase"),
        Text("--kind"),
        CheckedOption.Word<TaskClass>("--class", "Only this class"),
        Text("--tag"),
        CheckedOption.Whole("--limit", "At most so many", 1, 200),
    ];
}
