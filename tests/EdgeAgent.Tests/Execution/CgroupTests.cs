using System.Globalization;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;

namespace EdgeAgent.Tests.Execution;

/// <summary>Freezing and killing by control group; needs a cgroup version 2 mount and the right to make groups, no controllers.</summary>
public sealed class CgroupTests : IDisposable
{
    private readonly ExecRig _rig = new("auto");

    public CgroupTests()
    {
        if (_rig.Confinement.Kind == "cgroup") return;
        _rig.Dispose();
        Assert.Skip($"NOT TESTED: control groups; {_rig.Confinement.Reason}");
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_frozen_counter_stands_still_and_goes_on_from_the_same_value() => await Freezing.CheckAsync(_rig);

    [Fact]
    public async Task A_grandchild_that_left_session_and_environment_behind_is_dead_too()
    {
        const string script = "setsid env -i sh -c 'trap \"\" TERM HUP; echo \"message $$\" >&3; while :; do sleep 0.05; done' & wait";
        (IRun run, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", script)));
        int grandchild = int.Parse((await probe.ReportAsync(r => r.Message is not null)).Message!, CultureInfo.InvariantCulture);

        run.Stop(TimeSpan.FromMilliseconds(20));
        await probe.Exited;

        Assert.False(ProcessTable.Read(grandchild)?.IsAlive ?? false);
    }

    [Fact]
    public async Task A_frozen_task_can_be_killed()
    {
        (IRun run, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args("sleep", "1000")));
        await probe.Started;
        run.Pause();
        Assert.True(await probe.FrozenAsync());

        run.Stop(TimeSpan.Zero);

        Assert.Equal(128 + 9, (await probe.Exited).ExitCode);
    }

    [Fact]
    public async Task The_group_of_a_finished_task_is_removed()
    {
        await _rig.RunAsync("exit 0");

        Assert.Empty(Directory.GetDirectories(_rig.Confinement.CgroupPath!));
    }

    [Fact]
    public async Task What_a_killed_agent_left_running_is_killed_through_its_group()
    {
        const string script = "setsid env -i sh -c 'trap \"\" TERM HUP; echo \"message $$\" >&3; while :; do sleep 0.05; done' & wait";
        (_, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", script)));
        int survivor = int.Parse((await probe.ReportAsync(r => r.Message is not null)).Message!, CultureInfo.InvariantCulture);
        _rig.Worker.Dispose();

        _rig.Confinement.KillLeftovers();

        Assert.False(ProcessTable.Read(survivor)?.IsAlive ?? false);
        Assert.Empty(Directory.GetDirectories(_rig.Confinement.CgroupPath!));
    }
}

/// <summary>Limits on real hogs; needs the cpu, memory and pids controllers on version 2.</summary>
public sealed class CgroupLimitTests : IDisposable
{
    private readonly ExecRig _rig = new("auto", new ExecutionOptions { MaxProcesses = 12 });

    public CgroupLimitTests()
    {
        if (_rig.Confinement.Kind == "cgroup" && !_rig.Confinement.Reason.Contains("freeze and kill only", StringComparison.Ordinal)) return;
        _rig.Dispose();
        Assert.Skip($"NOT TESTED HERE: limits by control group ({_rig.Confinement.Reason}); GuestTests runs them in a guest that has controllers");
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task The_memory_limit_holds_a_hog_and_the_outcome_says_so()
    {
        RunOutcome outcome = await PythonAsync("held = [bytearray(1 << 20) for i in range(300)]; print('too far')", TaskLimits.None with { MemoryMb = 64 });

        Assert.Equal("killed by the kernel: out of memory", outcome.Error?.Message);
        Assert.Equal(StopReason.MemoryPressure, outcome.Cause);
        Assert.DoesNotContain("too far", ExecRig.Text(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_processor_limit_holds_a_hog()
    {
        // Uses 0.6 s of processor time, as the control group counts it, then prints how long that took.
        const string hog = """
            import time
            group = [l for l in open('/proc/self/cgroup') if l.startswith('0::')][0].strip()[3:]
            def stat(key): return [int(l.split()[1]) for l in open('/sys/fs/cgroup' + group + '/cpu.stat') if l.startswith(key + ' ')][0]
            start, used = time.monotonic(), stat('usage_usec')
            while stat('usage_usec') < used + 600000: pass
            print(time.monotonic() - start, stat('nr_throttled'))
            """;

        RunOutcome outcome = await PythonAsync(hog, TaskLimits.None with { CpuPct = 20 });

        string[] said = ExecRig.Text(outcome).Split(' ');
        // 0.6 s at 20 % are 3 s; the first and the last period of 100 ms may be cut short.
        Assert.InRange(double.Parse(said[0], CultureInfo.InvariantCulture), 2.5, 60);
        Assert.InRange(int.Parse(said[1], CultureInfo.InvariantCulture), 10, 1000);
    }

    [Fact]
    public async Task A_fork_bomb_stays_small()
    {
        const string bomb = """
            import os, signal
            n = 0
            try:
                while n < 100:
                    if os.fork() == 0: signal.pause()
                    n += 1
            except BlockingIOError: pass
            print(n)
            """;

        RunOutcome outcome = await PythonAsync(bomb, TaskLimits.None);

        Assert.InRange(int.Parse(ExecRig.Text(outcome), CultureInfo.InvariantCulture), 5, 11);
    }

    private async Task<RunOutcome> PythonAsync(string script, TaskLimits limits) =>
        await _rig.Start(ExecRig.Spec(ExecRig.Args("python3", "-c", script), limits)).Probe.Exited;
}

/// <summary>
/// Runs the limit tests in a guest kernel (User-Mode Linux, Debian package user-mode-linux) where the machine's own
/// control groups have no version 2 controllers to give.
/// </summary>
public sealed class GuestTests
{
    [Fact]
    public async Task Limits_hold_in_a_guest_that_has_every_controller()
    {
        await Guest.RunTestsAsync([typeof(CgroupLimitTests), typeof(CgroupTests)], 8, setUp: "mount -t cgroup2 cgroup2 /sys/fs/cgroup");
    }
}
