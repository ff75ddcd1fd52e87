namespace EdgeAgent.Core.Scheduling;

/// <summary>Says for people why a task does not start although a slot is free: only one task of this kind or name may run, and one runs.</summary>
internal readonly record struct TurnTaken(string Current, string Required)
{
    /// <summary>See <see cref="SchedulingPolicy.HeavyOnBattery"/>.</summary>
    public static TurnTaken ByHeavy { get; } = new("another heavy task runs on battery", "the end of the other heavy task, or external power");

    /// <summary>See <see cref="StartRules.RunsAlone"/>.</summary>
    public static TurnTaken ByKind(string kind, string taskId) => new($"another {kind} has begun: {taskId}", $"the end of {kind} {taskId}");

    /// <summary>A task with the same unique name.</summary>
    public static TurnTaken ByName(string name) => new($"another task with the unique name {name} has begun", "the end of the other task");
}
