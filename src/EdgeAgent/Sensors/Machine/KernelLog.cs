using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Detects undervoltage from the kernel's log, for boards that report it nowhere else: <c>Under-voltage detected!</c> (firmware driver of the Raspberry Pi
/// before Linux 5.0), <c>Undervoltage detected!</c> (its hwmon driver) and <c>Voltage normalised</c>. It reads only new records and does not wait
/// (Documentation/ABI/testing/dev-kmsg). Without permission to read the log (kernel.dmesg_restrict) it reports no undervoltage.
/// </summary>
internal sealed unsafe class KernelLog : IDisposable
{
    private const int SeekEnd = 2;

    // Highest number of records per sample. Only a faulty driver logs more; the rest is read later.
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
            // EPIPE: records were overwritten before they were read; the next read continues after them.
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
