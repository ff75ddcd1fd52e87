using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Cli;

/// <summary>A document is too large for any device; the message is that of the device's receipt.</summary>
/// <param name="length">Length in bytes; null when it was not read to its end.</param>
internal sealed class DocumentTooLargeException(string name, long? length, int most) : Exception(
    $"{name} rejected: {RejectionCodes.TooLarge}: document: must be at most {most} bytes, is {(length is { } bytes ? $"{bytes}" : "longer")}; nothing was sent");
