namespace EdgeAgent.Core.Power;

/// <summary>The input of <see cref="SamplingPolicy"/>.</summary>
/// <param name="WantsConfirmation">A doubtful value needs further samples.</param>
/// <param name="SettleLeft">Time until external power counts as powered; zero when nothing is pending.</param>
/// <param name="HasInterrupt">A GPIO edge or a uevent wakes the agent when external power comes or goes.</param>
/// <param name="RunningTasks">Number of running tasks.</param>
public readonly record struct SamplingInput(
    OperatingMode Mode, PowerState Power, SystemState System, bool WantsConfirmation, TimeSpan SettleLeft, bool HasInterrupt, int RunningTasks);
