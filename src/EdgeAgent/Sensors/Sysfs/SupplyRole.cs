namespace EdgeAgent.Sensors.Sysfs;

/// <summary>Role of a supply of <c>/sys/class/power_supply</c> for this machine.</summary>
internal enum SupplyRole
{
    /// <summary>It belongs to another device, or its type does not concern the machine's power.</summary>
    Foreign,

    /// <summary>A battery or UPS that powers the machine.</summary>
    Battery,

    /// <summary>An input that can power the machine.</summary>
    Charger,

    /// <summary>A port that supplies another device at present.</summary>
    SourcingPort,
}
