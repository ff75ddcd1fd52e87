namespace EdgeAgent.Core.Time;

/// <summary>Minimum and maximum for types that <see cref="Math"/> does not compare, such as times and spans.</summary>
public static class Order
{
    public static T Min<T>(T a, T b) where T : IComparable<T>
    {
        if (a.CompareTo(b) < 0) return a;
        return b;
    }

    public static T Max<T>(T a, T b) where T : IComparable<T>
    {
        if (a.CompareTo(b) > 0) return a;
        return b;
    }
}
