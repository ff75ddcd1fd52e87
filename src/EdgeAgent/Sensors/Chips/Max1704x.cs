using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>A MAX17040, 41, 43, 44, 48 or 49 fuel gauge. The cell supplies it, so it answers only while a pack is connected.</summary>
public sealed class Max1704x : PowerChip
{
    /// <summary>The only address of the family.</summary>
    public const int DefaultAddress = 0x36;

    // Rate from which the pack counts as charging or discharging. Smaller rates may come from rounding and temperature (one LSB is 0.208 %/h).
    private const double SteadyPctPerHour = 0.5;

    private readonly Max1704xType _type;

    public Max1704x(I2cDevice device, Max1704xType type = Max1704xType.Max17048)
        : base(device)
    {
        _type = type;
    }

    public override string Model => _type switch
    {
        Max1704xType.Max17040 => "max17040",
        Max1704xType.Max17041 => "max17041",
        Max1704xType.Max17043 => "max17043",
        Max1704xType.Max17044 => "max17044",
        Max1704xType.Max17048 => "max17048",
        Max1704xType.Max17049 => "max17049",
    };

    /// <summary>Cells in series that the type measures.</summary>
    public int Cells => _type is Max1704xType.Max17041 or Max1704xType.Max17044 or Max1704xType.Max17049 ? 2 : 1;

    public bool HasChargeRate => _type is Max1704xType.Max17048 or Max1704xType.Max17049;

    // No register is written: the model and its compensation may be calibrated for the pack, and a quick-start would discard what the
    // gauge has learned.
    public override void Configure() => RequireVersion();

    public override PowerReading Measure()
    {
        RequireVersion();
        double volts = ReadVolts();
        double soc = ReadSocPct();
        double rate = HasChargeRate ? GetChargeRate() : double.NaN;
        return new PowerReading
        {
            VoltageV = volts,
            SocPct = soc,
            Battery = Presence.Present,
            Status = rate switch
            {
                > SteadyPctPerHour => ChargeStatus.Charging,
                < -SteadyPctPerHour => ChargeStatus.Discharging,
                _ => ChargeStatus.Unknown, // steady, or not known
            },
        };
    }

    /// <summary>Voltage of the whole pack.</summary>
    public ElectricPotential GetVoltage() => ElectricPotential.FromVolts(ReadVolts());

    private double ReadVolts()
    {
        int raw = Device.ReadBigEndian(Max1704xRegisters.CellVoltage);
        Plausible.NotStuck(this, raw, "VCELL");
        double volts = Max1704xRegisters.DecodeVoltage(raw, Cells);
        // The cell supplies the gauge, whose minimum supply is 2.5 V (electrical characteristics); the ADC ends at 5.12 V.
        Plausible.Between(this, volts / Cells, new(2.2, 5.0, "cell voltage", "V"));
        return volts;
    }

    /// <summary>State of charge, 0 to 100 %; values above 100 are cut.</summary>
    public Ratio GetStateOfCharge() => Ratio.FromPercent(ReadSocPct());

    private double ReadSocPct()
    {
        int raw = Device.ReadBigEndian(Max1704xRegisters.StateOfCharge);
        double percent = Plausible.Between(this, Max1704xRegisters.DecodeStateOfCharge(raw), new(0, 110, "state of charge", "%"));
        return Math.Min(100, percent);
    }

    /// <summary>Percent per hour, positive while charging; MAX17048/49 only.</summary>
    public double GetChargeRate()
    {
        if (!HasChargeRate) throw new NotSupportedException($"the {Model} has no charge rate register");
        int raw = Device.ReadBigEndian(Max1704xRegisters.ChargeRate);
        return Max1704xRegisters.DecodeChargeRate(raw);
    }

    /// <summary>The production version, e.g. 0x0012 of a MAX17048.</summary>
    public int GetVersion() => Device.ReadBigEndian(Max1704xRegisters.Version);

    // All types have 0x00 in the high byte of the version. Otherwise another chip answered, the bytes are swapped, or the bus is stuck.
    private void RequireVersion()
    {
        int version = GetVersion();
        Plausible.NotStuck(this, version, "VERSION");
        if (version <= 0xFF) return;
        throw new ImplausibleAnswerException($"{Plausible.Name(this)}: VERSION reads 0x{version:x4}, no fuel gauge of this family has that; "
            + "another chip uses this address, or the bus is noisy");
    }
}
