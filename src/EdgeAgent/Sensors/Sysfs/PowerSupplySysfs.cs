using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// All supplies of <c>/sys/class/power_supply</c> as one source: batteries are combined, and chargers give external power. Supplies may appear
/// and disappear; the class is listed at each reading. A laptop needs no configuration.
/// </summary>
public sealed class PowerSupplySysfs(MachineRoots roots) : IPowerSensor
{
    private readonly string _class = $"{roots.Sys}/class/power_supply";
    private readonly string _typec = $"{roots.Sys}/class/typec";
    private readonly List<string> _inputs = [];
    private UeventListener? _events;

    public string Name => "power_supply";

    public string? Parts { get; private set; }

    /// <summary>Whether the class has a battery of this machine.</summary>
    public static bool HasBattery(MachineRoots roots) =>
        SysAttribute.Folders($"{roots.Sys}/class/power_supply").Any(folder => SupplyRoles.Of(folder, $"{roots.Sys}/class/typec") == SupplyRole.Battery);

    /// <summary>Listens to the kernel's reports of changed supplies; where that is not allowed, only the regular sampling finds changes.</summary>
    public void Start(Action wake) => _events = UeventListener.TryStart("power_supply", wake);

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        var sum = new BatterySum();
        var input = Presence.Unknown;
        _inputs.Clear();
        foreach (string folder in SysAttribute.Folders(_class))
        {
            var role = SupplyRoles.Of(folder, _typec);
            var supply = new SupplyFile(folder);
            if (role == SupplyRole.Battery) sum.Add(supply);
            if (role == SupplyRole.Charger) AddInput(ref input, supply);
        }

        reading = sum.Reading() with { DeviceTimeMs = now.DeviceTimeMs, ExternalPower = input };
        Parts = string.Join(", ", _inputs.Concat(sum.Words));
        fault = sum.Doubt;
        // Without a battery and an online charger, the class does not show how the machine is powered.
        if (sum.HasBattery || input == Presence.Present) return true;
        fault = $"{_class} holds no battery of this machine and no charger that is online, so how it is powered is not known; for a device without a battery "
            + "set Power:Board to mains, for a battery board name its preset (edgeagent doctor finds it)";
        return false;
    }

    public void Dispose() => _events?.Dispose();

    // One online adapter is enough for external power.
    private void AddInput(ref Presence input, in SupplyFile supply)
    {
        var online = supply.Online;
        if (input != Presence.Present && online != Presence.Unknown) input = online;
        if (online != Presence.Unknown) _inputs.Add($"{supply.Name} {(online == Presence.Present ? "online" : "offline")}");
    }
}
