using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Workers;

/// <summary>A record from the spool.</summary>
/// <param name="Name">File name without the mark of retries, so that a receiver recognises a repetition.</param>
public sealed record SpoolRecord(SyncLevel Queue, string Name, byte[] Content);
