using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tests.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Outlook;

/// <summary>The expected course of power and charge, from which every estimate is taken.</summary>
public sealed class ProjectionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private static PowerState Battery(double soc, double rate) => new()
    {
        SocPct = soc,
        Source = PowerSource.Battery,
        Charging = ChargeStatus.Discharging,
        Quality = PowerQuality.Measured,
        RatePctPerHour = rate,
    };

    private static PowerState Charger(double soc, double rate) => new()
    {
        SocPct = soc,
        Source = PowerSource.External,
        Charging = ChargeStatus.Charging,
        Quality = PowerQuality.Measured,
        IsPowered = true,
        RatePctPerHour = rate,
    };

    private static ChargeForecast Forecast(SocSlopes soc, params ChargeWindow[] windows) => new()
    {
        StartUtc = Noon,
        ChainStart = Noon,
        PCharging = new double[ChargeForecast.Slots],
        Confidence = 0.9,
        Soc = soc,
        Windows = windows,
    };

    private static Projection Project(PowerState power, ChargeForecast? forecast = null, ProjectionSettings? settings = null) => new(new ProjectionInput
    {
        Now = new Timestamp(Noon, 0, ClockTrust.Ntp),
        Power = power,
        Mode = OperatingModes.Next(null, power, new ModeSettings()),
        Forecast = forecast,
        Settings = settings ?? ProjectionSettings.Default,
    });

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
        Projection projection = Project(rig.Last, Forecast(new SocSlopes(-1, 20, 10, 24, 24)));
        double first = rig.Last.SocPct!.Value - projection.SocAt(Noon.AddHours(1))!.Value;
        Assert.InRange(first / truePctPerHour, 0.85, 1.15);
    }

    [Theory]
    [InlineData(60, -34, -9.4)]
    [InlineData(60, -9.4, -34)]
    [InlineData(95, -7, -3)]
    public void The_curve_is_empty_when_the_time_to_empty_has_passed(double soc, double present, double learned)
    {
        Projection projection = Project(Battery(soc, present), Forecast(new SocSlopes(learned, 30, 15, 24, 24)));
        TimeSpan toEmpty = projection.TimeToEmpty()!.Value;
        ProjectedState empty = projection.States.First(s => s.SocPct <= 0);
        Assert.InRange(empty.After / toEmpty, 0.97, 1.06);
    }

    [Fact]
    public void Two_hours_are_the_present_load_s_and_from_eight_hours_on_what_was_learned()
    {
        Projection projection = Project(Battery(95, -10), Forecast(new SocSlopes(-2, 30, 15, 24, 24)));
        double Slope(double hours) => projection.SocAt(Noon.AddHours(hours + 0.25))!.Value - projection.SocAt(Noon.AddHours(hours))!.Value;
        Assert.Equal(-2.5, Slope(1), 0.01);
        Assert.InRange(Slope(5), -1.7, -1.3);
        Assert.Equal(-0.5, Slope(9), 0.01);
    }

    [Fact]
    public void While_it_charges_the_present_rate_leads_up_to_eighty_percent_and_then_it_tapers()
    {
        Projection projection = Project(Charger(50, 33), Forecast(new SocSlopes(-5, 5.8, 2.9, 24, 24)));
        Assert.Equal(80, projection.SocAt(Noon.AddHours(30.0 / 33))!.Value, 0.6);
        Assert.Equal(90, projection.SocAt(Noon.AddHours(30.0 / 33 + 10 / 16.5))!.Value, 0.6);
    }

    [Fact]
    public void External_power_counts_as_powered_only_after_its_settle_time()
    {
        Projection projection = Project(Battery(50, -5), Forecast(new SocSlopes(-5, 20, 10, 24, 24), new ChargeWindow(Noon.AddMinutes(30), Noon.AddHours(5))));
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
            Battery(20, -10), Forecast(new SocSlopes(-10, 20, 10, 24, 24), new ChargeWindow(Noon.AddHours(5), Noon.AddHours(9))), new ProjectionSettings { ShutdownPct = 5 });
        DarkSpan dark = projection.Dark!.Value;
        Assert.Equal(1.5, (dark.From - Noon).TotalHours, 0.1);
        Assert.Equal(5, (dark.Until!.Value - Noon).TotalHours, 0.1);
        Assert.All(projection.States, s => Assert.Equal(s.After > TimeSpan.FromHours(1.6) && s.After < TimeSpan.FromHours(5), s.IsDark && s.After > TimeSpan.FromHours(1.6) && s.After < TimeSpan.FromHours(9)));
        Assert.Null(Project(Battery(80, -10), Forecast(new SocSlopes(-10, 20, 10, 24, 24), new ChargeWindow(Noon.AddHours(5), null))).Dark);
    }

    [Fact]
    public void Before_anything_was_learned_the_present_power_goes_on()
    {
        ChargeForecast prior = Forecast(default, new ChargeWindow(Noon.AddHours(2), null)) with { Confidence = 0.01 };
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
        Projection projection = Project(Charger(50, 10), Forecast(default, until));
        Assert.False(projection.EndsBefore(0, 69));
        Assert.True(projection.EndsBefore(0, 71));
        // A charger that is not expected to go reaches every charge.
        Assert.False(Project(Charger(50, 10)).EndsBefore(0, 71));
    }
}
