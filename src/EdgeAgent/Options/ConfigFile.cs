using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Options;

/// <summary>A configuration file that was read. An existing file that cannot be used differs from an absent one.</summary>
/// <param name="Values">Its values; null when the file is absent or cannot be used.</param>
/// <param name="Trouble">Why an existing file cannot be used, with its path and, for invalid JSON, the line; else null.</param>
internal sealed record ConfigFile(string Path, byte[] Text, IConfigurationRoot? Values, string? Trouble)
{
    public bool IsAbsent => Values is null && Trouble is null;

    public static ConfigFile Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ConfigFile(path, [], null, null);
        }
        catch (UnauthorizedAccessException)
        {
            string remedy = Directory.Exists(path) ? "it is a folder" : "permission denied, run with sudo";
            return new ConfigFile(path, [], null, $"cannot read {path}: {remedy}");
        }
        catch (IOException e)
        {
            return new ConfigFile(path, [], null, $"cannot read {path}: {e.Message}");
        }
    }

    private static ConfigFile Parse(string path, byte[] text)
    {
        try
        {
            using var stream = new MemoryStream(text);
            return new ConfigFile(path, text, new ConfigurationBuilder().AddJsonStream(stream).Build(), null);
        }
        catch (Exception e) when (Broken(e) is { } broken)
        {
            return new ConfigFile(path, text, null, $"{path}, {Located(broken)}");
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return new ConfigFile(path, text, null, $"{path}: {e.Message}");
        }
    }

    private static JsonException? Broken(Exception e) => e as JsonException ?? e.InnerException as JsonException;

    // The parser counts lines and columns from 0, editors from 1. The parser's own text about the place is cut off.
    private static string Located(JsonException e)
    {
        string reason = e.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
        return $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: {reason}";
    }
}
