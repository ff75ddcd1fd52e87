using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Tests.Sensors;

public sealed class SensorHubTests : IDisposable
{
    private readonly FakeTree _tree = new();
    private readonly ManualTime _time = new();
    private PowerSnapshot? _last;

    public void Dispose() => _tree.Dispose();

    private SensorHub Hub(params IPowerSensor[] sensors) => new(
        sensors, new PowerEstimator(PackSpec.Default, new EstimatorSettings()), new SystemMonitor(_tree.Roots, new SystemMonitorSettings { DataDirectory = _tree.Path }),
        new SensorHubSettings(), () => _time.Now, s => _last = s, TestPower.Logger);

    [Fact]
    public void A_sensor_that_throws_never_silences_the_others()
    {
        var broken = new Scripted("broken") { Answer = _ => throw new InvalidOperationException("boom") };
        using var hub = Hub(broken, new Scripted("gauge"));
        hub.OpenSensors();
        for (int i = 0; i < 5; i++)
        {
            hub.Step();
            _time.Advance(2);
        }

        Assert.Equal(60, _last!.Power.SocPct!.Value, 0.1);
        Assert.Contains("boom", _last.Sensors[0].Fault, StringComparison.Ordinal);
        Assert.Null(_last.Sensors[1].Fault);
    }

    [Fact]
    public void A_sensor_that_cannot_even_be_opened_is_a_fault_and_not_a_crash()
    {
        using var hub = Hub(new Scripted("broken") { OnStart = () => throw new IOException("no bus") }, new Scripted("gauge"));
        hub.OpenSensors();
        hub.Step();
        Assert.NotNull(_last!.Power.SocPct);
    }

    [Fact]
    public void A_failing_sensor_is_asked_less_and_less_often()
    {
        var failing = new Scripted("failing") { Answer = _ => "no answer" };
        using var hub = Hub(failing, new Scripted("gauge"));
        for (int i = 0; i < 1800; i++)
        {
            hub.Step();
            _time.Advance(2);
        }

        Assert.InRange(failing.Reads, 25, 50); // an hour: three at once, then after 4, 8, 16, … and every 120 s
        hub.Wake();
        int before = failing.Reads;
        hub.Step();
        Assert.Equal(before + 1, failing.Reads); // an interrupt is a reason to look again
    }

    [Fact]
    public void A_silent_sensor_is_named_stale_with_its_fault_and_its_last_reading()
    {
        var gauge = new Scripted("gauge");
        using var hub = Hub(gauge);
        hub.Step();
        gauge.Answer = _ => "no answer; check that the board is powered";
        _time.Advance(299);
        hub.Step();
        Assert.Equal(PowerQuality.Measured, _last!.Sensors[0].Quality);
        Assert.NotEqual(PowerQuality.Stale, _last.Power.Quality);
        _time.Advance(2);
        hub.Step();
        Assert.Equal(PowerQuality.Stale, _last.Sensors[0].Quality);
        Assert.Contains("powered", _last.Sensors[0].Fault, StringComparison.Ordinal);
        Assert.Equal(60, _last.Sensors[0].LastReading!.Value.SocPct);
        Assert.Equal(PowerQuality.Stale, _last.Power.Quality);
        Assert.Equal(PowerSource.Unknown, _last.Power.Source);
        Assert.False(_last.Power.IsPowered);
    }

