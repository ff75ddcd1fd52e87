using System.Diagnostics;
using System.Security.Cryptography;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>Several updates of the agent at once, with the supervisor's real program on a device that is a folder (<c>tests/update/device.sh</c>).</summary>
public sealed class OverlappingUpdateTests : IAsyncDisposable
{
    private readonly KindRig _rig = new();
    private readonly ExecRig _exec = new();
    private readonly TinyHttpServer _server;
    private readonly UpdateWorker _worker;

    public OverlappingUpdateTests()
    {
        _server = new TinyHttpServer(async (call, stream) =>
            await stream.WriteAsync(TinyHttpServer.Answer("200 OK", body: await File.ReadAllBytesAsync(_rig.Folder + call.Path))));
        Device("make_keys; make_doubles; make_bundle $work/b 1.1.0; make_bundle $work/c 1.2.0; make_bundle $work/bad 1.3.0 $work/key broken; new_device; mv $root $work/device");
        var supervisor = new UpdateSupervisor(Inbox, $"{Root}/var/lib/edgeagent-update", new HurriedTime());
        _worker = new UpdateWorker(new ExecutionOptions(), ExecRig.Commands(), _exec.Worker, () => true, supervisor, TimeProvider.System);
    }

    private string Root => $"{_rig.Folder}/device";

    private string Inbox => $"{Root}/var/lib/edgeagent/update/bundle";

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _exec.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public async Task Two_updates_at_once_are_installed_one_after_the_other()
    {
        RunProbe first = Update("b"), second;
        await first.ReportAsync(r => r.Message == "handed over");
        second = Update("c");
        await second.ReportAsync(r => r.Message == "waiting for another update");
        byte[] inInbox = await File.ReadAllBytesAsync(Inbox);

        Device("supervise");
        RunOutcome ofFirst = await first.Exited;
        await second.ReportAsync(r => r.Message == "handed over");
        Device("supervise");
        RunOutcome ofSecond = await second.Exited;

        Assert.Equal(await File.ReadAllBytesAsync($"{_rig.Folder}/b"), inInbox);
        Assert.Null(ofFirst.Error);
        Assert.Null(ofSecond.Error);
        Assert.Equal("1.2.0+c0ffee", Device("running"));
    }

    [Fact]
    public async Task The_same_bundle_in_two_tasks_is_installed_once_and_both_succeed()
    {
        RunProbe first = Update("b");
        await first.ReportAsync(r => r.Message == "handed over");
        RunProbe second = Update("b", "again");
        await second.ReportAsync(r => r.Message == "waiting for another update");

        Device("supervise");
        RunOutcome ofFirst = await first.Exited;
        await second.ReportAsync(r => r.Message == "handed over");
        Device("supervise");
        RunOutcome ofSecond = await second.Exited;

        Assert.Null(ofFirst.Error);
        Assert.Null(ofSecond.Error);
        Assert.Equal("1", Device("wc -l <$root/restarts"));
    }

    [Fact]
    public async Task An_agent_that_is_killed_after_the_hand_over_reports_the_end_though_another_update_came_after()
    {
        (IRun killed, RunProbe first) = Start("bad", "bad");
        await first.ReportAsync(r => r.Message == "handed over");
        killed.Stop(TimeSpan.Zero);
        await first.Exited;
        Device("supervise");
        RunProbe second = Update("c");
        await second.ReportAsync(r => r.Message == "handed over");
        Device("supervise");
        await second.Exited;

        RunOutcome outcome = await Update("bad").Exited;

        Assert.StartsWith("rolled back: within 1 s the new agent was not ready", outcome.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("1.2.0+c0ffee", Device("running"));
    }

    private RunProbe Update(string bundle, string? id = null) => Start(bundle, id ?? bundle).Probe;

    private (IRun Run, RunProbe Probe) Start(string bundle, string id)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes($"{_rig.Folder}/{bundle}")));
        return _rig.Start(_worker, "update", $$"""{"url":"{{_server.Url($"/{bundle}")}}","sha256":"{{sha256}}"}""", id, workFolder: $"{_rig.WorkFolder}-{id}");
    }

    // Runs a command of device.sh to its end and returns what it prints.
    private string Device(string command)
    {
        string script = $"set -e; checkout=$1 work=$2 root=$2/device state=$2/device/var/lib/edgeagent-update/state; . $1/tests/update/device.sh; {command}";
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", script, "device", Repository.Root, _rig.Folder]) { RedirectStandardOutput = true })!;
        string answer = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
        return answer.Trim();
    }
}
