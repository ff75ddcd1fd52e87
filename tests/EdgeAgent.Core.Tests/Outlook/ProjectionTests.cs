using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tests.Power;
using static EdgeAgent.Core.Tests.Outlook.Projections;

namespace EdgeAgent.Core.Tests.Outlook;

/// <summary>The expected course of power and charge, from which every estimate is taken.</summary>
public sealed class ProjectionTests
{
    [Theory]
    [InlineData(0.9)] // light
    [InlineData(5)] // heavy: empty in three hours
    public void After_ten_minutes_of_steady_power_the_curve_and_the_time_to_empty_follow_the_true_slope(double watts)
    {
        var rig = new PackRig(new PackSpec(Chemistry.LiPo, 1, 4000), 0.8);
        rig.Run(1, 2);
        rig.Run(10.0 / 60, watts);
        double before = rig.Pack.Soc;
        rig.Run(0.05, watts);
        double truePctPerHour = 100 * (before - rig.Pack.Soc) / 0.05;
        Projection projection = Project(rig.Last, Expecting(new SocSlopes(-1, 20, 10, 24, 24)));
        double first = rig.Last.SocPct!.Value - projection.SocAt(Noon.AddHours(1))!.Value;
        Assert.InRange(first / truePctPerHour, 0.85, 1.15);
    }

    [Theory]
    [InlineData(60, -34, -9.4)]
    [InlineData(60, -9.4, -34)]
    [InlineData(95, -7, -3)]
    public void The_curve_is_empty_when_the_time_to_empty_has_passed(double soc, double present, double learned)
    {
        Projection projection = Project(Battery(soc, present), Expecting(new SocSlopes(learned, 30, 15, 24, 24)));
        TimeSpan toEmpty = projection.TimeToEmpty()!.Value;
        ProjectedState empty = projection.States.First(s => s.SocPct <= 0);
        Assert.InRange(empty.After / toEmpty, 0.97, 1.06);
    }

    [Fact]
    public void Two_hours_are_the_present_load_s_and_from_eight_hours_on_what_was_learned()
    {
        Projection projection = Project(Battery(95, -10), Expecting(new SocSlopes(-2, 30, 15, 24, 24)));
        double Slope(double hours) => projection.SocAt(Noon.AddHours(hours + 0.25))!.Value - projection.SocAt(Noon.AddHours(hours))!.Value;
        Assert.Equal(-2.5, Slope(1), 0.01);
        Assert.InRange(Slope(5), -1.7, -1.3);
        Assert.Equal(-0.5, Slope(9), 0.01);
    }

    [Fact]
    public void While_it_charges_the_present_rate_leads_up_to_eighty_percent_and_then_it_tapers()
    {
        Projection projection = Project(Charger(50, 33), Expecting(new SocSlopes(-5, 5.8, 2.9, 24, 24)));
        Assert.Equal(80, projection.SocAt(Noon.AddHours(30.0 / 33))!.Value, 0.6);
        Assert.Equal(90, projection.SocAt(Noon.AddHours(30.0 / 33 + 10 / 16.5))!.Value, 0.6);
    }

    [Fact]
    public void External_power_counts_as_powered_only_after_its_settle_time()
    {
        Projection projection = Project(Battery(50, -5), Expecting(new SocSlopes(-5, 20, 10, 24, 24), new ChargeWindow(Noon.AddMinutes(30), Noon.AddHours(5))));
        ProjectedState Later(int minutes) => projection.States.Single(s => s.After == TimeSpan.FromMinutes(minutes));
        Assert.Equal((PowerSource.Battery, PowerSource.External), (Later(29).Source, Later(30).Source));
        Assert.Equal((false, true), (Later(31).IsPowered, Later(32).IsPowered));
        Projection settling = Project(Charger(50, 20) with { IsPowered = false, PoweredIn = TimeSpan.FromSeconds(90) });
        Assert.Equal([false, false, true], settling.States.Take(3).Select(s => s.IsPowered));
    }

