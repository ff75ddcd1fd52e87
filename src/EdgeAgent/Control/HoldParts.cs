using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary>The parts of the loop that <see cref="HoldVerbs"/> uses.</summary>
internal sealed record HoldParts(TaskBook Book, StepTransaction Step, HoldBook Holds, TaskPlanning Planning, PowerView Power, AlertSet Alerts);
