using System.Globalization;

namespace EdgeAgent.Fleet.Rules;

/// <summary>A fact that a filter may ask for.</summary>
/// <param name="Number">Set for numbers.</param>
/// <param name="Text">Set for words.</param>
internal sealed record DeviceField(string Name, Func<DeviceFacts, double?>? Number, Func<DeviceFacts, string?>? Text)
{
    public static IReadOnlyDictionary<string, DeviceField> All { get; } = new DeviceField[]
    {
        Word("device", d => d.Id), Word("status", d => d.Status), Word("agent_version", d => d.AgentVersion), Word("mode", d => d.Mode),
        Word("charging", d => d.Charging), Word("source", d => d.Source), Word("network", d => d.Network),
        Word("powered", d => d.IsPowered?.ToString(CultureInfo.InvariantCulture).ToLowerInvariant()),
        Count("soc_pct", d => d.SocPct), Count("cpu_temperature_c", d => d.CpuTemperatureC), Count("running", d => d.Running),
        Count("queued", d => d.Queued), Count("confidence", d => d.Confidence),
    }.ToDictionary(f => f.Name, StringComparer.Ordinal);

    public static string Names { get; } = string.Join(", ", All.Keys.Order(StringComparer.Ordinal));

    private static DeviceField Word(string name, Func<DeviceFacts, string?> read) => new(name, null, read);

    private static DeviceField Count(string name, Func<DeviceFacts, double?> read) => new(name, read, null);
}
