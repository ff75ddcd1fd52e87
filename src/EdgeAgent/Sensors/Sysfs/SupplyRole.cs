namespace EdgeAgent.Sensors.Sysfs;

/// <summary>What a folder of <c>/sys/class/power_supply</c> is to this machine.</summary>
internal enum SupplyRole
{
    /// <summary>Of another device, or of a type that says nothing about power here.</summary>
    Foreign,

    /// <summary>A battery or UPS that powers the machine.</summary>
    Battery,

    /// <summary>An input that can power the machine.</summary>
    Charger,

    /// <summary>A port that gives power to something else at present.</summary>
    SourcingPort,
}
