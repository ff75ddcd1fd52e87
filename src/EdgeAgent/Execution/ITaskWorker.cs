using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>Handles task kinds, such as <c>exec</c> or <c>http_upload</c>. One instance serves all runs of its kinds.</summary>
public interface ITaskWorker
{
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>
    /// Checks <c>args</c> when a document is submitted, so that a bad document is rejected at once. A fault names its field
    /// (<c>args.argv: …</c>).
    /// </summary>
    ArgsCheck Validate(TaskSpec spec);

    /// <summary>Starts an attempt. Does not throw when the task cannot start; the observer receives a failed outcome.</summary>
    IRun Start(RunRequest request, IRunObserver observer);
}
