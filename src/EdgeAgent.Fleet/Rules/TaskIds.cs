using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAgent.Fleet.Rules;

/// <summary>
/// The id of a task on a device, derived from the order, the device and the attempt. The same order gives the same id, so that a device which has
/// the task already answers with its stored receipt and starts nothing. The id has no dot, because nats-server 2.9 refuses a topic with one.
/// </summary>
internal static class TaskIds
{
    private const int Longest = 64;

    /// <param name="order">Id of a campaign or a pool; it has no underscore.</param>
    /// <param name="attempt">From 1.</param>
    public static string Of(string order, string device, int attempt)
    {
        string plain = string.Create(CultureInfo.InvariantCulture, $"{order}_{device}_{attempt}");
        if (plain.Length <= Longest) return plain;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)))[..24];
        return string.Create(CultureInfo.InvariantCulture, $"{order}_{hash}_{attempt}");
    }

    /// <summary>The order that a task id belongs to; null for an id of another form.</summary>
    public static string? OrderOf(string taskId)
    {
        int mark = taskId.IndexOf('_', StringComparison.Ordinal);
        if (mark > 0) return taskId[..mark];
        return null;
    }

    /// <summary>1 to 32 characters from a-z, 0-9 and -.</summary>
    public static bool IsOrder(string id) => id.Length is > 0 and <= 32 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
