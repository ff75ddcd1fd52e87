namespace EdgeAgent.Link;

/// <summary>Version and model of the device.</summary>
/// <param name="Model">Board or preset, for people: <c>waveshare-ups-hat</c>.</param>
internal sealed record DeviceIdentity(string AgentVersion, string Model);
