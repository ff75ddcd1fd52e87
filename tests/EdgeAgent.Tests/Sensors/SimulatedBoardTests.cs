using EdgeAgent.Core.Power;
using EdgeAgent.Sensors;
using EdgeAgent.Simulated;

namespace EdgeAgent.Tests.Sensors;

/// <summary>The whole way: physical model, registers, real drivers, estimator, hub; on virtual time.</summary>
public sealed class SimulatedBoardTests : IDisposable
{
    private readonly FakeTree _tree = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _tree.Dispose();

    private Rig Start(SimulatedOptions options, PackSpec? pack = null) => new(_tree, _time, options, pack ?? PackSpec.Default);

    private static SimulatedOptions Unplugged(double soc = 64) => new() { Pattern = SupplyPattern.None, SocPct = soc, StartAt = TimeSpan.FromHours(12) };

    [Fact]
    public void The_real_drivers_read_what_the_model_says()
    {
        using var rig = Start(Unplugged());
        var state = rig.Step();
        var truth = rig.Board.View();
        Assert.Equal(truth.SocPct, state.SocPct!.Value, 0.5);
        Assert.Equal(truth.VoltageV, state.VoltageV!.Value, 0.005);
        Assert.Equal(truth.CurrentA, state.CurrentA!.Value, 0.001);
        Assert.Equal(truth.LoadW, state.LoadW!.Value, 0.03);
        Assert.Equal(PowerSource.Battery, state.Source);
        Assert.Equal(ChargeStatus.Discharging, state.Charging);
        Assert.Equal(PowerQuality.Measured, state.Quality);
        Assert.All(rig.Last.Sensors, s => Assert.Null(s.Fault));
        Assert.Equal(["ina219@1-0040", "max17048@1-0036", "ina219@1-0041", "gpio@GPIO6", "thermistor"], rig.Last.Sensors.Select(s => s.Name));
    }

    [Fact]
    public void Its_past_is_the_pattern_by_the_wall_clock_and_ends_where_the_board_starts()
    {
        // 17:58 on the board is noon by the wall clock: it was plugged in until an hour after midnight.
        using var rig = Start(new() { StartAt = new TimeSpan(17, 58, 0), PastDays = 3, SocPct = 50 });
        var noon = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var past = rig.Board.Past(noon)!.ToList();
        Assert.Equal(3 * 288, past.Count);
        Assert.Equal(noon.AddMinutes(-5), DateTimeOffset.FromUnixTimeSeconds(past[^1].UtcMin * 60));
        Assert.True(past[^(12 * 12)].IsCharging, "midnight");
        Assert.False(past[^(2 * 12)].IsCharging, "ten o'clock");
        Assert.All(past, s => Assert.InRange(s.SocPct, 0, 100));
        Assert.Null(new SimulatedBoard(Unplugged(), PackSpec.Default, _time).Past(noon));
    }

    [Fact]
    public void Plugging_in_charges_at_once_and_powers_after_the_settle_time()
    {
        using var rig = Start(Unplugged());
        rig.Step();
        Assert.Null(rig.Board.Control(new SimulatedControl { ExternalPower = "on" }));
        var state = rig.Step();
        Assert.Equal(ChargeStatus.Charging, state.Charging);
        Assert.Equal(PowerSource.External, state.Source);
        Assert.False(state.IsPowered);
        rig.Run(119);
        Assert.False(rig.Last.Power.IsPowered);
        Assert.True(rig.Run(2).IsPowered);
        rig.Board.Control(new SimulatedControl { ExternalPower = "off" });
        Assert.False(rig.Step().IsPowered);
    }

    [Fact]
    public void A_task_that_runs_draws_more_and_empties_the_pack_sooner()
    {
        using var rig = Start(Unplugged());
        var idle = rig.Run(600);
        rig.Board.Work(runningTasks: 2);
        var busy = rig.Run(1200);
        Assert.True(busy.LoadW > idle.LoadW + 3);
        Assert.True(busy.TimeToEmpty < idle.TimeToEmpty / 1.5);
    }

