using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Core.Tests.Power;

/// <summary>Laws of the estimator for every history of readings, also a faulty one.</summary>
public class EstimatorLawTests
{
    private const int Sources = 3;

    private static readonly EstimatorSettings Settings = new();

    // Mostly numbers that a pack could show, sometimes what broken hardware says.
    private static readonly Gen<double> AnyNumber = Gen.Frequency(
        (6, Gen.Choose(0, 5000).Select(i => i / 1000.0)),
        (2, Gen.Choose(-12000, 15000).Select(i => i / 100.0)),
        (1, Gen.Elements(0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, double.Epsilon, 65535, -0.0)));

    private static readonly Gen<SourceReading> AnyReading =
        from source in Gen.Choose(0, Sources - 1)
        from volts in AnyNumber
        from amperes in AnyNumber
        from soc in Gen.OneOf(Gen.Choose(-20, 120).Select(i => (double)i), AnyNumber)
        from celsius in AnyNumber
        from capacity in AnyNumber
        from status in Gen.Elements(Enum.GetValues<ChargeStatus>())
        from external in Gen.Elements(Enum.GetValues<Presence>())
        from battery in Gen.Frequency((9, Gen.Elements(Presence.Unknown, Presence.Present)), (1, Gen.Constant(Presence.Absent)))
        from offset in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(-600_000, 60_000)))
        select new SourceReading(source, new PowerReading
        {
            DeviceTimeMs = offset,
            VoltageV = volts,
            CurrentA = amperes,
            SocPct = soc,
            TemperatureC = celsius,
            FullCapacityMah = capacity,
            LoadW = volts,
            HarvestW = amperes,
            Status = status,
            ExternalPower = external,
            Battery = battery,
        });

    private static readonly Gen<Step> AnyStep =
        from readings in AnyReading.ListOf().Resize(4)
        from gap in Gen.Frequency((8, Gen.Choose(0, 60_000)), (1, Gen.Choose(0, 5)), (1, Gen.Choose(0, 86_400_000)))
        select new Step([.. readings], gap);

    private static readonly Gen<PackSpec?> AnyPack =
        from chemistry in Gen.Elements(Enum.GetValues<Chemistry>())
        from cells in Gen.Choose(1, 12)
        from capacity in Gen.Choose(50, 20_000)
        from isKnown in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        select isKnown ? new PackSpec(chemistry, cells, capacity) : null;

    private static readonly Gen<History> AnyHistory =
        from pack in AnyPack
        from steps in AnyStep.ListOf().Resize(60)
        select new History(pack, [.. steps]);

    private static void Holds(Func<History, bool> law, int tests = 400) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(AnyHistory.ToArbitrary(), law));

    [Fact]
    public void Whatever_is_read_the_state_holds_only_possible_numbers() => Holds(history =>
    {
        bool isPossible = true;
        history.Play((estimator, state, now) =>
        {
            isPossible &= state.SocPct is null or (>= 0 and <= 100);
            isPossible &= state.HealthPct is null or (>= 0 and <= 100);
            isPossible &= IsFinite(state.VoltageV, state.CurrentA, state.PowerW, state.LoadW, state.HarvestW, state.TemperatureC);
            isPossible &= state.TimeToEmpty is null || state.TimeToEmpty >= TimeSpan.Zero;
            isPossible &= estimator.SettleLeft(now) <= Settings.PowerSettle;
            isPossible &= !state.IsPowered || state.Source == PowerSource.External;
        });
        return isPossible;
    });

    [Fact]
    public void Powered_is_false_at_once_when_the_line_says_gone_and_current_flows_out() => Holds(history =>
    {
        var estimator = new PowerEstimator(history.Pack, Settings);
        var now = history.Play(estimator, (_, _, _) => { });
        var gone = new PowerReading { DeviceTimeMs = now.DeviceTimeMs, ExternalPower = Presence.Absent, CurrentA = -1, Battery = Presence.Present };
        var state = estimator.Update(Enumerable.Range(0, Sources).Select(i => new SourceReading(i, gone)).ToList(), now);
        return !state.IsPowered && state.Source == PowerSource.Battery;
    });

    [Fact]
    public void Powered_takes_the_settle_time_without_a_break_unless_full() => Holds(history =>
    {
        bool holds = true;
        long since = -1;
        history.Play((_, state, now) =>
        {
            if (state.Source != PowerSource.External) since = -1;
            else if (since < 0) since = now.DeviceTimeMs;
            bool mayBe = since >= 0 && (now.DeviceTimeMs - since >= Settings.PowerSettle.TotalMilliseconds || state.Charging == ChargeStatus.Full || !state.HasBattery);
            holds &= !state.IsPowered || mayBe;
        });
        return holds;
    });

    [Fact]
    public void Fewer_than_n_bad_samples_never_make_a_healthy_pack_look_low() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400),
        Prop.ForAll(AnyReading.ListOf(2 * Sources).ToArbitrary(), Gen.Choose(45, 95).ToArbitrary(), (bad, soc) =>
        {
            var rig = new PackRig(PackSpec.Default, soc / 100.0) { HasGauge = true };
            rig.Run(0.1, 1);
            bool holds = true;
            for (int n = 0; n < Settings.ConsistentSamples - 1; n++)
            {
                var now = rig.Now.Plus(TimeSpan.FromSeconds(2 * (n + 1)));
                var readings = bad.Skip(n * Sources).Take(Sources)
                    .Select(r => r with { Reading = r.Reading with { DeviceTimeMs = now.DeviceTimeMs, Battery = Presence.Present } }).ToList();
                var state = rig.Estimator.Update(readings, now);
                holds &= state.SocPct is null or >= 30;
                holds &= OperatingModes.Next(OperatingMode.Reduced, state, new ModeSettings()) < OperatingMode.Critical;
            }

            return holds;
        }));

    [Fact]
    public void A_low_first_reading_is_not_published_before_n_samples_agree()
    {
        var estimator = new PowerEstimator(null, Settings);
        for (int i = 0; i < Settings.ConsistentSamples; i++)
        {
            var now = new Timestamp(DateTimeOffset.UnixEpoch, 1000 + 2000 * i, ClockTrust.Unsynced);
            var state = estimator.Update([new SourceReading(0, new PowerReading { DeviceTimeMs = now.DeviceTimeMs, SocPct = 7 })], now);
            Assert.Equal(i < Settings.ConsistentSamples - 1, state.SocPct is null);
            Assert.Equal(i < Settings.ConsistentSamples - 1, estimator.WantsConfirmation);
        }
    }

    [Fact]
    public void The_same_readings_give_the_same_states() => Holds(
        history =>
        {
            List<PowerState> Played()
            {
                var states = new List<PowerState>();
                history.Play((_, state, _) => states.Add(state));
                return states;
            }

            return Played().SequenceEqual(Played());
        },
        tests: 50);

    private static bool IsFinite(params double?[] values) => values.All(v => v is null || double.IsFinite(v.Value));

    internal sealed record Step(SourceReading[] Readings, int GapMs);

    internal sealed record History(PackSpec? Pack, Step[] Steps)
    {
        public void Play(Action<PowerEstimator, PowerState, Timestamp> look) => Play(new PowerEstimator(Pack, Settings), look);

        public Timestamp Play(PowerEstimator estimator, Action<PowerEstimator, PowerState, Timestamp> look)
        {
            long uptimeMs = 1_000_000;
            foreach (var step in Steps)
            {
                uptimeMs += step.GapMs;
                var now = new Timestamp(DateTimeOffset.UnixEpoch, uptimeMs, ClockTrust.Ntp);
                long at = uptimeMs;
                var readings = step.Readings.Select(r => r with { Reading = r.Reading with { DeviceTimeMs = at + r.Reading.DeviceTimeMs } }).ToList();
                look(estimator, estimator.Update(readings, now), now);
            }

            return new Timestamp(DateTimeOffset.UnixEpoch, uptimeMs + 1000, ClockTrust.Ntp);
        }

        public override string ToString() => $"{Pack}: {string.Join("; ", Steps.Select(s => $"+{s.GapMs} [{string.Join(" | ", s.Readings)}]"))}";
    }
}
