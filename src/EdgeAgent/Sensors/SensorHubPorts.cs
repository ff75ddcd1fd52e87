using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors;

/// <summary>The connections of a <see cref="SensorHub"/>.</summary>
/// <param name="LearnedState">The last <see cref="PowerSnapshot.LearnedState"/> before the restart; null or damaged: the estimator starts without one.</param>
/// <param name="Deliver">Receives each snapshot on the sampling thread.</param>
public sealed record SensorHubPorts(MachineRoots Roots, byte[]? LearnedState, Func<Timestamp> Now, Action<PowerSnapshot> Deliver, ILogger<SensorHub> Logger);
