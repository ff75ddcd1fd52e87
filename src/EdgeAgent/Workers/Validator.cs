using System.Globalization;
using System.Text;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>The version of a file at the server: its validator, and its length if the server states it.</summary>
/// <param name="Mark">A strong ETag, else Last-Modified; the value of <c>If-Range</c>.</param>
internal sealed record Validator(string Mark, long? Length)
{
    /// <summary>The validator of a response; null when it has none that <c>If-Range</c> may use.</summary>
    public static Validator? Of(HttpResponseMessage response, long? length)
    {
        if (MarkOf(response) is { } mark) return new Validator(mark, length);
        return null;
    }

    /// <summary>Reads a stored validator; null when the file does not exist or is empty.</summary>
    public static Validator? Read(string path)
    {
        string[] lines = File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        if (lines.Length == 0 || lines[0].Length == 0) return null;
        bool hasLength = long.TryParse(lines.ElementAtOrDefault(1), CultureInfo.InvariantCulture, out long length);
        return new Validator(lines[0], hasLength ? length : null);
    }

    public void Write(string path) =>
        DurableFile.Write(path, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark}\n{Length}\n")), mustLast: false);

    /// <summary>The strong validator of a response; null when there is none.</summary>
    public static string? MarkOf(HttpResponseMessage response)
    {
        if (response.Headers.ETag is { } tag) return tag.IsWeak ? null : tag.Tag;
        DateTimeOffset? modified = response.Content.Headers.LastModified;
        // RFC 9110, 8.8.2.2: Last-Modified is strong only when it is at least a second before Date, as the file may change again within that second.
        bool isStrong = response.Headers.Date is not { } date || date - modified >= TimeSpan.FromSeconds(1);
        if (isStrong) return modified?.ToString("r");
        return null;
    }
}
