namespace EdgeAgent.Core.Units;

/// <summary>Electric potential. Named as in UnitsNet, so that code written for it reads the same.</summary>
public readonly record struct ElectricPotential : IComparable<ElectricPotential>
{
    private ElectricPotential(double value) => Volts = value;

    /// <summary>In V.</summary>
    public double Volts { get; }

    public double Millivolts => Volts * 1000;

    public static ElectricPotential FromVolts(double value) => new(Finite(value));

    public static ElectricPotential FromMillivolts(double value) => new(Finite(value / 1000));

    public static ElectricPotential operator +(ElectricPotential a, ElectricPotential b) => new(a.Volts + b.Volts);

    public static ElectricPotential operator -(ElectricPotential a, ElectricPotential b) => new(a.Volts - b.Volts);

    public static ElectricPotential operator *(ElectricPotential a, double factor) => new(a.Volts * factor);

    public static bool operator <(ElectricPotential a, ElectricPotential b) => a.Volts < b.Volts;

    public static bool operator >(ElectricPotential a, ElectricPotential b) => a.Volts > b.Volts;

    public static bool operator <=(ElectricPotential a, ElectricPotential b) => a.Volts <= b.Volts;

    public static bool operator >=(ElectricPotential a, ElectricPotential b) => a.Volts >= b.Volts;

    public int CompareTo(ElectricPotential other) => Volts.CompareTo(other.Volts);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a ElectricPotential must be finite");
}
