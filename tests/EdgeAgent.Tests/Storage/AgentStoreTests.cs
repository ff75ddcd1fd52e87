using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Storage;

public sealed class AgentStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    private string StorePath => _folder.File("agent.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_committed_is_there_after_a_kill_and_what_was_not_is_gone()
    {
        var (store, boot) = Open("boot-a", 1000);
        store.Begin();
        store.Tasks.Insert(Record("kept"));
        store.Commit(At(boot, 2000));
        store.Begin();
        store.Tasks.Insert(Record("lost"));
        using var killed = CopyAsAfterAKill();
        store.Dispose();

        var (again, _) = Open("boot-a", 3000, killed.File("agent.db"));
        using (again)
        {
            var row = Assert.Single(again.Tasks.All());
            Assert.Equal("kept", row.Id);
            Assert.Equivalent(Record("kept"), TaskRecordJson.Read(row.Spec, row.State));
        }
    }

    [Fact]
    public void The_same_id_is_stored_once()
    {
        var (store, _) = Open("boot-a", 1000);
        using (store)
        {
            store.Begin();
            Assert.True(store.Tasks.Insert(Record("a")));
            Assert.False(store.Tasks.Insert(Record("a") with { Rev = 7 }));
            Assert.Equal(1, TaskRecordJson.Read(store.Tasks.All()[0].Spec, store.Tasks.All()[0].State).Rev);
        }
    }

    [Theory]
    [InlineData(true, "boot-a", PreviousEnd.Clean)]
    [InlineData(true, "boot-b", PreviousEnd.Clean)]
    [InlineData(false, "boot-a", PreviousEnd.Crash)]
    [InlineData(false, "boot-b", PreviousEnd.PowerLoss)]
    public void The_end_of_the_life_before_is_told_by_the_mark_and_the_boot_id(bool clean, string nextBoot, PreviousEnd expected)
    {
        var (store, boot) = Open("boot-a", 1000);
        Assert.Equal(PreviousEnd.None, boot.Previous);
        if (clean) store.CloseClean(At(boot, 2000));
        store.Dispose();

        var (again, next) = Open(nextBoot, 3000);
        again.Dispose();
        Assert.Equal(expected, next.Previous);
        Assert.Equal("boot-a", next.PreviousBootId);
        Assert.Equal(2, next.Start);
    }

    [Fact]
    public void A_clean_mark_counts_for_one_start_only()
    {
        var (store, boot) = Open("boot-a", 1000);
        store.CloseClean(At(boot, 1000));
        store.Dispose();
        Open("boot-a", 2000).Store.Dispose();
        var (third, end) = Open("boot-a", 3000);
        third.Dispose();
        Assert.Equal(PreviousEnd.Crash, end.Previous);
    }

    [Fact]
    public void Device_time_goes_on_over_a_reboot_although_boot_time_starts_again()
    {
        var (store, boot) = Open("boot-a", 1000);
        store.Begin();
        store.Commit(At(boot, 500_000));
        store.Dispose();

        var (again, next) = Open("boot-b", 40, trust: ClockTrust.Unsynced);
        again.Dispose();
        Assert.Equal(500_000, next.OffsetMs);
    }

    [Fact]
    public void The_time_without_power_is_added_when_both_clocks_are_believed()
    {
        var (store, boot) = Open("boot-a", 1000);
        store.Begin();
        store.Commit(At(boot, 500_000) with { Utc = Noon });
        store.Dispose();

        var (again, next) = Open("boot-b", 5_000, wall: Noon.AddMinutes(10));
        again.Dispose();
        Assert.Equal(500_000 + 600_000 - 5_000, next.OffsetMs);
    }

    [Fact]
    public void A_wall_clock_that_went_back_never_takes_device_time_back()
    {
        var (store, boot) = Open("boot-a", 1000);
        store.Begin();
        store.Commit(At(boot, 500_000) with { Utc = Noon });
        store.Dispose();

        var (again, next) = Open("boot-b", 5_000, wall: Noon.AddYears(-3));
        again.Dispose();
        Assert.Equal(500_000, next.OffsetMs);
    }

    [Fact]
    public void Receipts_are_numbered_without_gaps_over_rollback_deletion_and_restart()
    {
        var (store, boot) = Open("boot-a", 1000);
        store.Begin();
        Assert.Equal([1, 2], [store.Receipts.Append("{}"u8, null, null), store.Receipts.Append("{}"u8, "edge/v1/x", [1])]);
        store.Commit(At(boot, 1));
        store.Begin();
        store.Receipts.Append("{}"u8, null, null);
        store.Rollback();
        Assert.Equal(2, store.Receipts.Count);
        store.Begin();
        store.Receipts.DeleteUpTo(2);
        store.Commit(At(boot, 2));
        store.Dispose();

        var (again, boot2) = Open("boot-a", 2000);
        using (again)
        {
            Assert.Equal(0, again.Receipts.Count);
            again.Begin();
            Assert.Equal(3, again.Receipts.Append("{}"u8, null, null));
            again.Commit(At(boot2, 3));
            Assert.Equal(3, again.Receipts.LastSeq());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public void A_damaged_file_is_set_aside_with_a_name_and_the_agent_starts(int offset)
    {
        var (store, boot) = Open("boot-a", 1000);
        store.Begin();
        for (int i = 0; i < 200; i++) store.Tasks.Insert(Record("t" + i));
        store.CommitAndCheckpoint(At(boot, 1));
        store.Dispose();
        File.Delete(StorePath + "-wal");
        using (var file = File.OpenWrite(StorePath))
        {
            file.Position = offset;
            file.Write(Enumerable.Repeat((byte)0xA5, 3000).ToArray());
        }

        var (again, _) = Open("boot-a", 2000);
        using (again)
        {
            Assert.Contains("agent.db.damaged-1", again.Damage, StringComparison.Ordinal);
            Assert.True(File.Exists(StorePath + ".damaged-1"));
            Assert.Empty(again.Tasks.All());
        }
    }

    [Fact]
    public void A_truncated_log_opens_with_what_was_complete()
    {
        var (store, boot) = Open("boot-a", 1000);
        for (int i = 0; i < 5; i++)
        {
            store.Begin();
            store.Tasks.Insert(Record("t" + i));
            store.Commit(At(boot, i));
        }

        using var cut = CopyAsAfterAKill();
        store.Dispose();
        using (var wal = File.OpenWrite(cut.File("agent.db-wal"))) wal.SetLength(wal.Length - 100);

        var (again, _) = Open("boot-b", 50, cut.File("agent.db"));
        using (again)
        {
            Assert.Null(again.Damage);
            Assert.Equal(["t0", "t1", "t2", "t3"], again.Tasks.All().Select(t => t.Id));
        }
    }

    [Fact]
    public void A_store_of_a_newer_agent_is_refused_and_left_as_it_is()
    {
        Open("boot-a", 1000).Store.Dispose();
        using (var db = Sqlite.Open(StorePath)) db.Execute("PRAGMA user_version=99");
        var fault = Assert.Throws<InvalidDataException>(() => Open("boot-a", 2000));
        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(StorePath + ".damaged-1"));
    }

    [Fact]
    public void A_second_agent_on_the_same_store_fails_at_once()
    {
        var (store, _) = Open("boot-a", 1000);
        using (store) Assert.Throws<SqliteException>(() => Open("boot-a", 1000));
    }

    [Fact]
    public void Bytes_written_are_counted_and_reading_costs_none()
    {
        var (store, boot) = Open("boot-a", 1000);
        using (store)
        {
            long before = store.BytesWritten;
            store.Begin();
            store.Tasks.Insert(Record("a"));
            store.Commit(At(boot, 1));
            long after = store.BytesWritten;
            Assert.InRange(after - before, 4096, 20 * 4120);
            Assert.Single(store.Tasks.All());
            Assert.Equal(after, store.BytesWritten);
        }
    }

    /// <summary>Over a log that has its length: whole pages of frames, and each page once when the log is copied; <c>tests/store/compare.sh</c> compares with a block device.</summary>
    [Fact]
    public void Bytes_written_do_not_count_a_page_again_for_each_commit_that_touched_it()
    {
        var (store, boot) = Open("boot-a", 1000);
        using (store)
        {
            Write(400);
            long before = store.BytesWritten;
            Write(400);
            double kibibytes = (store.BytesWritten - before) / 1024.0 / 400;
            // Two or three frames a commit and few pages in all; a count by frames says some 20.
            Assert.InRange(kibibytes, 8.5, 14.5);
        }

        void Write(int commits)
        {
            for (int i = 0; i < commits; i++)
            {
                store.Begin();
                store.Blobs.Set("x", [(byte)i]);
                store.Commit(At(boot, i));
            }
        }
    }

    [Fact]
    public void The_log_does_not_grow_on_with_each_restart()
    {
        for (int life = 0; life < 6; life++)
        {
            var (store, boot) = Open("boot-a", 1000 + life);
            for (int i = 0; i < 100; i++)
            {
                store.Begin();
                store.Blobs.Set("x", [(byte)i]);
                store.Commit(At(boot, i));
            }

            store.Dispose();
        }

        // One life's commits, not six; a checkpoint by itself comes at 500 frames.
        Assert.InRange(new FileInfo(StorePath + "-wal").Length, 1, 400 * 4120);
    }

    [Fact]
    public void Blobs_survive_a_restart()
    {
        var (store, boot) = Open("boot-a", 1000);
        store.Begin();
        store.Blobs.Set("forecast", [1, 2, 3]);
        store.Blobs.Set("empty", []);
        store.Commit(At(boot, 1));
        store.Dispose();

        var (again, _) = Open("boot-a", 2000);
        using (again)
        {
            Assert.Equal<byte[]>([1, 2, 3], again.Blobs.Get("forecast")!);
            Assert.Empty(again.Blobs.Get("empty")!);
            Assert.Null(again.Blobs.Get("unknown"));
        }
    }

    private static Timestamp At(BootRecord boot, long deviceMs) => new(Noon, boot.OffsetMs + deviceMs, ClockTrust.Ntp);

    private static TaskRecord Record(string id) => new()
    {
        Spec = new TaskSpec { Id = id, Kind = "noop" },
        Sha256 = "00",
        AcceptedAt = Noon,
        AcceptedMs = 5,
    };

    private (AgentStore Store, BootRecord Boot) Open(
        string bootId, long bootTimeMs, string? path = null, DateTimeOffset? wall = null, ClockTrust trust = ClockTrust.Ntp) =>
        AgentStore.Open(path ?? StorePath, bootId, bootTimeMs, wall ?? Noon, trust);

    private TemporaryFolder CopyAsAfterAKill()
    {
        var copy = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(_folder.Path)) File.Copy(file, copy.File(Path.GetFileName(file)));
        return copy;
    }
}
