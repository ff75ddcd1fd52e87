using System.Text;
using System.Text.RegularExpressions;
using EdgeAgent.Hosting;
using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Options;

/// <summary>
/// <c>src/docs/configuration.md</c> lists every key that the program reads, with the default and the range that the program uses. Run this
/// test with <c>EDGEAGENT_WRITE_DOCS=1</c> to write the page anew; the column "meaning" is kept from the page.
/// </summary>
public sealed partial class ConfigurationReferenceTests
{
    private const string Begin = "<!-- keys -->";

    // Lists and maps have no keys of their own until something stands in them.
    private static readonly Dictionary<string, string?> Populated = new()
    {
        ["EdgeAgent:Device:Id"] = "device",
        ["EdgeAgent:Device:DataDirectory"] = "/var/lib/edgeagent",
        ["EdgeAgent:Device:TimeZone"] = "UTC",
        ["EdgeAgent:Power:Board"] = "custom",
        ["EdgeAgent:Power:Chips:0:Type"] = "ina219",
        ["EdgeAgent:Power:Chips:0:Address"] = "0x40",
        ["EdgeAgent:Power:Lines:0:Line"] = "GPIO6",
        ["EdgeAgent:Power:Converters:0:Device"] = "ads1015",
        ["EdgeAgent:Forecast:Announced:0:Days"] = "Tue",
        ["EdgeAgent:Forecast:Announced:0:From"] = "10:00",
        ["EdgeAgent:Forecast:Announced:0:Until"] = "14:00",
        ["EdgeAgent:Tasks:AllowedCommands:0:Path"] = "/bin/true",
    };

    [Fact]
    public void The_reference_lists_every_key_with_its_default_its_range_and_a_meaning()
    {
        string page = Path.Combine(Repository.Root, "src/docs/configuration.md");
        string present = File.ReadAllText(page);
        var meanings = Row().Matches(present).ToDictionary(m => m.Groups["key"].Value, m => m.Groups["meaning"].Value.Trim());
        string[] head = present.Split(Begin);
        string wanted = head[0] + Begin + "\n" + Tables(meanings);
        if (Environment.GetEnvironmentVariable("EDGEAGENT_WRITE_DOCS") == "1") File.WriteAllText(page, wanted);
        Assert.Equal(wanted, File.ReadAllText(page));
        Assert.Empty(Keys().Where(k => string.IsNullOrEmpty(meanings.GetValueOrDefault(k.Key))).Select(k => $"{k.Key} has no meaning on the page"));
    }

    private static string Tables(Dictionary<string, string> meanings)
    {
        var text = new StringBuilder();
        string section = "";
        foreach (var key in Keys())
        {
            string own = key.Key.Split(':')[0];
            if (own != section) text.Append($"\n## {own}\n\n| key | default | allowed | meaning |\n|---|---|---|---|\n");
            section = own;
            text.Append($"| `{key.Key}` | {Code(key.Default)} | {key.Allowed.Replace("|", "\\|")} | {meanings.GetValueOrDefault(key.Key)} |\n");
        }

        return text.ToString();
    }

    private static string Code(string value) => value.Length == 0 ? "" : $"`{value}`";

    private static List<ConfigKey> Keys()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Populated).Build();
        var keys = ServiceSettings.Read(configuration).Keys;
        return [.. keys.Select(k => k with { Key = Name(k.Key), Default = Default(k) }).DistinctBy(k => k.Key).OrderBy(k => k.Key.Split(':')[0], StringComparer.Ordinal)];
    }

    private static string Name(string path) => Number().Replace(path["EdgeAgent:".Length..], ":N");

    // These come from the machine.
    private static string Default(ConfigKey key) => key.Key switch
    {
        "EdgeAgent:Device:Id" => "the host's name",
        "EdgeAgent:Device:DataDirectory" => "/var/lib/edgeagent",
        "EdgeAgent:Device:TimeZone" => "the system's zone",
        _ => key.Default,
    };

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \|(?:[^|]|\\\|)*\|(?:[^|]|\\\|)*\|(?<meaning>(?:[^|]|\\\|)*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@":\d+(?=:|$)")]
    private static partial Regex Number();
}
