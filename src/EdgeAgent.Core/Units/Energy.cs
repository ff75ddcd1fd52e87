namespace EdgeAgent.Core.Units;

/// <summary>Energy. Named as in UnitsNet, so that code written for it reads the same.</summary>
public readonly record struct Energy : IComparable<Energy>
{
    private Energy(double value) => WattHours = value;

    /// <summary>In Wh.</summary>
    public double WattHours { get; }

    public double MilliwattHours => WattHours * 1000;

    public static Energy FromWattHours(double value) => new(Finite(value));

    public static Energy FromMilliwattHours(double value) => new(Finite(value / 1000));

    public static Energy operator +(Energy a, Energy b) => new(a.WattHours + b.WattHours);

    public static Energy operator -(Energy a, Energy b) => new(a.WattHours - b.WattHours);

    public static Energy operator *(Energy a, double factor) => new(a.WattHours * factor);

    public static bool operator <(Energy a, Energy b) => a.WattHours < b.WattHours;

    public static bool operator >(Energy a, Energy b) => a.WattHours > b.WattHours;

    public static bool operator <=(Energy a, Energy b) => a.WattHours <= b.WattHours;

    public static bool operator >=(Energy a, Energy b) => a.WattHours >= b.WattHours;

    public int CompareTo(Energy other) => WattHours.CompareTo(other.WattHours);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a Energy must be finite");
}
