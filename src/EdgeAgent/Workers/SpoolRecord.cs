using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Workers;

/// <summary>A record that a program left in the spool.</summary>
/// <param name="Name">File name; the same after a retry, so that a receiver recognises a repetition.</param>
public sealed record SpoolRecord(SyncLevel Queue, string Name, byte[] Content);
