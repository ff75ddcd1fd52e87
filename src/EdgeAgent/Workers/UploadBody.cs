using System.Net;
using System.Security.Cryptography;

namespace EdgeAgent.Workers;

/// <summary>A file as request body, with rate limit, pause points, hash and progress. Each hop of a redirect sends it from the beginning.</summary>
internal sealed class UploadBody(RunContext run, FileStream file, long length, double? bytesPerSecond, SilenceTimer silence) : IDisposable
{
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Sent { get; private set; }

    public bool IsWhole => Sent == length;

    /// <summary>SHA-256 of the sent bytes, lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public HttpContent NewContent() => new Content(this, length);

    public void Dispose() => _hash.Dispose();

    private async Task SendAsync(Stream stream)
    {
        Rewind();
        var pacer = new Pacer(run, bytesPerSecond);
        byte[] buffer = new byte[64 * 1024];
        while (Sent < length)
        {
            int wanted = (int)Math.Min(buffer.Length, length - Sent);
            int read = await run.OnThreadAsync(() => file.Read(buffer, 0, wanted)).ConfigureAwait(false);
            if (read == 0) throw new TaskFailure(ErrorCategory.Other, $"{run.Request.Spec.Id}: the file became shorter while it was sent");
            _hash.AppendData(buffer, 0, read);
            await stream.WriteAsync(buffer.AsMemory(0, read), run.Stop).ConfigureAwait(false);
            Sent += read;
            run.Report(100.0 * Sent / length);
            silence.Suspend();
            await run.PausePointAsync().ConfigureAwait(false);
            await pacer.PassAsync(read).ConfigureAwait(false);
            silence.Restart();
        }
    }

    private void Rewind()
    {
        file.Position = 0;
        Sent = 0;
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    private sealed class Content(UploadBody body, long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.SendAsync(stream);

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
