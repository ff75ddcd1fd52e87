namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of X-Powers AXP209 and AXP192. Sources: AXP209 data sheet v1.0, section 9.11 (ADC) and 10 (registers); AXP192 data sheet
/// v1.1. The charge current of the AXP209 has 12 bits (Linux, drivers/iio/adc/axp20x_adc.c) and not 13 as in its data sheet. Registers have 8
/// bits; the high 8 bits of a value come first, its low bits follow in the next register.
/// </summary>
public static class AxpRegisters
{
    /// <summary>Bit 6 ACIN usable, 4 VBUS usable, 2 current flows into the battery.</summary>
    public const int InputStatus = 0x00;

    /// <summary>Bit 6 charging, 5 battery present.</summary>
    public const int OperatingMode = 0x01;

    /// <summary>Identity.</summary>
    public const int Identity = 0x03;

    public const int Axp209Identity = 0x41;
    public const int Axp192Identity = 0x03;

    /// <summary>Bit 7 battery voltage, 6 battery current; 0x83 after power-up: no current.</summary>
    public const int AdcEnable = 0x82;

    public const int BatteryAdcs = 0xC0;

    /// <summary>12 bits, 1.1 mV.</summary>
    public const int BatteryVoltage = 0x78;

    /// <summary>0.5 mA; 12 bits on AXP209, 13 on AXP192.</summary>
    public const int ChargeCurrent = 0x7A;

    /// <summary>13 bits, 0.5 mA.</summary>
    public const int DischargeCurrent = 0x7C;

    /// <summary>Percent in bits 6-0; bit 7: gauge paused. AXP209 only.</summary>
    public const int FuelGauge = 0xB9;

    public static bool HasExternalPower(int inputStatus) => (inputStatus & 0x50) != 0;

    public static bool IsCharging(int operatingMode) => (operatingMode & 0x40) != 0;

    public static bool HasBattery(int operatingMode) => (operatingMode & 0x20) != 0;

    /// <summary>Joins the two bytes of a value of 12 or 13 bits.</summary>
    public static int Join(int high, int low, int bits) => high << (bits - 8) | low & ((1 << (bits - 8)) - 1);

    /// <summary>Volts.</summary>
    public static double DecodeVoltage(int raw) => raw * 1.1e-3;

    /// <summary>Amperes.</summary>
    public static double DecodeCurrent(int raw) => raw * 0.5e-3;
}
