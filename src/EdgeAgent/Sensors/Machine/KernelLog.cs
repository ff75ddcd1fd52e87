using System.Runtime.InteropServices;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Undervoltage by the kernel's log, for boards that tell it nowhere else: <c>Under-voltage detected!</c> (firmware driver of the Raspberry Pi before Linux 5.0),
/// <c>Undervoltage detected!</c> (its hwmon driver) and <c>Voltage normalised</c>. Reads only what is logged from now on, without waiting
/// (Documentation/ABI/testing/dev-kmsg). Silent where the log may not be read (kernel.dmesg_restrict).
/// </summary>
internal sealed unsafe partial class KernelLog : IDisposable
{
    private const int NonBlock = 0x800;
    private const int SeekEnd = 2;
    private const int BrokenPipe = 32;

    // A burst of a thousand lines between two samples is a broken driver; the rest waits.
    private const int MostRecords = 1000;

    private readonly byte[] _record = new byte[8192];
    private int _file;

    public KernelLog(string path)
    {
        _file = Libc.Open(path, Libc.ReadOnly | NonBlock | Libc.CloseOnExec);
        if (_file >= 0) _ = Seek(_file, 0, SeekEnd);
    }

    public bool IsUndervoltage { get; private set; }

    public void Refresh()
    {
        if (_file < 0) return;
        for (int i = 0; i < MostRecords; i++)
        {
            nint length;
            fixed (byte* buffer = _record) length = Libc.Read(_file, buffer, (nuint)_record.Length);
            // Old records that were overwritten before we read them: EPIPE, and the next read goes on behind them.
            if (length < 0 && Marshal.GetLastPInvokeError() == BrokenPipe) continue;
            if (length <= 0) return;
            Judge(_record.AsSpan(0, (int)length));
        }
    }

    public void Dispose()
    {
        if (_file >= 0) _ = Libc.Close(_file);
        _file = -1;
    }

    private void Judge(ReadOnlySpan<byte> text)
    {
        int low = Math.Max(text.LastIndexOf("nder-voltage detected"u8), text.LastIndexOf("ndervoltage detected"u8));
        int normal = Math.Max(text.LastIndexOf("oltage normalised"u8), text.LastIndexOf("oltage normalized"u8));
        if (low >= 0 || normal >= 0) IsUndervoltage = low > normal;
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int file, long offset, int whence);
}
