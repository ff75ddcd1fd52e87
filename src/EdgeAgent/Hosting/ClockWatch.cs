using EdgeAgent.Loop;
using EdgeAgent.Native;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Hosting;

/// <summary>
/// Tells the loop at once when somebody sets the wall clock, so that a calendar that became due does not wait for the next wake-up. A timer
/// on the wall clock that is never due is cancelled by the kernel at each step (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET); the thread that
/// reads it sleeps until then. Where the kernel has no such timer, a step is noticed at the next wake-up.
/// </summary>
internal sealed unsafe class ClockWatch(Inbox inbox) : IHostedService, IDisposable
{
    private const int WallClock = 0; // CLOCK_REALTIME
    private const int AbsoluteTime = 1; // TFD_TIMER_ABSTIME
    private const int CancelOnSet = 2; // TFD_TIMER_CANCEL_ON_SET

    // The kernel rounds it down to the end of its time.
    private static readonly TimeSpec NeverDue = new() { Seconds = (nint)Math.Min(1L << 40, nint.MaxValue) };

    // TFD_CLOEXEC is O_CLOEXEC.
    private readonly int _timer = Libc.timerfd_create(WallClock, Libc.OCloExec);
    private volatile bool _isStopping;
    private Thread? _thread;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_timer < 0 || !Arm(NeverDue)) return Task.CompletedTask;
        _thread = new Thread(Run) { Name = "clock", IsBackground = true };
        _thread.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;

        // Due since 1970: the reading thread returns.
        if (_thread is not null && Arm(new TimeSpec { Nanoseconds = 1 })) _thread.Join(TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // A thread that still reads keeps the descriptor to the end of the process.
        if (_timer >= 0 && _thread is not { IsAlive: true }) _ = Libc.close(_timer);
    }

    private void Run()
    {
        ulong expirations;
        while (!_isStopping)
        {
            int error = Libc.read(_timer, (byte*)&expirations, sizeof(ulong)) >= 0 ? 0 : Libc.Errno;
            if (error == Errno.EINTR) continue;
            if (error != Errno.ECANCELED || _isStopping) return;

            // Armed before the loop is told: a second step meanwhile is not missed.
            if (!Arm(NeverDue)) return;
            inbox.Post(new AgentEvent.ClockSet());
        }
    }

    private bool Arm(TimeSpec at)
    {
        var setting = new TimerSpec { Value = at };
        return Libc.timerfd_settime(_timer, AbsoluteTime | CancelOnSet, &setting, null) == 0;
    }
}
