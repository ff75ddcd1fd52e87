using System.Text;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>
/// Determines the outcome of a program that has ended. The first of these that applies: the worker's <c>error</c> line, a kill because
/// of memory, a signal, the exit code.
/// </summary>
internal static class ExecOutcome
{
    public static RunOutcome Of(AllowedCommand command, int waitStatus, WorkerStreams streams, bool ranOutOfMemory)
    {
        WorkerReports said = streams.Reports;
        int signal = waitStatus & 0x7f;
        int code = signal == 0 ? (waitStatus >> 8) & 0xff : 128 + signal;
        TaskError? error = said.Error ?? FromEnd(ranOutOfMemory, signal) ?? FromCode(command, code, streams.Errors);
        byte[]? own = said.Result is { } text ? Encoding.UTF8.GetBytes(text) : null;
        var outcome = new RunOutcome(error, code, own ?? streams.Output.Kept(), said.RetryAfter)
        {
            AsksForLater = error is not null && said.Error is null && ExitCodes.MeansLater(code),
            Cause = ranOutOfMemory ? StopReason.MemoryPressure : StopReason.None,
        };
        if (own is not null) return outcome with { ResultBytes = own.Length };
        return outcome with { ResultBytes = streams.Output.TotalBytes, ResultSha256 = streams.Output.Sha256() };
    }

    private static TaskError? FromEnd(bool ranOutOfMemory, int signal)
    {
        if (ranOutOfMemory) return new TaskError(ErrorCategory.Other, "killed by the kernel: out of memory");
        if (signal != 0) return new TaskError(ErrorCategory.Other, $"ended by {SignalName(signal)}");
        return null;
    }

    private static TaskError? FromCode(AllowedCommand command, int code, OutputCapture errors)
    {
        if (code == 0) return null;
        if (!command.ExitCodes.TryGetValue(code, out ErrorCategory category)) category = ExitCodes.Category(code)!.Value;
        string name = ExitCodes.Name(code);
        string last = LastLine(errors);
        string message = $"exit code {code}";
        if (name.Length > 0) message += $" ({name})";
        if (last.Length > 0) message += $": {last}";
        return new TaskError(category, message);
    }

    private static string LastLine(OutputCapture errors)
    {
        const int longest = 512;
        string text = Encoding.UTF8.GetString(errors.Kept()).TrimEnd();
        string line = text[(text.LastIndexOf('\n') + 1)..];
        if (line.Length <= longest) return line;
        return line[..longest];
    }

    private static string SignalName(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => $"signal {signal}",
    };
}
