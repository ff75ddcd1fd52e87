using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// BQ25895 (and BQ25890/92/96) charger: external power, charge status, battery voltage and charge current. This class only starts conversions; limits
/// and currents keep the settings of the board's maker or of a kernel driver.
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
            ExternalPower = LineState.Of(isPowered),
        };
        // The reading uses the conversion that an earlier reading started, so it does not wait.
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
        // The chip measures only the charge current; a current out of the battery is unknown.
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
