using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>Updates of the agent itself: what it passes to the supervisor, and how it reads the supervisor's answers. Two files stand for the supervisor.</summary>
public sealed class SupervisedUpdateTests : IAsyncDisposable
{
    private static readonly byte[] Bundle = Encoding.ASCII.GetBytes("a signed bundle\n");
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Bundle));
    private static readonly string Other = new('0', 64);
    private readonly KindRig _rig = new();
    private readonly ExecRig _exec = new();
    private readonly TinyHttpServer _server = new(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("200 OK", body: Bundle)));
    private bool _hasPower = true;

    public SupervisedUpdateTests() => Directory.CreateDirectory($"{_rig.Folder}/supervisor");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _exec.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public async Task An_update_without_an_install_command_is_handed_to_the_supervisor_and_ends_with_its_word()
    {
        Task supervisor = WhenHandedOverAsync("succeeded", "");

        RunOutcome outcome = await UpdateAsync();

        await supervisor;
        Assert.Null(outcome.Error);
        Assert.Contains("\"version\":\"2.0.0\"", ExecRig.Text(outcome), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rolled_back", "within 300 s the new agent was not ready", "rolled back: within 300 s the new agent was not ready")]
    [InlineData("rejected", "no key has signed this bundle", "rejected: no key has signed this bundle")]
    public async Task The_supervisors_reason_is_the_reason_of_the_failed_task(string state, string reason, string message)
    {
        Task supervisor = WhenHandedOverAsync(state, reason);

        RunOutcome outcome = await UpdateAsync();

        await supervisor;
        Assert.Equal(message, outcome.Error!.Message);
        Assert.Equal(ErrorCategory.ClientError, outcome.Error.Category);
    }

    [Fact]
    public async Task The_agent_that_comes_after_the_restart_reports_the_end_without_a_second_hand_over()
    {
        EnterHandedOver();
        Tell("succeeded", "");

        RunOutcome outcome = await UpdateAsync();

        Assert.Null(outcome.Error);
        Assert.Empty(_server.Calls);
        Assert.False(File.Exists(Inbox));
    }

    [Fact]
    public async Task A_power_cut_before_the_hand_over_hands_the_fetched_bundle_over()
    {
        EnterHandedOver();
        await File.WriteAllBytesAsync($"{_rig.WorkFolder}/update.file", Bundle);
        Task supervisor = WhenHandedOverAsync("succeeded", "");

        RunOutcome outcome = await UpdateAsync();

        await supervisor;
        Assert.Null(outcome.Error);
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task The_end_of_an_earlier_task_with_the_same_bundle_is_not_taken_for_that_of_this_one()
    {
        Tell("rolled_back", "earlier");
        Task supervisor = WhenHandedOverAsync("succeeded", "");

        RunOutcome outcome = await UpdateAsync();

        await supervisor;
        Assert.Null(outcome.Error);
    }

    [Fact]
    public async Task A_task_that_asks_after_another_update_has_come_learns_the_end_of_its_own()
    {
        EnterHandedOver();
        await File.WriteAllTextAsync($"{_rig.Folder}/supervisor/history", $"{Sha256} 2.0.0 rolled_back it was not ready\n{Other} 3.0.0 succeeded \n");
        Tell("succeeded", "", Other);

        RunOutcome outcome = await UpdateAsync();

        Assert.Equal("rolled back: it was not ready", outcome.Error!.Message);
    }

    [Fact]
    public async Task A_bundle_that_the_supervisor_has_lost_is_fetched_and_handed_over_again()
    {
        EnterHandedOver();
        Tell("succeeded", "", Other);

        RunOutcome lost = await UpdateAsync();
        Task supervisor = WhenHandedOverAsync("succeeded", "");
        RunOutcome again = await UpdateAsync();

        await supervisor;
        Assert.Equal(ErrorCategory.Other, lost.Error!.Category);
        Assert.Contains("lost the bundle", lost.Error.Message, StringComparison.Ordinal);
        Assert.Null(again.Error);
        Assert.Single(_server.Calls);
    }

    [Theory]
    [InlineData("inbox/bundle")]
    [InlineData("supervisor/pending")]
    public async Task Nothing_is_handed_over_while_another_update_is_on_its_way(string sign)
    {
        _rig.Write(sign, "another update");
        (_, RunProbe probe) = _rig.Start(Worker(), "update", Args);
        await probe.ReportAsync(r => r.Message == "waiting for another update");
        string inTheWay = await File.ReadAllTextAsync($"{_rig.Folder}/{sign}");
        Task supervisor = WhenHandedOverAsync("succeeded", "");
        File.Delete($"{_rig.Folder}/{sign}");

        RunOutcome outcome = await probe.Exited;

        await supervisor;
        Assert.Equal("another update", inTheWay);
        Assert.Null(outcome.Error);
    }

    [Fact]
    public async Task Without_power_nothing_is_handed_over()
    {
        _hasPower = false;

        RunOutcome outcome = await UpdateAsync();

        Assert.True(outcome.AsksForLater);
        Assert.False(File.Exists(Inbox));
    }

    [Fact]
    public void A_rollback_without_an_install_command_is_refused()
    {
        string args = $$"""{"url":"http://x/f","sha256":"{{Sha256}}","rollback":"undo"}""";

        Assert.StartsWith("args.rollback: 'undo' is not in", Worker().Validate(ExecRig.Spec(args, kind: "update")).Fault, StringComparison.Ordinal);
    }

    private void EnterHandedOver() => _rig.Write("work/update.stage", "HandedOver 0");

    private string Inbox => $"{_rig.Folder}/inbox/bundle";

    // In the order of the supervisor: it reports the end first and then empties the inbox.
    private async Task WhenHandedOverAsync(string state, string reason)
    {
        Directory.CreateDirectory($"{_rig.Folder}/inbox");
        using var watcher = new FileSystemWatcher($"{_rig.Folder}/inbox", "bundle");
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Renamed += (_, _) => arrived.TrySetResult();
        watcher.Created += (_, _) => arrived.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await arrived.Task;
        Assert.Equal(Bundle, await File.ReadAllBytesAsync(Inbox));
        Tell(state, reason);
        File.Delete(Inbox);
    }

    private void Tell(string state, string reason, string? sha256 = null) =>
        File.WriteAllText($"{_rig.Folder}/supervisor/state", $"sha256={sha256 ?? Sha256}\nversion=2.0.0\nstate={state}\nreason={reason}\n");

    private string Args => $$"""{"url":"{{_server.Url("/bundle")}}","sha256":"{{Sha256}}","version":"2.0.0"}""";

    private Task<RunOutcome> UpdateAsync() => _rig.RunAsync(Worker(), "update", Args);

    private UpdateWorker Worker() => new(
        new ExecutionOptions(), ExecRig.Commands(), _exec.Worker, () => _hasPower,
        new UpdateSupervisor(Inbox, $"{_rig.Folder}/supervisor", new HurriedTime()), TimeProvider.System);
}
