using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>A Smart Battery (SBS). This class writes no register.</summary>
/// <param name="device">Address 0x0b.</param>
public sealed class SmartBattery(I2cDevice device) : PowerChip(device)
{
    public const int DefaultAddress = 0x0B;

    private int _specification;

    public override string Model => "sbs";

    public override void Configure()
    {
        int specification = Device.ReadLittleEndian(SmartBatteryRegisters.SpecificationInfo);
        Plausible.NotStuck(this, specification, "SpecificationInfo");
        if (!SmartBatteryRegisters.IsSpecification(specification))
        {
            throw new ImplausibleAnswerException($"{Plausible.Name(this)}: SpecificationInfo reads 0x{specification:x4}, no Smart Battery has that; "
                + "another chip uses this address (an LC709203F does)");
        }

        _specification = specification;
    }

    public override PowerReading Measure()
    {
        // The scale factors apply to all values, so they are read again each time to detect a wrong first answer.
        Plausible.Equal(this, _specification, Device.ReadLittleEndian(SmartBatteryRegisters.SpecificationInfo), "SpecificationInfo");
        int status = GetStatus();
        double amperes = ReadAmperes();
        return new PowerReading
        {
            Battery = Presence.Present,
            VoltageV = ReadVolts(),
            CurrentA = amperes,
            SocPct = ReadSocPct(),
            TemperatureC = ReadCelsius(),
            FullCapacityMah = GetFullCapacity(),
            Status = SmartBatteryRegisters.DecodeStatus(status, amperes),
        };
    }

    public ElectricPotential GetVoltage() => ElectricPotential.FromVolts(ReadVolts());

    private double ReadVolts()
    {
        double volts = SmartBatteryRegisters.DecodeVoltage(Device.ReadLittleEndian(SmartBatteryRegisters.Voltage), _specification);
        // One cell to a pack of 16; 65.535 V is all ones.
        return Plausible.Between(this, volts, new(2, 65 * ScaleOf(_specification >> 8), "voltage", "V"));
    }

    public ElectricCurrent GetCurrent() => ElectricCurrent.FromAmperes(ReadAmperes());

    private double ReadAmperes() =>
        SmartBatteryRegisters.DecodeCurrent(Device.ReadLittleEndian(SmartBatteryRegisters.Current), _specification);

    public Ratio GetStateOfCharge() => Ratio.FromPercent(ReadSocPct());

    private double ReadSocPct() => Math.Min(100, Plausible.Between(
        this, Device.ReadLittleEndian(SmartBatteryRegisters.RelativeStateOfCharge), new(0, 110, "state of charge", "%")));

    public Temperature GetTemperature() => Temperature.FromDegreesCelsius(ReadCelsius());

    private double ReadCelsius()
    {
        double kelvins = SmartBatteryRegisters.DecodeTemperature(Device.ReadLittleEndian(SmartBatteryRegisters.Temperature));
        return Plausible.Between(this, kelvins, new(223, 398, "temperature", "K")) - 273.15;
    }

    // NaN when the pack counts in mWh, because the conversion needs the nominal voltage.
    private double GetFullCapacity()
    {
        if ((Device.ReadLittleEndian(SmartBatteryRegisters.BatteryMode) & 0x8000) != 0) return double.NaN;
        int raw = Device.ReadLittleEndian(SmartBatteryRegisters.FullChargeCapacity);
        if (raw is 0 or 0xFFFF) return double.NaN;
        return SmartBatteryRegisters.DecodeCapacity(raw, _specification);
    }

    private int GetStatus()
    {
        int status = Device.ReadLittleEndian(SmartBatteryRegisters.BatteryStatus);
        Plausible.NotStuck(this, status, "BatteryStatus");
        // Error code 7: unknown error.
        if ((status & 0x0F) == 7)
        {
            throw new ImplausibleAnswerException($"{Plausible.Name(this)}: the pack reports an unknown error (BatteryStatus 0x{status:x4}); reseat the pack");
        }

        return status;
    }

    private static double ScaleOf(int exponent) => Math.Pow(10, exponent & 0x0F);
}
