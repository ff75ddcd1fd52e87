using EdgeAgent.Options;

namespace EdgeAgent.Link;

/// <summary>Facts about the device that <c>status</c> carries in every connection.</summary>
/// <param name="Caps">Words for the device's capabilities.</param>
internal sealed record DeviceCard(DeviceOptions Device, IReadOnlyList<string> Caps, string AgentVersion);
