using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

/// <summary>How long a value counts, which of two sources wins, and how charge is counted between two samples.</summary>
public class EstimatorAgeTests
{
    private static readonly PackSpec Pack = PackSpec.Default; // 2500 mAh

    private PowerEstimator _estimator = new(Pack, new EstimatorSettings());
    private long _nowMs = 1_000_000;

    private static Timestamp At(long deviceTimeMs) => new(DateTimeOffset.UnixEpoch.AddMilliseconds(deviceTimeMs), deviceTimeMs, ClockTrust.Ntp);

    private PowerState Feed(double seconds, params PowerReading[] readings)
    {
        _nowMs += (long)(1000 * seconds);
        return _estimator.Update([.. readings.Select((r, i) => new SourceReading(i, r with { DeviceTimeMs = _nowMs }))], At(_nowMs));
    }

    private static readonly PowerReading Nothing = new();

    [Theory]
    [InlineData(300, PowerSource.External, 21.0, PowerQuality.Measured)]
    [InlineData(300.001, PowerSource.Unknown, null, PowerQuality.Stale)]
    public void A_value_counts_for_five_minutes(double seconds, PowerSource source, double? celsius, PowerQuality quality)
    {
        Feed(0, new PowerReading { ExternalPower = Presence.Present, TemperatureC = 21, SocPct = 60 });
        PowerState state = Feed(seconds);
        Assert.Equal((source, celsius, quality), (state.Source, state.TemperatureC, state.Quality));
    }

    [Theory]
    [InlineData(300, PowerSource.Battery)]
    [InlineData(300.001, PowerSource.Unknown)]
    public void A_status_counts_for_five_minutes(double seconds, PowerSource source)
    {
        Feed(0, new PowerReading { Status = ChargeStatus.Discharging });
        Assert.Equal(source, Feed(seconds).Source);
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(300.001, true)]
    public void A_missing_battery_is_missing_for_five_minutes(double seconds, bool hasBattery)
    {
        Feed(0, new PowerReading { Battery = Presence.Absent });
        Assert.Equal(hasBattery, Feed(seconds, new PowerReading { VoltageV = 3.8 }).HasBattery);
    }

    [Theory]
    [InlineData(300_000, 60.0)]
    [InlineData(300_001, null)]
    public void A_reading_that_is_older_than_five_minutes_when_it_arrives_is_not_taken(long ageMs, double? soc)
    {
        PowerState state = _estimator.Update([new SourceReading(0, new PowerReading { DeviceTimeMs = _nowMs - ageMs, SocPct = 60 })], At(_nowMs));
        Assert.Equal(soc, state.SocPct);
        Assert.Equal(0, _estimator.RejectedValues);
    }

    [Theory]
    [InlineData(Presence.Present, Presence.Absent, PowerSource.Battery)]
    [InlineData(Presence.Absent, Presence.Present, PowerSource.Battery)]
    [InlineData(Presence.Present, Presence.Unknown, PowerSource.External)]
    [InlineData(Presence.Unknown, Presence.Present, PowerSource.External)]
    public void Of_two_lines_the_one_that_reports_no_power_wins(Presence first, Presence second, PowerSource source) =>
        Assert.Equal(source, Feed(0, new PowerReading { ExternalPower = first, VoltageV = 3.8 }, new PowerReading { ExternalPower = second, VoltageV = 3.8 }).Source);

    [Theory]
    [InlineData(Presence.Present, Presence.Absent, true)]
    [InlineData(Presence.Absent, Presence.Present, true)]
    [InlineData(Presence.Absent, Presence.Unknown, false)]
    [InlineData(Presence.Unknown, Presence.Absent, false)]
    public void A_battery_that_one_source_sees_is_there(Presence first, Presence second, bool hasBattery) =>
        Assert.Equal(hasBattery, Feed(0, new PowerReading { Battery = first, TemperatureC = 20 }, new PowerReading { Battery = second, TemperatureC = 20 }).HasBattery);

    [Theory]
    [InlineData(ChargeStatus.Charging, ChargeStatus.Discharging, PowerSource.External)]
    [InlineData(ChargeStatus.Discharging, ChargeStatus.Charging, PowerSource.Battery)]
    [InlineData(ChargeStatus.Unknown, ChargeStatus.Charging, PowerSource.External)]
    [InlineData(ChargeStatus.Charging, ChargeStatus.Unknown, PowerSource.External)]
    public void Of_two_statuses_the_earlier_sources_wins(ChargeStatus first, ChargeStatus second, PowerSource source) =>
        Assert.Equal(source, Feed(0, new PowerReading { Status = first, TemperatureC = 20 }, new PowerReading { Status = second, TemperatureC = 20 }).Source);

