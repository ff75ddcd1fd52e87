using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Storage;

public sealed class SqliteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string StorePath => _folder.File("agent.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_stays_where_it_is_has_not_moved_also_after_commits_and_a_checkpoint()
    {
        using var db = Open();
        db.Execute("CREATE TABLE t (x)");
        db.Checkpoint();
        Assert.False(db.HasMoved);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("renamed")]
    [InlineData("replaced by a copy")]
    public void A_file_is_seen_to_have_moved_when_it_is(string change)
    {
        using var db = Open();
        switch (change)
        {
            case "deleted":
                File.Delete(StorePath);
                break;
            case "renamed":
                File.Move(StorePath, StorePath + ".away");
                break;
            default:
                File.Copy(StorePath, StorePath + ".copy");
                File.Move(StorePath + ".copy", StorePath, overwrite: true);
                break;
        }

        Assert.True(db.HasMoved);
    }

    private Sqlite Open()
    {
        var db = Sqlite.Open(StorePath);
        db.Begin();
        db.Execute("CREATE TABLE first (x)");
        db.Commit();
        return db;
    }
}
