using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class SlotHistoryTests
{
    private const int PerDay = SlotHistory.PerDay;
    private const int Size = SlotHistory.Days * PerDay;

    /// <summary>Ten in the morning of a Monday.</summary>
    private static readonly long Monday = Habit.Start / ChargeForecast.SlotMinutes + 40;

    private static SlotHistory History(params (long Slot, int State)[] set)
    {
        var history = new SlotHistory();
        foreach ((long slot, int state) in set.OrderBy(s => s.Slot)) history.Set(slot, state);
        return history;
    }

    /// <summary>The weight of the only past moment whose outcome is known, by the share that its outcome has beside two moments of the prior.</summary>
    private static double Weight(SlotHistory history, int ahead)
    {
        history.FindAlike();
        double share = history.Alike(ahead, 0);
        return 2 * share / (1 - share);
    }

    private static double Forgotten(int days) => Math.Pow(0.5, days / 45.0);

    [Fact]
    public void Slots_that_were_not_set_are_not_known()
    {
        Assert.Equal(-1, new SlotHistory().At(0));
        SlotHistory history = History((Monday, 1), (Monday + 3, 0));
        Assert.Equal([-1, 1, -1, -1, 0, -1], Enumerable.Range(-1, 6).Select(i => history.At(Monday + i)));
        Assert.Equal(Monday + 3, history.Newest);
    }

    [Fact]
    public void A_late_slot_is_taken_unless_it_is_older_than_the_history()
    {
        SlotHistory history = History((Monday, 1), (Monday + 3, 0));
        foreach (int late in new[] { -1, 0, 1 }) history.Set(Monday + late, 0);
        Assert.Equal([-1, 0, 0, -1, 0], Enumerable.Range(-1, 5).Select(i => history.At(Monday + i)));
        Assert.Equal(Monday + 3, history.Newest);
    }

    [Fact]
    public void A_full_history_drops_its_oldest_day()
    {
        SlotHistory history = History((Monday, 1), (Monday + PerDay - 1, 1), (Monday + PerDay, 0), (Monday + Size - 1, 1));
        Assert.Equal(1, history.At(Monday));
        history.Set(Monday + Size, 1);
        Assert.Equal([-1, -1, 0, 1, 1], new[] { 0, PerDay - 1, PerDay, Size - 1, Size }.Select(i => history.At(Monday + i)));
    }

    [Fact]
    public void After_a_gap_longer_than_the_history_it_begins_anew()
    {
        SlotHistory history = History((Monday, 1), (Monday + Size + 1, 1));
        history.Set(Monday + Size, 0);
        Assert.Equal([-1, -1, 1], new[] { 0, Size, Size + 1 }.Select(i => history.At(Monday + i)));
    }

    [Fact]
    public void Packed_it_has_two_bits_a_slot_and_the_newest_last()
    {
        byte[] packed = History((Monday, 1), (Monday + 1, 0), (Monday + 5, 1)).Pack();
        Assert.Equal(SlotHistory.PackedBytes, packed.Length);
        Assert.Equal([0, 2 << 4 | 1 << 6, 2 << 6], packed[^3..].Select(b => (int)b));
    }

    [Fact]
    public void Unpacked_it_is_the_same_history()
    {
        var random = new Random(3);
        SlotHistory history = History([.. Enumerable.Range(0, Size + 500).Select(i => (Monday + i, random.Next(5) / 2 % 3 - 1))]), copy = new();
        copy.Unpack(history.Pack(), history.Newest);
        Assert.Equal(history.Newest, copy.Newest);
        for (long slot = history.Newest - Size; slot <= history.Newest; slot++) Assert.Equal(slot < Monday + 5 * PerDay + 500 % PerDay ? -1 : history.At(slot), copy.At(slot));
    }

    [Fact]
    public void What_was_packed_empty_is_empty_and_a_pair_of_bits_without_a_meaning_charges()
    {
        var history = new SlotHistory();
        history.Unpack(new byte[SlotHistory.PackedBytes], long.MinValue);
        Assert.Equal(-1, history.At(0));
        var packed = new byte[SlotHistory.PackedBytes];
        packed[^1] = 0b1110_0100;
        history.Unpack(packed, Monday);
        Assert.Equal([-1, 0, 1, 1, -1], Enumerable.Range(-3, 5).Select(i => history.At(Monday + i)));
    }

    [Theory]
    [InlineData(0, 1, 1)] // another working day
    [InlineData(0, 7, 1.5)] // the same weekday
    [InlineData(5, 12, 1.5)]
    [InlineData(0, 5, 0.3)] // a working day for a weekend
    [InlineData(4, 6, 0.3)]
    [InlineData(6, 7, 0.3)] // and the other way round
    [InlineData(5, 6, 1)] // the other day of the weekend
    [InlineData(0, 97, 0.3)] // the oldest day, a Monday for a Sunday
    public void A_past_moment_weighs_by_its_day(int pastDay, int today, double likeness)
    {
        long past = Monday + pastDay * PerDay;
        Assert.Equal(Forgotten(today - pastDay) * likeness, Weight(History((past, 1), (past + 2, 1), (Monday + today * PerDay, 1)), 2), 9);
    }

    [Theory]
    [InlineData(-2, 0)]
    [InlineData(-1, 0.5)]
    [InlineData(0, 1)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0)]
    public void A_quarter_hour_earlier_or_later_weighs_half(int apart, double likeness)
    {
        long past = Monday + apart;
        Assert.Equal(Forgotten(1) * likeness, Weight(History((past, 1), (past + 5, 1), (Monday + PerDay, 1)), 5), 9);
    }

    [Theory]
    [InlineData(95, 1, 1)] // the quarter hour after a Monday's last is of a Tuesday
    [InlineData(95, 0, 1.5)]
    [InlineData(0, -1, 0.3)] // the one before a Monday's first is of a Sunday
    public void A_neighbour_beyond_midnight_is_of_another_day(int slotOfDay, int apart, double likeness)
    {
        long today = Monday - 40 + slotOfDay + 7 * PerDay, past = today - 7 * PerDay + apart;
        Assert.Equal(Forgotten(7) * likeness / (1 + Math.Abs(apart)), Weight(History((past, 1), (past + 5, 1), (today, 1)), 5), 9);
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 2, 0, 1.0 / 4)] // (0 + 2) / (2 + 2), squared
    [InlineData(1, 0, 2, 1.0 / 4)]
    [InlineData(1, 2, 4, 4.0 / 9)]
    [InlineData(0, 4, 2, 4.0 / 9)]
    public void Ages_weigh_by_the_square_of_their_ratio(int state, int pastAge, int age, double likeness)
    {
        var set = new List<(long, int)> { (Monday + 2, 1), (Monday - pastAge - 1, 1 - state), (Monday + PerDay - age - 1, 1 - state) };
        for (int i = 0; i <= pastAge; i++) set.Add((Monday - i, state));
        for (int i = 0; i <= age; i++) set.Add((Monday + PerDay - i, state));
        Assert.Equal(Forgotten(1) * likeness, Weight(History([.. set]), 2), 9);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 0.5)]
    [InlineData(0, 1, 0.5)]
    [InlineData(-1, 0, 1)]
    [InlineData(-1, 1, 1)]
    [InlineData(0, -1, 1)]
    [InlineData(1, -1, 1)]
    public void A_moment_after_another_day_before_weighs_half(int before, int yesterday, double likeness)
    {
        SlotHistory history = History(
            (Monday, before), (Monday + PerDay, 1), (Monday + PerDay + 2, 1), (Monday + 2 * PerDay, yesterday), (Monday + 3 * PerDay, 1));
        Assert.Equal(Forgotten(2) * likeness, Weight(history, 2), 9);
    }

    [Fact]
    public void The_share_is_shrunk_to_two_moments_of_the_prior()
    {
        SlotHistory history = History((Monday, 1), (Monday + 2, 1), (Monday + PerDay, 1), (Monday + PerDay + 2, 0), (Monday + 2 * PerDay, 1));
        history.FindAlike();
        double held = Forgotten(2), weight = Forgotten(2) + Forgotten(1);
        Assert.Equal((2 * 0.3 + held) / (2 + weight), history.Alike(2, 0.3), 9);
    }

    [Fact]
    public void Without_a_past_moment_like_this_one_the_prior_is_left()
    {
        // The other state, then a state that is not known now, then a history as long as the table whose only like moment is too old.
        foreach (SlotHistory history in new[]
        {
            History((Monday, 0), (Monday + 2, 1), (Monday + PerDay, 1)),
            History((Monday, 1), (Monday + 2, 1), (Monday + PerDay, -1)),
            History((Monday, 1), (Monday + 2, 1), (Monday + Size - 1, 1)),
        })
        {
            history.FindAlike();
            Assert.Equal(0.3, history.Alike(2, 0.3), 12);
        }
    }

    [Fact]
    public void Outcomes_reach_up_to_the_present_and_not_beyond_it()
    {
        SlotHistory history = History((Monday, 1), (Monday + PerDay, 1));
        Assert.Equal(Forgotten(1), Weight(history, PerDay), 9);
        Assert.Equal(0, history.Alike(PerDay + 1, 0), 12);
    }
}
