using System.CommandLine;

namespace EdgeAgent.Cli;

/// <summary>A command for a device: its target, how the answer is printed, and the exit codes of failures.</summary>
internal sealed record RemoteCall(CliHost Host, IConversation Conversation, RemoteTarget Target, TimeSpan Timeout, bool IsJson)
{
    /// <param name="action">Runs the command and returns the exit code; null when no answer came.</param>
    public static int Run(CliHost host, RemoteOptions options, ParseResult result, Func<RemoteCall, int?> action)
    {
        try
        {
            var target = options.Target(result, host);
            foreach (string note in target.Notes) host.Error.WriteLine($"edgeagent: {note}");
            var timeout = options.Timeout(result);
            var call = new RemoteCall(host, host.Connect(target.Mqtt, target.Device, timeout), target, timeout, options.IsJson(result));
            return action(call) ?? call.NoAnswer();
        }
        catch (DocumentTooLargeException e)
        {
            host.Error.WriteLine($"edgeagent: {e.Message}");
            return TaskCommand.Rejected;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            host.Error.WriteLine($"edgeagent: {e.Message.ReplaceLineEndings(" ")}");
            return CommandLine.Usage;
        }
    }

    private int NoAnswer()
    {
        string trouble = "";
        if (Conversation.Trouble.Length > 0) trouble = $" ({Conversation.Trouble})";
        Host.Error.WriteLine(FormattableString.Invariant($"edgeagent: no answer from {Target.Device} in {Timeout.TotalSeconds:0.###} s{trouble}"));
        return TaskCommand.NoAnswer;
    }
}
