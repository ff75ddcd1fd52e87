using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Contract;

namespace EdgeAgent.Cli;

/// <summary>Reads task documents of a command and checks their length before anything is sent.</summary>
internal static class DocumentInput
{
    private const string StandardInput = "-";

    /// <exception cref="InvalidDataException">There is no document; the message is one line.</exception>
    /// <exception cref="DocumentTooLargeException">The document is longer than any device accepts.</exception>
    public static byte[] Read(string path, CliHost host)
    {
        string name = path == StandardInput ? "standard input" : path;
        byte[] document = ReadBounded(path, name, host);
        if (document.Length == 0) throw new InvalidDataException($"{name} is empty: a task document is needed");
        return document;
    }

    /// <exception cref="InvalidDataException">The document is not JSON; the message names the place.</exception>
    public static JsonNode Parse(string path, byte[] document)
    {
        try
        {
            return JsonNode.Parse(TaskDocument.WithoutByteOrderMark(document)) ?? throw new InvalidDataException($"{path}: a JSON object is needed");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static byte[] ReadBounded(string path, string name, CliHost host)
    {
        int most = DocumentRules.Default.MaxBytes;
        try
        {
            using var input = path == StandardInput ? host.Input() : File.OpenRead(path);
            if (input.CanSeek && input.Length > most) throw new DocumentTooLargeException(name, input.Length, most);
            byte[] buffer = new byte[most + 1];
            int read = input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read <= most) return buffer[..read];
            throw new DocumentTooLargeException(name, null, most);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{path}: there is no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
