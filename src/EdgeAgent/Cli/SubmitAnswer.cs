using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Cli;

/// <summary>Prints the result of a submission: the receipt, then why the task waits and when it runs.</summary>
internal static class SubmitAnswer
{
    private static readonly TimeSpan ExplainPatience = TimeSpan.FromSeconds(5);

    public static int Show(RemoteCall call, JsonElement receipt)
    {
        var (output, error) = (call.Host.Output, call.Host.Error);
        if (call.IsJson) output.WriteLine(receipt.GetRawText());
        foreach (var warning in JsonText.List(receipt, "warnings")) error.WriteLine($"edgeagent: warning: {warning}");
        string status = JsonText.Of(receipt, "status", "-"), id = JsonText.Of(receipt, "id", "-");
        if (status == "REJECTED")
        {
            error.WriteLine($"edgeagent: {id} rejected: {JsonText.Of(receipt, "reason", "-")}");
            return TaskCommand.Rejected;
        }

        if (call.IsJson) return 0;
        output.WriteLine($"{id} {status}, receipt {JsonText.Of(receipt, "seq", "-")}");
        Explain(call, id);
        return 0;
    }

    // The receipt alone decides the exit code; without the explanation the task is still accepted.
    private static void Explain(RemoteCall call, string id)
    {
        var patience = Order.Min(call.Timeout, ExplainPatience);
        if (call.Host.Connect(call.Target.Mqtt, call.Target.Device, patience).Ask("why", new JsonObject { ["id"] = id }) is not { } reply) return;
        if (JsonText.Part(reply, "data") is { ValueKind: JsonValueKind.Object } why) new AnswerText(call.Host).WriteWait(why);
    }
}