    [Fact]
    public void Of_two_values_the_earlier_sources_wins_while_it_is_not_stale()
    {
        Assert.Equal(20, Feed(0, new PowerReading { TemperatureC = 20 }, new PowerReading { TemperatureC = 22 }).TemperatureC);
        Assert.Equal(20, Feed(300, Nothing, new PowerReading { TemperatureC = 22 }).TemperatureC);
        Assert.Equal(22, Feed(0.001, Nothing, new PowerReading { TemperatureC = 22 }).TemperatureC);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_first_moments_of_a_device_count_as_any_others(long at)
    {
        _nowMs = at;
        PowerState state = Feed(0, new PowerReading { ExternalPower = Presence.Present, Battery = Presence.Absent, TemperatureC = 20 }, new PowerReading { VoltageV = 3.8 });
        Assert.Equal((PowerSource.External, false, 20, PowerQuality.Measured), (state.Source, state.HasBattery, state.TemperatureC, state.Quality));
        _estimator = new PowerEstimator(Pack, new EstimatorSettings());
        Assert.Equal(PowerSource.Battery, Feed(0, new PowerReading { Status = ChargeStatus.Discharging }).Source);
        _estimator = new PowerEstimator(Pack, new EstimatorSettings());
        Assert.Equal(PowerQuality.Measured, Feed(0, new PowerReading { SocPct = 60, CurrentA = -1.25 }).Quality);
        Assert.Equal(60 - 100 * 1.25 * 60 / 3600 / 2.5, Feed(60, new PowerReading { CurrentA = -1.25 }).SocPct!.Value, 1e-6);
    }

    [Theory]
    [InlineData(300, 60 - 100 * 1.25 / 12 / 2.5)]
    [InlineData(300.001, 60)] // the current in a long gap is not known
    public void Charge_is_counted_over_at_most_five_minutes(double seconds, double soc)
    {
        Feed(0, new PowerReading { SocPct = 60, CurrentA = -1.25 });
        Assert.Equal(soc, Feed(seconds, new PowerReading { CurrentA = -1.25 }).SocPct!.Value, 1e-6);
    }

    [Fact]
    public void The_charge_between_two_currents_is_that_of_their_mean()
    {
        Feed(0, new PowerReading { SocPct = 60, CurrentA = -1 });
        Assert.Equal(60 - 100 * 2.0 / 60 / 2.5, Feed(60, new PowerReading { CurrentA = -3 }).SocPct!.Value, 1e-6);
    }

    [Fact]
    public void A_missing_current_counts_nothing_before_and_after_it()
    {
        Feed(0, new PowerReading { SocPct = 60, CurrentA = -1.25 });
        Assert.Equal(60, Feed(60, new PowerReading { TemperatureC = 20 }).SocPct!.Value, 1e-6);
        Assert.Equal(60, Feed(60, new PowerReading { CurrentA = -1.25 }).SocPct!.Value, 1e-6);
        Assert.True(Feed(60, new PowerReading { CurrentA = -1.25 }).SocPct < 60);
    }

    [Fact]
    public void A_gauge_that_repeats_itself_while_four_percent_were_counted_is_stuck()
    {
        Feed(0, new PowerReading { SocPct = 60, CurrentA = -1.25 });
        for (int i = 0; i < 9; i++) Feed(30, new PowerReading { SocPct = 60, CurrentA = -1.25 });
        Assert.Equal(0, _estimator.Rejected(RejectReason.Inconsistent));
        Feed(30, new PowerReading { SocPct = 60, CurrentA = -1.25 });
        Assert.Equal(1, _estimator.Rejected(RejectReason.Inconsistent));
    }

    [Theory]
    [InlineData(2000, 2500, 80.0)]
    [InlineData(3000, 2500, 100.0)]
    [InlineData(2000, double.NaN, 80.0)] // of the configured capacity
    public void The_health_is_the_reported_capacity_as_a_share_of_the_rated_one(double full, double rated, double health) =>
        Assert.Equal(health, Feed(0, new PowerReading { SocPct = 60, FullCapacityMah = full, RatedCapacityMah = rated }).HealthPct!.Value, 1e-6);

    [Fact]
    public void Without_a_configured_pack_the_reported_capacity_is_counted_with()
    {
        _estimator = new PowerEstimator(null, new EstimatorSettings());
        Feed(0, new PowerReading { SocPct = 60, CurrentA = -1, FullCapacityMah = 2000 });
        PowerState state = Feed(60, new PowerReading { CurrentA = -1 });
        Assert.Equal(60 - 100 / 60.0 / 2, state.SocPct!.Value, 1e-6);
        Assert.Null(state.HealthPct);
        _estimator = new PowerEstimator(null, new EstimatorSettings());
        Feed(0, new PowerReading { SocPct = 60, CurrentA = -1 });
        Assert.Equal(60, Feed(60, new PowerReading { CurrentA = -1 }).SocPct!.Value, 1e-6);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(29.9, false)]
    public void A_charge_below_30_percent_is_not_believed_on_one_sample(double soc, bool isBelieved)
    {
        Assert.Equal(isBelieved, Feed(0, new PowerReading { SocPct = soc }).SocPct is not null);
        Assert.Equal(!isBelieved, _estimator.WantsConfirmation);
    }

    [Fact]
    public void A_low_charge_is_not_confirmed_by_time_alone()
    {
        Feed(0, new PowerReading { SocPct = 7 });
        for (int i = 0; i < 5; i++) Assert.Null(Feed(2).SocPct);
    }

    [Fact]
    public void A_source_that_contradicts_another_takes_the_trust_from_the_charge()
    {
        PowerState state = PowerState.Unknown;
        for (int i = 0; i < 3; i++) state = Feed(10, new PowerReading { ExternalPower = Presence.Present, CurrentA = -1.5, SocPct = 60 });
        Assert.True(state.IsContradicted);
        Assert.Equal(PowerQuality.Estimated, state.Quality);
    }

    [Fact]
    public void On_battery_no_time_is_given_until_the_device_is_powered() =>
        Assert.Null(Feed(0, new PowerReading { ExternalPower = Presence.Absent, SocPct = 60 }).PoweredIn);

    // Without a current the rate is the change of the charge over ten minutes.
    [Fact]
    public void The_first_slope_after_the_plug_is_skipped_and_the_next_one_is_the_rate()
    {
        var socs = new List<double>();
        var rates = new List<double?>();
        for (int minute = 0; minute <= 30; minute++)
        {
            PowerState state = Feed(60, new PowerReading { ExternalPower = Presence.Present, SocPct = 50 + 0.2 * minute });
            socs.Add(state.SocPct!.Value);
            rates.Add(state.RatePctPerHour);
        }

        Assert.All(rates.Take(20), Assert.Null);
        Assert.All(rates.Skip(20).Take(10), r => Assert.Equal(6 * (socs[20] - socs[10]), r!.Value, 1e-6));
        Assert.Equal(6 * (socs[30] - socs[20]), rates[30]!.Value, 1e-6);
    }

    [Fact]
    public void A_current_is_no_rate_where_the_capacity_is_not_known()
    {
        _estimator = new PowerEstimator(null, new EstimatorSettings());
        PowerState state = PowerState.Unknown;
        for (int minute = 0; minute <= 20; minute++) state = Feed(60, new PowerReading { ExternalPower = Presence.Present, CurrentA = 0.5, SocPct = 50 + 0.2 * minute });
        Assert.InRange(state.RatePctPerHour!.Value, 6, 13);
    }

    [Fact]
    public void In_an_accelerated_simulation_the_rate_is_per_hour_of_the_device()
    {
        _estimator.PackSpeed = 2;
        Assert.Equal(-20, Feed(0, new PowerReading { ExternalPower = Presence.Absent, CurrentA = -0.25, SocPct = 60 }).RatePctPerHour!.Value, 1e-6);
    }

    [Fact]
    public void A_saved_state_is_restored_for_the_same_pack_only()
    {
        byte[] saved = _estimator.Save();
        Assert.True(new PowerEstimator(Pack, new EstimatorSettings()).Restore(saved));
        foreach (PackSpec? other in new[] { new PackSpec(Chemistry.LiIon, 1, 2500), new PackSpec(Chemistry.LiPo, 2, 2500), new PackSpec(Chemistry.LiPo, 1, 2600), null })
        {
            Assert.False(new PowerEstimator(other, new EstimatorSettings()).Restore(saved));
        }

        Assert.False(_estimator.Restore(saved.AsSpan(1)));
        saved[0]++;
        Assert.False(_estimator.Restore(saved));
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(21, true)]
    public void A_rest_of_twenty_minutes_on_the_steep_part_of_the_curve_teaches_the_capacity(double minutes, bool isLearned)
    {
        var rig = new PackRig(new PackSpec(Chemistry.LiIon, 1, 2500), soc: 0.9, capacityFactor: 0.8) { IsPlugged = true, CurrentOffset = 0, CurrentGain = 1 };
        rig.Run(3, 0);
        Assert.Equal(ChargeStatus.Full, rig.Last.Charging);
        rig.IsPlugged = false;
        while (rig.TruePct > 12) rig.Run(1.0 / 60, 2.5);
        Assert.Null(rig.Last.HealthPct);
        rig.Run(minutes / 60, 0.2); // a twentieth of an ampere is rest
        Assert.Equal(isLearned, rig.Last.HealthPct is not null);
        if (isLearned) Assert.InRange(rig.Last.HealthPct!.Value, 82, 93); // six tenths of the way to 80 %
    }
}
