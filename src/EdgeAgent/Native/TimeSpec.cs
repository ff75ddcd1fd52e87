using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>struct timespec (clock_gettime(2)); both fields are a C long.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public nint Seconds;
    public nint Nanoseconds;

    public readonly long Milliseconds => ((long)Seconds * 1000) + ((long)Nanoseconds / 1_000_000);
}
