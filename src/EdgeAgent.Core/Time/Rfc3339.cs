using System.Globalization;

namespace EdgeAgent.Core.Time;

/// <summary>Instants as RFC 3339 text.</summary>
public static class Rfc3339
{
    /// <summary>The instant in UTC with up to seven decimals of the second (100 ns), without trailing zeros.</summary>
    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