    [Fact]
    public void A_battery_that_does_not_last_until_the_charger_comes_is_dark_from_then_until_it_comes()
    {
        Projection projection = Project(
            Battery(20, -10), Expecting(new SocSlopes(-10, 20, 10, 24, 24), new ChargeWindow(Noon.AddHours(5), Noon.AddHours(9))), new ProjectionSettings { ShutdownPct = 5 });
        DarkSpan dark = projection.Dark!.Value;
        Assert.Equal(1.5, (dark.From - Noon).TotalHours, 0.1);
        Assert.Equal(5, (dark.Until!.Value - Noon).TotalHours, 0.1);
        Assert.All(projection.States, s => Assert.Equal(s.After > TimeSpan.FromHours(1.6) && s.After < TimeSpan.FromHours(5), s.IsDark && s.After > TimeSpan.FromHours(1.6) && s.After < TimeSpan.FromHours(9)));
        Assert.Null(Project(Battery(80, -10), Expecting(new SocSlopes(-10, 20, 10, 24, 24), new ChargeWindow(Noon.AddHours(5), null))).Dark);
    }

    [Fact]
    public void Before_anything_was_learned_the_present_power_goes_on()
    {
        ChargeForecast prior = Expecting(default, new ChargeWindow(Noon.AddHours(2), null)) with { Confidence = 0.01 };
        Projection projection = Project(Battery(50, -10), prior);
        Assert.All(projection.States, s => Assert.Equal(PowerSource.Battery, s.Source));
        Assert.Equal(5, projection.TimeToEmpty()!.Value.TotalHours, 0.05);
        Assert.Null(projection.Dark!.Value.Until);
    }

    [Fact]
    public void A_battery_that_drains_a_point_an_hour_lasts_as_many_hours_as_it_has_points_above_the_shutdown()
    {
        Projection projection = Project(Battery(50, -1), settings: new ProjectionSettings { ShutdownPct = 10 });
        Assert.Equal(40, projection.TimeToEmpty()!.Value.TotalHours, 6);
        // Of the coming day.
        Assert.Equal(16, projection.MarginPct!.Value, 6);
        Assert.Equal(50 - 3.125, projection.SocAt(Noon.AddHours(3.125))!.Value, 6);
        Assert.Equal(50, projection.SocAt(Noon.AddHours(-1)));
        Assert.Equal(10, projection.SocAt(Noon.AddHours(60)));
        Assert.Null(Project(Charger(50, 1)).TimeToEmpty());
        Assert.Null(Project(Battery(50, 0)).TimeToEmpty());
    }

    [Fact]
    public void A_time_is_found_among_the_states_and_none_beyond_two_days()
    {
        Projection projection = Project(Battery(50, -1));
        foreach (int minute in (int[])[0, 1, 59, 60, 65, 355, 360, 375, 48 * 60])
        {
            int index = projection.IndexAt(Noon.AddMinutes(minute))!.Value;
            Assert.Equal(Noon.AddMinutes(minute), projection.At(index));
            Assert.Equal(TimeSpan.FromMinutes(minute), projection.States[index].After);
        }

        Assert.Equal(projection.IndexAt(Noon.AddMinutes(65)), projection.IndexAt(Noon.AddMinutes(61)));
        Assert.Null(projection.IndexAt(Noon.AddHours(48).AddSeconds(1)));
    }

    [Fact]
    public void A_charge_that_is_not_reached_before_the_charger_goes_is_said_so()
    {
        var until = new ChargeWindow(Noon.AddHours(-1), Noon.AddHours(2));
        Projection projection = Project(Charger(50, 10), Expecting(default, until));
        Assert.False(projection.EndsBefore(0, 69));
        Assert.True(projection.EndsBefore(0, 71));
        // A charger that is not expected to go reaches every charge.
        Assert.False(Project(Charger(50, 10)).EndsBefore(0, 71));
    }

    [Fact]
    public void Only_power_that_goes_before_the_charge_is_reached_comes_too_early()
    {
        ChargeForecast goes = Expecting(default, new ChargeWindow(Noon.AddHours(-1), Noon.AddHours(2)));
        Assert.False(Project(Charger(50, 0), goes).EndsBefore(0, 50));
        Assert.True(Project(Charger(50, 0), goes).EndsBefore(0, 50.1));
        Assert.False(Project(Charger(50, 0) with { Charging = ChargeStatus.Full }, goes).EndsBefore(0, 90));
    }

    [Fact]
    public void The_charge_now_is_the_present_one() => Assert.Equal(50, Project(Battery(50, -10)).SocAt(Noon));

    [Theory]
    [InlineData(60, -30, 0, 2)]
    [InlineData(60, -30, 10, 5.0 / 3)]
    [InlineData(50, -40, 5, 1.125)]
    public void The_time_to_empty_ends_at_the_shutdown_level_to_the_moment(double soc, double rate, double shutdown, double hours) =>
        Assert.Equal(hours, Project(Battery(soc, rate), settings: new ProjectionSettings { ShutdownPct = shutdown }).TimeToEmpty()!.Value.TotalHours, 1e-6);

