using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Sensors.Chips;

/// <summary>BQ24195 charger: external power and charge status. This class writes no register.</summary>
/// <param name="device">Address 0x6b.</param>
public sealed class Bq24195(I2cDevice device) : PowerChip(device)
{
    public const int DefaultAddress = 0x6B;

    public override string Model => "bq24195";

    public override void Configure() => RequirePart();

    public override PowerReading Measure()
    {
        RequirePart();
        int status = Device.ReadByteRegister(Bq24195Registers.Status);
        Plausible.NotStuck(this, status == 0 ? 1 : status, "status", 8);
        bool isPowered = Bq24195Registers.IsPowerGood(status) && !Bq24195Registers.IsBoost(status);
        return new PowerReading
        {
            Status = Bq24195Registers.DecodeChargeStatus(status),
            ExternalPower = LineState.Of(isPowered),
        };
    }

    private void RequirePart()
    {
        int raw = Device.ReadByteRegister(Bq24195Registers.Part);
        Plausible.NotStuck(this, raw, "part number", 8);
        // Bits 7-6 are reserved and read 0.
        if ((raw & 0xC0) == 0 && Bq24195Registers.PartNumber(raw) is 3 or 4 or 5) return;
        throw new ImplausibleAnswerException($"{Plausible.Name(this)}: part register reads 0x{raw:x2}, no BQ2419x has that; another chip uses this address");
    }
}
