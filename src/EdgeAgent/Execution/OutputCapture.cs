using System.Security.Cryptography;
using System.Text;

namespace EdgeAgent.Execution;

/// <summary>
/// Keeps the beginning and the end of a stream within a limit; counts and hashes all of it. Not thread-safe.
/// </summary>
internal sealed class OutputCapture : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly int _headLimit;
    private readonly byte[] _tail;
    private readonly MemoryStream _head = new();
    private long _tailWritten;

    /// <param name="limit">Bytes to keep, at least 2: the first half and the last half.</param>
    public OutputCapture(int limit)
    {
        _headLimit = limit / 2;
        _tail = new byte[limit - _headLimit];
    }

    public long TotalBytes { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        TotalBytes += bytes.Length;
        _hash.AppendData(bytes);
        int toHead = Math.Min(bytes.Length, _headLimit - (int)_head.Length);
        _head.Write(bytes[..toHead]);
        bytes = bytes[toHead..];
        if (bytes.Length > _tail.Length)
        {
            _tailWritten += bytes.Length - _tail.Length;
            bytes = bytes[^_tail.Length..];
        }

        foreach (byte b in bytes) _tail[_tailWritten++ % _tail.Length] = b;
    }

    /// <summary>The kept bytes; a line in the middle states the number of missing bytes.</summary>
    public byte[] Kept()
    {
        using var all = new MemoryStream();
        _head.WriteTo(all);
        long missing = _tailWritten - _tail.Length;
        if (missing > 0) all.Write(Encoding.UTF8.GetBytes($"\n[{missing} bytes left out]\n"));
        for (long i = Math.Max(0, missing); i < _tailWritten; i++) all.WriteByte(_tail[i % _tail.Length]);
        return all.ToArray();
    }

    /// <summary>SHA-256 of the whole stream, lower-case hex.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose()
    {
        _hash.Dispose();
        _head.Dispose();
    }
}
