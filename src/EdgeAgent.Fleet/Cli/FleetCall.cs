using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Cli;
using EdgeAgent.Contract;

namespace EdgeAgent.Fleet.Cli;

/// <summary>Sends a command to the controller, which listens where a device named <c>fleet</c> would.</summary>
internal static class FleetCall
{
    /// <summary>Adds the broker's options to a command, and the action for the controller's answer.</summary>
    /// <param name="action">Returns the exit code; null when no answer came.</param>
    public static Command With(CliHost host, Command command, Func<RemoteCall, ParseResult, int?> action)
    {
        var remote = new RemoteOptions(Topics.Fleet);
        remote.AddTo(command);
        command.SetAction(result => RemoteCall.Run(host, remote, result, call => action(call, result)));
        return command;
    }

    /// <summary>Asks once and prints the answer. Returns the exit code, or null when none came.</summary>
    public static int? Ask(RemoteCall call, string verb, JsonObject arguments, Action<JsonElement> write)
    {
        if (call.Conversation.Ask(verb, arguments) is { } reply) return Print(call, reply, write);
        return null;
    }

    /// <summary>Asks until a list is complete and prints the first page's document with all items. Returns the exit code, or null when an answer did not come.</summary>
    public static int? AskAll(RemoteCall call, string verb, JsonObject arguments, string list, Action<JsonElement> write)
    {
        JsonObject? whole = null;
        while (true)
        {
            arguments["offset"] = whole?[list]!.AsArray().Count ?? 0;
            if (call.Conversation.Ask(verb, (JsonObject)arguments.DeepClone()) is not { } reply) return null;
            if (!IsOk(reply)) return Refused(call, reply);
            var data = JsonNode.Parse(reply.GetProperty("data").GetRawText())!.AsObject();
            int got = data[list]!.AsArray().Count;
            whole = Joined(whole, data, list);
            if (got > 0 && whole[list]!.AsArray().Count < (int)data["total"]!) continue;
            return Show(call, JsonSerializer.SerializeToElement(whole), write);
        }
    }

    public static bool IsOk(JsonElement reply) => reply.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True;

    private static JsonObject Joined(JsonObject? whole, JsonObject page, string list)
    {
        if (whole is null) return page;
        foreach (var item in page[list]!.AsArray()) whole[list]!.AsArray().Add(item?.DeepClone());
        return whole;
    }

    /// <summary>Prints why the controller refused; returns the exit code.</summary>
    public static int Refused(RemoteCall call, JsonElement reply)
    {
        call.Host.Error.WriteLine($"edgeagent-fleet: {JsonText.Of(reply, "error", "-")}");
        return TaskCommand.Rejected;
    }

    private static int Print(RemoteCall call, JsonElement reply, Action<JsonElement> write)
    {
        if (IsOk(reply)) return Show(call, JsonText.Part(reply, "data"), write);
        return Refused(call, reply);
    }

    private static int Show(RemoteCall call, JsonElement data, Action<JsonElement> write)
    {
        if (call.IsJson) call.Host.Output.WriteLine(data.GetRawText());
        else write(data);
        return 0;
    }
}
