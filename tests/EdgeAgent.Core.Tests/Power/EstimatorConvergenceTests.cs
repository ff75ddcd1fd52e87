using EdgeAgent.Core.Power;

namespace EdgeAgent.Core.Tests.Power;

/// <summary>The estimator against packs whose truth is known: every chemistry, aged cells, wrong instruments.</summary>
public class EstimatorConvergenceTests(ITestOutputHelper output)
{
    public static TheoryData<Chemistry, int, double> Packs => new()
    {
        { Chemistry.LiPo, 1, 2500 },
        { Chemistry.LiIon, 2, 5200 },
        { Chemistry.LiFePo4, 4, 6000 },
        { Chemistry.LeadAcid, 6, 7000 },
        { Chemistry.Supercap, 6, 900 },
    };

    [Theory]
    [MemberData(nameof(Packs))]
    public void Days_of_use_without_a_gauge_keep_the_belief_near_the_truth(Chemistry chemistry, int cells, double capacity)
    {
        var spec = new PackSpec(chemistry, cells, capacity);
        double load = 0.06 * spec.CapacityAh * CellCurve.OpenCircuitVolts(chemistry, 0.5, 25) * cells;
        var rig = new PackRig(spec, soc: 0.55, capacityFactor: 0.9, resistanceFactor: 1.6);
        double worst = 0, sum = 0;
        int count = 0;
        for (int day = 0; day < 6; day++)
        {
            for (int hour = 0; hour < 24; hour++)
            {
                rig.IsPlugged = hour is >= 1 and < 8;
                rig.Run(1, load * (hour % 6 == 0 ? 3 : 0.7));
                if (day < 1) continue; // a first full charge to settle on
                double error = Math.Abs(rig.Last.SocPct!.Value - rig.TruePct);
                worst = Math.Max(worst, error);
                sum += error;
                count++;
            }
        }

        output.WriteLine($"{chemistry}: mean error {sum / count:F1} points, worst {worst:F1}; health {rig.Last.HealthPct:F0} % (true 90)");
        Assert.InRange(worst, 0, chemistry == Chemistry.LiFePo4 ? 12 : 9);
        Assert.InRange(sum / count, 0, 4);
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public void A_wrong_first_belief_is_corrected(Chemistry chemistry, int cells, double capacity)
    {
        var spec = new PackSpec(chemistry, cells, capacity);
        double load = 0.08 * spec.CapacityAh * CellCurve.OpenCircuitVolts(chemistry, 0.5, 25) * cells;
        var rig = new PackRig(spec, soc: 0.9);
        rig.Run(0.1, load);
        var liar = new PackRig(spec, soc: 0.25);
        liar.Run(0.1, load);
        Assert.True(rig.Estimator.Restore(liar.Estimator.Save())); // believes 25 %, is 90 %
        rig.Run(8, load);
        Assert.Equal(rig.TruePct, rig.Last.SocPct!.Value, chemistry == Chemistry.LiFePo4 ? 22.0 : 8.0);
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    public void The_usable_capacity_is_learned_and_gives_the_health(double capacityFactor)
    {
        var spec = new PackSpec(Chemistry.LiIon, 1, 3000);
        var rig = new PackRig(spec, soc: 0.9, capacityFactor: capacityFactor);
        for (int cycle = 0; cycle < 6; cycle++)
        {
            rig.IsPlugged = true;
            rig.Run(5, 0);
            rig.IsPlugged = false;
            rig.Run(8 * capacityFactor, 1.0);
            rig.Run(1, 0.01); // rest
        }

        output.WriteLine($"true {100 * capacityFactor:F0} %, learned {rig.Last.HealthPct:F1} %");
        Assert.Equal(100 * capacityFactor, rig.Last.HealthPct!.Value, 8.0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_internal_resistance_is_learned_from_load_steps(double factor)
    {
        var rig = new PackRig(new PackSpec(Chemistry.LiPo, 1, 2500), soc: 0.8, resistanceFactor: factor) { VoltNoise = 0.001 };
        for (int i = 0; i < 60; i++)
        {
            rig.Run(2.0 / 60, 0.4, stepSeconds: 5);
            rig.Run(1.0 / 60, 5, stepSeconds: 5);
        }

        // With four times the typical resistance a naive voltage would be off by some 40 points at 5 W.
        Assert.Equal(rig.TruePct, rig.Last.SocPct!.Value, 6.0);
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public void A_voltage_alone_gives_an_honest_estimate(Chemistry chemistry, int cells, double capacity)
    {
        var spec = new PackSpec(chemistry, cells, capacity);
        var rig = new PackRig(spec, soc: 0.7) { HasCurrent = false };
        double load = 0.1 * spec.CapacityAh * CellCurve.OpenCircuitVolts(chemistry, 0.5, 25) * cells;
        rig.Run(3, load);
        Assert.Equal(PowerQuality.Estimated, rig.Last.Quality);
        Assert.Equal(rig.TruePct, rig.Last.SocPct!.Value, chemistry == Chemistry.LiFePo4 ? 30.0 : 12.0);
    }

    [Fact]
    public void A_gauge_is_followed_and_its_steps_are_smoothed()
    {
        var rig = new PackRig(new PackSpec(Chemistry.LiPo, 1, 2500), soc: 0.9) { HasGauge = true };
        rig.Run(3, 1.5);
        Assert.Equal(PowerQuality.Measured, rig.Last.Quality);
        Assert.Equal(rig.TruePct, rig.Last.SocPct!.Value, 2.0);
    }

    [Theory]
    [InlineData(25, 0.5)]
    [InlineData(-15, 0.5)]
    public void Time_to_empty_counts_what_the_cold_leaves(double celsius, double soc)
    {
        var rig = new PackRig(new PackSpec(Chemistry.LiPo, 1, 4000), soc, celsius: celsius);
        rig.Run(0.5, 1.0);
        double usable = Math.Max(0, rig.Pack.Soc - (1 - CellCurve.UsableFraction(Chemistry.LiPo, celsius)));
        double hours = usable * rig.Pack.CapacityAh / -rig.Pack.Amperes;
        Assert.Equal(hours, rig.Last.TimeToEmpty!.Value.TotalHours, hours * 0.25 + 0.1);
    }

    [Theory]
    [InlineData(Chemistry.LiIon, Chemistry.LiPo, 2500)] // a board's default chemistry with another cell in it
    [InlineData(Chemistry.LiPo, Chemistry.LiIon, 2500)]
    [InlineData(Chemistry.LiPo, Chemistry.LiPo, 6000)] // capacity entered wrongly
    [InlineData(Chemistry.LiPo, Chemistry.LiPo, 1200)]
    public void With_a_gauge_a_wrong_description_of_the_pack_costs_little(Chemistry truth, Chemistry configured, double capacity)
    {
        var rig = new PackRig(new PackSpec(truth, 1, 2500), soc: 0.97) { HasGauge = true };
        rig.Estimator = new PowerEstimator(new PackSpec(configured, 1, capacity), new EstimatorSettings());
        double worst = 0;
        for (int i = 0; i < 20 && rig.TruePct > 8; i++)
        {
            rig.Run(0.25, 1.6);
            worst = Math.Max(worst, Math.Abs(rig.Last.SocPct!.Value - rig.TruePct));
        }

        output.WriteLine($"{truth} as {configured} {capacity} mAh: worst {worst:F1} points");
        Assert.InRange(worst, 0, 8);
    }

    [Fact]
    public void What_was_learned_survives_a_restart()
    {
        var rig = new PackRig(new PackSpec(Chemistry.LiIon, 1, 3000), soc: 0.9, capacityFactor: 0.7);
        for (int cycle = 0; cycle < 4; cycle++)
        {
            rig.IsPlugged = true;
            rig.Run(5, 0);
            rig.IsPlugged = false;
            rig.Run(5, 1.2);
            rig.Run(1, 0.01);
        }

        double health = rig.Last.HealthPct!.Value;
        byte[] saved = rig.Estimator.Save();
        rig.Estimator = new PowerEstimator(new PackSpec(Chemistry.LiIon, 1, 3000), new EstimatorSettings());
        Assert.True(rig.Estimator.Restore(saved));
        Assert.Equal(health, rig.Sample().HealthPct!.Value, 1e-6);
        Assert.True(saved.Length <= 64);
    }

    [Fact]
    public void Saved_bytes_of_any_damage_are_refused_or_harmless()
    {
        var rig = new PackRig(PackSpec.Default, 0.6);
        rig.Run(1, 1);
        byte[] saved = rig.Estimator.Save();
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. saved];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var again = new PowerEstimator(PackSpec.Default, new EstimatorSettings());
            again.Restore(damaged);
            for (int n = 0; n < 3; n++)
                Assert.InRange(again.Update([new SourceReading(0, rig.Reading())], rig.Now).SocPct ?? 50, 0, 100);
        }

        Assert.False(new PowerEstimator(PackSpec.Default, new EstimatorSettings()).Restore([]));
        Assert.False(new PowerEstimator(PackSpec.Default, new EstimatorSettings()).Restore(saved.AsSpan(1)));
    }
}
