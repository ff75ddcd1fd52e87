using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

public sealed class AllowedFoldersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edgeagent-folders-").FullName;
    private readonly AllowedFolders _allowed;

    public AllowedFoldersTests()
    {
        Directory.CreateDirectory($"{_root}/in/deep");
        Directory.CreateDirectory($"{_root}/outside");
        _allowed = new AllowedFolders("WriteFolders", [$"{_root}/in"]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("/in")]
    [InlineData("/in/file")]
    [InlineData("/in/deep/new/file")]
    [InlineData("/in//deep/./file")]
    public void A_path_below_an_allowed_folder_is_taken(string path) => Assert.Null(_allowed.Refusal(_root + path));

    [Theory]
    [InlineData("/outside/file")]
    [InlineData("/inner")]
    [InlineData("/in/../outside/file")]
    [InlineData("")]
    public void A_path_elsewhere_is_refused(string path) => Assert.NotNull(_allowed.Refusal(_root + path));

    [Fact]
    public void A_relative_path_is_refused() => Assert.StartsWith("must be an absolute path", _allowed.Refusal("in/file"), StringComparison.Ordinal);

    [Theory]
    [InlineData("../../outside")]
    [InlineData("../outside")]
    public void A_symbolic_link_does_not_lead_out(string target)
    {
        File.CreateSymbolicLink($"{_root}/in/deep/link", target.StartsWith("../..", StringComparison.Ordinal) ? target : $"{_root}/outside");

        Assert.Contains("outside Tasks:WriteFolders", _allowed.Refusal($"{_root}/in/deep/link/file"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_within_the_folder_is_followed()
    {
        File.CreateSymbolicLink($"{_root}/in/deep/link", "..");

        Assert.Null(_allowed.Refusal($"{_root}/in/deep/link/file"));
    }

    [Fact]
    public void A_loop_of_links_ends()
    {
        File.CreateSymbolicLink($"{_root}/in/a", "b");
        File.CreateSymbolicLink($"{_root}/in/b", "a");

        Assert.Contains("loop", _allowed.Refusal($"{_root}/in/a/file"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_allowed_folder_may_itself_be_a_link()
    {
        File.CreateSymbolicLink($"{_root}/alias", $"{_root}/in");

        Assert.Null(new AllowedFolders("WriteFolders", [$"{_root}/alias"]).Refusal($"{_root}/alias/file"));
    }
}
