using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// ADS1115 with a voltage divider to the pack. It converts continuously, so a sample does not wait for a conversion.
/// </summary>
public sealed class Ads1115 : PowerChip
{
    private readonly int _configuration;
    private readonly double _ratio;
    private readonly double _maximum;

    /// <param name="device">Address 0x48 to 0x4b.</param>
    /// <param name="channel">0 to 3.</param>
    /// <param name="dividerRatio">Pack voltage / pin voltage = (R1 + R2) / R2; at least 1.</param>
    public Ads1115(I2cDevice device, int channel, double dividerRatio)
        : base(device)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channel, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(dividerRatio, 1);
        _configuration = Ads1115Registers.Configure(channel);
        _ratio = dividerRatio;
        _maximum = Ads1115Registers.FullScale * dividerRatio;
    }

    public override string Model => "ads1115";

    public override void Configure()
    {
        Plausible.NotStuck(this, Device.ReadBigEndian(Ads1115Registers.Configuration), "configuration");
        Device.WriteBigEndian(Ads1115Registers.Configuration, _configuration);
        RequireConfiguration();
    }

    public override PowerReading Measure()
    {
        RequireConfiguration();
        return new PowerReading { VoltageV = ReadVolts() };
    }

    /// <summary>Pack voltage.</summary>
    public ElectricPotential GetVoltage() => ElectricPotential.FromVolts(ReadVolts());

    private double ReadVolts()
    {
        int raw = Device.ReadBigEndian(Ads1115Registers.Conversion);
        // The largest code means that the input is above the range, because of a wrong divider.
        if (raw == 0x7FFF)
        {
            throw new ImplausibleAnswerException($"{Plausible.Name(this)}: the input is at the end of its range; check the divider");
        }

        double volts = Ads1115Registers.Decode(raw, Ads1115Registers.FullScale) * _ratio;
        // The offset allows values a little below zero.
        return Math.Max(0, Plausible.Between(this, volts, new(-0.01 * _maximum, _maximum, "voltage", "V")));
    }

    private void RequireConfiguration()
    {
        int raw = Device.ReadBigEndian(Ads1115Registers.Configuration);
        Plausible.NotStuck(this, raw, "configuration");
        // Bit 15 (OS) is valid in single-shot mode only.
        Plausible.Equal(this, _configuration, raw & 0x7FFF, "configuration");
    }
}
