using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>http_upload</c>: sends the file <c>path</c> to <c>url</c> with PUT (or POST). The task's id goes along as
/// <c>Idempotency-Key</c>, since an attempt that was cut off may have reached the server.
/// </summary>
public sealed class UploadWorker : ITaskWorker
{
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;
    private readonly string _dataFolder;
    private readonly AllowedFolders _readable;

    /// <param name="dataFolder">The agent's own folder for downloads and archives: always allowed.</param>
    public UploadWorker(ExecutionOptions options, string dataFolder, TimeProvider time)
    {
        _options = options;
        _dataFolder = dataFolder;
        _time = time;
        _readable = new AllowedFolders(nameof(options.ReadFolders), [.. options.ReadFolders, dataFolder]);
    }

    public IReadOnlyCollection<string> Kinds { get; } = ["http_upload"];

    public string? Validate(TaskSpec spec) => Read(spec).Error;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, _time, async run =>
    {
        (UploadArgs? args, string? error) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, error!);
        return await SendAsync(run, args).ConfigureAwait(false);
    });

    private async Task<string> SendAsync(RunContext run, UploadArgs args)
    {
        if (!File.Exists(args.Path)) throw new TaskFailure(ErrorCategory.ClientError, $"{args.Path}: no such file");
        using FileStream file = File.OpenRead(args.Path);
        using var content = new PacedContent(run, file, args.Http.BytesPerSecond);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(args.ContentType);
        using HttpRequestMessage request = args.Http.Request(args.Method);
        request.Content = content;
        request.Headers.TryAddWithoutValidation("Idempotency-Key", run.Request.Spec.Id);

        // Silence counts from the last byte sent: the body may take its time, the answer may not.
        using var silence = new SilenceTimer(run, _options.HttpTimeoutSeconds);
        content.Silence = silence;
        using HttpResponseMessage response = await ExchangeAsync(silence, request).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw Http.Failure(response, run.Time.GetUtcNow());
        string answer = await AnswerAsync(silence, response).ConfigureAwait(false);
        if (args.DeleteAfter) File.Delete(args.Path);
        return ResultJson.Of(("status", (long)response.StatusCode), ("bytes", content.Sent), ("sha256", content.Sha256), ("answer", answer));
    }

    private static async Task<HttpResponseMessage> ExchangeAsync(SilenceTimer silence, HttpRequestMessage request)
    {
        try
        {
            return await silence.StepAsync(t => Http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, t)).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.InnerException is TaskFailure failure)
        {
            throw failure;
        }
    }

    /// <summary>The beginning of the server's answer, for people.</summary>
    private static async Task<string> AnswerAsync(SilenceTimer silence, HttpResponseMessage response)
    {
        byte[] buffer = new byte[1024];
        using Stream body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        int length = await silence.StepAsync(t => body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, t).AsTask()).ConfigureAwait(false);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private (UploadArgs? Args, string? Error) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        HttpArgs? http = HttpArgs.Read(args, _options, _readable);
        string? path = args.Text("path", required: true);
        if (path is not null && !path.StartsWith('/')) path = $"{_dataFolder}/{path}";
        if (path is not null && _readable.Refusal(path) is { } refusal) args.Fail("path", refusal);
        string method = args.Text("method")?.ToUpperInvariant() ?? "PUT";
        if (method is not ("PUT" or "POST")) args.Fail("method", $"must be PUT or POST, not {method}");
        string type = args.Text("content_type") ?? "application/octet-stream";
        if (!MediaTypeHeaderValue.TryParse(type, out _)) args.Fail("content_type", $"'{type}' is no media type");
        bool deleteAfter = args.Flag("delete_after");
        return args.Error is null ? (new UploadArgs(http!, path!, new HttpMethod(method), type, deleteAfter), null) : (null, args.Error);
    }

    private sealed record UploadArgs(HttpArgs Http, string Path, HttpMethod Method, string ContentType, bool DeleteAfter);

    /// <summary>A file as request body: paced, paused, hashed and reported on.</summary>
    private sealed class PacedContent(RunContext run, FileStream file, double? bytesPerSecond) : HttpContent
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly long _length = file.Length;

        public long Sent { get; private set; }

        public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

        public SilenceTimer? Silence { get; set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var pacer = new Pacer(run, bytesPerSecond);
            byte[] buffer = new byte[64 * 1024];
            while (Sent < _length)
            {
                int wanted = (int)Math.Min(buffer.Length, _length - Sent);
                int length = await file.ReadAsync(buffer.AsMemory(0, wanted), run.Stop).ConfigureAwait(false);
                if (length == 0) throw new TaskFailure(ErrorCategory.Other, $"{file.Name} became shorter while it was sent");
                _hash.AppendData(buffer, 0, length);
                await stream.WriteAsync(buffer.AsMemory(0, length), run.Stop).ConfigureAwait(false);
                Sent += length;
                run.Report(100.0 * Sent / _length);
                Silence!.Suspend();
                await run.PausePointAsync().ConfigureAwait(false);
                await pacer.PassAsync(length).ConfigureAwait(false);
                Silence.Restart();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
