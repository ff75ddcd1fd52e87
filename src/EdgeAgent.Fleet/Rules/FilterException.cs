namespace EdgeAgent.Fleet.Rules;

/// <summary>A filter that cannot be read.</summary>
/// <param name="position">Position of the first wrong character, from 1.</param>
internal sealed class FilterException(int position, string message)
    : FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"where: position {position}: {message}"))
{
    public int Position => position;
}
