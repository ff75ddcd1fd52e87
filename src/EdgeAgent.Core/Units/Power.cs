namespace EdgeAgent.Core.Units;

/// <summary>Power. Named as in UnitsNet, so that code written for it reads the same.</summary>
public readonly record struct Power : IComparable<Power>
{
    private Power(double value) => Watts = value;

    /// <summary>In W.</summary>
    public double Watts { get; }

    public double Milliwatts => Watts * 1000;

    public static Power FromWatts(double value) => new(Finite(value));

    public static Power FromMilliwatts(double value) => new(Finite(value / 1000));

    public static Power operator +(Power a, Power b) => new(a.Watts + b.Watts);

    public static Power operator -(Power a, Power b) => new(a.Watts - b.Watts);

    public static Power operator *(Power a, double factor) => new(a.Watts * factor);

    public static bool operator <(Power a, Power b) => a.Watts < b.Watts;

    public static bool operator >(Power a, Power b) => a.Watts > b.Watts;

    public static bool operator <=(Power a, Power b) => a.Watts <= b.Watts;

    public static bool operator >=(Power a, Power b) => a.Watts >= b.Watts;

    public int CompareTo(Power other) => Watts.CompareTo(other.Watts);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a Power must be finite");
}
