using System.ComponentModel;
using EdgeAgent.Native;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Link;

/// <summary>
/// Lets one thread sleep until a time on the boot clock or until another thread wakes it. On Linux one timerfd does both: the alarm also
/// ends the sleep at once when the machine returns from suspend after the time, and needs no thread of the pool. A second timerfd, on the
/// wall clock and never due, ends the sleep at every return from suspend and whenever the clock is set: the kernel cancels such timers then
/// (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). Nothing else in the agent watches the clock; where the kernel has no such timer, a step of
/// the clock is noticed at the next wake-up.
/// </summary>
internal sealed class Alarm : IDisposable
{
    private const int AbsoluteTime = 1; // TFD_TIMER_ABSTIME
    private const int CancelOnSet = 2; // TFD_TIMER_CANCEL_ON_SET
    private const long NeverS = 1L << 40; // since 1970; the kernel rounds it down to the end of its time
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

        _timer = new SafeFileHandle(Libc.timerfd_create(Libc.ClockBoottime, Libc.OCloExec), ownsHandle: true);
        if (_timer.IsInvalid) throw new Win32Exception(Libc.Errno, "timerfd_create");
        _resumed = new SafeFileHandle(Libc.timerfd_create(Libc.ClockRealtime, Libc.OCloExec | Libc.ONonBlock), ownsHandle: true);
        WatchForResume();
    }

    /// <summary>Ends the present sleep, or the next one. May be called from any thread.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (_isSet) return;
            _isSet = true;
            _event?.Set();
            if (_timer is { IsClosed: false }) Arm(0);
        }
    }

    /// <summary>Returns when <see cref="Set"/> was called since the last return, at <paramref name="due"/>, or when the machine returns from suspend.</summary>
    public void Wait(long due)
    {
        if (!IsWorthWaiting(due)) return;
        if (_timer is null) _event!.WaitOne(due == long.MaxValue ? -1 : (int)Math.Clamp(due - BootClock.Now, 0, int.MaxValue));
        else Sleep(_timer);
        lock (_gate) _isSet = false;
    }

    /// <summary>True once after the machine returned from suspend or its clock was set. Called by the thread that waits.</summary>
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

    private bool IsWorthWaiting(long due)
    {
        lock (_gate)
        {
            if (_timer is null) return true;
            if (!_isSet)
            {
                Arm(due);
                return true;
            }

            _isSet = false;
            return false;
        }
    }

    private unsafe void Arm(long due)
    {
        var setting = new TimerSpec { Value = At(due) };
        if (Libc.timerfd_settime(Descriptor(_timer!), AbsoluteTime, &setting, null) != 0) throw new Win32Exception(Libc.Errno, "timerfd_settime");
    }

    // A time of zero disarms the timer, so one nanosecond after boot stands for "at once".
    private static TimeSpec At(long due)
    {
        if (due == long.MaxValue) return default;
        if (due <= 0) return new TimeSpec { Nanoseconds = 1 };
        return new TimeSpec { Seconds = (nint)(due / 1000), Nanoseconds = (nint)(due % 1000 * 1_000_000) };
    }

    private unsafe void Sleep(SafeFileHandle timer)
    {
        var fds = stackalloc PollFd[2];
        fds[0] = new PollFd { Fd = Descriptor(timer), Events = Libc.PollIn };
        fds[1] = new PollFd { Fd = Descriptor(_resumed!), Events = Libc.PollIn };
        while (Libc.poll(fds, 2, -1) < 0)
        {
            if (Libc.Errno != Interrupted) throw new Win32Exception(Libc.Errno, "poll of timerfd");
        }

        ulong expirations;
        if ((fds[0].Revents & Libc.PollIn) != 0) _ = Libc.read(Descriptor(timer), (byte*)&expirations, sizeof(ulong));
        // Read fails with ECANCELED; the timer is armed again for the next time.
        if (fds[1].Revents == 0 || Libc.read(Descriptor(_resumed!), (byte*)&expirations, sizeof(ulong)) >= 0) return;
        _hasResumed = true;
        WatchForResume();
    }

    // When the kernel refuses the timer, a suspension is noticed at the next wake-up.
    private unsafe void WatchForResume()
    {
        if (_resumed is not { IsInvalid: false }) return;
        var setting = new TimerSpec { Value = new TimeSpec { Seconds = (nint)Math.Min(NeverS, nint.MaxValue) } };
        _ = Libc.timerfd_settime(Descriptor(_resumed), AbsoluteTime | CancelOnSet, &setting, null);
    }

    private static int Descriptor(SafeFileHandle handle) => (int)handle.DangerousGetHandle();
}
