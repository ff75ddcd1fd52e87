namespace EdgeAgent.Core.Power;

/// <summary>What a worker may use in a mode; sent to it at start and whenever it changes.</summary>
/// <param name="Batch">Items to take at a time.</param>
/// <param name="Quality"><c>high</c>, <c>medium</c>, <c>low</c> or <c>minimal</c>.</param>
/// <param name="Parallel">Whether it may use more than one core.</param>
public sealed record LiveLimits(int Batch, string Quality, bool Parallel);
