using System.Runtime.CompilerServices;
using System.Xml.Linq;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;

namespace EdgeAgent.Tests.Sensors;

/// <summary>The pages agree with the tables.</summary>
public class HardwarePagesTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../hardware"));

    public static TheoryData<string> Presets => [.. BoardPresets.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_preset_has_a_page_with_its_picture_addresses_lines_and_sources(string name)
    {
        var preset = BoardPresets.Find(name)!;
        string page = File.ReadAllText(Path.Combine(Folder, name + ".md"));
        string picture = File.ReadAllText(Path.Combine(Folder, name + ".svg"));
        Assert.Contains($"`Power:Board` = `{name}`", page, StringComparison.Ordinal);
        Assert.Contains($"({name}.svg)", page, StringComparison.Ordinal);
        Assert.Contains("dtparam=i2c_arm=on", page, StringComparison.Ordinal);
        Assert.All(["## Configuration", "## Calibration", "## Known faults", "## Sources"], heading => Assert.Contains(heading, page, StringComparison.Ordinal));
        foreach (var chip in preset.Chips) Assert.Contains($"0x{chip.Address:x2}", page, StringComparison.Ordinal);
        foreach (var line in preset.Lines)
        {
            Assert.Contains(line.Line, page, StringComparison.Ordinal);
            Assert.Contains(line.Line, picture, StringComparison.Ordinal);
        }
        Assert.Equal("svg", XDocument.Parse(picture).Root!.Name.LocalName);
    }

    [Fact]
    public void The_index_lists_every_board_and_the_custom_page_every_chip_type()
    {
        string index = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (string name in BoardPresets.All.Select(p => p.Name).Concat(PowerBoards.OtherNames).Append(BoardOptions.Custom)) Assert.Contains($"`{name}`", index, StringComparison.Ordinal);
        string custom = File.ReadAllText(Path.Combine(Folder, "custom.md"));
        foreach (string type in ChipTypes.Names) Assert.Contains($"`{type}`", custom, StringComparison.Ordinal);
        Assert.Contains($"{ChipTypes.Names.Count} chip types", index, StringComparison.Ordinal);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
