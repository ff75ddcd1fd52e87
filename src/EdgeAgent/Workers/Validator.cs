using System.Globalization;
using System.Text;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>What a server said about the version of a file: its validator, and its complete length where it sent one.</summary>
/// <param name="Mark">A strong ETag, else Last-Modified; what <c>If-Range</c> takes.</param>
internal sealed record Validator(string Mark, long? Length)
{
    /// <summary>Null when the server gives no mark that If-Range may use.</summary>
    public static Validator? Of(HttpResponseMessage response, long? length)
    {
        if (MarkOf(response) is { } mark) return new Validator(mark, length);
        return null;
    }

    /// <summary>Null when the file is not there or holds nothing of use.</summary>
    public static Validator? Read(string path)
    {
        string[] lines = File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        if (lines.Length == 0 || lines[0].Length == 0) return null;
        bool hasLength = long.TryParse(lines.ElementAtOrDefault(1), CultureInfo.InvariantCulture, out long length);
        return new Validator(lines[0], hasLength ? length : null);
    }

    public void Write(string path) =>
        DurableFile.Write(path, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark}\n{Length}\n")), mustLast: false);

    /// <summary>The mark in an answer; null when there is none, or only a weak one.</summary>
    public static string? MarkOf(HttpResponseMessage response)
    {
        if (response.Headers.ETag is { } tag) return tag.IsWeak ? null : tag.Tag;
        DateTimeOffset? modified = response.Content.Headers.LastModified;
        // RFC 9110, 8.8.2.2: a file that changed in the second of the answer may change once more in it.
        bool isStrong = response.Headers.Date is not { } date || date - modified >= TimeSpan.FromSeconds(1);
        if (isStrong) return modified?.ToString("r");
        return null;
    }
}
