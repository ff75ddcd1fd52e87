using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of LM75, LM75B and TMP102. Sources: NXP LM75B (Rev. 6.1, Table 10), TI SNOS808 (LM75), TI SLOS397H (TMP102, Table 8). The value
/// stands at the top of the register on all of them, so one formula serves 9, 11 and 12 bit. High byte first. Plain integers,
/// for the firmware's use too.
/// </summary>
public static class Lm75Registers
{
    public const int Temperature = 0x00;

    /// <summary>T_OS (TMP102: T_HIGH); 0x5000, 80 °C, after power-up.</summary>
    public const int OverTemperature = 0x03;

    /// <summary>TMP102 in extended mode sets bit 0 of the temperature and shifts it down by one.</summary>
    public static double Decode(int raw, bool isTmp102) => isTmp102 && (raw & 1) != 0 ? ((short)raw >> 3) * 0.0625 : (short)raw / 256.0;
}

/// <summary>An LM75, LM75B or TMP102 on or near the pack. It writes nothing.</summary>
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
        // The lowest bits are fixed: an answer that has them set comes from another chip or with its bytes swapped.
        int fixedBits = _isTmp102 && (raw & 1) != 0 ? 0x06 : 0x0F;
        if ((raw & fixedBits) != 0)
            throw new ImplausibleAnswerException($"{Plausible.Name(this)}: temperature reads 0x{raw:x4} with bits set that are always zero; another "
                + "chip uses this address, or the bus is noisy");
        double celsius = Plausible.Between(this, Lm75Registers.Decode(raw, _isTmp102), -55, 150, "temperature", "°C");
        return celsius;
    }

    // A temperature register of all zeros is a true 0 °C; the over-temperature limit (80 °C after power-up) distinguishes it from a bus stuck low.
    private void RequireLimit() => Plausible.NotStuck(this, Device.ReadBigEndian(Lm75Registers.OverTemperature), "over-temperature limit");
}
