using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EdgeAgent.Nano.Tests;

/// <summary>The firmware's package versions are written in three places, which must agree, because a person who builds it uses all of them.</summary>
public partial class PackageVersionTests
{
    private static readonly string Nano = Path.Combine(Repository.Root, "src", "EdgeAgent.Nano");

    [Fact]
    public void Every_reference_of_the_project_is_the_package_and_version_that_is_restored()
    {
        var restored = Restored();
        var referenced = XDocument.Load(Path.Combine(Nano, "EdgeAgent.Nano.nfproj")).Descendants().Where(e => e.Name.LocalName == "HintPath")
            .Select(e => HintPath().Match(e.Value)).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        Assert.Equal(restored.OrderBy(p => p.Key, StringComparer.Ordinal), referenced.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.All(restored.Values, version => Assert.Matches(@"^\d+\.\d+\.\d+$", version));
    }

    [Fact]
    public void The_core_library_is_the_one_that_the_sources_are_compiled_against()
    {
        var central = XDocument.Load(Path.Combine(Repository.Root, "src", "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(e => e.Attribute("Include")!.Value == "nanoFramework.CoreLibrary").Attribute("Version")!.Value;
        Assert.Equal(central, Restored()["nanoFramework.CoreLibrary"]);
    }

    [Fact]
    public void Every_hand_written_signature_is_of_a_package_in_the_version_that_is_restored()
    {
        var restored = Restored();
        string stubs = Path.Combine(Repository.Root, "tests", "EdgeAgent.Nano.Reference", "Stubs");
        var named = Directory.GetFiles(stubs, "*.cs").SelectMany(f => Named().Matches(File.ReadAllText(f))).Select(m => (Id: m.Groups[1].Value, Series: m.Groups[2].Value)).Distinct().ToList();
        Assert.True(named.Count >= 10);
        Assert.All(named, stub => Assert.StartsWith(stub.Series + ".", restored[stub.Id], StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Restored() =>
        XDocument.Load(Path.Combine(Nano, "packages.config")).Root!.Elements("package").ToDictionary(e => e.Attribute("id")!.Value, e => e.Attribute("version")!.Value);

    [GeneratedRegex(@"^packages\\(.+?)\.(\d+\.\d+\.\d+)\\lib\\[\w.]+\.dll$")]
    private static partial Regex HintPath();

    [GeneratedRegex(@"Package (nanoFramework\.[\w.]*\w) (\d+\.\d+)")]
    private static partial Regex Named();
}