    [Fact]
    public void An_edge_is_delivered_by_the_thread_at_once()
    {
        var line = new Scripted("line") { Answer = null, Reading = new PowerReading { ExternalPower = Presence.Absent } };
        using var seen = new SemaphoreSlim(0);
        PowerSource source = PowerSource.Unknown;
        using var hub = new SensorHub([line, new Scripted("gauge")], new PowerEstimator(PackSpec.Default, new EstimatorSettings()),
            new SystemMonitor(_tree.Roots, new SystemMonitorSettings { DataDirectory = _tree.Path }),
            new SensorHubSettings { Sampling = new SamplingSettings { Fast = TimeSpan.FromHours(1) } }, () => _time.Now,
            s =>
            {
                source = s.Power.Source;
                seen.Release();
            },
            TestPower.Logger);
        hub.Start();
        Assert.True(seen.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(PowerSource.Battery, source);
        line.Reading = new PowerReading { ExternalPower = Presence.Present };
        line.Wake(); // nothing else is due for an hour
        Assert.True(seen.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(PowerSource.External, source);
        Assert.True(hub.Stop(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_receiver_that_throws_does_not_end_the_sampling()
    {
        using var twice = new CountdownEvent(2);
        var gauge = new Scripted("gauge");
        using var hub = new SensorHub([gauge], new PowerEstimator(null, new EstimatorSettings()),
            new SystemMonitor(_tree.Roots, new SystemMonitorSettings { DataDirectory = _tree.Path }), new SensorHubSettings(), () => _time.Now,
            _ =>
            {
                if (!twice.IsSet) twice.Signal();
                throw new InvalidOperationException("receiver");
            },
            TestPower.Logger);
        hub.Start();
        gauge.Wake();
        for (int i = 0; i < 100 && !twice.Wait(TimeSpan.FromMilliseconds(300)); i++) gauge.Wake();
        Assert.True(twice.IsSet);
    }

    [Fact]
    public void Learned_state_is_part_of_each_snapshot_and_restores()
    {
        using var hub = Hub(new Scripted("gauge"));
        hub.Step();
        var again = new PowerEstimator(PackSpec.Default, new EstimatorSettings());
        Assert.True(again.Restore(_last!.LearnedState));
        Assert.False(new PowerEstimator(new PackSpec(Chemistry.LiIon, 2, 3000), new EstimatorSettings()).Restore(_last.LearnedState));
    }

    [Fact]
    public void An_old_snapshot_is_stale_and_does_not_count_as_powered()
    {
        using var hub = Hub(new Scripted("line") { Reading = new PowerReading { ExternalPower = Presence.Present, SocPct = 99, Status = ChargeStatus.Full } });
        hub.Step();
        Assert.True(_last!.AsOf(_time.Now, TimeSpan.FromMinutes(5)).IsPowered);
        _time.Advance(301);
        var old = _last.AsOf(_time.Now, TimeSpan.FromMinutes(5));
        Assert.False(old.IsPowered);
        Assert.Equal(PowerQuality.Stale, old.Quality);
        Assert.Equal(PowerSource.Unknown, old.Source);
    }

    private SensorHubPorts Ports() => new(_tree.Roots, null, () => _time.Now, s => _last = s, TestPower.Logger);

    [Fact]
    public void Mains_is_powered_from_the_first_sample_on()
    {
        using var hub = PowerBoards.CreateHub(TestPower.Options("mains"), PowerBoards.Registry(), Ports());
        hub.Step();
        Assert.True(_last!.Power.IsPowered);
        Assert.False(_last.Power.HasBattery);
        Assert.Equal(PowerSource.External, _last.Power.Source);
        Assert.Equal(PowerQuality.Measured, _last.Power.Quality);
        Assert.Equal(OperatingMode.Full, OperatingModes.Next(null, _last.Power, new ModeSettings()));
    }

    [Fact]
    public void A_machine_without_battery_and_without_configuration_is_unknown()
    {
        using var hub = PowerBoards.CreateHub(TestPower.Options("power-supply-sysfs"), PowerBoards.Registry(), Ports());
        hub.OpenSensors();
        hub.Step();
        Assert.Equal(PowerSource.Unknown, _last!.Power.Source);
        Assert.Null(_last.Power.SocPct);
        Assert.False(_last.Power.IsPowered);
        Assert.Equal(PowerQuality.Stale, _last.Power.Quality);
        Assert.Contains("mains", _last.Sensors[0].Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EdgeAgent:Power:Board", "toaster", "Board")]
    [InlineData("EdgeAgent:Power:Simulated:Speed", "0", "Speed")]
    [InlineData("EdgeAgent:Power:Simulated:PlugAt", "25:00", "PlugAt")]
    [InlineData("EdgeAgent:Power:StaleSeconds", "x", "StaleSeconds")]
    [InlineData("EdgeAgent:Power:Sampling:SlowSeconds", "121", "SlowSeconds")] // of 300 s until stale
    [InlineData("EdgeAgent:Scheduling:PowerSettleSeconds", "-1", "PowerSettleSeconds")]
    [InlineData("EdgeAgent:Scheduling:Modes:ReducedPct", "90", "FullPct")] // above full
    public void A_wrong_setting_is_named_with_what_is_allowed(string key, string value, string named)
    {
        var (_, faults) = TestPower.Read((key, value));
        Assert.Contains(named, Assert.Single(faults).Key, StringComparison.Ordinal);
    }

    /// <summary>A sensor by script: a reading, or what <see cref="Answer"/> says went wrong.</summary>
    private sealed class Scripted(string name) : IPowerSensor
    {
        public Func<Timestamp, string?>? Answer { get; set; }

        public Action? OnStart { get; init; }

        public PowerReading Reading { get; set; } = new() { SocPct = 60, VoltageV = 3.866 };

        public int Reads { get; private set; }

        public Action Wake { get; private set; } = () => { };

        public string Name => name;

        public void Start(Action wake)
        {
            Wake = wake;
            OnStart?.Invoke();
        }

        public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
        {
            Reads++;
            reading = Reading with { DeviceTimeMs = now.DeviceTimeMs };
            fault = Answer?.Invoke(now);
            return fault is null;
        }

        public void Dispose()
        {
        }
    }
}
