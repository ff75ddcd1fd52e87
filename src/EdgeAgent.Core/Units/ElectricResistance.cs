namespace EdgeAgent.Core.Units;

/// <summary>Electric resistance. Named as in UnitsNet, so that code written for it reads the same.</summary>
public readonly record struct ElectricResistance : IComparable<ElectricResistance>
{
    private ElectricResistance(double value) => Ohms = value;

    /// <summary>In Ω.</summary>
    public double Ohms { get; }

    public double Milliohms => Ohms * 1000;

    public static ElectricResistance FromOhms(double value) => new(Finite(value));

    public static ElectricResistance FromMilliohms(double value) => new(Finite(value / 1000));

    public static ElectricResistance operator +(ElectricResistance a, ElectricResistance b) => new(a.Ohms + b.Ohms);

    public static ElectricResistance operator -(ElectricResistance a, ElectricResistance b) => new(a.Ohms - b.Ohms);

    public static ElectricResistance operator *(ElectricResistance a, double factor) => new(a.Ohms * factor);

    public static bool operator <(ElectricResistance a, ElectricResistance b) => a.Ohms < b.Ohms;

    public static bool operator >(ElectricResistance a, ElectricResistance b) => a.Ohms > b.Ohms;

    public static bool operator <=(ElectricResistance a, ElectricResistance b) => a.Ohms <= b.Ohms;

    public static bool operator >=(ElectricResistance a, ElectricResistance b) => a.Ohms >= b.Ohms;

    public int CompareTo(ElectricResistance other) => Ohms.CompareTo(other.Ohms);

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a ElectricResistance must be finite");
}
