using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Tests.Execution;

/// <summary>
/// Holds a process in the kernel when it is killed, as a file system that does not answer does: a tracer that asked for the exit event and
/// does not look at it (ptrace(2), PTRACE_O_TRACEEXIT). No signal ends it until <see cref="Dispose"/>.
/// </summary>
internal sealed class HeldProcess : IDisposable
{
    private const string Tracer = """
        import ctypes, os, sys
        libc = ctypes.CDLL(None, use_errno=True)
        libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        seize, trace_exit = 0x4206, 0x40
        ok = libc.ptrace(seize, int(sys.argv[1]), None, trace_exit) == 0
        print('held' if ok else 'error %d' % ctypes.get_errno(), flush=True)
        os.waitpid(int(sys.argv[1]), 0x40000000)
        print('stopped', flush=True)
        sys.stdin.read()
        """;

    private readonly Process _tracer;

    public HeldProcess(int pid)
    {
        var start = new ProcessStartInfo("python3", ["-c", Tracer, pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _tracer = Process.Start(start)!;
        Assert.Equal("held", _tracer.StandardOutput.ReadLine());
    }

    /// <summary>Returns when the process has got its signal and hangs on its way out. A second SIGKILL before that would let it through.</summary>
    public void WaitUntilHeld() => Assert.Equal("stopped", _tracer.StandardOutput.ReadLine());

    public void Dispose()
    {
        _tracer.StandardInput.Close();
        _tracer.WaitForExit();
        _tracer.Dispose();
    }
}

/// <summary>A clock that jumps when the test says so, for waits of minutes.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _ahead;

    public void Jump(TimeSpan span) => Interlocked.Add(ref _ahead, (long)(span.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _ahead);
}
