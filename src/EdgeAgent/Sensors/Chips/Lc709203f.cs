using System.Device.I2c;
using EdgeAgent.Core.Power;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the LC709203F gauge. Source: ON Semiconductor LC709203F/D data sheet, Table 6 (register functions) and Figure 6
/// (transfers with CRC-8). Registers are 16 bit, low byte first, followed by a CRC-8 over the whole transfer, both address bytes included.
/// Plain integers, for the firmware's use too.
/// </summary>
public static class Lc709203fRegisters
{
    /// <summary>Cell temperature, 0.1 K.</summary>
    public const int CellTemperature = 0x08;

    /// <summary>Cell voltage, mV.</summary>
    public const int CellVoltage = 0x09;

    /// <summary>Adjustment for the pack's size and impedance (APA), a table by capacity in the data sheet.</summary>
    public const int PackAdjustment = 0x0B;

    /// <summary>Indicator to empty, 0.1 % (0 to 1000).</summary>
    public const int IndicatorToEmpty = 0x0F;

    /// <summary>0x0001 operational, 0x0002 sleep.</summary>
    public const int PowerMode = 0x15;

    public const int Operational = 0x0001;

    /// <summary>Volts.</summary>
    public static double DecodeVoltage(int raw) => raw / 1000.0;

    /// <summary>Percent.</summary>
    public static double DecodeIndicatorToEmpty(int raw) => raw / 10.0;

    /// <summary>The CRC of a read: the address with write bit, register, the address with read bit, low byte, high byte.</summary>
    public static byte ReadCrc(int address, int register, int low, int high) =>
        Crc8.Of([(byte)(address << 1), (byte)register, (byte)(address << 1 | 1), (byte)low, (byte)high]);

    /// <summary>The CRC of a write: the address with write bit, register, low byte, high byte.</summary>
    public static byte WriteCrc(int address, int register, int low, int high) =>
        Crc8.Of([(byte)(address << 1), (byte)register, (byte)low, (byte)high]);
}

/// <summary>LC709203F gauge for one cell. It is powered by the cell. Every answer's CRC is checked.</summary>
public sealed class Lc709203f : PowerChip
{
    /// <summary>The only address.</summary>
    public const int DefaultAddress = 0x0B;

    private readonly int? _packAdjustment;

    /// <param name="packAdjustment">The APA value for the pack's capacity; null leaves what the chip has.</param>
    public Lc709203f(I2cDevice device, int? packAdjustment = null)
        : base(device)
    {
        _packAdjustment = packAdjustment;
    }

    public override string Model => "lc709203f";

    public override void Configure()
    {
        if (ReadRegister(Lc709203fRegisters.PowerMode, "power mode") != Lc709203fRegisters.Operational)
            WriteRegister(Lc709203fRegisters.PowerMode, Lc709203fRegisters.Operational);
        if (_packAdjustment is { } value) WriteRegister(Lc709203fRegisters.PackAdjustment, value);
        RequireOperational();
    }

    public override PowerReading Measure()
    {
        RequireOperational();
        return new PowerReading { VoltageV = ReadVolts(), SocPct = ReadSocPct(), Battery = Presence.Present };
    }

    public ElectricPotential GetVoltage() => ElectricPotential.FromVolts(ReadVolts());

    internal double ReadVolts()
    {
        int raw = ReadRegister(Lc709203fRegisters.CellVoltage, "cell voltage");
        // The supply, which is the cell, is 2.5 to 4.5 V (recommended operating conditions).
        return Plausible.Between(this, Lc709203fRegisters.DecodeVoltage(raw), 2.2, 5.0, "cell voltage", "V");
    }

    public Ratio GetStateOfCharge() => Ratio.FromPercent(ReadSocPct());

    private double ReadSocPct()
    {
        int raw = ReadRegister(Lc709203fRegisters.IndicatorToEmpty, "indicator to empty");
        return Plausible.Between(this, Lc709203fRegisters.DecodeIndicatorToEmpty(raw), 0, 100, "state of charge", "%");
    }

    private void RequireOperational() =>
        Plausible.Equal(this, Lc709203fRegisters.Operational, ReadRegister(Lc709203fRegisters.PowerMode, "power mode"), "power mode");

    private int ReadRegister(int register, string what)
    {
        Span<byte> answer = stackalloc byte[3];
        Device.WriteRead([(byte)register], answer);
        if (answer is [0, 0, 0] or [0xFF, 0xFF, 0xFF]) Plausible.NotStuck(this, answer[0] == 0 ? 0 : 0xFFFFFF, what, 24);
        byte expected = Lc709203fRegisters.ReadCrc(Address, register, answer[0], answer[1]);
        if (expected != answer[2])
            throw new ImplausibleAnswerException($"{Plausible.Name(this)}: checksum of {what} is 0x{answer[2]:x2} instead of 0x{expected:x2}; noise on "
                + "the bus: shorten the wires, lower dtparam=i2c_arm_baudrate (the chip stretches the clock)");
        return answer[0] | answer[1] << 8;
    }

    private void WriteRegister(int register, int value)
    {
        int low = value & 0xFF, high = value >> 8 & 0xFF;
        Device.Write([(byte)register, (byte)low, (byte)high, Lc709203fRegisters.WriteCrc(Address, register, low, high)]);
    }
}
