namespace EdgeAgent.Core.Units;

/// <summary>Temperature. Named as in UnitsNet, so that code written for it reads the same.</summary>
public readonly record struct Temperature : IComparable<Temperature>
{
    private Temperature(double value) => DegreesCelsius = value;

    /// <summary>In °C.</summary>
    public double DegreesCelsius { get; }

    public double Kelvins => DegreesCelsius + 273.15;

    public static Temperature FromDegreesCelsius(double value) => new(Finite(value));

    public static Temperature FromKelvins(double value) => new(Finite(value - 273.15));

    public static bool operator <(Temperature a, Temperature b) => a.DegreesCelsius < b.DegreesCelsius;

    public static bool operator >(Temperature a, Temperature b) => a.DegreesCelsius > b.DegreesCelsius;

    public static bool operator <=(Temperature a, Temperature b) => a.DegreesCelsius <= b.DegreesCelsius;

    public static bool operator >=(Temperature a, Temperature b) => a.DegreesCelsius >= b.DegreesCelsius;

    public int CompareTo(Temperature other) => DegreesCelsius.CompareTo(other.DegreesCelsius);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a Temperature must be finite");
}
