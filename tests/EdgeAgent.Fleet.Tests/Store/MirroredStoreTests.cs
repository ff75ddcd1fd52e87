using EdgeAgent.Fleet.Store;
using EdgeAgent.Tests;

namespace EdgeAgent.Fleet.Tests.Store;

public sealed class MirroredStoreTests : FleetStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fleet-a.db")]
    [InlineData("fleet-b.db")]
    public void A_torn_file_is_made_anew_from_the_other_one(string torn)
    {
        using (var store = Open())
        {
            for (int i = 0; i < 200; i++) Commit(store, $"d{i:D3}", new string('x', 200));
        }

        byte[] pages = File.ReadAllBytes(_folder.File(torn));
        Array.Fill(pages, (byte)0, pages.Length / 2, 8192);
        File.WriteAllBytes(_folder.File(torn), pages);

        using var again = Open();
        Assert.Equal(200, again.All(Tables.Device).Count());
        Assert.Contains("is made anew from", Assert.Single(again.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_behind_is_made_anew_from_the_newer_one()
    {
        using (var store = Open()) Commit(store, "a", "1");
        byte[] old = File.ReadAllBytes(_folder.File("fleet-b.db"));
        using (var store = Open()) Commit(store, "b", "2");
        File.WriteAllBytes(_folder.File("fleet-b.db"), old);
        using (var again = Open()) Assert.Equal(["a=1", "b=2"], Rows(again));
        File.Delete(_folder.File("fleet-a.db"));
        using (var again = Open()) Assert.Equal(["a=1", "b=2"], Rows(again));
    }

    [Fact]
    public void Two_damaged_files_are_an_error_that_names_both_and_nothing_is_overwritten()
    {
        using (var store = Open()) Commit(store, "a", "1");
        foreach (string name in new[] { "fleet-a.db", "fleet-b.db" }) File.WriteAllText(_folder.File(name), new string('z', 20_000));
        var fault = Assert.Throws<IOException>(() => Open());
        Assert.Contains("fleet-a.db", fault.Message, StringComparison.Ordinal);
        Assert.Contains("fleet-b.db", fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("zzz", File.ReadAllText(_folder.File("fleet-a.db")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_controller_on_the_same_files_is_refused()
    {
        using var store = Open();
        Assert.Throws<IOException>(() => Open());
        Commit(store, "a", "1");
    }

    internal override MirroredStore Open() => new(_folder.Path);
}
