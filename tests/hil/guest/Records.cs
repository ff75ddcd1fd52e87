using System.Globalization;
using System.Text;

namespace EdgeAgent.Hil;

/// <summary>
/// A file of numbered records that each determine their own bytes: the simplest durable writer, which shows what the disk of the machine
/// keeps and loses.
/// </summary>
internal static class Records
{
    /// <summary>Appends and says <c>ack N</c> when record N is written, and flushed if asked for.</summary>
    internal static int Append(string file, bool sync, int count)
    {
        using var output = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        long next = Count(file, out long good) + 1;
        // A torn tail is cut off, as a journal would.
        output.SetLength(good);
        output.Seek(0, SeekOrigin.End);
        using var console = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true, NewLine = "\n" };
        for (int i = 0; i < count; i++, next++)
        {
            output.Write(Bytes(next));
            if (sync) output.Flush(flushToDisk: true);
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ack {next}"));
        }
        return 0;
    }

    /// <summary>Prints the number of the last record of the longest good prefix.</summary>
    internal static int Last(string file)
    {
        long last = Count(file, out long good), length = File.Exists(file) ? new FileInfo(file).Length : 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"last {last} good-bytes {good} torn-bytes {length - good}"));
        return 0;
    }

    private static long Count(string file, out long goodBytes)
    {
        goodBytes = 0;
        if (!File.Exists(file)) return 0;
        byte[] all = File.ReadAllBytes(file);
        for (long n = 0; ; n++)
        {
            byte[] wanted = Bytes(n + 1);
            if (!all.AsSpan((int)goodBytes).StartsWith(wanted)) return n;
            goodBytes += wanted.Length;
        }
    }

    // 40 to 1,700 bytes, so that records straddle sectors and pages.
    private static byte[] Bytes(long n)
    {
        string body = string.Create(CultureInfo.InvariantCulture, $"{n} {new string((char)('a' + n % 26), (int)(20 + n * 37 % 1650))}");
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{body} {body.Length}\n"));
    }
}
