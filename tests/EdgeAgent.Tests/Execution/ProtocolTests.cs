using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;

namespace EdgeAgent.Tests.Execution;

/// <summary>The worker protocol with real processes, and the examples that users start from.</summary>
public sealed class ProtocolTests : IDisposable
{
    private readonly ExecRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_worker_reports_progress_message_checkpoint_and_result()
    {
        (_, RunProbe probe) = Shell("printf 'progress 10 starting\\ncheckpoint row 5\\nresult done\\n' >&$EDGEAGENT_FD; echo not the result");

        var report = await probe.ReportAsync(r => r.Checkpoint is not null);
        RunOutcome outcome = await probe.Exited;

        Assert.Equal((10, "starting", "row 5"), report);
        Assert.Equal("done", ExecRig.Text(outcome));
    }

    [Fact]
    public async Task The_workers_word_about_its_error_counts_more_than_its_exit_code()
    {
        RunOutcome outcome = await _rig.RunAsync("printf 'error authentication token expired\\nretry-after 300\\n' >&3; exit 0");

        Assert.Equal(new TaskError(ErrorCategory.Authentication, "token expired"), outcome.Error);
        Assert.Equal(TimeSpan.FromMinutes(5), outcome.RetryAfter);
    }

    [Fact]
    public async Task The_last_checkpoint_comes_back_on_the_next_attempt()
    {
        (_, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", "echo \"$EDGEAGENT_CHECKPOINT attempt $EDGEAGENT_ATTEMPT\"")), "row 5", attempt: 2);

        Assert.Equal("row 5 attempt 2\n", ExecRig.Text(await probe.Exited));
    }

    [Fact]
    public async Task A_change_of_limits_reaches_a_running_worker()
    {
        const string script = """
            echo "message $EDGEAGENT_BATCH $EDGEAGENT_QUALITY $EDGEAGENT_PARALLEL" >&3
            read -r word rest <&4
            echo "$word $rest"
            cat "$EDGEAGENT_LIMITS"
            """;
        (IRun run, RunProbe probe) = Shell(script);
        Assert.Equal("32 high yes", (await probe.ReportAsync(r => r.Message is not null)).Message);

        run.SetLimits(new LiveLimits(4, "minimal", false));

        const string json = """{"batch":4,"quality":"minimal","parallel":false}""";
        Assert.Equal($"limits {json}\n{json}\n", ExecRig.Text(await probe.Exited));
    }

    [Fact]
    public async Task A_worker_that_never_listens_costs_nothing()
    {
        (IRun run, RunProbe probe) = Shell("trap 'exit 0' TERM; echo 'progress 1' >&3; while :; do sleep 0.05; done");
        await probe.ReportAsync(r => r.Pct == 1);

        for (int i = 0; i < 5000; i++) run.SetLimits(new LiveLimits(i, "high", true));
        run.Stop(TimeSpan.FromMinutes(10));

        Assert.True((await probe.Exited).Succeeded);
    }

    [Fact]
    public async Task A_flood_of_reports_is_thinned_out_and_the_last_word_arrives()
    {
        (_, RunProbe probe) = Shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo \"checkpoint $i\"; done >&3; echo 'nonsense' >&3");

        int reports = 0;
        await probe.ReportAsync(r => ++reports > 0 && r.Checkpoint == "20000");

        Assert.True((await probe.Exited).Succeeded);
        Assert.InRange(reports, 1, 2000);
    }

    [Fact]
    public async Task A_kind_of_the_configurations_own_gets_its_arguments_in_a_file()
    {
        AllowedCommand transcode = ExecRig.Command("transcoder", "/bin/sh") with { Arguments = ["-c", "echo \"$EDGEAGENT_KIND\"; cat \"$EDGEAGENT_ARGS\""] };
        using var rig = new ExecRig(commands: new CommandTable([transcode], new Dictionary<string, string> { ["transcode"] = "transcoder" }));
        TaskSpec spec = ExecRig.Spec("""{"input":"a.mkv"}""", kind: "transcode");

        Assert.Null(rig.Worker.Validate(spec).Fault);
        RunOutcome outcome = await rig.Start(spec).Probe.Exited;

        Assert.Equal("transcode\n{\"input\":\"a.mkv\"}", ExecRig.Text(outcome));
    }

    [Fact]
    public async Task Without_control_groups_the_memory_limit_holds_each_process()
    {
        RunOutcome outcome = await _rig.Start(
            ExecRig.Spec(ExecRig.Args("python3", "-c", "held = [bytearray(1 << 20) for i in range(300)]; print('too far')"), TaskLimits.None with { MemoryMb = 64 })).Probe.Exited;

        Assert.False(outcome.Succeeded);
        Assert.Contains("MemoryError", outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process_group")]
    [InlineData("auto")]
    public async Task The_processor_limit_holds_a_hog_also_where_no_controller_does_it(string confinement)
    {
        // In 0.6 s of its own processor time a hog at 20 % grows 3 s older.
        const string hog = """
            import time
            start = time.monotonic()
            while time.process_time() < 0.6: pass
            print(time.monotonic() - start)
            """;
        using var rig = new ExecRig(confinement);

        RunOutcome outcome = await rig.Start(ExecRig.Spec(ExecRig.Args("python3", "-c", hog), TaskLimits.None with { CpuPct = 20 })).Probe.Exited;

        Assert.InRange(double.Parse(ExecRig.Text(outcome), System.Globalization.CultureInfo.InvariantCulture), 2.0, 25);
    }

    [Fact]
    public async Task A_limited_task_can_be_frozen_thawed_and_stopped()
    {
        (IRun run, RunProbe probe) = _rig.Start(ExecRig.Spec(
            ExecRig.Args("sh", "-c", "trap 'exit 7' TERM; echo 'progress 1' >&3; while :; do :; done"), TaskLimits.None with { CpuPct = 10 }));
        await probe.ReportAsync(r => r.Pct == 1);
        run.Pause();
        Assert.True(await probe.FrozenAsync());
        run.Resume();
        Assert.False(await probe.FrozenAsync());

        run.Stop(TimeSpan.FromMinutes(10));

        Assert.Equal(7, (await probe.Exited).ExitCode);
    }

    [Theory]
    [InlineData("counter.sh", "sh")]
    [InlineData("counter.py", "python3")]
    public async Task The_example_counts_and_resumes_from_its_checkpoint(string file, string interpreter)
    {
        string example = Path.Combine(Repository.Root, "deploy", "examples", "workers", file);

        (_, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args(interpreter, example, "30")), checkpoint: "20", attempt: 2);
        var report = await probe.ReportAsync(r => r.Checkpoint is not null);
        RunOutcome outcome = await probe.Exited;

        Assert.Null(outcome.Error);
        Assert.InRange(int.Parse(report.Checkpoint!, null), 21, 30);
        Assert.Equal("counted from 20 to 30", ExecRig.Text(outcome));
    }

    [Theory]
    [InlineData("counter.sh", "sh")]
    [InlineData("counter.py", "python3")]
    public async Task The_example_stops_in_good_order_with_a_checkpoint(string file, string interpreter)
    {
        string example = Path.Combine(Repository.Root, "deploy", "examples", "workers", file);
        (IRun run, RunProbe probe) = _rig.Start(ExecRig.Spec(ExecRig.Args(interpreter, example, "1000000")));
        await probe.ReportAsync(r => r.Checkpoint is not null);

        run.Stop(TimeSpan.FromMinutes(10));
        RunOutcome outcome = await probe.Exited;

        Assert.Equal(75, outcome.ExitCode);
        Assert.True(outcome.AsksForLater);
    }

    private (IRun Run, RunProbe Probe) Shell(string script) => _rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", script)));
}
