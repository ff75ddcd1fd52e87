namespace EdgeAgent.Core.Power;

/// <summary>Limits of a worker in an operating mode; the worker receives them at its start and at each change.</summary>
/// <param name="Batch">Items to process at a time.</param>
/// <param name="Quality"><c>high</c>, <c>medium</c>, <c>low</c> or <c>minimal</c>.</param>
/// <param name="Parallel">Whether it may use more than one core.</param>
public sealed record LiveLimits(int Batch, string Quality, bool Parallel);
