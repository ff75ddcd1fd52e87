using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace EdgeAgent.Workers;

/// <summary>
/// Downloads into a part file that is kept between attempts. It succeeds only with exactly the bytes of one version of the file: each part
/// must begin at the requested position and belong to the same version, and all parts together must have the length that the server states.
/// </summary>
internal sealed class Download(RunContext run, DownloadArgs args, double silenceSeconds)
{
    // A server may send less than was requested. This limit ends a transfer in tiny parts, which would waste energy.
    private const int MostParts = 1000;

    private readonly string _validatorFile = Path.Combine(run.Request.WorkDirectory, "download.validator");
    private bool _hasStartedAnew;

    private enum Outcome
    {
        Complete,
        Partial,
        Unusable,
    }

    public string PartFile { get; } = Path.Combine(run.Request.WorkDirectory, "download.part");

    /// <returns>Length and SHA-256 of the complete part file.</returns>
    /// <exception cref="TaskFailure">The transfer failed; a part that can be continued is kept for the next attempt.</exception>
    public async Task<(long Bytes, string Sha256)> FetchAsync()
    {
        using var silence = new SilenceTimer(run, silenceSeconds);
        var exchange = new HttpExchange(args.Http, silence);
        for (int part = 0; part < MostParts; part++)
        {
            Outcome outcome = await FetchPartAsync(exchange, silence);
            if (outcome == Outcome.Complete) return Check();
            if (outcome == Outcome.Unusable) StartAnew();
        }

        throw new TaskFailure(ErrorCategory.ServerError, $"the server sends the file in more than {MostParts} parts");
    }

    private async Task<Outcome> FetchPartAsync(HttpExchange exchange, SilenceTimer silence)
    {
        Validator? known = Validator.Read(_validatorFile);
        // Without the server's validator for its version a part cannot be continued, because the file may have changed since.
        long have = known is not null && File.Exists(PartFile) ? new FileInfo(PartFile).Length : 0;
        using HttpResponseMessage response = await exchange.SendAsync(url => Request(url, have, known));
        if (response.IsSuccessStatusCode && args.Sha256 is null && Encoding(response) is { } encoding) throw Encoded(encoding);
        switch (response.StatusCode)
        {
            case HttpStatusCode.RequestedRangeNotSatisfiable when have > 0:
                bool isWhole = response.Content.Headers.ContentRange is { HasRange: false, Length: { } length } && length == have && (known!.Length ?? have) == have;
                if (isWhole) return Outcome.Complete;
                return Outcome.Unusable;
            case HttpStatusCode.PartialContent:
                return await TakePartAsync(silence, response, have, known);
            case HttpStatusCode.OK:
                return await TakeWholeAsync(silence, response, have, known);
            default:
                if (!response.IsSuccessStatusCode) throw Http.Failure(response, run.Time.GetUtcNow());
                throw new TaskFailure(ErrorCategory.ServerError, $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}, which is no file");
        }
    }

    private static HttpRequestMessage Request(Uri url, long have, Validator? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (have == 0) return request;
        request.Headers.Range = new RangeHeaderValue(have, null);
        request.Headers.TryAddWithoutValidation("If-Range", known!.Mark);
        return request;
    }