    [Fact]
    public void A_full_pack_on_external_power_is_powered_without_waiting()
    {
        using var rig = Start(Unplugged(soc: 60) with { Speed = 60 });
        rig.Board.Control(new SimulatedControl { ExternalPower = "on" });
        for (int i = 0; i < 1000 && rig.Last?.Power.Charging != ChargeStatus.Full; i++) rig.Run(2);
        Assert.Equal(ChargeStatus.Full, rig.Last!.Power.Charging);
        Assert.InRange(rig.Last.Power.SocPct!.Value, 97, 100);
        rig.Board.Control(new SimulatedControl { ExternalPower = "off" });
        Assert.False(rig.Step().IsPowered);
        rig.Board.Control(new SimulatedControl { ExternalPower = "on" });
        Assert.True(rig.Run(20).IsPowered); // the charger needs some minutes of its own time to find the pack full
    }

    [Theory]
    [InlineData("nak", "no answer")]
    [InlineData("stuck", "stuck")]
    [InlineData("zeros", "stuck low")]
    [InlineData("ones", "stuck high")]
    public void A_bus_fault_keeps_the_last_values_until_they_are_stale(string fault, string text)
    {
        using var rig = Start(Unplugged());
        double before = rig.Run(10).SocPct!.Value;
        rig.Board.Control(new SimulatedControl { Fault = fault });
        var state = rig.Run(10);
        Assert.Equal(before, state.SocPct!.Value, 0.5);
        Assert.NotEqual(PowerQuality.Stale, state.Quality);
        Assert.Contains(text, rig.Last.Sensors[0].Fault, StringComparison.Ordinal);
        Assert.Null(rig.Last.Sensors[3].Fault); // the line still shows whether there is power
        state = rig.Run(400);
        Assert.Equal(PowerQuality.Stale, state.Quality);
        Assert.Equal(PowerQuality.Stale, rig.Last.Sensors[0].Quality);
        Assert.Equal(before, state.SocPct!.Value, 0.5);
        Assert.Equal(PowerSource.Battery, state.Source);
        rig.Board.Control(new SimulatedControl { Fault = "none" });
        state = rig.Run(150);
        Assert.Equal(PowerQuality.Measured, state.Quality);
    }

    [Fact]
    public void Readings_of_long_ago_are_stale_at_once()
    {
        using var rig = Start(Unplugged());
        rig.Run(10);
        rig.Board.Control(new SimulatedControl { Fault = "stale" });
        rig.Run(1);
        Assert.All(rig.Last.Sensors.Take(3), s => Assert.Equal(PowerQuality.Stale, s.Quality));
        Assert.Equal(PowerQuality.Stale, rig.Run(301).Quality);
    }

    [Fact]
    public void A_gauge_that_jumps_about_does_not_move_the_belief()
    {
        using var rig = Start(Unplugged(soc: 70));
        rig.Run(60);
        rig.Board.Control(new SimulatedControl { Fault = "jump" });
        for (int i = 0; i < 200; i++) Assert.InRange(rig.Run(2).SocPct!.Value, 60, 75);
        Assert.True(rig.Last.RejectedValues > 50);
    }

    [Fact]
    public void An_exchanged_pack_is_believed_from_the_next_sample_on()
    {
        using var rig = Start(Unplugged(soc: 90));
        rig.Run(60);
        rig.Board.Control(new SimulatedControl { SocPct = 45 });
        Assert.Equal(45, rig.Step().SocPct!.Value, 1.0);
        rig.Board.Control(new SimulatedControl { SocPct = 12 });
        rig.Step();
        Assert.Null(rig.Last.Power.SocPct); // low, and seen once only
        Assert.Equal(12, rig.Run(4).SocPct!.Value, 1.0);
    }

    [Theory]
    [InlineData("maybe", null, null, "external_power")]
    [InlineData(null, 101.0, null, "soc_pct")]
    [InlineData(null, null, "smoke", "fault")]
    public void A_wrong_wish_names_its_field_and_changes_nothing(string? power, double? soc, string? fault, string field)
    {
        using var rig = Start(Unplugged());
        string? answer = rig.Board.Control(new SimulatedControl { ExternalPower = power ?? "on", SocPct = soc, Fault = fault });
        Assert.Contains(field, answer, StringComparison.Ordinal);
        Assert.False(rig.Board.View().ExternalPower);
    }

