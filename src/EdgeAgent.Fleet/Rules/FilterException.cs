namespace EdgeAgent.Fleet.Rules;

/// <summary>A selector that cannot be read.</summary>
/// <param name="position">Of the first character that is wrong, from 1.</param>
internal sealed class FilterException(int position, string message)
    : FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"where: position {position}: {message}"))
{
    public int Position => position;
}