    // The content encoding; null when the body is the file itself.
    private static string? Encoding(HttpResponseMessage response) =>
        response.Content.Headers.ContentEncoding.FirstOrDefault(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes a 206 response: a part, which must begin where the stored part ends and belong to the same version.</summary>
    private async Task<Outcome> TakePartAsync(SilenceTimer silence, HttpResponseMessage response, long have, Validator? known)
    {
        if (response.Content.Headers.ContentRange is not { Unit: "bytes", From: { } from, To: { } to } range || from != have || to < from) return Outcome.Unusable;
        long? whole = range.Length ?? known?.Length;
        string? mark = Validator.MarkOf(response);
        bool isOtherVersion = have > 0 && ((mark is not null && mark != known!.Mark) || (known!.Length is { } before && range.Length is { } now && now != before));
        bool hasOtherLength = response.Content.Headers.ContentLength is { } length && length != to - from + 1;
        if (isOtherVersion || hasOtherLength || whole <= to) return Outcome.Unusable;
        if ((whole ?? (to + 1)) > args.MaxBytes) throw TooLong(whole ?? (to + 1));
        Validator? kept = have > 0 ? known! with { Length = whole } : Validator.Of(response, whole);
        if (kept is null && whole != to + 1) return Outcome.Unusable;
        Keep(kept, have);
        long end = await CopyAsync(silence, response, have, new Extent(to + 1, whole));
        if (end != to + 1) throw BrokeOff(end, whole ?? (to + 1));
        if (end == whole) return Outcome.Complete;
        return Outcome.Partial;
    }

    /// <summary>Takes a 200 response: the whole file.</summary>
    private async Task<Outcome> TakeWholeAsync(SilenceTimer silence, HttpResponseMessage response, long have, Validator? known)
    {
        long? length = response.Content.Headers.ContentLength;
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        bool isSlice = range is not null && (range.From != 0 || range.Length is null || range.To != range.Length - 1 || (length is not null && length != range.Length));
        bool isSameVersion = have > 0 && Validator.MarkOf(response) == known!.Mark;
        bool hasOtherLength = isSameVersion && length is not null && known!.Length is not null && length != known.Length;
        if (isSlice || hasOtherLength) return Outcome.Unusable;
        if (length > args.MaxBytes) throw TooLong(length.Value);
        Keep(Validator.Of(response, length), have: 0);
        long? whole = length ?? range?.Length;
        long end = await CopyAsync(silence, response, 0, new Extent(whole, whole));
        if (whole is null || end == whole) return Outcome.Complete;
        throw BrokeOff(end, whole.Value);
    }

    /// <summary>Restarts the transfer once when the parts do not fit together.</summary>
    private void StartAnew()
    {
        bool hadPart = File.Exists(PartFile);
        File.Delete(PartFile);
        File.Delete(_validatorFile);
        if (_hasStartedAnew || !hadPart) throw new TaskFailure(ErrorCategory.ServerError, "the server sends parts that do not fit together or do not begin where they should");
        _hasStartedAnew = true;
    }

    private async Task<long> CopyAsync(SilenceTimer silence, HttpResponseMessage response, long start, Extent extent)
    {
        using var file = new FileStream(PartFile, start > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using Stream body = await response.Content.ReadAsStreamAsync(run.Stop);
        var pacer = new Pacer(run, args.Http.BytesPerSecond);
        byte[] buffer = new byte[64 * 1024];
        long at = start;
        while (await ReadAsync(silence, body, buffer) is > 0 and int length)
        {
            at += length;
            if (at > args.MaxBytes) throw TooLong(at);
            if (at > extent.End) throw TooMuch(extent.End.Value);
            file.Write(buffer, 0, length);
            Report(at, extent.Whole);
            await run.PausePointAsync();
            await pacer.PassAsync(length);
        }

        file.Flush(flushToDisk: true);
        return at;
    }

    private void Report(long at, long? whole)
    {
        if (whole > 0) run.Report(100.0 * at / whole);
        else run.Report(null, string.Create(CultureInfo.InvariantCulture, $"{at} bytes"));
    }

    private static async Task<int> ReadAsync(SilenceTimer silence, Stream body, byte[] buffer)
    {
        try
        {
            return await silence.StepAsync(t => body.ReadAsync(buffer, t).AsTask());
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TaskFailure(ErrorCategory.Network, $"the connection broke: {e.Message}");
        }
    }

    private void Keep(Validator? validator, long have)
    {
        // Bytes of an older version must be deleted before the new validator is written.
        if (have == 0) File.Delete(PartFile);
        if (validator is null) File.Delete(_validatorFile);
        else validator.Write(_validatorFile);
    }

    private (long Bytes, string Sha256) Check()
    {
        using FileStream file = File.OpenRead(PartFile);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        if (args.Sha256 is null || args.Sha256 == sha256) return (file.Length, sha256);
        // Continuing from these bytes would fail again.
        File.Delete(PartFile);
        throw new TaskFailure(ErrorCategory.Other, $"sha256 is {sha256}, not {args.Sha256}");
    }

    private static TaskFailure BrokeOff(long end, long whole) => new(ErrorCategory.Network, $"the transfer ended at {end} of {whole} bytes");

    private TaskFailure Encoded(string encoding)
    {
        File.Delete(PartFile);
        return new TaskFailure(
            ErrorCategory.ServerError, $"the server sends the file encoded ({encoding}), which was not requested; give its sha256 to accept these bytes as they are");
    }

    private TaskFailure TooLong(long bytes)
    {
        File.Delete(PartFile);
        return new TaskFailure(ErrorCategory.ClientError, $"the file has {bytes} bytes or more; at most {args.MaxBytes} are allowed");
    }

    private TaskFailure TooMuch(long announced)
    {
        File.Delete(PartFile);
        return new TaskFailure(ErrorCategory.ServerError, $"the server sends more than the {announced} bytes that it announced");
    }

    /// <param name="End">Position in the file at which this response ends; null when the server does not state it.</param>
    /// <param name="Whole">Length of the whole file; null when the server does not state it.</param>
    private readonly record struct Extent(long? End, long? Whole);
}
