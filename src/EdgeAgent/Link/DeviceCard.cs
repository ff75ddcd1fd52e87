using EdgeAgent.Options;

namespace EdgeAgent.Link;

/// <summary>What <c>status</c> says of the device in every connection.</summary>
/// <param name="Caps">Words for what it can do.</param>
internal sealed record DeviceCard(DeviceOptions Device, IReadOnlyList<string> Caps, string AgentVersion);
