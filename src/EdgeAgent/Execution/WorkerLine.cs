namespace EdgeAgent.Execution;

/// <summary>One thing that a worker said on its report pipe.</summary>
internal abstract record WorkerLine
{
    private WorkerLine()
    {
    }

    /// <summary>0 to 100.</summary>
    public sealed record Progress(double Percent, string? Text) : WorkerLine;

    public sealed record Remark(string Text) : WorkerLine;

    public sealed record Checkpoint(string Text) : WorkerLine;

    public sealed record Result(string Text) : WorkerLine;

    public sealed record Error(ErrorCategory Category, string Text) : WorkerLine;

    public sealed record RetryAfter(TimeSpan Span) : WorkerLine;
}
