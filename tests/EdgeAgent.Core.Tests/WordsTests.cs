using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests;

public class WordsTests
{
    [Theory]
    [InlineData(WaitReason.ConstraintBatteryNotLow, "CONSTRAINT_BATTERY_NOT_LOW")]
    [InlineData(WaitReason.CpuBusy, "CPU_BUSY")]
    [InlineData(WaitReason.PlannedWindow, "PLANNED_WINDOW")]
    public void An_enum_member_has_the_contracts_word(WaitReason reason, string word) => Assert.Equal(word, WireNames.Upper(reason));

    [Theory]
    [InlineData("charging_only", TaskClass.ChargingOnly)]
    [InlineData("CRITICAL", TaskClass.Critical)]
    public void A_word_is_read_in_either_case(string word, TaskClass expected)
    {
        Assert.True(WireNames.TryParse(word, out TaskClass value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("ChargingOnly")]
    public void A_word_that_is_not_in_the_contract_is_refused(string? word) => Assert.False(WireNames.TryParse(word, out TaskClass _));
}
