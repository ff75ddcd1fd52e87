using System.Text;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tests;

/// <summary>The firmware's tables of words are the names of the shared enums, as the agent writes them.</summary>
public class WireNamesTests
{
    [Fact]
    public void Every_member_has_its_word()
    {
        All<TaskPhase>(p => WireNames.Of(p), true);
        All<TaskState>(s => WireNames.Of(s), true);
        All<StopReason>(r => WireNames.Of(r), true);
        All<WaitReason>(r => WireNames.Of(r), true);
        All<ErrorCategory>(c => WireNames.Of(c), false);
        All<TaskClass>(c => WireNames.Of(c), false);
        All<OperatingMode>(m => WireNames.Of(m), false);
        All<PowerSource>(s => WireNames.Of(s), false);
        All<ChargeStatus>(s => WireNames.Of(s), false);
        All<PowerQuality>(q => WireNames.Of(q), false);
    }

    private static void All<T>(Func<T, string> word, bool isUpper) where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>()) Assert.Equal(isUpper ? Snake($"{value}").ToUpperInvariant() : Snake($"{value}"), word(value));
    }

    private static string Snake(string pascal)
    {
        var text = new StringBuilder();
        foreach (char c in pascal) text.Append(char.IsUpper(c) && text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(c));
        return text.ToString();
    }
}
