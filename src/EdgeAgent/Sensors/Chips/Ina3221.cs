using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>INA3221: up to three rails, each with its own shunt.</summary>
public sealed class Ina3221 : PowerChip
{
    private readonly ShuntMounting?[] _channels;

    /// <param name="device">Address 0x40 to 0x43.</param>
    /// <param name="channels">The shunts of channels 1, 2 and 3; null for an unused channel.</param>
    public Ina3221(I2cDevice device, params ShuntMounting?[] channels)
        : base(device)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(channels.Length, 3, nameof(channels));
        _channels = channels;
    }

    public override string Model => "ina3221";

    public override void Configure()
    {
        Plausible.Equal(this, Ina226Registers.TexasInstruments, Device.ReadBigEndian(Ina3221Registers.ManufacturerId), "manufacturer id");
        Plausible.Equal(this, Ina3221Registers.ExpectedDieId, Device.ReadBigEndian(Ina3221Registers.DieId), "die id");
        Device.WriteBigEndian(Ina3221Registers.Configuration, Ina3221Registers.AveragingConfiguration);
        RequireConfiguration();
    }

    public override PowerReading Measure()
    {
        RequireConfiguration();
        var reading = new PowerReading();
        for (int channel = 1; channel <= 3; channel++)
        {
            if (_channels[channel - 1] is { } mounting) reading = mounting.Into(reading, ReadBusVolts(channel), ReadAmperes(channel));
        }
        return reading;
    }

    /// <param name="channel">1 to 3.</param>
    public ElectricPotential GetBusVoltage(int channel) => ElectricPotential.FromVolts(ReadBusVolts(channel));

    private double ReadBusVolts(int channel)
    {
        int raw = Device.ReadBigEndian(Ina3221Registers.BusVoltage(channel));
        // 0 to 26 V is the input range (section 6.3).
        return Plausible.Between(this, Ina3221Registers.DecodeBusVoltage(raw), new(0, 26, $"bus voltage {channel}", "V"));
    }

    /// <param name="channel">1 to 3.</param>
    public ElectricCurrent GetCurrent(int channel) => ElectricCurrent.FromAmperes(ReadAmperes(channel));

    private double ReadAmperes(int channel)
    {
        var mounting = _channels[channel - 1] ?? throw new InvalidOperationException($"channel {channel} has no shunt configured");
        int raw = Device.ReadBigEndian(Ina3221Registers.ShuntVoltage(channel));
        return mounting.Direction * Ina3221Registers.DecodeShuntVoltage(raw) / mounting.ShuntOhms;
    }

    private void RequireConfiguration() =>
        Plausible.Equal(this, Ina3221Registers.AveragingConfiguration, Device.ReadBigEndian(Ina3221Registers.Configuration), "configuration");
}
