namespace EdgeAgent.Workers;

/// <summary>What a download asks for.</summary>
/// <param name="Sha256">Lower-case hex; null = not checked.</param>
internal sealed record DownloadArgs(HttpArgs Http, string Path, string? Sha256, long MaxBytes);
