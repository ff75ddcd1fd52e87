namespace EdgeAgent.Core.Units;

/// <summary>A part of a whole: state of charge, use, health. Named as in UnitsNet, so that code written for it reads the same.</summary>
public readonly record struct Ratio : IComparable<Ratio>
{
    private Ratio(double value) => DecimalFractions = value;

    /// <summary>0 to 1 for a true part; other finite values are kept.</summary>
    public double DecimalFractions { get; }

    public double Percent => DecimalFractions * 100;

    public static Ratio FromDecimalFractions(double value) => new(Finite(value));

    public static Ratio FromPercent(double value) => new(Finite(value / 100));

    public static Ratio operator +(Ratio a, Ratio b) => new(a.DecimalFractions + b.DecimalFractions);

    public static Ratio operator -(Ratio a, Ratio b) => new(a.DecimalFractions - b.DecimalFractions);

    public static Ratio operator *(Ratio a, double factor) => new(a.DecimalFractions * factor);

    public static bool operator <(Ratio a, Ratio b) => a.DecimalFractions < b.DecimalFractions;

    public static bool operator >(Ratio a, Ratio b) => a.DecimalFractions > b.DecimalFractions;

    public static bool operator <=(Ratio a, Ratio b) => a.DecimalFractions <= b.DecimalFractions;

    public static bool operator >=(Ratio a, Ratio b) => a.DecimalFractions >= b.DecimalFractions;

    public int CompareTo(Ratio other) => DecimalFractions.CompareTo(other.DecimalFractions);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a Ratio must be finite");
}
