using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>http_upload</c>: sends the file <c>path</c> to <c>url</c> with PUT (or POST). The header <c>Idempotency-Key</c> has the task's id,
/// because an interrupted attempt may have reached the server. With <c>delete_after</c> the file must be in a folder of <c>Tasks:CleanupFolders</c>
/// or in the transfer folder.
/// </summary>
public sealed class UploadWorker : ITaskWorker
{
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;
    private readonly string _dataFolder;
    private readonly AllowedFolders _readable, _deletable;

    /// <param name="dataFolder">The agent's transfer folder, which is always allowed.</param>
    public UploadWorker(ExecutionOptions options, string dataFolder, TimeProvider time)
    {
        _options = options;
        _dataFolder = dataFolder;
        _time = time;
        var own = new OwnFiles(options.DataDirectory);
        _readable = new AllowedFolders(nameof(options.ReadFolders), [.. options.ReadFolders, dataFolder], own);
        _deletable = new AllowedFolders(nameof(options.CleanupFolders), [.. options.CleanupFolders, dataFolder], own);
    }

    public IReadOnlyCollection<string> Kinds { get; } = ["http_upload"];

    public ArgsCheck Validate(TaskSpec spec) => Read(spec).Check;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, _time, async run =>
    {
        (UploadArgs? args, ArgsCheck check) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, check.Fault!);
        return await SendAsync(run, args);
    });

    private async Task<string> SendAsync(RunContext run, UploadArgs args)
    {
        using FileStream file = _readable.OpenRead(args.Path, out FileStatus before);
        // The time-out counts from the last sent byte: it limits the server's answer and not the length of the transfer.
        using var silence = new SilenceTimer(run, _options.HttpTimeoutSeconds);
        using var body = new UploadBody(run, file, before.Length, args.Http.BytesPerSecond, silence);
        using HttpResponseMessage response = await new HttpExchange(args.Http, silence).SendAsync(url => Request(url, args, body, run.Request.Spec.Id));
        if (!IsStored(response.StatusCode)) throw Http.Failure(response, run.Time.GetUtcNow());
        if (!body.IsWhole) throw new TaskFailure(ErrorCategory.ServerError, $"the server answered {(int)response.StatusCode} before it had the whole file");
        string answer = await AnswerAsync(silence, response);
        if (FileCalls.Status(file.SafeFileHandle) is not { } after || after.Length != before.Length || after.ModifiedUtc != before.ModifiedUtc)
        {
            throw new TaskFailure(ErrorCategory.Other, $"{args.Path} changed while it was sent");
        }

        if (args.DeleteAfter) Delete(args.Path, before);
        return ResultJson.Of(("status", (long)response.StatusCode), ("bytes", body.Sent), ("sha256", body.Sha256), ("answer", answer));
    }

    // 206, 207 and higher codes describe parts or several results, of which some may have failed.
    private static bool IsStored(HttpStatusCode status) => (int)status is >= 200 and <= 205;

    private static HttpRequestMessage Request(Uri url, UploadArgs args, UploadBody body, string id)
    {
        var request = new HttpRequestMessage(args.Method, url) { Content = body.NewContent() };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(args.ContentType);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", id);
        return request;
    }

    /// <summary>Deletes the file that was sent, but not one that has replaced it since.</summary>
    private void Delete(string path, FileStatus sent)
    {
        using FolderHandle folder = _deletable.OpenFolderOf(path, out string name);
        if (folder.Find(name) is not { } now || now.Id != sent.Id || now.ModifiedUtc != sent.ModifiedUtc) return;
        if (!folder.TryDelete(name)) throw new IOException($"{path} was sent, but cannot be deleted: {Libc.Message(Libc.Errno)}");
    }

    /// <summary>The first KiB of the server's answer.</summary>
    private static async Task<string> AnswerAsync(SilenceTimer silence, HttpResponseMessage response)
    {
        byte[] buffer = new byte[1024];
        using Stream stream = await response.Content.ReadAsStreamAsync();
        int length = await silence.StepAsync(t => stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, t).AsTask());
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private (UploadArgs? Args, ArgsCheck Check) Read(TaskSpec spec)
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
        if (deleteAfter && path is not null && _deletable.Refusal(path) is { } noRight) args.Fail("delete_after", noRight);
        if (args.Error is not null) return (null, args.Check);
        return (new UploadArgs(http!, path!, new HttpMethod(method), type, deleteAfter), args.Check);
    }

    private sealed record UploadArgs(HttpArgs Http, string Path, HttpMethod Method, string ContentType, bool DeleteAfter);
}
