using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>AXP209 or AXP192 power management chip: input, battery voltage and current, on AXP209 also its fuel gauge.</summary>
public sealed class Axp209 : PowerChip
{
    public const int DefaultAddress = 0x34;

    private readonly bool _isAxp192;

    /// <param name="device">Address 0x34.</param>
    public Axp209(I2cDevice device, bool isAxp192 = false)
        : base(device)
    {
        _isAxp192 = isAxp192;
    }

    public override string Model => _isAxp192 ? "axp192" : "axp209";

    public override void Configure()
    {
        RequireIdentity();
        int enabled = Device.ReadByteRegister(AxpRegisters.AdcEnable);
        if ((enabled & AxpRegisters.BatteryAdcs) != AxpRegisters.BatteryAdcs)
        {
            Device.WriteByteRegister(AxpRegisters.AdcEnable, enabled | AxpRegisters.BatteryAdcs);
        }
    }

    public override PowerReading Measure()
    {
        RequireIdentity();
        int input = Device.ReadByteRegister(AxpRegisters.InputStatus);
        int mode = Device.ReadByteRegister(AxpRegisters.OperatingMode);
        bool external = AxpRegisters.HasExternalPower(input);
        var reading = new PowerReading { ExternalPower = LineState.Of(external) };
        if (!AxpRegisters.HasBattery(mode)) return reading with { Battery = Presence.Absent };
        double soc = _isAxp192 ? double.NaN : GetStateOfCharge();
        return reading with
        {
            Battery = Presence.Present,
            VoltageV = ReadVolts(),
            CurrentA = ReadAmperes(),
            SocPct = soc,
            Status = Status(AxpRegisters.IsCharging(mode), external, soc),
        };
    }

    private static ChargeStatus Status(bool isCharging, bool external, double soc)
    {
        if (isCharging) return ChargeStatus.Charging;
        if (!external) return ChargeStatus.Discharging;
        if (soc >= 100) return ChargeStatus.Full;
        return ChargeStatus.NotCharging;
    }

    public ElectricPotential GetVoltage() => ElectricPotential.FromVolts(ReadVolts());

    private double ReadVolts()
    {
        double volts = AxpRegisters.DecodeVoltage(ReadValue(AxpRegisters.BatteryVoltage, 12));
        return Plausible.Between(this, volts, new(2.0, 4.5, "battery voltage", "V"));
    }

    /// <summary>Current, positive into the battery. The chip measures both directions separately; one of them is zero.</summary>
    public ElectricCurrent GetCurrent() => ElectricCurrent.FromAmperes(ReadAmperes());

    private double ReadAmperes()
    {
        double charge = AxpRegisters.DecodeCurrent(ReadValue(AxpRegisters.ChargeCurrent, _isAxp192 ? 13 : 12));
        double discharge = AxpRegisters.DecodeCurrent(ReadValue(AxpRegisters.DischargeCurrent, 13));
        return charge - discharge;
    }

    // NaN while the gauge is paused.
    private double GetStateOfCharge()
    {
        int raw = Device.ReadByteRegister(AxpRegisters.FuelGauge);
        if ((raw & 0x80) != 0) return double.NaN;
        return Plausible.Between(this, raw, new(0, 100, "state of charge", "%"));
    }

    private int ReadValue(int register, int bits)
    {
        Span<byte> answer = stackalloc byte[2];
        Device.WriteRead([(byte)register], answer);
        return AxpRegisters.Join(answer[0], answer[1], bits);
    }

    private void RequireIdentity() => Plausible.Equal(
        this, _isAxp192 ? AxpRegisters.Axp192Identity : AxpRegisters.Axp209Identity, Device.ReadByteRegister(AxpRegisters.Identity), "identity");
}
