namespace EdgeAgent.Execution;

/// <summary>One line of a worker's report pipe.</summary>
internal abstract record WorkerLine
{
    private WorkerLine()
    {
    }

    /// <summary>Progress, 0 to 100 percent.</summary>
    public sealed record Progress(double Percent, string? Text) : WorkerLine;

    public sealed record Remark(string Text) : WorkerLine;

    public sealed record Checkpoint(string Text) : WorkerLine;

    public sealed record Result(string Text) : WorkerLine;

    public sealed record Error(ErrorCategory Category, string Text) : WorkerLine;

    public sealed record RetryAfter(TimeSpan Span) : WorkerLine;
}
