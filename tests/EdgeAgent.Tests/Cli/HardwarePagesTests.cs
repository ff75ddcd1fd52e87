using EdgeAgent.Sensors.Boards;

namespace EdgeAgent.Tests.Cli;

/// <summary>The configuration that the pages in <c>hardware/</c> tell people to write.</summary>
public sealed class HardwarePagesTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public static TheoryData<string> Boards { get; } = [.. BoardPresets.All.Select(b => b.Name), BoardOptions.Custom];

    private static string Folder { get; } = Path.Combine(Repository.Root, "hardware");

    public void Dispose() => _rig.Dispose();

    [Theory]
    [MemberData(nameof(Boards))]
    public void The_configuration_on_a_boards_page_is_good_and_names_the_board(string board)
    {
        string configuration = Configuration(File.ReadAllLines(Path.Combine(Folder, $"{board}.md")));
        Assert.Contains($"\"Board\": \"{board}\"", configuration, StringComparison.Ordinal);
        _rig.File("agent.json", configuration);
        _rig.Run("config", "check");
        Assert.Equal($"the configuration is good ({_rig.DeviceFile})\n", _rig.Output);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Each_board_stands_in_the_table_with_a_link_to_its_page(string board) =>
        Assert.Contains($"[`{board}`]({board}.md)", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);

    // The first indented block of the page.
    private static string Configuration(IEnumerable<string> lines) =>
        string.Join('\n', lines.SkipWhile(l => !l.StartsWith("    {", StringComparison.Ordinal)).TakeWhile(l => l.StartsWith("    ", StringComparison.Ordinal)));
}
