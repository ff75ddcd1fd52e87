using System.Device.I2c;
using EdgeAgent.Core.Power;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>LC709203F gauge for one cell, which supplies it. The CRC of every answer is checked.</summary>
public sealed class Lc709203f : PowerChip
{
    /// <summary>The only address.</summary>
    public const int DefaultAddress = 0x0B;

    private readonly int? _packAdjustment;

    /// <param name="packAdjustment">The APA value for the pack's capacity; null keeps the chip's setting.</param>
    public Lc709203f(I2cDevice device, int? packAdjustment = null)
        : base(device)
    {
        _packAdjustment = packAdjustment;
    }

    public override string Model => "lc709203f";

    public override void Configure()
    {
        if (ReadRegister(Lc709203fRegisters.PowerMode, "power mode") != Lc709203fRegisters.Operational)
        {
            WriteRegister(Lc709203fRegisters.PowerMode, Lc709203fRegisters.Operational);
        }

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
        return Plausible.Between(this, Lc709203fRegisters.DecodeVoltage(raw), new(2.2, 5.0, "cell voltage", "V"));
    }

    public Ratio GetStateOfCharge() => Ratio.FromPercent(ReadSocPct());

    private double ReadSocPct()
    {
        int raw = ReadRegister(Lc709203fRegisters.IndicatorToEmpty, "indicator to empty");
        return Plausible.Between(this, Lc709203fRegisters.DecodeIndicatorToEmpty(raw), new(0, 100, "state of charge", "%"));
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
        {
            throw new ImplausibleAnswerException($"{Plausible.Name(this)}: checksum of {what} is 0x{answer[2]:x2} instead of 0x{expected:x2}; noise on "
                + "the bus: shorten the wires, lower dtparam=i2c_arm_baudrate (the chip stretches the clock)");
        }

        return answer[0] | answer[1] << 8;
    }

    private void WriteRegister(int register, int value)
    {
        int low = value & 0xFF, high = value >> 8 & 0xFF;
        Device.Write([(byte)register, (byte)low, (byte)high, Lc709203fRegisters.WriteCrc(Address, register, low, high)]);
    }
}