    [Fact]
    public void A_day_of_the_plug_pattern_passes_in_minutes_and_wakes_the_hub_at_its_edges()
    {
        using var rig = Start(new SimulatedOptions { Pattern = SupplyPattern.Plug, StartAt = TimeSpan.FromHours(12), SocPct = 90, Speed = 144, IdleW = 0.5 });
        var external = new List<bool>();
        for (int i = 0; i < 600; i++) external.Add(rig.Run(1).Source == PowerSource.External);
        Assert.Equal(13.0 / 24, external.Count(e => e) / 600.0, 0.02);
        Assert.Equal(2, external.Zip(external.Skip(1)).Count(p => p.First != p.Second));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(300)]
    public void The_belief_follows_an_accelerated_world(double speed)
    {
        using var rig = Start(Unplugged(soc: 95) with { Speed = speed });
        double worst = 0;
        for (int i = 0; i < 60; i++)
        {
            rig.Run(100 / speed);
            worst = Math.Max(worst, Math.Abs(rig.Last.Power.SocPct!.Value - rig.Board.View().SocPct));
        }

        Assert.InRange(worst, 0, 3);
        Assert.InRange(rig.Last.Power.TimeToEmpty!.Value.TotalHours * speed, 0.2, 3);
    }

    [Fact]
    public void A_solar_board_measures_its_panel()
    {
        using var rig = Start(new SimulatedOptions { Pattern = SupplyPattern.Solar, StartAt = TimeSpan.FromHours(11), Speed = 1 });
        var state = rig.Step();
        Assert.Equal(rig.Board.View().InputW, state.HarvestW!.Value, 0.1);
        Assert.True(state.HarvestW > 1);
    }

    [Theory]
    [InlineData(Chemistry.LiPo, 1)]
    [InlineData(Chemistry.LiIon, 2)]
    [InlineData(Chemistry.LiFePo4, 4)]
    [InlineData(Chemistry.LeadAcid, 6)]
    [InlineData(Chemistry.Supercap, 4)]
    public void Every_chemistry_has_a_board(Chemistry chemistry, int cells)
    {
        using var rig = Start(Unplugged(soc: 60) with { Speed = 10 }, new PackSpec(chemistry, cells, 6000));
        var state = rig.Run(60);
        Assert.Equal(rig.Board.View().SocPct, state.SocPct!.Value, 25.0);
        Assert.Equal(PowerSource.Battery, state.Source);
        Assert.All(rig.Last.Sensors, s => Assert.Null(s.Fault));
    }

    [Fact]
    public void The_same_world_twice_gives_the_same_readings()
    {
        var first = Trace();
        Assert.Equal(first, Trace());

        List<double> Trace()
        {
            var board = new SimulatedBoard(new SimulatedOptions { StartAt = TimeSpan.FromHours(15), Speed = 600 }, PackSpec.Default, _time);
            var volts = new List<double>();
            for (int i = 0; i < 200; i++)
            {
                _time.Advance(1);
                volts.Add(board.View().VoltageV);
            }

            return volts;
        }
    }

    /// <summary>A hub on a simulated board, stepped by hand.</summary>
    private sealed class Rig : IDisposable
    {
        private readonly ManualTime _time;
        private readonly PowerSensing _sensing;

        public Rig(FakeTree tree, ManualTime time, SimulatedOptions simulated, PackSpec pack)
        {
            _time = time;
            var ports = new SensorHubPorts(tree.Roots, null, () => time.Now, s => Last = s, TestPower.Logger);
            _sensing = PowerSensing.Create(TestPower.Options(PowerBoards.Simulated, pack), simulated, time, ports);
            _sensing.Hub.OpenSensors();
        }

        public SimulatedBoard Board => _sensing.Simulated!;

        public PowerSnapshot Last { get; private set; } = null!;

        public PowerState Step()
        {
            _sensing.Hub.Step();
            return Last.Power;
        }

        /// <summary>Samples every two seconds of the test's time.</summary>
        public PowerState Run(double seconds)
        {
            while (seconds > 0)
            {
                double step = Math.Min(seconds, 2);
                _time.Advance(step);
                seconds -= step;
                Step();
            }

            return Last.Power;
        }

        public void Dispose() => _sensing.Hub.Dispose();
    }
}
