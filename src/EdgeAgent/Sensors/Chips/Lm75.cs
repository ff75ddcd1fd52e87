using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>An LM75, LM75B or TMP102 on or near the pack. This class writes no register.</summary>
public sealed class Lm75 : PowerChip
{
    private readonly bool _isTmp102;

    /// <param name="device">Address 0x48 to 0x4f (LM75), 0x48 to 0x4b (TMP102).</param>
    public Lm75(I2cDevice device, bool isTmp102 = false)
        : base(device)
    {
        _isTmp102 = isTmp102;
    }

    public override string Model => _isTmp102 ? "tmp102" : "lm75";

    public override void Configure() => RequireLimit();

    public override PowerReading Measure()
    {
        RequireLimit();
        return new PowerReading { TemperatureC = ReadCelsius() };
    }

    public Temperature GetTemperature() => Temperature.FromDegreesCelsius(ReadCelsius());

    private double ReadCelsius()
    {
        int raw = Device.ReadBigEndian(Lm75Registers.Temperature);
        if (raw == 0xFFFF) Plausible.NotStuck(this, raw, "temperature");
        // The lowest bits are always zero. When they are set, another chip answered or the bytes are swapped.
        int fixedBits = _isTmp102 && (raw & 1) != 0 ? 0x06 : 0x0F;
        if ((raw & fixedBits) != 0)
        {
            throw new ImplausibleAnswerException($"{Plausible.Name(this)}: temperature reads 0x{raw:x4} with bits set that are always zero; another "
                + "chip uses this address, or the bus is noisy");
        }

        double celsius = Plausible.Between(this, Lm75Registers.Decode(raw, _isTmp102), new(-55, 150, "temperature", "°C"));
        return celsius;
    }

    // A temperature register of zero is a valid 0 °C. The over-temperature limit (80 °C after power-up) distinguishes it from a bus that is stuck low.
    private void RequireLimit() => Plausible.NotStuck(this, Device.ReadBigEndian(Lm75Registers.OverTemperature), "over-temperature limit");
}
