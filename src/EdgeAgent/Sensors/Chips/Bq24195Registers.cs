namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers of the BQ24195 charger and its sisters BQ24190/92/93/96. Source: TI SLUSB97A, section 8.5 (register maps). Registers are 8 bit. The chip
/// has no converter: it reports states, not figures.
/// </summary>
public static class Bq24195Registers
{
    /// <summary>Bits 7-6 VBUS_STAT, 5-4 CHRG_STAT, 3 DPM_STAT, 2 PG_STAT, 1 THERM_STAT, 0 VSYS_STAT.</summary>
    public const int Status = 0x08;

    /// <summary>Latched faults: the first read returns those since the last read, the second the present ones.</summary>
    public const int Fault = 0x09;

    /// <summary>0x23 on a BQ24195: part number in bits 5-3 (4 or 5), revision in bits 1-0.</summary>
    public const int Part = 0x0A;

    public static bool IsPowerGood(int status) => (status & 0x04) != 0;

    /// <summary>11: boost (OTG), the chip itself supplies the input.</summary>
    public static bool IsBoost(int status) => (status >> 6 & 3) == 3;

    public static ChargeStatus DecodeChargeStatus(int status) => (status >> 4 & 3) switch
    {
        1 or 2 => ChargeStatus.Charging,
        3 => ChargeStatus.Full,
        _ when IsPowerGood(status) && !IsBoost(status) => ChargeStatus.NotCharging,
        _ => ChargeStatus.Discharging,
    };

    public static int PartNumber(int raw) => raw >> 3 & 7;
}
