using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Mqtt.Connection;

/// <summary>
/// Lets one thread sleep until a time on the boot clock or until somebody wakes it. On Linux both are one timerfd: a set alarm also
/// ends the sleep at once when the machine returns from suspend after the time, and costs no thread of the pool.
/// </summary>
internal sealed partial class Alarm : IDisposable
{
    private const int CloseOnExec = 0x80000; // TFD_CLOEXEC
    private const int AbsoluteTime = 1; // TFD_TIMER_ABSTIME
    private const int Interrupted = 4; // EINTR

    private readonly Lock _gate = new();
    private readonly SafeFileHandle? _timer;
    private readonly AutoResetEvent? _event;
    private bool _isSet;

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

    /// <summary>Returns when <see cref="Set"/> was called since the last return, or at <paramref name="due"/>.</summary>
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

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
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

    private static void Sleep(SafeFileHandle timer)
    {
        while (Read(timer, out _, sizeof(ulong)) < 0)
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new Win32Exception(Marshal.GetLastPInvokeError(), "read of timerfd");
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

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle timer, out ulong expirations, nint size);
}
