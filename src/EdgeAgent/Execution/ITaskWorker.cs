using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>A handler of task kinds: <c>exec</c>, <c>http_upload</c>, … One instance serves all runs of its kinds.</summary>
public interface ITaskWorker
{
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>
    /// Checks <c>args</c> when a document is submitted, so that a bad one is rejected then and not hours later.
    /// A fault names its field (<c>args.argv: …</c>).
    /// </summary>
    ArgsCheck Validate(TaskSpec spec);

    /// <summary>Starts an attempt. Never throws for what the task did: a failure to start is an outcome.</summary>
    IRun Start(RunRequest request, IRunObserver observer);
}
