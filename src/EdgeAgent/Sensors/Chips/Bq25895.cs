using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the BQ25895 charger and its sisters BQ25890/92/96. Source: TI SLUSC88C, section 9.4 (register maps).
/// Registers are 8 bit. Plain integers, for the firmware's use too.
/// </summary>
public static class Bq25895Registers
{
    /// <summary>Bit 7 CONV_START: one conversion of all channels; reads 1 until it is done (at most 1 s).</summary>
    public const int AdcControl = 0x02;

    public const int ConversionStart = 0x80;

    /// <summary>Bits 7-5 VBUS_STAT, 4-3 CHRG_STAT, 2 PG_STAT, 0 VSYS_STAT.</summary>
    public const int Status = 0x0B;

    /// <summary>Bits 6-0: 2.304 V + 20 mV.</summary>
    public const int BatteryVoltage = 0x0E;

    /// <summary>Bits 6-0: 50 mA.</summary>
    public const int ChargeCurrent = 0x12;

    /// <summary>Bits 5-3 part number: 7 BQ25895, 3 BQ25890/92, 0 BQ25896; bits 1-0 revision.</summary>
    public const int Part = 0x14;

    /// <summary>Volts.</summary>
    public static double DecodeBatteryVoltage(int raw) => 2.304 + (raw & 0x7F) * 0.020;

    /// <summary>Amperes into the battery.</summary>
    public static double DecodeChargeCurrent(int raw) => (raw & 0x7F) * 0.050;

    public static bool IsPowerGood(int status) => (status & 0x04) != 0;

    /// <summary>111: the chip itself supplies its input (OTG), so there is no external power.</summary>
    public static bool IsBoost(int status) => (status >> 5 & 7) == 7;

    public static ChargeStatus DecodeChargeStatus(int status) => (status >> 3 & 3) switch
    {
        1 or 2 => ChargeStatus.Charging,
        3 => ChargeStatus.Full,
        _ => IsPowerGood(status) && !IsBoost(status) ? ChargeStatus.NotCharging : ChargeStatus.Discharging,
    };

    public static int PartNumber(int raw) => raw >> 3 & 7;
}

/// <summary>
/// BQ25895 (and BQ25890/92/96) charger: external power, charge status, battery voltage and charge current. It writes nothing but the start of a
/// conversion; limits and currents stay as the board's maker or a kernel driver has set them.
/// </summary>
/// <param name="device">Address 0x6a (BQ25890, BQ25895) or 0x6b (BQ25892, BQ25896).</param>
public sealed class Bq25895(I2cDevice device) : PowerChip(device)
{
    private bool _hasConversion;

    public override string Model => "bq25895";

    public override void Configure()
    {
        _hasConversion = false;
        RequirePart();
        StartConversion();
    }

    public override PowerReading Measure()
    {
        RequirePart();
        int status = Device.ReadByteRegister(Bq25895Registers.Status);
        Plausible.NotStuck(this, status == 0 ? 1 : status, "status", 8);
        bool isPowered = Bq25895Registers.IsPowerGood(status) && !Bq25895Registers.IsBoost(status);
        var reading = new PowerReading
        {
            Status = Bq25895Registers.DecodeChargeStatus(status),
            ExternalPower = isPowered ? Presence.Present : Presence.Absent,
        };
        // The conversion that an earlier reading started; a sample never waits for its own.
        int control = Device.ReadByteRegister(Bq25895Registers.AdcControl);
        if ((control & Bq25895Registers.ConversionStart) != 0) return reading;
        if (_hasConversion) reading = WithConversion(reading);
        StartConversion();
        return reading;
    }

    private PowerReading WithConversion(PowerReading reading)
    {
        double volts = Bq25895Registers.DecodeBatteryVoltage(Device.ReadByteRegister(Bq25895Registers.BatteryVoltage));
        double amperes = Bq25895Registers.DecodeChargeCurrent(Device.ReadByteRegister(Bq25895Registers.ChargeCurrent));
        // Charging is all that the chip measures; without it the current out of the battery is unknown, not zero.
        return reading with { VoltageV = volts, CurrentA = reading.Status == ChargeStatus.Charging ? amperes : double.NaN };
    }

    private void StartConversion()
    {
        int control = Device.ReadByteRegister(Bq25895Registers.AdcControl);
        Device.WriteByteRegister(Bq25895Registers.AdcControl, control | Bq25895Registers.ConversionStart);
        _hasConversion = true;
    }

    private void RequirePart()
    {
        int raw = Device.ReadByteRegister(Bq25895Registers.Part);
        Plausible.NotStuck(this, raw, "part number", 8);
        int part = Bq25895Registers.PartNumber(raw);
        // Bit 7 is REG_RST and reads 0.
        if ((raw & 0x80) == 0 && part is 7 or 3 or 0) return;
        throw new ImplausibleAnswerException($"{Plausible.Name(this)}: part register reads 0x{raw:x2}, no BQ2589x has that; another chip uses this address");
    }
}
