namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the BQ25895 charger and its sisters BQ25890/92/96. Source: TI SLUSC88C, section 9.4 (register maps).
/// Registers are 8 bit.
/// </summary>
public static class Bq25895Registers
{
    /// <summary>Bit 7 CONV_START: one conversion of all channels; reads 1 until it is done (at most 1 s).</summary>
    public const int AdcControl = 0x02;

    public const int ConversionStart = 0x80;

    /// <summary>Bits 7-5 VBUS_STAT, 4-3 CHRG_STAT, 2 PG_STAT, 0 VSYS_STAT.</summary>
    public const int Status = 0x0B;

    /// <summary>Bits 6-0: 2.304 V + 20 mV.</summary>
    public const int BatteryVoltage = 0x0E;

    /// <summary>Bits 6-0: 50 mA.</summary>
    public const int ChargeCurrent = 0x12;

    /// <summary>Bits 5-3 part number: 7 BQ25895, 3 BQ25890/92, 0 BQ25896; bits 1-0 revision.</summary>
    public const int Part = 0x14;

    /// <summary>Volts.</summary>
    public static double DecodeBatteryVoltage(int raw) => 2.304 + (raw & 0x7F) * 0.020;

    /// <summary>Amperes into the battery.</summary>
    public static double DecodeChargeCurrent(int raw) => (raw & 0x7F) * 0.050;

    public static bool IsPowerGood(int status) => (status & 0x04) != 0;

    /// <summary>111: the chip itself supplies its input (OTG), so there is no external power.</summary>
    public static bool IsBoost(int status) => (status >> 5 & 7) == 7;

    public static ChargeStatus DecodeChargeStatus(int status) => (status >> 3 & 3) switch
    {
        1 or 2 => ChargeStatus.Charging,
        3 => ChargeStatus.Full,
        _ when IsPowerGood(status) && !IsBoost(status) => ChargeStatus.NotCharging,
        _ => ChargeStatus.Discharging,
    };

    public static int PartNumber(int raw) => raw >> 3 & 7;
}
