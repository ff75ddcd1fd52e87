using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>Programs that no signal ends: each kind that runs programs frees the slot and reports it.</summary>
public sealed class UnkillableTests : IDisposable
{
    private readonly KindRig _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_program_that_hangs_in_the_kernel_is_said_to_be_stuck_and_its_end_is_told_when_it_comes()
    {
        var time = new JumpingTime();
        using var rig = new ExecRig(time: time);
        (IRun run, RunProbe probe) = rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", "echo \"message $$\" >&3; exec sleep 1000")));
        using (var held = new HeldProcess(await PidAsync(probe)))
        {
            run.Stop(TimeSpan.FromSeconds(10));
            held.WaitUntilHeld();
            foreach (int seconds in (int[])[0, 11, 31]) await PassAsync(rig, time, TimeSpan.FromSeconds(seconds));
            Assert.True(await probe.StuckAsync());
            Assert.StartsWith("stuck: killed 30 s ago, but a process is still there", (await probe.Exited).Error!.Message, StringComparison.Ordinal);
        }

        Assert.False(await probe.StuckAsync());
        Assert.Equal(1, probe.Exits);
    }

    [Fact]
    public async Task A_grandchild_that_hangs_in_the_kernel_after_its_program_has_ended_is_said_to_be_stuck()
    {
        var time = new JumpingTime();
        using var rig = new ExecRig(time: time);
        (IRun run, RunProbe probe) = rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", "sleep 1000 & echo \"message $!\" >&3; wait")));
        using (var held = new HeldProcess(await PidAsync(probe)))
        {
            run.Stop(TimeSpan.FromSeconds(10));
            held.WaitUntilHeld();
            foreach (int seconds in (int[])[0, 11, 31]) await PassAsync(rig, time, TimeSpan.FromSeconds(seconds));
            Assert.True(await probe.StuckAsync());
            Assert.StartsWith("stuck: ", (await probe.Exited).Error!.Message, StringComparison.Ordinal);
        }

        Assert.False(await probe.StuckAsync());
    }

    [Fact]
    public async Task An_update_whose_installer_hangs_in_the_kernel_is_said_to_be_stuck()
    {
        string fifo = $"{_files.Folder}/pid";
        using (var make = Process.Start("mkfifo", fifo)) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        _files.Write("install.sh", $"echo $$ > '{fifo}'; exec sleep 1000");
        byte[] release = "version 2\n"u8.ToArray();
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("200 OK", body: release)));
        var commands = ExecRig.Commands(ExecRig.Command("install", "/bin/sh") with { Arguments = [$"{_files.Folder}/install.sh"] });
        var time = new JumpingTime();
        using var rig = new ExecRig(commands: commands, time: time);
        var nobody = new UpdateSupervisor($"{_files.Folder}/inbox/bundle", $"{_files.Folder}/nobody", TimeProvider.System);
        var worker = new UpdateWorker(new ExecutionOptions(), commands, rig.Worker, () => true, nobody, TimeProvider.System);
        string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(release));

        (IRun run, RunProbe probe) = _files.Start(worker, "update", $$"""{"url":"{{server.Url("/r")}}","sha256":"{{sha256}}","install":"install"}""");
        int pid = int.Parse(await File.ReadAllTextAsync(fifo, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        using (var held = new HeldProcess(pid))
        {
            run.Stop(TimeSpan.FromSeconds(10));
            held.WaitUntilHeld();
            foreach (int seconds in (int[])[0, 61, 31]) await PassAsync(rig, time, TimeSpan.FromSeconds(seconds));
            Assert.True(await probe.StuckAsync());
            await probe.Exited;
        }

        Assert.False(await probe.StuckAsync());
        Assert.Equal(1, probe.Exits);
    }

    private static async Task<int> PidAsync(RunProbe probe) =>
        int.Parse((await probe.ReportAsync(r => r.Message is not null)).Message!, CultureInfo.InvariantCulture);

    /// <summary>Lets time pass for the loop: what fell due has been done when another program has run to its end, which also shows that it can.</summary>
    private static async Task PassAsync(ExecRig rig, JumpingTime time, TimeSpan span)
    {
        time.Jump(span);
        Assert.True((await rig.Start(ExecRig.Spec(ExecRig.Args("sh", "-c", "exit 0"), id: "next")).Probe.Exited).Succeeded);
    }
}
