namespace EdgeAgent.Core.Units;

/// <summary>Electric current; positive flows into the battery where a battery is meant. Named as in UnitsNet, so that code written for it reads the same.</summary>
public readonly record struct ElectricCurrent : IComparable<ElectricCurrent>
{
    private ElectricCurrent(double value) => Amperes = value;

    /// <summary>In A.</summary>
    public double Amperes { get; }

    public double Milliamperes => Amperes * 1000;

    public static ElectricCurrent FromAmperes(double value) => new(Finite(value));

    public static ElectricCurrent FromMilliamperes(double value) => new(Finite(value / 1000));

    public static ElectricCurrent operator +(ElectricCurrent a, ElectricCurrent b) => new(a.Amperes + b.Amperes);

    public static ElectricCurrent operator -(ElectricCurrent a, ElectricCurrent b) => new(a.Amperes - b.Amperes);

    public static ElectricCurrent operator *(ElectricCurrent a, double factor) => new(a.Amperes * factor);

    public static bool operator <(ElectricCurrent a, ElectricCurrent b) => a.Amperes < b.Amperes;

    public static bool operator >(ElectricCurrent a, ElectricCurrent b) => a.Amperes > b.Amperes;

    public static bool operator <=(ElectricCurrent a, ElectricCurrent b) => a.Amperes <= b.Amperes;

    public static bool operator >=(ElectricCurrent a, ElectricCurrent b) => a.Amperes >= b.Amperes;

    public int CompareTo(ElectricCurrent other) => Amperes.CompareTo(other.Amperes);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a ElectricCurrent must be finite");
}
