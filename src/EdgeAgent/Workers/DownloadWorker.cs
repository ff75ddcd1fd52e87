using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>What a download asks for.</summary>
/// <param name="Sha256">Lower-case hex; null = not checked.</param>
internal sealed record DownloadArgs(HttpArgs Http, string Path, string? Sha256, long MaxBytes);

/// <summary>
/// The kind <c>http_download</c>: fetches <c>url</c> into <c>path</c> (default: the agent's folder for downloads) and puts it there
/// whole or not at all. An attempt
/// that was cut off goes on where it was, if the server still has the same file.
/// </summary>
public sealed class DownloadWorker : ITaskWorker
{
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;
    private readonly string _dataFolder;
    private readonly AllowedFolders _readable, _writable;

    /// <param name="dataFolder">The agent's own folder for downloads: always allowed.</param>
    public DownloadWorker(ExecutionOptions options, string dataFolder, TimeProvider time)
    {
        _options = options;
        _dataFolder = dataFolder;
        _time = time;
        _readable = new AllowedFolders(nameof(options.ReadFolders), options.ReadFolders);
        _writable = new AllowedFolders(nameof(options.WriteFolders), [.. options.WriteFolders, dataFolder]);
    }

    public IReadOnlyCollection<string> Kinds { get; } = ["http_download"];

    public string? Validate(TaskSpec spec) => Read(spec).Error;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, _time, async run =>
    {
        (DownloadArgs? args, string? error) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, error!);
        var download = new Download(run, args, _options.HttpTimeoutSeconds);
        (long bytes, string sha256) = await download.FetchAsync().ConfigureAwait(false);
        DurableFile.MoveInto(download.PartFile, args.Path);
        return ResultJson.Of(("path", args.Path), ("bytes", bytes), ("sha256", sha256));
    });

    private (DownloadArgs? Args, string? Error) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        HttpArgs? http = HttpArgs.Read(args, _options, _readable);
        string? path = DestinationOf(args.Text("path"), http?.Url);
        if (path is null) args.Fail("path", "is required: the address names no file");
        else if ((_writable.Refusal(path) ?? (path.EndsWith('/') ? "must name a file" : null)) is { } refusal) args.Fail("path", refusal);
        string? sha256 = Sha256(args, required: false);
        double maxMb = args.Number("max_mb", _options.MaxDownloadMb, 0.001, _options.MaxDownloadMb, "MiB");
        return args.Error is null ? (new DownloadArgs(http!, path!, sha256, (long)(maxMb * 1024 * 1024)), null) : (null, args.Error);
    }

    // A bare name, and a name taken from the address, lie in the agent's own folder.
    private string? DestinationOf(string? path, Uri? url)
    {
        string name = path ?? Path.GetFileName(Uri.UnescapeDataString(url?.AbsolutePath ?? ""));
        return name.Length == 0 ? null : name.StartsWith('/') ? name : $"{_dataFolder}/{name}";
    }

    internal static string? Sha256(TaskArgs args, bool required)
    {
        string? sha256 = args.Text("sha256", required)?.ToLowerInvariant();
        if (sha256 is not null && (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))) args.Fail("sha256", "must be 64 hexadecimal digits");
        return sha256;
    }
}

/// <summary>One transfer into a part file that outlives the attempt.</summary>
internal sealed class Download(RunContext run, DownloadArgs args, double silenceSeconds)
{
    private readonly string _validatorFile = Path.Combine(run.Request.WorkDirectory, "download.validator");

    public string PartFile { get; } = Path.Combine(run.Request.WorkDirectory, "download.part");

    /// <returns>Length and SHA-256 of the complete part file.</returns>
    public async Task<(long Bytes, string Sha256)> FetchAsync()
    {
        using var silence = new SilenceTimer(run, silenceSeconds);
        long have = ResumableBytes();
        using HttpResponseMessage response = await SendAsync(silence, have).ConfigureAwait(false);
        bool complete = response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == have;
        if (!complete) await ReceiveAsync(silence, response, have).ConfigureAwait(false);
        return await CheckAsync().ConfigureAwait(false);
    }

    // A part without the server's mark for its version cannot be continued: the file may have changed since.
    private long ResumableBytes() => File.Exists(PartFile) && File.Exists(_validatorFile) ? new FileInfo(PartFile).Length : 0;

    private async Task<HttpResponseMessage> SendAsync(SilenceTimer silence, long have)
    {
        HttpRequestMessage request = args.Http.Request(HttpMethod.Get);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.TryAddWithoutValidation("If-Range", await File.ReadAllTextAsync(_validatorFile, run.Stop).ConfigureAwait(false));
        }

        return await silence.StepAsync(t => Http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, t)).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(SilenceTimer silence, HttpResponseMessage response, long have)
    {
        if (!response.IsSuccessStatusCode)
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) File.Delete(PartFile);
            throw Http.Failure(response, run.Time.GetUtcNow());
        }

        bool continues = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        long start = continues ? have : 0;
        long? total = start + response.Content.Headers.ContentLength;
        if (total > args.MaxBytes) throw TooLong(total.Value);
        KeepValidator(response);
        using var file = new FileStream(PartFile, continues ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        long end = await CopyAsync(silence, response, file, start, total).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        if (total is not null && end != total) throw new TaskFailure(ErrorCategory.Network, $"the transfer ended at {end} of {total} bytes");
    }

    private async Task<long> CopyAsync(SilenceTimer silence, HttpResponseMessage response, FileStream file, long start, long? total)
    {
        using Stream body = await response.Content.ReadAsStreamAsync(run.Stop).ConfigureAwait(false);
        var pacer = new Pacer(run, args.Http.BytesPerSecond);
        byte[] buffer = new byte[64 * 1024];
        long at = start;
        while (await ReadAsync(silence, body, buffer).ConfigureAwait(false) is > 0 and int length)
        {
            at += length;
            if (at > args.MaxBytes) throw TooLong(at);
            await file.WriteAsync(buffer.AsMemory(0, length), run.Stop).ConfigureAwait(false);
            if (total > 0) run.Report(100.0 * at / total);
            else run.Report(null, string.Create(CultureInfo.InvariantCulture, $"{at} bytes"));
            await run.PausePointAsync().ConfigureAwait(false);
            await pacer.PassAsync(length).ConfigureAwait(false);
        }

        return at;
    }

    private static async Task<int> ReadAsync(SilenceTimer silence, Stream body, byte[] buffer)
    {
        try
        {
            return await silence.StepAsync(t => body.ReadAsync(buffer, t).AsTask()).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new TaskFailure(ErrorCategory.Network, $"the connection broke: {e.Message}");
        }
    }

    private void KeepValidator(HttpResponseMessage response)
    {
        string? validator = response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("r");
        if (validator is null) File.Delete(_validatorFile);
        else File.WriteAllText(_validatorFile, validator);
    }

    private async Task<(long Bytes, string Sha256)> CheckAsync()
    {
        using FileStream file = File.OpenRead(PartFile);
        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, run.Stop).ConfigureAwait(false));
        if (args.Sha256 is null || args.Sha256 == sha256) return (file.Length, sha256);
        // Going on from these bytes would fail the same way.
        File.Delete(PartFile);
        throw new TaskFailure(ErrorCategory.Other, $"sha256 is {sha256}, not {args.Sha256}");
    }

    private TaskFailure TooLong(long bytes)
    {
        File.Delete(PartFile);
        return new TaskFailure(ErrorCategory.ClientError, $"the file has {bytes} bytes or more; at most {args.MaxBytes} are allowed");
    }
}
