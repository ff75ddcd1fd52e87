using System.Text;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

public sealed class SyncTests : IDisposable
{
    private readonly KindRig _rig = new();
    private readonly List<string> _published = [];
    private SyncLevel _lowest = SyncLevel.Low;
    private Func<SpoolRecord, SpoolAnswer> _answer = _ => SpoolAnswer.Sent;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Records_go_out_by_urgency_and_name_and_their_files_are_deleted()
    {
        foreach (string name in (string[])["low/1", "normal/2", "normal/1", "high/9", "normal/.half-written"]) _rig.Write($"spool/{name}", $"content of {name}");

        RunOutcome outcome = await SyncAsync();

        Assert.Equal(["High 9 content of high/9", "Normal 1 content of normal/1", "Normal 2 content of normal/2", "Low 1 content of low/1"], _published);
        Assert.Equal("""{"sent":4,"held":0,"failed":0}""", ExecRig.Text(outcome));
        Assert.Equal("normal/.half-written", _rig.List("spool"));
    }

    [Fact]
    public async Task What_the_battery_holds_back_stays()
    {
        foreach (string name in (string[])["low/1", "low/2", "normal/1", "high/1"]) _rig.Write($"spool/{name}");
        _lowest = SyncLevel.Normal;

        RunOutcome outcome = await SyncAsync();

        Assert.Equal("""{"sent":2,"held":2,"failed":0}""", ExecRig.Text(outcome));
        Assert.Equal("low/1 low/2", _rig.List("spool"));
    }

    [Fact]
    public async Task A_battery_that_falls_meanwhile_ends_the_pass()
    {
        for (int i = 1; i <= 3; i++) _rig.Write($"spool/normal/{i}");
        _answer = _ =>
        {
            _lowest = SyncLevel.High;
            return SpoolAnswer.Sent;
        };

        Assert.Equal("""{"sent":1,"held":2,"failed":0}""", ExecRig.Text(await SyncAsync()));
    }

    [Fact]
    public async Task A_refused_record_is_tried_three_more_times_once_a_run_and_then_put_aside()
    {
        _rig.Write("spool/normal/bad");
        _rig.Write("spool/normal/good");
        _answer = r => r.Name == "bad" ? SpoolAnswer.Refused : SpoolAnswer.Sent;

        for (int run = 1; run <= 3; run++) Assert.Equal(ErrorCategory.ServerError, (await SyncAsync()).Error!.Category);
        RunOutcome last = await SyncAsync();

        Assert.Equal("""{"sent":0,"held":0,"failed":1}""", ExecRig.Text(last));
        Assert.Equal(4, _published.Count(p => p.StartsWith("Normal bad", StringComparison.Ordinal)));
        Assert.Equal("failed/bad", _rig.List("spool"));
    }

    [Fact]
    public async Task Without_a_link_nothing_counts_against_a_record()
    {
        _rig.Write("spool/normal/1");
        _answer = _ => SpoolAnswer.NoLink;

        for (int run = 1; run <= 5; run++) Assert.Equal(ErrorCategory.Network, (await SyncAsync()).Error!.Category);

        Assert.Equal("normal/1", _rig.List("spool"));
    }

    [Fact]
    public async Task A_record_that_is_too_long_is_put_aside_unsent()
    {
        _rig.Write("spool/high/big", new string('x', SyncWorker.MaxRecord + 1));

        await SyncAsync();

        Assert.Empty(_published);
        Assert.Equal("failed/big", _rig.List("spool"));
    }

    [Fact]
    public async Task One_queue_can_be_asked_for()
    {
        foreach (string name in (string[])["low/1", "high/1"]) _rig.Write($"spool/{name}");

        await _rig.RunAsync(Worker(), "sync", """{"queue":"low"}""");

        Assert.Equal("high/1", _rig.List("spool"));
    }

    [Theory]
    [InlineData(29.9, true, SyncLevel.High)]
    [InlineData(30.0, true, SyncLevel.Normal)]
    [InlineData(49.9, true, SyncLevel.Normal)]
    [InlineData(50.0, true, SyncLevel.Low)]
    [InlineData(5.0, false, SyncLevel.Low)]
    [InlineData(null, true, SyncLevel.High)]
    [InlineData(null, false, SyncLevel.Low)]
    public void The_battery_decides_how_far_down_the_queues_go(double? socPct, bool onBattery, SyncLevel lowest) =>
        Assert.Equal(lowest, new SyncQueues().Lowest(socPct, onBattery));

    [Fact]
    public void An_unknown_queue_is_refused() => Assert.StartsWith(
        "args.queue: must be one of high, normal, low", Worker().Validate(ExecRig.Spec("""{"queue":"urgent"}""", kind: "sync")).Fault, StringComparison.Ordinal);

    private Task<RunOutcome> SyncAsync() => _rig.RunAsync(Worker(), "sync", "{}");

    private SyncWorker Worker() => new(
        $"{_rig.Folder}/spool",
        () => _lowest,
        (record, _) =>
        {
            _published.Add($"{record.Queue} {record.Name} {Encoding.UTF8.GetString(record.Content)}");
            return Task.FromResult(_answer(record));
        },
        TimeProvider.System);
}
