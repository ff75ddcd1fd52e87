using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeAgent.Contract;

namespace EdgeAgent.Link;

/// <summary>Makes a task's state fit the broker's packet limit: first hash and length replace the result (contract, section 3), then texts for people are left out. Pure.</summary>
internal static class TaskStateFit
{
    private const int ShortText = 120;

    private static readonly (string Name, Func<TaskStateDocument, TaskStateDocument> Apply)[] Steps =
    [
        ("with hash and length of the result", WithoutResult),
        ("without description and tags", d => d with { Description = null, Tags = [] }),
        ("with short texts", d => d with { Message = Short(d.Message), Error = d.Error is { } e ? e with { Message = Short(e.Message) ?? "" } : null }),
        ("without wait_reasons", d => d with { WaitReasons = [] }),
    ];

    /// <param name="said">Receives the changes, as text; stays empty when the document fits as it is.</param>
    public static byte[] Write(TaskStateDocument document, long mostBytes, List<string> said)
    {
        byte[] bytes = Bytes(document);
        foreach (var (name, apply) in Steps)
        {
            if (bytes.Length <= mostBytes) break;
            document = apply(document);
            bytes = Bytes(document);
            said.Add(name);
        }

        return bytes;
    }

    private static TaskStateDocument WithoutResult(TaskStateDocument document)
    {
        if (document.Result is not { } result) return document;
        byte[] utf8 = Encoding.UTF8.GetBytes(result);
        return document with { Result = null, ResultSha256 = document.ResultSha256 ?? Convert.ToHexStringLower(SHA256.HashData(utf8)), ResultBytes = document.ResultBytes ?? utf8.Length };
    }

    private static string? Short(string? text)
    {
        if (text is { Length: > ShortText }) return text[..ShortText] + "…";
        return text;
    }

    private static byte[] Bytes(TaskStateDocument document) => JsonSerializer.SerializeToUtf8Bytes(document, LinkJson.Wire.TaskStateDocument);
}
