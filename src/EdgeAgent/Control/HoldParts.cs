using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary>What <see cref="HoldVerbs"/> changes and asks.</summary>
internal sealed record HoldParts(TaskBook Book, StepTransaction Step, HoldBook Holds, TaskPlanning Planning, PowerView Power, AlertSet Alerts);
