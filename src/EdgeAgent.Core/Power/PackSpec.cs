namespace EdgeAgent.Core.Power;

/// <summary>The configured pack. <see cref="PackLearning"/> holds what is learned about it.</summary>
/// <exception cref="ArgumentOutOfRangeException">Cells or capacity are outside their ranges.</exception>
/// <param name="Cells">Cells in series, 1 to 24.</param>
/// <param name="CapacityMah">
/// Rated capacity of the series string with parallel cells added, 1 to 1,000,000 mAh. For <see cref="Chemistry.Supercap"/>: the charge
/// between 1.0 V and 2.7 V per cell, which is the string's farads times the volts of that span, divided by 3.6.
/// </param>
/// <param name="ResistanceOhm">Internal resistance of the whole pack at 25 °C, Ω; NaN to start from a typical value and learn it.</param>
public sealed record PackSpec(Chemistry Chemistry, int Cells, double CapacityMah, double ResistanceOhm = double.NaN)
{
    /// <summary>One lithium-polymer cell of 2500 mAh, a common pack of small boards.</summary>
    public static PackSpec Default { get; } = new(Chemistry.LiPo, 1, 2500);

    public int Cells { get; } = Cells is >= 1 and <= 24
        ? Cells
        : throw new ArgumentOutOfRangeException(nameof(Cells), Cells, "Cells: allowed 1 to 24");

    public double CapacityMah { get; } = CapacityMah is >= 1 and <= 1_000_000
        ? CapacityMah
        : throw new ArgumentOutOfRangeException(nameof(CapacityMah), CapacityMah, "CapacityMah: allowed 1 to 1000000");

    public double CapacityAh => CapacityMah / 1000;
}
