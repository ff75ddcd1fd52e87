namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Commands and arithmetic of a Smart Battery. Source: Smart Battery Data Specification 1.1 (SBS Implementers Forum, 1998), section 5.1. Words are 16 bit,
/// low byte first.
/// </summary>
public static class SmartBatteryRegisters
{
    /// <summary>BatteryMode(); bit 15 CAPACITY_MODE: 0 = mAh, 1 = 10 mWh (5.1.4).</summary>
    public const int BatteryMode = 0x03;

    /// <summary>Temperature(), 0.1 K (5.1.9).</summary>
    public const int Temperature = 0x08;

    /// <summary>Voltage(), mV (5.1.10).</summary>
    public const int Voltage = 0x09;

    /// <summary>Current(), mA, two's complement, positive into the battery (5.1.11).</summary>
    public const int Current = 0x0A;

    /// <summary>RelativeStateOfCharge(), % (5.1.14).</summary>
    public const int RelativeStateOfCharge = 0x0D;

    /// <summary>FullChargeCapacity(), mAh or 10 mWh (5.1.17).</summary>
    public const int FullChargeCapacity = 0x10;

    /// <summary>BatteryStatus(); bit 7 INITIALIZED, 6 DISCHARGING, 5 FULLY_CHARGED, 4 FULLY_DISCHARGED, 3-0 error (5.1.21).</summary>
    public const int BatteryStatus = 0x16;

    /// <summary>SpecificationInfo(); bits 15-12 IPScale, 11-8 VScale (powers of ten), 7-4 version (1 to 3), 3-0 revision 1 (5.1.25).</summary>
    public const int SpecificationInfo = 0x1A;

    /// <summary>Kelvin.</summary>
    public static double DecodeTemperature(int raw) => raw / 10.0;

    /// <summary>Volts.</summary>
    public static double DecodeVoltage(int raw, int specification) => raw * 1e-3 * PowerOfTen(specification >> 8);

    /// <summary>Amperes, positive into the battery.</summary>
    public static double DecodeCurrent(int raw, int specification) => (short)raw * 1e-3 * PowerOfTen(specification >> 12);

    /// <summary>mAh.</summary>
    public static double DecodeCapacity(int raw, int specification) => raw * PowerOfTen(specification >> 12);

    public static bool IsSpecification(int specification) => (specification & 0x0F) is 1 or 2 && (specification >> 4 & 0x0F) is 1 or 2 or 3
        && (specification >> 8 & 0x0F) <= 3 && (specification >> 12 & 0x0F) <= 3;

    /// <summary>DISCHARGING is also set at rest, so the current decides between discharging and idle.</summary>
    public static ChargeStatus DecodeStatus(int status, double amperes)
    {
        if ((status & 0x20) != 0) return ChargeStatus.Full;
        if ((status & 0x40) == 0) return ChargeStatus.Charging;
        if (amperes < 0) return ChargeStatus.Discharging;
        return ChargeStatus.NotCharging;
    }

    private static double PowerOfTen(int exponent) => (exponent & 0x0F) switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };
}
