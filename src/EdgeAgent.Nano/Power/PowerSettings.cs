using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Power;

/// <summary>Settings of the pack and its chips.</summary>
public sealed class PowerSettings
{
    public Chemistry Chemistry { get; set; } = Chemistry.LiPo;

    /// <summary>In series, 1 to 6.</summary>
    public int Cells { get; set; } = 1;

    /// <summary>mAh, above 0.</summary>
    public double CapacityMah { get; set; } = 2000;

    /// <summary>I2C address of the INA219, 0x40 to 0x4f; 0 when there is none.</summary>
    public int Ina219Address { get; set; } = 0x40;

    /// <summary>Ω, above 0.</summary>
    public double ShuntOhms { get; set; } = 0.1;

    /// <summary>1 when IN+ is the charger's side and IN- the pack's, so that current into the pack is positive; -1 the other way round.</summary>
    public int ShuntDirection { get; set; } = 1;

    public bool HasMax17048 { get; set; } = true;

    /// <summary>GPIO that signals external power; -1 when none is wired.</summary>
    public int ExternalPowerPin { get; set; } = -1;

    public bool ExternalPowerIsHigh { get; set; } = true;

    /// <summary>The pack's own resistance with leads, Ω.</summary>
    public double ResistanceOhms { get; set; } = 0.15;
}
