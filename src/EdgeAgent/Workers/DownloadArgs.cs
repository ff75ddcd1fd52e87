namespace EdgeAgent.Workers;

/// <summary>Arguments of a download.</summary>
/// <param name="Sha256">Expected hash, lower-case hex; null: not checked.</param>
internal sealed record DownloadArgs(HttpArgs Http, string Path, string? Sha256, long MaxBytes);
