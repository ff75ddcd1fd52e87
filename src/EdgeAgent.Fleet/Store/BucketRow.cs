namespace EdgeAgent.Fleet.Store;

/// <summary>A row of a bucket, and the revision that a writer must name to replace it.</summary>
internal readonly record struct BucketRow(string Key, byte[] Value, ulong Revision);
