namespace EdgeAgent.Core.Units;

/// <summary>Electric charge. Named as in UnitsNet, so that code written for it reads the same.</summary>
public readonly record struct ElectricCharge : IComparable<ElectricCharge>
{
    private ElectricCharge(double value) => AmpereHours = value;

    /// <summary>In Ah.</summary>
    public double AmpereHours { get; }

    public double MilliampereHours => AmpereHours * 1000;

    public static ElectricCharge FromAmpereHours(double value) => new(Finite(value));

    public static ElectricCharge FromMilliampereHours(double value) => new(Finite(value / 1000));

    public static ElectricCharge operator +(ElectricCharge a, ElectricCharge b) => new(a.AmpereHours + b.AmpereHours);

    public static ElectricCharge operator -(ElectricCharge a, ElectricCharge b) => new(a.AmpereHours - b.AmpereHours);

    public static ElectricCharge operator *(ElectricCharge a, double factor) => new(a.AmpereHours * factor);

    public static bool operator <(ElectricCharge a, ElectricCharge b) => a.AmpereHours < b.AmpereHours;

    public static bool operator >(ElectricCharge a, ElectricCharge b) => a.AmpereHours > b.AmpereHours;

    public static bool operator <=(ElectricCharge a, ElectricCharge b) => a.AmpereHours <= b.AmpereHours;

    public static bool operator >=(ElectricCharge a, ElectricCharge b) => a.AmpereHours >= b.AmpereHours;

    public int CompareTo(ElectricCharge other) => AmpereHours.CompareTo(other.AmpereHours);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a ElectricCharge must be finite");
}
