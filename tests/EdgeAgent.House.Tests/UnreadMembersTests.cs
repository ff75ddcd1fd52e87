namespace EdgeAgent.House.Tests;

public class UnreadMembersTests
{
    private static readonly string AllowedFile = Path.Combine(Repository.Root, "tests", "EdgeAgent.House.Tests", "unread-members.txt");

    private static readonly Lazy<IReadOnlyList<string>> Unread = new(() => UnreadMembers.Find(SourceModel.Agent, SourceModel.Firmware));

    private readonly ITestOutputHelper _output;

    public UnreadMembersTests(ITestOutputHelper output) => _output = output;

    /// <summary>A member that nothing reads must be used or deleted. The list has the exceptions that code outside reads, with the reason.</summary>
    [Fact]
    public void Each_member_in_src_is_read_by_some_source_or_listed_with_a_reason()
    {
        var allowed = Allowed();
        _output.WriteLine($"{Unread.Value.Count} members are read by no source, {allowed.Count} are listed");
        var surprising = Unread.Value.Where(name => !allowed.ContainsKey(name)).ToList();
        Assert.True(surprising.Count == 0, $"{surprising.Count} members are read by no source:\n{string.Join('\n', surprising)}");
    }

    [Fact]
    public void The_list_names_no_member_that_is_read_or_gone()
    {
        var stale = Allowed().Keys.Except(Unread.Value).ToList();
        Assert.True(stale.Count == 0, $"take these lines out of unread-members.txt:\n{string.Join('\n', stale)}");
    }

    // One member a line: name, blank, reason.
    private static Dictionary<string, string> Allowed()
    {
        var lines = File.ReadAllLines(AllowedFile).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 2)).ToList();
        Assert.All(lines, line => Assert.True(line.Length == 2 && line[1].Length > 10, $"{line[0]} needs a reason"));
        return lines.ToDictionary(line => line[0], line => line[1]);
    }
}
