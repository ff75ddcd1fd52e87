namespace EdgeAgent.Link;

/// <summary>What the device says it is.</summary>
/// <param name="Model">Board or preset, for people: <c>waveshare-ups-hat</c>.</param>
internal sealed record DeviceIdentity(string AgentVersion, string Model);
