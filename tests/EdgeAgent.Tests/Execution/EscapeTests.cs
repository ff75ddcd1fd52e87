using System.Globalization;
using EdgeAgent.Execution;
using EdgeAgent.Native;

namespace EdgeAgent.Tests.Execution;

/// <summary>Programs that attack the agent or try to outlive their task, without control groups.</summary>
public sealed class EscapeTests : IDisposable
{
    private readonly ExecRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_daemon_that_clears_its_environment_and_forks_twice_ends_with_its_task()
    {
        const string daemon = """
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() > 0: os._exit(0)
                os.chdir('/')
                os.execve('/usr/bin/python3', ['python3', '-c', 'import os, time; os.write(3, b"message %d\\n" % os.getpid()); os.closerange(0, 9); time.sleep(1000)'], {})
            os.wait()
            time.sleep(1000)
            """;
        (IRun run, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args("python3", "-c", daemon)));
        int pid = int.Parse((await probe.ReportAsync(r => r.Message is not null)).Message!, CultureInfo.InvariantCulture);
        Assert.Equal(Environment.ProcessId, ProcessTable.Read(pid)!.Value.ParentPid);

        run.Stop(TimeSpan.Zero);
        await probe.Exited;

        Assert.False(ProcessTable.Read(pid)?.IsAlive ?? false);
    }

    [Fact]
    public async Task A_daemon_that_clears_its_environment_is_found_by_the_next_life_of_the_agent()
    {
        const string daemon = "setsid env -i /bin/sh -c 'echo \"message $$\" >&3; exec sleep 1000' & wait";
        (_, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", daemon)));
        int pid = int.Parse((await probe.ReportAsync(r => r.Message is not null)).Message!, CultureInfo.InvariantCulture);

        Assert.Contains(ProcessTable.Marked(_rig.Confinement.MarkPrefix), p => p.Pid == pid);
    }

    [Fact]
    public async Task A_program_cannot_signal_the_agent_where_the_kernel_can_prevent_it()
    {
        if (SignalScope.Missing() is { } missing) Assert.Skip(missing);

        // Signal 0 only asks whether a signal might be sent.
        RunOutcome outcome = await _rig.RunAsync("kill -0 $PPID && echo may; sleep 1000 & kill -0 $! && echo may signal its own");

        Assert.Equal("may signal its own\n", ExecRig.Text(outcome));
    }

    [Fact]
    public async Task A_pipe_in_place_of_the_limits_does_not_block_the_other_tasks()
    {
        (IRun run, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", "mkfifo limits.json.new; echo progress 1 >&3; sleep 1000")));
        await probe.ReportAsync(r => r.Pct == 1);

        run.SetLimits(ExecRig.FullLimits);

        Assert.Equal("free\n", ExecRig.Text(await _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", "echo free"), id: "t2")).Probe.Exited));
        run.Stop(TimeSpan.Zero);
        await probe.Exited;
    }
}
