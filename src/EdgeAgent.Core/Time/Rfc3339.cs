using System.Globalization;

namespace EdgeAgent.Core.Time;

/// <summary>Instants as RFC 3339 text.</summary>
public static class Rfc3339
{
    /// <summary>UTC with every digit that .NET keeps (100 ns).</summary>
    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
