using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Cli;

/// <summary>A document that every device rejects; the message is the one of the receipt that it would send.</summary>
/// <param name="length">Bytes; null when it was not read to its end.</param>
internal sealed class DocumentTooLargeException(string name, long? length, int most) : Exception(
    $"{name} rejected: {RejectionCodes.TooLarge}: document: must be at most {most} bytes, is {(length is { } bytes ? $"{bytes}" : "longer")}; nothing was sent");
