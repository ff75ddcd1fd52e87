using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// Everything in <c>/sys/class/power_supply</c> as one source: batteries added up, chargers asked whether they are online. Supplies may come
/// and go; the class is read anew each time. A laptop works without configuration.
/// </summary>
public sealed class PowerSupplySysfs(MachineRoots roots) : IPowerSensor
{
    private readonly string _class = $"{roots.Sys}/class/power_supply";
    private UeventListener? _events;

    public string Name => "power_supply";

    /// <summary>Whether the class holds a battery of this machine.</summary>
    public static bool HasBattery(MachineRoots roots) =>
        SysAttribute.Folders($"{roots.Sys}/class/power_supply").Any(folder => new SupplyFile(folder).IsBattery);

    /// <summary>The kernel announces changed supplies; where it does not let us listen, sampling polls.</summary>
    public void Start(Action wake) => _events = UeventListener.TryStart("power_supply", wake);

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        var sum = new BatterySum();
        var input = Presence.Unknown;
        bool any = false;
        foreach (string folder in SysAttribute.Folders(_class))
        {
            var supply = new SupplyFile(folder);
            bool isBattery = supply.IsBattery, isCharger = !isBattery && supply.IsCharger;
            if (isBattery) sum.Add(supply);
            if (isCharger) input = Either(input, supply.Online);
            any |= isBattery || isCharger;
        }

        reading = sum.Reading() with { DeviceTimeMs = now.DeviceTimeMs, ExternalPower = input };
        fault = any ? null : $"{_class} holds no battery and no charger; for a device without a battery set Power:Board to mains, for a battery "
            + "board name its preset (edgeagent doctor finds it)";
        return any;
    }

    public void Dispose() => _events?.Dispose();

    // One adapter that is online feeds the machine, however many others are not.
    private static Presence Either(Presence before, Presence online) =>
        before == Presence.Present || online == Presence.Unknown ? before : online;
}
