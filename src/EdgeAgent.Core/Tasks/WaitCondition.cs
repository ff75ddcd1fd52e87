namespace EdgeAgent.Core.Tasks;

/// <summary>One unmet condition, for people: <c>why</c> lists all of them.</summary>
/// <param name="Current">What is, with unit: <c>42 %</c>.</param>
/// <param name="Required">What would have to be: <c>&gt;= 80 %</c>.</param>
/// <param name="Since">Since when this reason holds without a break.</param>
/// <param name="EstimatedAt">When it is expected to be met; null when nobody can say.</param>
public sealed record WaitCondition(WaitReason Reason, string Current, string Required, DateTimeOffset Since, DateTimeOffset? EstimatedAt);
