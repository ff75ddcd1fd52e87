using EdgeAgent.Execution;
using EdgeAgent.Native;

namespace EdgeAgent.Tests.Execution;

/// <summary>Stopping, freezing and killing real processes, without control groups.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private readonly ExecRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_program_that_obeys_the_request_to_stop_is_not_killed()
    {
        (IRun run, RunProbe probe) = Shell("trap 'echo tidied up; exit 3' TERM; echo 'progress 1' >&3; while :; do sleep 0.05; done");
        await probe.ReportAsync(r => r.Pct == 1);

        run.Stop(Long);
        RunOutcome outcome = await probe.Exited;

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal("tidied up\n", ExecRig.Text(outcome));
    }

    [Fact]
    public async Task A_program_that_ignores_the_request_is_killed_after_the_grace_period()
    {
        (IRun run, RunProbe probe) = Shell("trap '' TERM; echo 'progress 1' >&3; while :; do sleep 0.05; done");
        await probe.ReportAsync(r => r.Pct == 1);

        run.Stop(TimeSpan.FromMilliseconds(50));
        RunOutcome outcome = await probe.Exited;

        Assert.Equal(128 + 9, outcome.ExitCode);
    }

    [Fact]
    public async Task A_second_request_without_grace_kills_at_once()
    {
        (IRun run, RunProbe probe) = Shell("trap '' TERM; echo 'progress 1' >&3; while :; do sleep 0.05; done");
        await probe.ReportAsync(r => r.Pct == 1);

        run.Stop(Long);
        run.Stop(TimeSpan.Zero);

        Assert.Equal(128 + 9, (await probe.Exited).ExitCode);
    }

    [Fact]
    public async Task A_grandchild_of_a_stopped_task_is_dead_too_even_one_that_left_the_session()
    {
        (IRun run, RunProbe probe) = Shell("setsid sh -c 'trap \"\" TERM HUP; echo \"message $$\" >&3; while :; do sleep 0.05; done' & wait");
        int grandchild = int.Parse((await probe.ReportAsync(r => r.Message is not null)).Message!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotNull(ProcessTable.Read(grandchild));

        run.Stop(TimeSpan.FromMilliseconds(20));
        await probe.Exited;

        Assert.False(ProcessTable.Read(grandchild)?.IsAlive ?? false);
    }

    [Fact]
    public async Task What_a_finished_program_leaves_in_the_background_ends_with_it()
    {
        (_, RunProbe probe) = Shell("sleep 1000 & echo \"message $!\" >&3; exit 0");
        int left = int.Parse((await probe.ReportAsync(r => r.Message is not null)).Message!, System.Globalization.CultureInfo.InvariantCulture);

        RunOutcome outcome = await probe.Exited;

        Assert.True(outcome.Succeeded);
        Assert.False(ProcessTable.Read(left)?.IsAlive ?? false);
    }

    [Fact]
    public async Task A_frozen_counter_stands_still_and_goes_on_from_the_same_value() => await Freezing.CheckAsync(_rig);

    [Fact]
    public async Task A_thaw_right_after_a_freeze_is_not_lost()
    {
        (IRun run, RunProbe probe) = Shell("i=0; while :; do i=$((i+1)); echo \"checkpoint $i\"; done >&3");

        for (int i = 0; i < 20; i++)
        {
            run.Pause();
            run.Resume();
        }

        // Older reports fill at most the pipe and one line in our buffer; the count must exceed all of them.
        long first = long.Parse((await probe.ReportAsync(r => r.Checkpoint is not null)).Checkpoint!, null);
        await probe.ReportAsync(r => r.Checkpoint is not null && long.Parse(r.Checkpoint, null) > first + 20_000);
        run.Stop(TimeSpan.Zero);
        await probe.Exited;
    }

    [Fact]
    public async Task A_frozen_program_can_be_stopped_in_good_order()
    {
        (IRun run, RunProbe probe) = Shell("trap 'echo tidied up; exit 0' TERM; echo 'progress 1' >&3; while :; do sleep 0.05; done");
        await probe.ReportAsync(r => r.Pct == 1);
        run.Pause();
        Assert.True(await probe.FrozenAsync());

        run.Stop(Long);

        Assert.Equal("tidied up\n", ExecRig.Text(await probe.Exited));
    }

    [Fact]
    public async Task What_a_killed_agent_left_running_is_killed_before_the_next_start()
    {
        (_, RunProbe probe) = Shell("setsid sh -c 'trap \"\" TERM HUP; echo \"message $$\" >&3; while :; do sleep 0.05; done' & wait");
        int survivor = int.Parse((await probe.ReportAsync(r => r.Message is not null)).Message!, System.Globalization.CultureInfo.InvariantCulture);

        int leader = ProcessTable.Marked(_rig.Confinement.MarkPrefix).Single(p => p.ParentPid == Environment.ProcessId).Pid;

        // The loop's thread is the parent: when it goes, as in a crash, the kernel kills the leader but not its children.
        _rig.Worker.Dispose();
        WaitForEnd(leader);
        Assert.True(ProcessTable.Read(survivor)!.Value.IsAlive);
        int killed = _rig.Confinement.KillLeftovers();

        Assert.InRange(killed, 1, 4);
        Assert.False(ProcessTable.Read(survivor)?.IsAlive ?? false);
    }

    private static unsafe void WaitForEnd(int pid)
    {
        int pidFd = Libc.PidFdOpen(pid);
        var wait = new PollFd { Fd = pidFd, Events = Libc.PollIn };
        Assert.Equal(1, Libc.poll(&wait, 1, 30_000));
        _ = Libc.close(pidFd);
    }

    private (IRun Run, RunProbe Probe) Shell(string script) => _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", script)));
}

/// <summary>The same check of freezing for both ways of holding processes together.</summary>
internal static class Freezing
{
    private const string Counter = """
        import os
        n = 0
        while True:
            n += 1
            if n % 20000 == 0: os.write(3, b'checkpoint %d\n' % n)
        """;

    public static async Task CheckAsync(ExecRig rig)
    {
        (IRun run, RunProbe probe) = rig.Start(ExecRig.Spec(ExecRig.Args("python3", "-c", Counter)));
        await probe.ReportAsync(r => r.Checkpoint is not null);

        run.Pause();
        Assert.True(await probe.FrozenAsync());
        int pid = Assert.Single(ProcessTable.Marked(rig.Confinement.MarkPrefix)).Pid;
        long before = ProcessTable.Read(pid)!.Value.CpuTicks;
        // The test itself uses processor time, so a process that is not frozen would use some, too.
        long burned = 0;
        for (long i = 0; i < 200_000_000; i++) burned += i;
        long after = ProcessTable.Read(pid)!.Value.CpuTicks;
        run.Resume();
        Assert.False(await probe.FrozenAsync());

        // Reports sent before the freeze arrive first; then the count continues, which shows that the same process runs on.
        string first = (await probe.ReportAsync(r => r.Checkpoint is not null)).Checkpoint!;
        string next = (await probe.ReportAsync(r => r.Checkpoint is not null && r.Checkpoint != first)).Checkpoint!;
        Assert.True(burned > 0);
        Assert.Equal(before, after);
        Assert.True(long.Parse(next, null) > long.Parse(first, null));
        Assert.Equal(pid, Assert.Single(ProcessTable.Marked(rig.Confinement.MarkPrefix)).Pid);
        run.Stop(TimeSpan.Zero);
        await probe.Exited;
    }
}
