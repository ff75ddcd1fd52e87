using EdgeAgent.Nano.Boards;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Power;

/// <summary>Reads INA219 and MAX17048 over I2C; either may be absent. Decoding and checks are those of the agent's chip drivers.</summary>
public sealed class BatteryReader
{
    // A conversion with 128 samples of bus and shunt takes 2 x 68.1 ms (INA219, Table 5).
    private const int ConversionMs = 140;

    private const int GaugeAddress = 0x36;

    private readonly IBoard _board;
    private readonly PowerSettings _settings;

    public BatteryReader(IBoard board, PowerSettings settings)
    {
        _board = board;
        _settings = settings;
    }

    public BatteryReading Read()
    {
        BatteryReading reading = new BatteryReading();
        if (_settings.Ina219Address > 0) ReadMonitor(reading);
        if (_settings.HasMax17048) ReadGauge(reading);
        if (_settings.ExternalPowerPin >= 0)
        {
            bool isThere = _board.ReadPin(_settings.ExternalPowerPin) == _settings.ExternalPowerIsHigh;
            reading.ExternalPower = isThere ? Presence.Present : Presence.Absent;
        }

        return reading;
    }

    private void ReadMonitor(BatteryReading reading)
    {
        int address = _settings.Ina219Address;
        // The chip loses its configuration in a brown-out, so it is written before each reading.
        if (!_board.WriteWord(address, Ina219Registers.Configuration, Ina219Registers.AveragingConfiguration))
        {
            reading.Fault = "ina219: does not answer";
            return;
        }

        _board.Wait(ConversionMs);
        int bus = _board.ReadWord(address, Ina219Registers.BusVoltage), shunt = _board.ReadWord(address, Ina219Registers.ShuntVoltage);
        // Off until the next reading: its converters would take ten times the current of a sleeping board.
        _board.WriteWord(address, Ina219Registers.Configuration, Ina219Registers.PowerDownConfiguration);
        double volts = Ina219Registers.DecodeBusVoltage(bus), drop = Ina219Registers.DecodeShuntVoltage(shunt);
        if (bus < 0 || shunt < 0 || !Ina219Registers.IsConversionReady(bus) || 26 < volts || 0.32 < drop || drop < -0.32)
        {
            reading.Fault = "ina219: implausible answer";
            return;
        }

        reading.VoltageV = volts;
        reading.CurrentA = _settings.ShuntDirection * drop / _settings.ShuntOhms; // divisor: checked by the settings
    }

    private void ReadGauge(BatteryReading reading)
    {
        int version = _board.ReadWord(GaugeAddress, Max1704xRegisters.Version);
        if (version <= 0 || version > 0xFF)
        {
            reading.Fault = version < 0 ? "max17048: does not answer" : "max17048: implausible answer";
            return;
        }

        double volts = Max1704xRegisters.DecodeVoltage(_board.ReadWord(GaugeAddress, Max1704xRegisters.CellVoltage), 1);
        double soc = Max1704xRegisters.DecodeStateOfCharge(_board.ReadWord(GaugeAddress, Max1704xRegisters.StateOfCharge));
        if (volts < 2.2 || 5.0 < volts || soc < 0 || 110 < soc)
        {
            reading.Fault = "max17048: implausible answer";
            return;
        }

        if (double.IsNaN(reading.VoltageV)) reading.VoltageV = volts;
        reading.GaugePct = 100 < soc ? 100 : soc;
        reading.RatePctPerHour = Max1704xRegisters.DecodeChargeRate(_board.ReadWord(GaugeAddress, Max1704xRegisters.ChargeRate));
    }
}
