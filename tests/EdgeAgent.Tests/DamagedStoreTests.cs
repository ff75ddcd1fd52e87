using System.Text.Json;
using EdgeAgent.Storage;

namespace EdgeAgent.Tests;

/// <summary>With any damage to the store's files the agent starts, reports what it lost, and gives no number twice.</summary>
public sealed class DamagedStoreTests : IDisposable
{
    private readonly AgentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("counters")]
    [InlineData("holds")]
    [InlineData("quotas")]
    [InlineData("learned_runs")]
    [InlineData("estimator")]
    [InlineData("forecast")]
    [InlineData("quiet_hour")]
    public void A_damaged_blob_is_told_and_everything_else_goes_on(string key)
    {
        Work();
        _rig.Kill();
        using (var db = Sqlite.Open(_rig.StorePath)) db.Execute($"INSERT INTO blob(key,value,sum,version) VALUES('{key}',x'7b6e6f',5,1) ON CONFLICT(key) DO UPDATE SET value=x'7b6e6f'");
        _rig.Start();
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        Assert.Contains("store_damaged", _rig.Agent.CurrentAlerts);
        _rig.Connect();
        Assert.Contains(key, State().GetProperty("recommendations").ToString(), StringComparison.Ordinal);
        _rig.Restart();
        Assert.DoesNotContain("store_damaged", _rig.Agent.CurrentAlerts);
    }

    [Theory]
    [InlineData("counters", "{\"no")]
    [InlineData("holds", "[]")]
    [InlineData("quotas", "7")]
    public void A_blob_of_an_earlier_version_that_cannot_be_read_is_no_crash_loop(string key, string json)
    {
        Work();
        _rig.Kill();
        using (var db = Sqlite.Open(_rig.StorePath)) db.Execute($"INSERT OR REPLACE INTO blob(key,value) VALUES('{key}','{json}')");
        _rig.Start();
        Assert.Contains("store_damaged", _rig.Agent.CurrentAlerts);
        _rig.Restart();
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
    }

    [Theory]
    [InlineData("spec")]
    [InlineData("state")]
    public void A_garbled_task_gets_a_receipt_and_an_alert_and_the_others_go_on(string column)
    {
        Work();
        _rig.Submit("""{"id":"b","kind":"work","delay_s":600}""");
        _rig.Kill();
        using (var db = Sqlite.Open(_rig.StorePath)) db.Execute($"UPDATE task SET {column}=x'00ff00' WHERE id='b'");
        _rig.Link.Sent.Clear();
        _rig.Start();
        _rig.Connect();
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        Assert.Null(_rig.Agent.Book.Find("b"));
        Assert.Contains("store_damaged", _rig.Agent.CurrentAlerts);
        var receipt = _rig.Link.Receipts().Last();
        Assert.Equal(("b", "FAILED", "STORE_DAMAGED"), (receipt.GetProperty("id").GetString(), receipt.GetProperty("status").GetString(), receipt.GetProperty("reason").GetString()));
        _rig.Acknowledge();
        _rig.Restart();
        Assert.DoesNotContain("store_damaged", _rig.Agent.CurrentAlerts);
    }

    public static TheoryData<string> Losses => ["empty file", "file gone", "all gone", "garbage", "log gone", "log zeroed", "older store"];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_store_that_was_lost_is_told_and_numbers_never_come_twice(string loss)
    {
        Work();
        _rig.CloseClean();
        File.Copy(_rig.StorePath, _rig.StorePath + ".old");
        _rig.Start();
        _rig.Connect();
        for (int i = 0; i < 5; i++) _rig.Submit($$"""{"id":"x{{i}}","kind":"work","delay_s":600}""");
        _rig.Acknowledge();
        long epoch = Epoch(), seq = _rig.Link.Receipts().Max(r => r.GetProperty("seq").GetInt64());
        Assert.DoesNotContain("store_replaced", _rig.Agent.CurrentAlerts);
        _rig.Kill();

        Lose(loss);
        _rig.Start();
        Assert.Contains("store_replaced", _rig.Agent.CurrentAlerts);
        _rig.Link.Sent.Clear();
        _rig.Connect();
        _rig.Submit("""{"id":"new","kind":"work","delay_s":600}""");
        _rig.Acknowledge();
        Assert.True(Epoch() > epoch);
        Assert.True(_rig.Link.Receipts().Single(r => r.GetProperty("id").GetString() == "new").GetProperty("seq").GetInt64() > seq);

        _rig.Restart();
        Assert.DoesNotContain("store_replaced", _rig.Agent.CurrentAlerts);
    }

    [Theory]
    [InlineData("DROP TABLE receipt")]
    [InlineData("DROP TABLE meta")]
    [InlineData("DROP TABLE set_aside")]
    [InlineData("ALTER TABLE task RENAME COLUMN state TO stade")]
    [InlineData("ALTER TABLE task RENAME TO tasl")]
    [InlineData("ALTER TABLE blob RENAME COLUMN version TO wersion")]
    public void A_damaged_schema_that_reads_well_is_no_crash_loop(string damage)
    {
        Work();
        _rig.Pass(TimeSpan.FromHours(1));
        _rig.CloseClean();
        using (var db = Sqlite.Open(_rig.StorePath)) db.Execute(damage);
        _rig.Start();
        Assert.Contains("store_replaced", _rig.Agent.CurrentAlerts);
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        _rig.Restart();
        Assert.DoesNotContain("store_replaced", _rig.Agent.CurrentAlerts);
    }

    [Theory]
    [InlineData("agent.db", "folder")]
    [InlineData("agent.db", "fifo")]
    [InlineData("agent.db-wal", "folder")]
    [InlineData("agent.db-shm", "folder")]
    [InlineData("agent.db-journal", "folder")]
    [InlineData("agent.db.copy", "fifo")]
    [InlineData("agent.seq", "folder")]
    [InlineData("agent.seq", "fifo")]
    public async Task What_stands_in_the_place_of_a_file_of_the_store_is_moved_aside_and_told(string name, string kind)
    {
        Work();
        _rig.CloseClean();
        string file = Path.Combine(Path.GetDirectoryName(_rig.StorePath)!, name);
        File.Delete(file);
        if (kind == "folder") Directory.CreateDirectory(file);
        else using (var make = System.Diagnostics.Process.Start("mkfifo", file)) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.Run(_rig.Start, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(Path.Exists(file + ".obstacle-1"));
        Assert.NotNull(_rig.Agent.Book.Find("a"));
        _rig.Connect();
        Assert.Contains($"stood in the place of {name}", State().GetProperty("recommendations").ToString(), StringComparison.Ordinal);
        _rig.Restart();
        Assert.DoesNotContain(_rig.Agent.CurrentAlerts, a => a.StartsWith("store_", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kill_or_an_orderly_end_is_no_lost_store()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        long epoch = Epoch();
        for (int i = 0; i < 3; i++)
        {
            if (i == 1) _rig.CloseClean();
            if (i == 1) _rig.Start();
            else _rig.Restart();
            Assert.DoesNotContain("store_replaced", _rig.Agent.CurrentAlerts);
        }

        _rig.Connect();
        _rig.Submit("""{"id":"b","kind":"work"}""");
        Assert.Equal(epoch, Epoch());
    }

    [Fact]
    public void The_days_copy_takes_the_place_of_a_damaged_store_and_the_loss_is_told()
    {
        Work();
        _rig.Pass(TimeSpan.FromHours(1));
        Assert.True(File.Exists(StoreFile.CopyOf(_rig.StorePath)));
        _rig.Submit("""{"id":"later","kind":"work","delay_s":600}""");
        _rig.Kill();
        Lose("garbage");
        _rig.Start();
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        Assert.Null(_rig.Agent.Book.Find("later"));
        _rig.Connect();
        Assert.Contains("the copy of", State().GetProperty("recommendations").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_copy_is_taken_before_an_update_begins_and_has_what_was_accepted_until_then()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"earlier","kind":"work","delay_s":6000}""");
        bool wasCopied = false;
        _rig.Worker.Starting = () => wasCopied = File.Exists(StoreFile.CopyOf(_rig.StorePath));
        _rig.Submit("""{"id":"new-version","kind":"update","class":"critical"}""");
        Assert.Equal(["new-version"], _rig.Worker.Started);
        Assert.True(wasCopied, "the update ran before there was a copy");
        // The update leaves an unreadable store.
        _rig.Kill();
        Lose("garbage");
        _rig.Start();
        Assert.NotNull(_rig.Agent.Book.Find("earlier"));
        Assert.NotNull(_rig.Agent.Book.Find("new-version"));
    }

    [Fact]
    public void A_store_deleted_while_running_is_told_at_once_accepts_nothing_and_is_written_again()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Acknowledge();
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(_rig.StorePath)!, "agent.db*")) File.Delete(file);
        _rig.Submit("""{"id":"b","kind":"work"}""");
        Assert.Equal(1, _rig.Acknowledged);
        Assert.Contains("store_gone", _rig.Agent.CurrentAlerts);
        _rig.Publish("ctl/list", "{}");
        Assert.True(_rig.Link.On("/ctl/reply").Last().GetProperty("ok").GetBoolean());

        _rig.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(TaskPhase.Running, _rig.Task("b").Phase);
        Assert.DoesNotContain("store_gone", _rig.Agent.CurrentAlerts);
        Assert.Contains("store_replaced", _rig.Agent.CurrentAlerts);
        _rig.Restart();
        Assert.Equal((TaskPhase.Running, TaskPhase.Running), (_rig.Task("a").Phase, _rig.Task("b").Phase));
    }

    private void Work()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Acknowledge();
        _rig.Pass(TimeSpan.FromMinutes(30));
    }

    private void Lose(string loss)
    {
        string path = _rig.StorePath, log = path + "-wal";
        switch (loss)
        {
            case "empty file": File.WriteAllBytes(path, []); break;
            case "file gone": File.Delete(path); break;
            case "all gone": File.Delete(path); File.Delete(log); File.Delete(StoreFile.CopyOf(path)); break;
            case "garbage": File.WriteAllBytes(path, Enumerable.Repeat((byte)0xA5, 40_960).ToArray()); File.Delete(log); break;
            case "log gone": File.Delete(log); break;
            case "log zeroed": File.WriteAllBytes(log, new byte[new FileInfo(log).Length]); break;
            case "older store": File.Copy(path + ".old", path, overwrite: true); File.Delete(log); break;
            default: throw new ArgumentOutOfRangeException(nameof(loss));
        }
    }

    private long Epoch() => _rig.Link.On("/receipt").Last().GetProperty("epoch").GetInt64();

    private JsonElement State()
    {
        _rig.Pass(TimeSpan.FromHours(1));
        return _rig.Link.On("rig/state").Last();
    }
}
