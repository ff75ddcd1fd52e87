namespace EdgeAgent.Nano.Storage;

/// <summary>
/// SHA-256 (FIPS 180-4), computed in pieces, so that the receipt for a document larger than the receive buffer can carry its hash. The framework's package with a
/// hash function is not in every board's firmware. Working space 352 bytes.
/// </summary>
public sealed class Sha256
{
    public const int HashBytes = 32;

    private static readonly uint[] K =
    {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };

    private readonly uint[] _h = new uint[8];
    private readonly uint[] _w = new uint[64];
    private readonly byte[] _block = new byte[64];
    private int _filled;
    private long _total;

    public Sha256() => Reset();

    /// <summary>Hash of a piece of a buffer.</summary>
    public static byte[] Of(byte[] bytes, int offset, int count)
    {
        Sha256 hash = new Sha256();
        hash.Add(bytes, offset, count);
        return hash.Finish();
    }

    public void Reset()
    {
        _h[0] = 0x6a09e667;
        _h[1] = 0xbb67ae85;
        _h[2] = 0x3c6ef372;
        _h[3] = 0xa54ff53a;
        _h[4] = 0x510e527f;
        _h[5] = 0x9b05688c;
        _h[6] = 0x1f83d9ab;
        _h[7] = 0x5be0cd19;
        _filled = 0;
        _total = 0;
    }

    public void Add(byte[] bytes, int offset, int count)
    {
        _total += count;
        for (int i = 0; i < count; i++)
        {
            _block[_filled++] = bytes[offset + i];
            if (_filled == 64) Compress();
        }
    }

    public byte[] Finish()
    {
        long bits = _total * 8;
        _block[_filled++] = 0x80;
        if (_filled > 56) FillUp(64);
        FillUp(56);
        for (int i = 7; i >= 0; i--) _block[_filled++] = (byte)(bits >> (8 * i));
        Compress();
        byte[] hash = new byte[HashBytes];
        for (int i = 0; i < HashBytes; i++) hash[i] = (byte)(_h[i / 4] >> (24 - 8 * (i % 4)));
        return hash;
    }

    private void FillUp(int to)
    {
        while (_filled < to) _block[_filled++] = 0;
        if (_filled == 64) Compress();
    }

    private void Compress()
    {
        _filled = 0;
        for (int t = 0; t < 16; t++)
        {
            _w[t] = ((uint)_block[4 * t] << 24) | ((uint)_block[4 * t + 1] << 16) | ((uint)_block[4 * t + 2] << 8) | _block[4 * t + 3];
        }

        for (int t = 16; t < 64; t++)
        {
            uint a = _w[t - 15], b = _w[t - 2];
            _w[t] = _w[t - 16] + (Right(a, 7) ^ Right(a, 18) ^ (a >> 3)) + _w[t - 7] + (Right(b, 17) ^ Right(b, 19) ^ (b >> 10));
        }

        Rounds();
    }

    private void Rounds()
    {
        uint a = _h[0], b = _h[1], c = _h[2], d = _h[3], e = _h[4], f = _h[5], g = _h[6], h = _h[7];
        for (int t = 0; t < 64; t++)
        {
            uint first = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + ((e & f) ^ (~e & g)) + K[t] + _w[t];
            uint second = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }

        _h[0] += a;
        _h[1] += b;
        _h[2] += c;
        _h[3] += d;
        _h[4] += e;
        _h[5] += f;
        _h[6] += g;
        _h[7] += h;
    }

    private static uint Right(uint value, int bits) => (value >> bits) | (value << (32 - bits));
}
