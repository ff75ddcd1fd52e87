using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>Input of a worker for one attempt.</summary>
/// <param name="Attempt">Number of the attempt, from 1.</param>
/// <param name="Checkpoint">Last checkpoint of an earlier attempt; null when there is none.</param>
/// <param name="WorkDirectory">Folder of the task; kept between attempts, removed when the task ends.</param>
public sealed record RunRequest(TaskSpec Spec, int Attempt, string? Checkpoint, LiveLimits Limits, string WorkDirectory);
