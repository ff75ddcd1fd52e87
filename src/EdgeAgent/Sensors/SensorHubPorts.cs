using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors;

/// <summary>What a <see cref="SensorHub"/> is connected to.</summary>
/// <param name="LearnedState">What <see cref="PowerSnapshot.LearnedState"/> was before the restart; null or damaged for a fresh start.</param>
/// <param name="Deliver">Gets each sample on the sensors' thread.</param>
public sealed record SensorHubPorts(MachineRoots Roots, byte[]? LearnedState, Func<Timestamp> Now, Action<PowerSnapshot> Deliver, ILogger<SensorHub> Logger);
