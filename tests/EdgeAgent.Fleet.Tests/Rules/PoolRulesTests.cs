using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Tests.Rules;

public class PoolRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly PoolSpec One = new() { Id = "p", Task = "{}", K = 1 };

    [Fact]
    public void The_device_that_spends_the_least_battery_gets_the_task()
    {
        var pool = Offer(Offer(Ask(One, "a", "b"), "a", battery: 10, waitHours: 0), "b", battery: 0, waitHours: 4);
        Assert.Equal(["b"], Active(pool));
    }

    [Fact]
    public void An_hour_of_waiting_costs_half_a_minute_of_battery()
    {
        var pool = Offer(Offer(Ask(One, "a", "b"), "a", battery: 3, waitHours: 0), "b", battery: 0, waitHours: 7);
        Assert.Equal(["a"], Active(pool));
    }

    [Fact]
    public void Offers_are_awaited_for_a_bounded_time_only()
    {
        var pool = Offer(Ask(One, "a", "b"), "a", battery: 3, waitHours: 0);
        Assert.Empty(Active(pool));
        Assert.Equal(["a"], Active(PoolRules.Apply(pool, new PoolEvent.Tick(), Start + One.OfferWait)));
    }

    [Fact]
    public void A_device_that_refuses_hands_the_task_on_to_the_next_best()
    {
        var pool = Report(TwoOffers(), "a", Outcome.Rejected);
        Assert.Equal(["b"], Active(pool));
    }

    [Fact]
    public void A_silent_device_is_told_to_cancel_and_the_next_best_gets_the_task()
    {
        var pool = PoolRules.Apply(TwoOffers(), new PoolEvent.GivenUp("a", "silent"), Start);
        Assert.Equal(["b"], Active(pool));
        Assert.True(pool.Candidates["a"].IsCancelWanted);
    }

    [Fact]
    public void A_silent_device_that_had_run_after_all_is_counted_and_the_one_that_replaced_it_is_cancelled()
    {
        var pool = PoolRules.Apply(TwoOffers(), new PoolEvent.GivenUp("a", "silent"), Start);
        pool = Report(pool, "a", Outcome.Succeeded);
        Assert.Equal(PoolPhase.Completed, pool.Phase);
        Assert.True(pool.Candidates["a"].IsCounted);
        Assert.True(pool.Candidates["b"].IsCancelWanted);

        // Too late to cancel: the result is reported as surplus and not counted.
        pool = Report(pool, "b", Outcome.Succeeded);
        Assert.Equal(1, pool.Counted);
        Assert.Equal("surplus: enough others had succeeded", pool.Candidates["b"].Reason);
    }

    [Fact]
    public void An_offer_that_would_miss_the_deadline_is_not_taken()
    {
        var spec = One with { Deadline = Start.AddHours(2), Duration = TimeSpan.FromHours(1) };
        var pool = Offer(Offer(Ask(spec, "a", "b"), "a", battery: 60, waitHours: 0.5), "b", battery: 0, waitHours: 1.1);
        Assert.Equal(["a"], Active(pool));
    }

    [Fact]
    public void When_nobody_is_left_everybody_is_asked_again_later()
    {
        var pool = PoolRules.Apply(Ask(One, "a"), new PoolEvent.Declined("a", 1, "queue_full"), Start);
        Assert.Equal(1, pool.Round);
        pool = PoolRules.Apply(pool, new PoolEvent.Tick(), Start + One.AskAgainAfter);
        Assert.Equal(2, pool.Round);
        Assert.True(pool.Candidates["a"].IsAsked);
    }

    [Fact]
    public void An_answer_of_an_earlier_round_is_not_taken_for_this_one()
    {
        var pool = PoolRules.Apply(Ask(One, "a"), new PoolEvent.Declined("a", 1, "queue_full"), Start);
        pool = PoolRules.Apply(pool, new PoolEvent.Tick(), Start + One.AskAgainAfter);
        Assert.Null(PoolRules.Apply(pool, new PoolEvent.Offered("a", 1, new Offer(Start, 1, 0)), Start + One.AskAgainAfter).Candidates["a"].Offer);
    }

    [Theory]
    [InlineData("online", 22, false)]
    [InlineData("online", 23, true)]
    [InlineData("lost", 0, true)]
    [InlineData("sleeping", 60, false)]
    [InlineData("sleeping", 83, true)]
    public void Silence_is_measured_by_what_the_device_announced(string status, int minutes, bool expected)
    {
        var facts = new DeviceFacts("a") { Status = status, LastSeenAt = Start, Interval = TimeSpan.FromMinutes(15), NextWakeAt = Start.AddMinutes(60) };
        Assert.Equal(expected, Silence.IsSilent(facts, Start.AddMinutes(minutes)));
    }

    [Fact]
    public void An_offer_on_external_power_now_costs_no_battery_and_one_in_the_dark_costs_the_whole_run()
    {
        var lit = new DeviceFacts("a") { IsPowered = true, Confidence = 0.9 };
        Assert.Equal(0, OfferOf(lit, Start).BatteryMinutes);
        Assert.Equal(15, OfferOf(lit with { IsPowered = false }, Start).BatteryMinutes);
    }

    [Fact]
    public void A_forecast_counts_for_as_much_as_it_is_trusted()
    {
        var facts = new DeviceFacts("a") { IsPowered = false, Confidence = 0.5, ForecastStart = Start, ChargingProbabilities = [0, 0, 0, 0, 1, 1, 1] };
        Assert.Equal(7.5, OfferOf(facts, Start.AddHours(1)).BatteryMinutes, 6);
    }

    [Fact]
    public void Power_that_is_there_now_counts_for_the_next_minutes_also_where_the_forecast_is_not_trusted()
    {
        var lit = new DeviceFacts("a") { IsPowered = true, Confidence = 0 };
        var dark = lit with { IsPowered = false };
        Assert.Equal(5.625, Fleet.Rules.Offer.Of(lit, Start, TimeSpan.FromMinutes(45), Start).BatteryMinutes, 6);
        Assert.Equal(45, Fleet.Rules.Offer.Of(dark, Start, TimeSpan.FromMinutes(45), Start).BatteryMinutes);
        Assert.Equal(15, OfferOf(lit, Start.AddHours(2)).BatteryMinutes);
    }

    private static Offer OfferOf(DeviceFacts facts, DateTimeOffset start) => Fleet.Rules.Offer.Of(facts, start, TimeSpan.FromMinutes(15), Start);

    private static Pool TwoOffers() => Offer(Offer(Ask(One, "a", "b"), "a", battery: 0, waitHours: 0), "b", battery: 5, waitHours: 0);

    private static Pool Ask(PoolSpec spec, params string[] devices) => PoolRules.Start(spec, devices, Start);

    private static Pool Offer(Pool pool, string device, double battery, double waitHours) =>
        PoolRules.Apply(pool, new PoolEvent.Offered(device, pool.Round, new Offer(Start.AddHours(waitHours), 0.5, battery)), Start);

    private static Pool Report(Pool pool, string device, Outcome outcome) =>
        PoolRules.Apply(pool, new PoolEvent.Reported(device, TaskIds.Of("p", device, pool.Candidates[device].Attempt), outcome, null), Start);

    private static IEnumerable<string> Active(Pool pool) => pool.Candidates.Values.Where(c => c.IsActive).Select(c => c.Device);
}
