using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>struct itimerspec (timerfd_settime(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimerSpec
{
    public TimeSpec Interval;
    public TimeSpec Value;
}
