using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Mqtt.Connection;

/// <summary>
/// Lets one thread sleep until a time on the boot clock or until somebody wakes it. On Linux both are one timerfd: a set alarm also
/// ends the sleep at once when the machine returns from suspend after the time, and costs no thread of the pool. A second one, on the wall clock
/// and never due, ends it at every return from suspend: the kernel cancels such timers then (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET).
/// </summary>
internal sealed partial class Alarm : IDisposable
{
    private const int CloseOnExec = 0x80000; // TFD_CLOEXEC
    private const int AbsoluteTime = 1; // TFD_TIMER_ABSTIME
    private const int CancelOnSet = 2; // TFD_TIMER_CANCEL_ON_SET
    private const int NonBlocking = 0x800; // TFD_NONBLOCK
    private const short Readable = 1; // POLLIN
    private const long Never = 1L << 40; // s since 1970; the kernel rounds it down to the end of its time
    private const int Interrupted = 4; // EINTR

    private readonly Lock _gate = new();
    private readonly SafeFileHandle? _timer;
    private readonly SafeFileHandle? _resumed;
    private readonly AutoResetEvent? _event;
    private bool _isSet;
    private bool _hasResumed;

    public Alarm()
    {
        if (!OperatingSystem.IsLinux())
        {
            _event = new AutoResetEvent(false);
            return;
        }
        _timer = new SafeFileHandle(TimerCreate(BootClock.ClockBoottime, CloseOnExec), ownsHandle: true);
        if (_timer.IsInvalid)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "timerfd_create");
        _resumed = new SafeFileHandle(TimerCreate(BootClock.ClockRealtime, CloseOnExec | NonBlocking), ownsHandle: true);
        WatchForResume();
    }

    /// <summary>Ends the present sleep, or the next one. Any thread.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (_isSet)
                return;
            _isSet = true;
            _event?.Set();
            if (_timer is { IsClosed: false })
                Arm(0);
        }
    }

    /// <summary>Returns when <see cref="Set"/> was called since the last return, at <paramref name="due"/>, or when the machine returns from suspend.</summary>
    public void Wait(long due)
    {
        lock (_gate)
        {
            if (!_isSet && _timer is not null)
                Arm(due);
            else if (_timer is not null)
            {
                _isSet = false;
                return;
            }
        }
        if (_timer is null)
            _event!.WaitOne(due == long.MaxValue ? -1 : (int)Math.Clamp(due - BootClock.Now, 0, int.MaxValue));
        else
            Sleep(_timer);
        lock (_gate)
            _isSet = false;
    }

    /// <summary>True once after the machine returned from suspend, or somebody set its clock. By the thread that waits.</summary>
    public bool TakeResumed()
    {
        bool resumed = _hasResumed;
        _hasResumed = false;
        return resumed;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _resumed?.Dispose();
            _event?.Dispose();
        }
    }

    private void Arm(long due)
    {
        // All zero would disarm it: one nanosecond after the start of the machine is "at once".
        var value = due == long.MaxValue ? default : due <= 0 ? new BootClock.TimeSpec { Nanoseconds = 1 } : BootClock.TimeSpec.FromMilliseconds(due);
        var setting = new TimerSetting { Value = value };
        if (TimerSet(_timer!, AbsoluteTime, setting, 0) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "timerfd_settime");
    }

    private void Sleep(SafeFileHandle timer)
    {
        Span<Poll> fds = [new Poll(timer), new Poll(_resumed!)];
        while (PollAll(fds, (nuint)fds.Length, -1) < 0)
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new Win32Exception(Marshal.GetLastPInvokeError(), "poll of timerfd");
        if ((fds[0].Returned & Readable) != 0)
            _ = Read(timer, out _, sizeof(ulong));
        // Read fails with ECANCELED; the timer is armed anew for the next time.
        if (fds[1].Returned != 0 && Read(_resumed!, out _, sizeof(ulong)) < 0)
        {
            _hasResumed = true;
            WatchForResume();
        }
    }

    // Where a kernel refuses, a suspension is found out at the next time that something happens or is due.
    private void WatchForResume()
    {
        var setting = new TimerSetting { Value = new BootClock.TimeSpec { Seconds = (nint)Math.Min(Never, nint.MaxValue) } };
        if (_resumed is { IsInvalid: false })
            _ = TimerSet(_resumed, AbsoluteTime | CancelOnSet, setting, 0);
    }

    /// <summary>struct pollfd.</summary>
    private struct Poll(SafeFileHandle handle)
    {
        public int Descriptor = (int)handle.DangerousGetHandle();
        public short Wanted = Readable;
        public short Returned;
    }

    private struct TimerSetting
    {
        public BootClock.TimeSpec Interval;
        public BootClock.TimeSpec Value;
    }

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int TimerCreate(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int TimerSet(SafeFileHandle timer, int flags, in TimerSetting setting, nint old);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollAll(Span<Poll> fds, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle timer, out ulong expirations, nint size);
}
