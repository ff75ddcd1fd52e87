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

    [Theory]
    [InlineData("Low", "low")]
    [InlineData("MinimumLatency", "minimum_latency")]
    public void A_word_has_a_line_between_its_parts_and_none_before_them(string name, string word) => Assert.Equal(word, WireNames.Snake(name));

    [Theory]
    [InlineData(false, null, SyncLevel.Low)]
    [InlineData(false, 5.0, SyncLevel.Low)]
    [InlineData(true, null, SyncLevel.High)]
    [InlineData(true, 29.9, SyncLevel.High)]
    [InlineData(true, 30.0, SyncLevel.Normal)]
    [InlineData(true, 49.9, SyncLevel.Normal)]
    [InlineData(true, 50.0, SyncLevel.Low)]
    public void On_battery_the_charge_decides_which_records_are_sent(bool onBattery, double? soc, SyncLevel lowest) =>
        Assert.Equal(lowest, new SyncQueues().Lowest(soc, onBattery));
}
