using System.Device.I2c;
using EdgeAgent.Core.Power;

namespace EdgeAgent.Sensors.Chips;

/// <summary>PiJuice HAT. This class writes no register. The checksum of every answer is checked.</summary>
/// <param name="device">Address 0x14.</param>
public sealed class PiJuice(I2cDevice device) : PowerChip(device)
{
    public const int DefaultAddress = 0x14;

    public override string Model => "pijuice";

    public override void Configure() => ReadCommand(PiJuiceRegisters.Status, 1, "status");

    public override PowerReading Measure()
    {
        int status = ReadCommand(PiJuiceRegisters.Status, 1, "status");
        bool external = PiJuiceRegisters.HasExternalPower(status);
        int battery = PiJuiceRegisters.Battery(status);
        var reading = new PowerReading { ExternalPower = LineState.Of(external) };
        if (battery == PiJuiceRegisters.BatteryAbsent) return reading with { Battery = Presence.Absent };

        double volts = ReadCommand(PiJuiceRegisters.BatteryVoltage, 2, "battery voltage") / 1000.0;
        double level = ReadCommand(PiJuiceRegisters.ChargeLevel, 1, "charge level");
        double temperature = (sbyte)ReadCommand(PiJuiceRegisters.BatteryTemperature, 2, "battery temperature");
        bool isCharging = battery is PiJuiceRegisters.ChargingFromInput or PiJuiceRegisters.ChargingFromPi;
        return reading with
        {
            Battery = Presence.Present,
            VoltageV = Plausible.Between(this, volts, new(2.0, 5.0, "battery voltage", "V")),
            SocPct = Math.Min(100, Plausible.Between(this, level, new(0, 110, "charge level", "%"))),
            TemperatureC = Plausible.Between(this, temperature, new(-40, 100, "battery temperature", "°C")),
            CurrentA = GetCurrent(isCharging, external),
            Status = Status(isCharging, external, level),
        };
    }

    private static ChargeStatus Status(bool isCharging, bool external, double level)
    {
        if (isCharging) return ChargeStatus.Charging;
        if (!external) return ChargeStatus.Discharging;
        if (level >= 99) return ChargeStatus.Full;
        return ChargeStatus.NotCharging;
    }

    // The maker does not document the sign, and firmware versions differ, so the direction comes from the state. On external power without
    // charging it is unknown.
    private double GetCurrent(bool isCharging, bool external)
    {
        double amperes = Math.Abs((short)ReadCommand(PiJuiceRegisters.BatteryCurrent, 2, "battery current")) / 1000.0;
        if (isCharging) return amperes;
        if (external) return double.NaN;
        return -amperes;
    }

    private int ReadCommand(int command, int length, string what)
    {
        Span<byte> answer = stackalloc byte[length + 1];
        Device.WriteRead([(byte)command], answer);
        if (!answer.ContainsAnyExcept((byte)0xFF)) Plausible.NotStuck(this, 0xFF, what, 8);
        byte expected = PiJuiceRegisters.Checksum(answer[..length]);
        if (expected != answer[length])
        {
            if (!answer.ContainsAnyExcept((byte)0)) Plausible.NotStuck(this, 0, what, 8);
            throw new ImplausibleAnswerException($"{Plausible.Name(this)}: checksum of {what} is 0x{answer[length]:x2} instead of 0x{expected:x2}; noise on the "
                + "bus, or the board was busy: it is read again with the next sample");
        }
        if (length == 1) return answer[0];
        return answer[0] | answer[1] << 8;
    }
}
