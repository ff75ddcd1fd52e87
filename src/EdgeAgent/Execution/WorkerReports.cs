using System.Text;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>
/// Collects a worker's reports and passes them on at most ten times a second, the latest value of each kind. So a worker that reports
/// each of a million files does not cause a million events. Used on the loop's thread.
/// </summary>
internal sealed class WorkerReports(PollLoop loop, RunRequest request, IRunObserver observer)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private readonly WorkerLines _lines = new();
    private readonly StringBuilder _result = new();
    private const int MaxResult = 64 * 1024;
    private double? _progress;
    private string? _message, _checkpoint;
    private bool _pending, _resting, _ended;

    public TaskError? Error { get; private set; }

    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The texts of all <c>result</c> lines; null when there was none.</summary>
    public string? Result => _result.Length == 0 ? null : _result.ToString();

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        _lines.Feed(bytes, Take);
        if (!_resting) Pass();
    }

    public void End()
    {
        _lines.End(Take);
        _ended = true;
        Pass();
    }

    private void Take(WorkerLine line)
    {
        switch (line)
        {
            case WorkerLine.Progress p:
                (_progress, _message, _pending) = (p.Percent, p.Text ?? _message, true);
                break;
            case WorkerLine.Remark m:
                (_message, _pending) = (m.Text, true);
                break;
            case WorkerLine.Checkpoint c:
                (_checkpoint, _pending) = (c.Text, true);
                break;
            case WorkerLine.Result r when _result.Length + r.Text.Length < MaxResult:
                _result.Append(_result.Length > 0 ? "\n" : "").Append(r.Text);
                break;
            case WorkerLine.Error e:
                Error = new TaskError(e.Category, e.Text);
                break;
            case WorkerLine.RetryAfter r:
                RetryAfter = r.Span;
                break;
        }
    }

    private void Pass()
    {
        _resting = false;
        if (!_pending) return;
        observer.Progress(request.Spec.Id, request.Attempt, _progress, _message, _checkpoint);
        (_progress, _message, _checkpoint, _pending) = (null, null, null, false);
        if (_ended) return;
        _resting = true;
        loop.After(Pace, Pass);
    }
}
