using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>Everything a worker is given for one attempt.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="Checkpoint">What an earlier attempt reported last; null for a fresh start.</param>
/// <param name="WorkDirectory">A folder of the task's own; kept between attempts, removed with the task.</param>
public sealed record RunRequest(TaskSpec Spec, int Attempt, string? Checkpoint, LiveLimits Limits, string WorkDirectory);
