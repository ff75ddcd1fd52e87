namespace EdgeAgent.Options;

/// <summary>The sections of <c>EdgeAgent</c> that the loop needs. Hardware and execution read their own sections.</summary>
public sealed record AgentOptions
{
    public required DeviceOptions Device { get; init; }
    public required MqttOptions Mqtt { get; init; }
    public required TelemetryOptions Telemetry { get; init; }

    public static AgentOptions Read(ConfigReader root) => new()
    {
        Device = DeviceOptions.Read(root.Section("Device")),
        Mqtt = MqttOptions.Read(root.Section("Mqtt")),
        Telemetry = TelemetryOptions.Read(root.Section("Telemetry")),
    };
}
