using System.Buffers.Binary;
using System.Device.I2c;
using EdgeAgent.Native;
using EdgeAgent.Sensors.Buses;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Simulated;

/// <summary>What goes wrong on the simulated board; words of <c>fault</c> in <see cref="SimulatedControl"/>.</summary>
public enum SimulatedFault
{
    None,

    /// <summary>Chips do not acknowledge.</summary>
    Nak,

    /// <summary>The bus hangs: transfers time out.</summary>
    Stuck,

    /// <summary>Every read gives zeros.</summary>
    Zeros,

    /// <summary>Every read gives ones.</summary>
    Ones,

    /// <summary>The gauge's charge jumps to another value with each reading.</summary>
    Jump,

    /// <summary>Chips go on answering with what they measured long ago, and say so by the time of their readings.</summary>
    Stale,
}

/// <summary>A chip with 16-bit registers, high byte first, whose content follows the simulated world.</summary>
internal abstract class SimulatedChip(SimulatedBoard board, int address) : I2cDevice
{
    public override I2cConnectionSettings ConnectionSettings { get; } = new(SimulatedHardware.BusId, address);

    public int Address => ConnectionSettings.DeviceAddress;

    public override void Read(Span<byte> buffer) => throw new NotSupportedException("this chip is read by register");

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Answer();
        if (buffer.Length == 3) Store(buffer[0], BinaryPrimitives.ReadUInt16BigEndian(buffer[1..]));
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        var fault = Answer();
        int register = writeBuffer[0];
        Span<byte> value = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(value, board.Measure(world => (ushort)Load(register, world)));
        if (fault == SimulatedFault.Zeros) value.Clear();
        if (fault == SimulatedFault.Ones) value.Fill(0xFF);
        for (int i = 0; i < readBuffer.Length; i++) readBuffer[i] = i < value.Length ? value[i] : (byte)0xFF;
    }

    /// <summary>Content of a register now.</summary>
    protected abstract int Load(int register, SimulatedWorld world);

    protected virtual void Store(int register, int value)
    {
    }

    protected SimulatedFault Fault => board.Fault;

    private SimulatedFault Answer()
    {
        var fault = board.Fault;
        if (fault == SimulatedFault.Nak) throw I2cException.Transfer(Errno.EREMOTEIO, SimulatedHardware.BusId, Address);
        if (fault == SimulatedFault.Stuck) throw I2cException.Transfer(Errno.ETIMEDOUT, SimulatedHardware.BusId, Address);
        return fault;
    }
}

/// <summary>An INA219 in one rail: the registers of <see cref="Ina219Registers"/> (TI SBOS448G).</summary>
/// <param name="rail">Volts of the rail and amperes through the shunt.</param>
internal sealed class SimulatedIna219(SimulatedBoard board, int address, double shuntOhms, Func<SimulatedWorld, (double Volts, double Amperes)> rail)
    : SimulatedChip(board, address)
{
    private int _configuration = Ina219Registers.PowerUpConfiguration;
    private int _calibration;

    protected override int Load(int register, SimulatedWorld world)
    {
        var (volts, amperes) = rail(world);
        int shunt = Math.Clamp((int)Math.Round(amperes * shuntOhms / 10e-6), -32000, 32000);
        return register switch
        {
            Ina219Registers.Configuration => _configuration,
            Ina219Registers.ShuntVoltage => shunt,
            Ina219Registers.BusVoltage => ((int)Math.Round(volts / 0.004) << 3) | 0x02, // CNVR: a conversion is ready
            Ina219Registers.Current => shunt * _calibration / 4096, // equation 4
            Ina219Registers.Power => Math.Abs(shunt * _calibration / 4096 * (int)Math.Round(volts / 0.004) / 5000), // equation 5
            Ina219Registers.Calibration => _calibration,
            _ => 0,
        };
    }

    protected override void Store(int register, int value)
    {
        if (register == Ina219Registers.Configuration) _configuration = (value & 0x8000) != 0 ? Ina219Registers.PowerUpConfiguration : value;
        if (register == Ina219Registers.Calibration) _calibration = value & 0xFFFE;
    }
}

/// <summary>A MAX17048 (one cell) or MAX17049 (two): the registers of <see cref="Max1704xRegisters"/> (Maxim 19-6171).</summary>
internal sealed class SimulatedMax17048(SimulatedBoard board, int cells, double capacityAh) : SimulatedChip(board, Max1704x.DefaultAddress)
{
    private int _configuration = 0x971C;
    private uint _jump = 1;

    protected override int Load(int register, SimulatedWorld world) => register switch
    {
        Max1704xRegisters.CellVoltage => (int)Math.Round(world.Pack.Volts / cells / 78.125e-6),
        Max1704xRegisters.StateOfCharge => (int)Math.Round(Soc(world) * 256),
        Max1704xRegisters.Version => 0x0012,
        Max1704xRegisters.Configuration => _configuration,
        Max1704xRegisters.ChargeRate => (int)Math.Round(100 * world.Pack.Amperes / capacityAh / 0.208),
        _ => 0,
    };

    protected override void Store(int register, int value)
    {
        if (register == Max1704xRegisters.Configuration) _configuration = value;
    }

    private double Soc(SimulatedWorld world)
    {
        if (Fault != SimulatedFault.Jump) return 100 * world.Pack.Soc;
        _jump = unchecked(_jump * 1664525u + 1013904223u); // Numerical Recipes' generator
        return (_jump >> 16) % 101;
    }
}
