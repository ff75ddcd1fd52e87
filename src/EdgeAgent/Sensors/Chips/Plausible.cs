using System.Globalization;

namespace EdgeAgent.Sensors.Chips;

/// <summary>Checks single answers of chips. The estimator checks values over time.</summary>
internal static class Plausible
{
    /// <summary>Throws when a register reads all zeros or all ones: no supply, a stuck bus, or no chip.</summary>
    internal static void NotStuck(PowerChip chip, int raw, string what, int bits = 16)
    {
        int ones = (1 << bits) - 1;
        if (raw != 0 && raw != ones) return;
        throw new ImplausibleAnswerException($"{Name(chip)}: {what} reads 0x{raw:x}; the chip has no supply or the data line is stuck "
            + $"{(raw == 0 ? "low" : "high")}: reseat the board, remove its power for some seconds");
    }

    internal static void Equal(PowerChip chip, int expected, int actual, string what)
    {
        if (actual == expected) return;
        if (actual is 0 or 0xFF or 0xFFFF) NotStuck(chip, actual, what, actual == 0xFF ? 8 : 16);
        throw new ImplausibleAnswerException($"{Name(chip)}: {what} reads 0x{actual:x} instead of 0x{expected:x}; either the chip was reset "
            + "(supply dip), or another chip or program uses this address");
    }

    internal static double Between(PowerChip chip, double value, in PlausibleRange range)
    {
        if (value >= range.Low && value <= range.High) return value;
        throw new ImplausibleAnswerException(string.Create(CultureInfo.InvariantCulture,
            $"{Name(chip)}: {range.Quantity} reads {value:0.###} {range.Unit}, possible are {range.Low:0.###} to {range.High:0.###} {range.Unit}; check wiring and address"));
    }

    internal static string Name(PowerChip chip) => $"{chip.Model} at 0x{chip.Address:x2}";
}
