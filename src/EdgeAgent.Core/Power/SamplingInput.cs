namespace EdgeAgent.Core.Power;

/// <summary>Everything that decides when the next sample is due.</summary>
/// <param name="WantsConfirmation">A doubtful value waits for the samples after it.</param>
/// <param name="SettleLeft">Time until external power counts as powered; zero when nothing is pending.</param>
/// <param name="HasInterrupt">A GPIO edge or uevent wakes us when power comes or goes.</param>
/// <param name="RunningTasks">Tasks at work.</param>
public readonly record struct SamplingInput(
    OperatingMode Mode, PowerState Power, SystemState System, bool WantsConfirmation, TimeSpan SettleLeft, bool HasInterrupt, int RunningTasks);
