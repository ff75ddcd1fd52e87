namespace EdgeAgent.Simulated;

/// <summary>An INA219 in one rail: the registers of <see cref="Ina219Registers"/> (TI SBOS448G).</summary>
/// <param name="rail">Returns the voltage of the rail, V, and the current through the shunt, A.</param>
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
