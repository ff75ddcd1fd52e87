using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Undervoltage by the kernel's log, for boards that report it nowhere else: <c>Under-voltage detected!</c> (firmware driver of the Raspberry Pi before Linux 5.0),
/// <c>Undervoltage detected!</c> (its hwmon driver) and <c>Voltage normalised</c>. Reads only what is logged from now on, without waiting
/// (Documentation/ABI/testing/dev-kmsg). Silent where the log may not be read (kernel.dmesg_restrict).
/// </summary>
internal sealed unsafe class KernelLog : IDisposable
{
    private const int SeekEnd = 2;

    // A burst of a thousand lines between two samples is a broken driver; the rest waits.
    private const int MostRecords = 1000;

    private readonly byte[] _record = new byte[8192];
    private int _file;

    public KernelLog(string path)
    {
        _file = Libc.open(path, Libc.OReadOnly | Libc.ONonBlock | Libc.OCloExec, 0);
        if (_file >= 0) _ = Libc.lseek(_file, 0, SeekEnd);
    }

    public bool IsUndervoltage { get; private set; }

    public void Refresh()
    {
        if (_file < 0) return;
        for (int i = 0; i < MostRecords; i++)
        {
            nint length;
            fixed (byte* buffer = _record) length = Libc.read(_file, buffer, _record.Length);
            // Old records that were overwritten before we read them: EPIPE, and the next read goes on behind them.
            if (length < 0 && Libc.Errno == Errno.EPIPE) continue;
            if (length <= 0) return;
            Judge(_record.AsSpan(0, (int)length));
        }
    }

    public void Dispose()
    {
        if (_file >= 0) _ = Libc.close(_file);
        _file = -1;
    }

    private void Judge(ReadOnlySpan<byte> text)
    {
        int low = Math.Max(text.LastIndexOf("nder-voltage detected"u8), text.LastIndexOf("ndervoltage detected"u8));
        int normal = Math.Max(text.LastIndexOf("oltage normalised"u8), text.LastIndexOf("oltage normalized"u8));
        if (low >= 0 || normal >= 0) IsUndervoltage = low > normal;
    }
}