    [Theory]
    [InlineData(24, true)]
    [InlineData(24.1, false)] // too far away to raise an alarm
    public void The_device_goes_dark_within_a_day_or_it_is_not_said(double soc, bool isDark) => Assert.Equal(isDark, Project(Battery(soc, -1)).Dark is not null);

    [Fact]
    public void A_dark_time_that_begins_within_a_day_ends_when_the_charger_comes_after_it()
    {
        Projection projection = Project(Battery(20, -1), Expecting(new SocSlopes(-1, 20, 10, 24, 24), new ChargeWindow(Noon.AddHours(30), null)));
        Assert.Equal((Noon.AddHours(20), Noon.AddHours(30)), (projection.Dark!.Value.From, projection.Dark.Value.Until));
    }

    [Fact]
    public void The_first_mode_is_the_one_in_force_and_only_later_ones_follow_the_charge()
    {
        var projection = new Projection(new ProjectionInput { Now = new Core.Time.Timestamp(Noon, 0, Core.Time.ClockTrust.Ntp), Power = Battery(90, -1), Mode = OperatingMode.Suspended });
        Assert.Equal((OperatingMode.Suspended, OperatingMode.Full), (projection.States[0].Mode, projection.States[1].Mode));
    }

    [Fact]
    public void The_pack_charges_on_external_power_until_it_is_full_and_discharges_without()
    {
        Projection projection = Project(Charger(98, 30), Expecting(default, new ChargeWindow(Noon.AddHours(-1), Noon.AddHours(2))));
        Assert.Equal((ChargeStatus.Charging, false), (projection.StateAt(1).Charging, projection.StateAt(1).IsFull));
        Assert.Equal((ChargeStatus.Full, true), (projection.StateAt(60).Charging, projection.StateAt(60).IsFull));
        Assert.Equal((ChargeStatus.Discharging, false), (projection.StateAt(125).Charging, projection.StateAt(125).IsFull));
        Assert.Equal(ChargeStatus.Unknown, Project(PowerState.Unknown).StateAt(1).Charging);
    }

    [Theory]
    [InlineData(99.5, true)]
    [InlineData(99.4, false)]
    public void A_pack_is_full_from_99_and_a_half_percent_on_external_power(double soc, bool isFull)
    {
        Assert.Equal(isFull, Project(Charger(soc, 0)).StateAt(1).IsFull);
        Assert.False(Project(Battery(soc, 0)).StateAt(1).IsFull);
    }

    [Fact]
    public void A_pack_whose_charger_reports_full_stays_so_at_any_charge_until_it_is_unplugged()
    {
        Projection projection = Project(
            Charger(70, 0) with { Charging = ChargeStatus.Full },
            Expecting(new SocSlopes(-5, 20, 10, 24, 24), new ChargeWindow(Noon.AddHours(-1), Noon.AddHours(1)), new ChargeWindow(Noon.AddHours(2), null)));
        Assert.Equal((true, 70), (projection.StateAt(59).IsFull, projection.StateAt(59).SocPct));
        Assert.False(projection.StateAt(120).IsFull);
        Assert.Equal(70 - 5 * 56 / 60.0, projection.StateAt(115).SocPct!.Value, 1e-6);
        Assert.False(projection.StateAt(125).IsFull);
    }

    [Fact]
    public void A_charger_that_is_too_weak_for_the_load_is_expected_to_stay_so()
    {
        Projection projection = Project(Charger(50, -5) with { Charging = ChargeStatus.Discharging });
        Assert.Equal(ChargeStatus.Discharging, projection.StateAt(60).Charging);
        Assert.Equal(45, projection.StateAt(60).SocPct!.Value, 1e-6);
    }

    [Fact]
    public void A_device_without_a_battery_has_full_charge_and_never_goes_dark()
    {
        Projection projection = Project(PowerState.Mains with { Source = PowerSource.Battery });
        Assert.All(projection.States, s => Assert.Equal((100, false), (s.SocPct, s.IsDark)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void A_battery_at_or_below_the_level_of_shutdown_is_empty_now(double soc) =>
        Assert.Equal(TimeSpan.Zero, Project(Battery(soc, -10), settings: new ProjectionSettings { ShutdownPct = 10 }).TimeToEmpty());
}
