namespace EdgeAgent.Core.Tasks;

/// <summary>One condition that is not met; <c>why</c> lists all of them.</summary>
/// <param name="Current">Present value with unit: <c>42 %</c>.</param>
/// <param name="Required">Required value with unit: <c>&gt;= 80 %</c>.</param>
/// <param name="Since">Since when this reason has applied without interruption.</param>
/// <param name="EstimatedAt">When the condition is expected to be met; null when unknown.</param>
public sealed record WaitCondition(WaitReason Reason, string Current, string Required, DateTimeOffset Since, DateTimeOffset? EstimatedAt);
