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
        TaskError? error = said.Error
            ?? (ranOutOfMemory ? new TaskError(ErrorCategory.Other, "killed by the kernel: out of memory") : null)
            ?? (signal != 0 ? new TaskError(ErrorCategory.Other, $"ended by {SignalName(signal)}") : null)
            ?? FromCode(command, code, streams.Errors);
        bool isOwnResult = said.Result is not null;
        return new RunOutcome(error, code, isOwnResult ? Encoding.UTF8.GetBytes(said.Result!) : streams.Output.Kept(), said.RetryAfter)
        {
            ResultBytes = isOwnResult ? Encoding.UTF8.GetByteCount(said.Result!) : streams.Output.TotalBytes,
            ResultSha256 = isOwnResult ? null : streams.Output.Sha256(),
            AsksForLater = error is not null && said.Error is null && ExitCodes.MeansLater(code),
            Cause = ranOutOfMemory ? StopReason.MemoryPressure : StopReason.None,
        };
    }

    private static TaskError? FromCode(AllowedCommand command, int code, OutputCapture errors)
    {
        if (code == 0) return null;
        ErrorCategory category = command.ExitCodes.TryGetValue(code, out ErrorCategory own) ? own : ExitCodes.Category(code)!.Value;
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
