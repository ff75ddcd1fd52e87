using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// Listens to the kernel's reports of changed devices (netlink(7), NETLINK_KOBJECT_UEVENT) and calls back for one subsystem. Its thread blocks
/// in poll and does not wake without a report.
/// </summary>
internal sealed unsafe class UeventListener : IDisposable
{
    private const int FamilyNetlink = 16;
    private const int RawCloseOnExec = 3 | Libc.OCloExec;
    private const int KobjectUevent = 15;
    private const uint KernelGroup = 1;

    private readonly byte[] _match;
    private readonly Action _changed;
    private readonly int _socket;
    private readonly int _stop;
    private readonly Thread _thread;
    private bool _isDisposed;

    private UeventListener(string subsystem, Action changed, int socket, int stop)
    {
        _match = System.Text.Encoding.ASCII.GetBytes($"\0SUBSYSTEM={subsystem}\0");
        _changed = changed;
        _socket = socket;
        _stop = stop;
        _thread = new Thread(Run) { IsBackground = true, Name = "uevents" };
        _thread.Start();
    }

    /// <summary>Starts a listener; null where the kernel does not allow it, as in some containers.</summary>
    public static UeventListener? TryStart(string subsystem, Action changed)
    {
        int socket = Libc.socket(FamilyNetlink, RawCloseOnExec, KobjectUevent);
        if (socket < 0) return null;
        var address = new SockaddrNl { Family = FamilyNetlink, Groups = KernelGroup };
        int stop = Libc.bind(socket, &address, sizeof(SockaddrNl)) == 0 ? Libc.eventfd(0, Libc.OCloExec) : -1;
        if (stop >= 0) return new UeventListener(subsystem, changed, socket, stop);
        _ = Libc.close(socket);
        return null;
    }

    public void Dispose()
    {
        // At a second call the descriptors may belong to another part of the process.
        if (_isDisposed) return;
        _isDisposed = true;
        ulong one = 1;
        _ = Libc.write(_stop, (byte*)&one, sizeof(ulong));
        _thread.Join();
        _ = Libc.close(_socket);
        _ = Libc.close(_stop);
    }

    private void Run()
    {
        byte[] message = new byte[8192]; // The kernel limits the variables to 2048 bytes.
        var waits = stackalloc PollFd[2];
        while (true)
        {
            waits[0] = new PollFd { Fd = _socket, Events = Libc.PollIn };
            waits[1] = new PollFd { Fd = _stop, Events = Libc.PollIn };
            if (Libc.poll(waits, 2, -1) < 0) continue; // EINTR
            if (waits[1].Revents != 0) return;
            int length;
            fixed (byte* buffer = message) length = (int)Libc.read(_socket, buffer, message.Length);
            // After an overrun (ENOBUFS) reports are lost, and one of them may have concerned this subsystem.
            if (length < 0 || message.AsSpan(0, length).IndexOf(_match) >= 0) _changed();
        }
    }
}
