using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Simulated;

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
        _jump = unchecked(_jump * 1664525u + 1013904223u); // Linear congruential generator of "Numerical Recipes".
        return (_jump >> 16) % 101;
    }
}
