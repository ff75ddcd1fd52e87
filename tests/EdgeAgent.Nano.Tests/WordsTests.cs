using System.Text;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tests;

/// <summary>The firmware's tables of words are the names of the shared enums, as the agent writes them.</summary>
public class WordsTests
{
    [Fact]
    public void Every_member_has_its_word()
    {
        All<TaskPhase>(p => Words.Of(p), true);
        All<TaskState>(s => Words.Of(s), true);
        All<StopReason>(r => Words.Of(r), true);
        All<WaitReason>(r => Words.Of(r), true);
        All<ErrorCategory>(c => Words.Of(c), false);
        All<TaskClass>(c => Words.Of(c), false);
        All<OperatingMode>(m => Words.Of(m), false);
        All<PowerSource>(s => Words.Of(s), false);
        All<ChargeStatus>(s => Words.Of(s), false);
        All<PowerQuality>(q => Words.Of(q), false);
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
