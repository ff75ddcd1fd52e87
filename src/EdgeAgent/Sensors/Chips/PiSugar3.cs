using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>PiSugar 3 and 3 Plus. This class writes no register.</summary>
/// <param name="device">Address 0x57.</param>
public sealed class PiSugar3(I2cDevice device) : PowerChip(device)
{
    public const int DefaultAddress = 0x57;

    public override string Model => "pisugar3";

    public override void Configure() => RequireTemperature();

    public override PowerReading Measure()
    {
        RequireTemperature();
        int control = Device.ReadByteRegister(PiSugar3Registers.Control);
        Plausible.NotStuck(this, control, "control", 8);
        bool external = PiSugar3Registers.HasExternalPower(control);
        double percent = Plausible.Between(this, Device.ReadByteRegister(PiSugar3Registers.Percent), new(0, 100, "state of charge", "%"));
        return new PowerReading
        {
            Battery = Presence.Present,
            VoltageV = ReadVolts(),
            SocPct = percent,
            ExternalPower = LineState.Of(external),
            Status = Status(external, percent, PiSugar3Registers.MayCharge(control)),
        };
    }

    // The board reports only whether charging is allowed. A pack at 100 % on external power counts as full.
    private static ChargeStatus Status(bool external, double percent, bool mayCharge)
    {
        if (!external) return ChargeStatus.Discharging;
        if (percent >= 100) return ChargeStatus.Full;
        if (mayCharge) return ChargeStatus.Charging;
        return ChargeStatus.NotCharging;
    }

    /// <summary>
    /// Pack voltage. The board may update the two byte registers between two reads. So the high byte is read again after the low one, and
    /// when it has changed, the low byte is read again.
    /// </summary>
    public ElectricPotential GetVoltage() => ElectricPotential.FromVolts(ReadVolts());

    private double ReadVolts()
    {
        int high = Device.ReadByteRegister(PiSugar3Registers.VoltageHigh);
        int low = Device.ReadByteRegister(PiSugar3Registers.VoltageLow);
        int again = Device.ReadByteRegister(PiSugar3Registers.VoltageHigh);
        if (again != high) low = Device.ReadByteRegister(PiSugar3Registers.VoltageLow);
        double volts = PiSugar3Registers.DecodeVoltage(again, low);
        return Plausible.Between(this, volts, new(2.0, 5.0, "battery voltage", "V"));
    }

    // There is no identity register, so the board's temperature is checked; a stuck bus reads -40 °C.
    private void RequireTemperature()
    {
        int raw = Device.ReadByteRegister(PiSugar3Registers.Temperature);
        Plausible.NotStuck(this, raw, "board temperature", 8);
        Plausible.Between(this, raw - 40, new(-30, 110, "board temperature", "°C"));
    }
}
