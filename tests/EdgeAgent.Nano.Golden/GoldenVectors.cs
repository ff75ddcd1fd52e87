using EdgeAgent.Nano.Json;
using EdgeAgent.Nano.Power;
using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Golden;

/// <summary>
/// Inputs and outputs of every shared function and of the firmware's own arithmetic, one a line, floating-point numbers as the 16 hex digits of their bits. The same
/// source runs on .NET and on a nanoFramework interpreter; both must print <c>golden.txt</c>. The last line is <c>END n</c>, because a crash looks like an end there.
/// </summary>
public sealed class GoldenVectors
{
    private const string Digits = "0123456789abcdef";

    private readonly ILineSink _sink;
    private int _count;

    public GoldenVectors(ILineSink sink)
    {
        _sink = sink;
    }

    public void Write()
    {
        Registers();
        Curves();
        Filter();
        Rest();
        Evidence();
        Modes();
        Starts();
        Retries();
        Names();
        Rates();
        SocRatesOf();
        Habit();
        Checks();
        Texts();
        new FirmwareRun(_sink).Write();
        _sink.Line("END " + _count);
    }

    private void Registers()
    {
        int[] raws = { 0, 1, 2, 7, 8, 0x1F40, 0x7FFF, 0x8000, 0x8300, 0xFC18, 0xFFFF };
        for (int i = 0; i < raws.Length; i++)
        {
            int raw = raws[i];
            Number("ina219.bus " + raw, Ina219Registers.DecodeBusVoltage(raw));
            Number("ina219.shunt " + raw, Ina219Registers.DecodeShuntVoltage(raw));
            Number("ina219.current " + raw, Ina219Registers.DecodeCurrent(raw, 0.0001));
            Number("ina219.power " + raw, Ina219Registers.DecodePower(raw, 0.0001));
            Flag("ina219.ready " + raw, Ina219Registers.IsConversionReady(raw));
            Number("max1704x.volts " + raw, Max1704xRegisters.DecodeVoltage(raw, 1));
            Number("max1704x.soc " + raw, Max1704xRegisters.DecodeStateOfCharge(raw));
            Number("max1704x.rate " + raw, Max1704xRegisters.DecodeChargeRate(raw));
        }

        Whole("ina219.calibration", Ina219Registers.EncodeCalibration(0.0001, 0.1));
    }

    private void Curves()
    {
        for (int c = 0; c < 5; c++)
        {
            Chemistry kind = (Chemistry)c;
            Number("curve.lowest " + c, CellCurve.LowestVolts(kind));
            Number("curve.highest " + c, CellCurve.HighestVolts(kind));
            Number("curve.charge " + c, CellCurve.ChargeVolts(kind));
            Number("curve.typical " + c, CellCurve.TypicalOhmAmpereHours(kind));
            Number("curve.scatter " + c, CellCurve.CurveScatterVolts(kind));
            Number("curve.kind " + c, CellCurve.KindVolts(kind));
            for (int k = -1; k <= 11; k++) Number("curve.volts " + c + " " + k, CellCurve.OpenCircuitVolts(kind, k / 10.0, 10));
            for (int mv = 900; mv <= 4300; mv += 170) Number("curve.soc " + c + " " + mv, CellCurve.StateOfCharge(kind, mv / 1000.0, 30));
            for (int t = -30; t <= 60; t += 15)
            {
                Number("curve.resistance " + c + " " + t, CellCurve.ResistanceFactor(kind, t));
                Number("curve.usable " + c + " " + t, CellCurve.UsableFraction(kind, t));
            }

            Number("curve.resistance nan " + c, CellCurve.ResistanceFactor(kind, double.NaN));
        }
    }

    private void Filter()
    {
        SocFilter filter = new SocFilter();
        filter.Count(0.1, 0.1, 2, 0.1);
        filter.Correct(0.8, 0.05, 60, 600);
        for (int i = 1; i <= 40; i++)
        {
            filter.Count(-0.011 * i, 0.07, 2.2, 0.04);
            filter.Wander(0.01 * i);
            filter.Correct(0.75 - 0.01 * i, 0.03, 30 * i, i % 2 == 0 ? 60 : 600);
            Flag("filter.agrees " + i, filter.Agrees(0.5, 0.02));
            Number("filter.soc " + i, filter.Soc);
            Number("filter.variance " + i, filter.Variance);
        }
    }

    private void Rest()
    {
        for (int i = 0; i < 60; i++)
        {
            RestFacts facts = new RestFacts
            {
                Chemistry = (Chemistry)(i % 5),
                Cells = 1 + i % 3,
                CapacityAh = 2.5,
                OhmAt25 = 0.05 + 0.01 * (i % 7),
                Celsius = i % 4 == 0 ? double.NaN : i - 20,
                Volts = (1 + i % 3) * (2.9 + i / 45.0),
                Amperes = i % 2 == 0 ? double.NaN : 0.09 * (i % 11) - 0.4,
                SlowAmperes = 0.03 * (i % 5),
                Charging = (ChargeStatus)(i / 3 % 5),
            };
            RestEstimate rest = new RestEstimate(facts);
            Number("rest.soc " + i, rest.Soc);
            Number("rest.deviation " + i, rest.Deviation);
            Number("rest.lowest " + i, rest.Lowest);
            Number("rest.highest " + i, rest.Highest);
            Flag("rest.allows " + i, rest.Allows(0.5));
        }

        Flag("rest.nothing", new RestEstimate().IsKnown || new RestEstimate().Allows(0.5));
    }

    // A gauge that follows, jumps and comes back, jumps and stays, sticks, and is contradicted by the voltage.
    private void Evidence()
    {
        SocEvidence evidence = new SocEvidence(3);
        double[] kept = new double[SocEvidence.StateCount];
        for (int i = 0; i < 120; i++)
        {
            double soc = 0.9 - i / 300.0;
            if (i == 20 || (i >= 40 && i < 60)) soc = 0.25;
            if (i >= 80 && i < 95) soc = 0.6;
            evidence.Begin(0.25, i * 900_000L);
            if (i >= 80 && i < 95) evidence.Moved(-0.01);
            RestEstimate rest = new RestEstimate(new RestFacts { CapacityAh = 2, OhmAt25 = 0.15, Volts = i < 100 ? 3.9 - i / 400.0 : 3.4, Amperes = -0.03, SlowAmperes = 0 });
            int answers = (int)evidence.TakeGauge(soc, rest) * 10 + (int)evidence.TakeVoltage(rest, i % 3 != 0);
            if (i == 70) evidence.TakeFull();
            if (i == 75) evidence.Restore(evidence.Filter.Soc, evidence.Filter.Variance);
            Whole("evidence " + i, answers * 10 + (evidence.IsDoubtful ? 1 : 0));
            Number("evidence.soc " + i, evidence.Filter.Soc);
            Number("evidence.variance " + i, evidence.Filter.Variance);
            // As a device that slept in between.
            evidence.CopyTo(kept);
            evidence.TakeBack(kept);
        }

        for (int i = 0; i < kept.Length; i++) Number("evidence.kept " + i, kept[i]);
        evidence.Forget();
        Flag("evidence.forgotten", evidence.Filter.IsKnown);
    }

    private void Modes()
    {
        ModeSettings settings = new ModeSettings();
        for (int previous = 0; previous < 5; previous++)
        {
            OperatingMode mode = (OperatingMode)previous;
            for (int soc = 0; soc <= 1000; soc += 25)
            {
                int plain = (int)ModeLadder.Next(mode, soc / 10.0, false, settings), carried = (int)ModeLadder.Next(mode, soc / 10.0, true, settings);
                Whole("mode " + previous + " " + soc, plain * 10 + carried);
            }

            Whole("mode.nan " + previous, (int)ModeLadder.Next(mode, double.NaN, false, settings) * 10 + (int)ModeLadder.Next(mode, double.NaN, true, settings));
            Whole("mode.unknown " + previous, (int)ModeLadder.WithoutCharge(mode, false) * 10 + (int)ModeLadder.WithoutCharge(mode, true));
            Number("pace.interval " + previous, PaceFactors.Interval(mode));
            Whole("pace.keepalive " + previous, PaceFactors.KeepAlive(mode));
        }
    }

    private void Starts()
    {
        StartLimits limits = new StartLimits();
        for (int c = 0; c < 4; c++)
        {
            for (int flags = 0; flags < 64; flags++)
            {
                int answers = 0;
                for (int soc = 15; soc <= 95; soc += 20)
                {
                    StartFacts facts = new StartFacts
                    {
                        SocPct = soc,
                        IsPowered = (flags & 1) != 0,
                        IsFull = (flags & 2) != 0,
                        IsIdle = (flags & 4) != 0,
                        WindowEndsEarly = (flags & 8) != 0,
                        AnyCharge = (flags & 16) != 0,
                        WithoutCharger = (flags & 32) != 0,
                    };
                    answers = answers * 10 + (int)StartRule.ByClass((TaskClass)c, facts, limits);
                }

                StartFacts unknown = new StartFacts { SocPct = double.NaN, IsPowered = (flags & 1) != 0, IsIdle = (flags & 4) != 0, WithoutCharger = (flags & 32) != 0 };
                answers = answers * 10 + (int)StartRule.ByClass((TaskClass)c, unknown, limits);
                Whole("start " + c + " " + flags, answers);
            }
        }
    }

    private void Retries()
    {
        for (int c = 0; c < 6; c++)
        {
            ErrorCategory category = (ErrorCategory)c;
            Whole("retry " + c, RetryDelay.FirstSeconds(category) * 10 + RetryDelay.Retries(category));
        }

        for (int times = 1; times <= 33; times += 4)
        {
            double fraction = RetryDelay.Fraction("task-" + times, times, 7);
            Number("retry.growing " + times, RetryDelay.Growing(30, BackoffKind.Exponential, times));
            Number("retry.linear " + times, RetryDelay.Growing(30, BackoffKind.Linear, times));
            Number("retry.fraction " + times, fraction);
            Number("retry.spread " + times, RetryDelay.Spread(60 * times, 0.1, fraction, 1200));
        }
    }

    private void Names()
    {
        string own = TopicNames.Own(TopicNames.DefaultRoot, "d1");
        _sink.Line("topic " + own + TopicNames.TaskState("t") + " " + TopicNames.Discovery("d1") + " " + TopicNames.Record("high"));
        _count++;
        string[] texts = { "", "urgent fix", "nightly backup", "full reindex", "training run", "sync the cache", "hello" };
        for (int i = 0; i < texts.Length; i++) Whole("class " + texts[i], (int)TaskClassifier.Classify("noop", texts[i]) * 10 + (int)TaskClassifier.Classify(texts[i], ""));
        for (int p = 0; p < 15; p++)
        {
            TaskPhase phase = (TaskPhase)p;
            Whole("phase " + p, (int)TaskPhases.StateOf(phase) * 1000 + (TaskPhases.IsFinal(phase) ? 100 : 0) + (TaskPhases.IsQueued(phase) ? 10 : 0) + (TaskPhases.IsActive(phase) ? 1 : 0));
        }
    }

    private void Rates()
    {
        double[] switches = new double[2 * SwitchingRates.Cells], exposure = new double[2 * SwitchingRates.Cells], rates = new double[2 * SwitchingRates.Cells];
        for (int i = 0; i < switches.Length; i++)
        {
            switches[i] = (i * 7 % 11) / 3.0;
            exposure[i] = (i * 5 % 13) / 2.0;
        }

        SwitchingRates.Fill(0, switches, exposure, rates);
        SwitchingRates.Fill(1, switches, exposure, rates);
        for (int i = 0; i < rates.Length; i += 3) Number("rate " + i, rates[i]);
        double p = 0.2;
        for (int i = 0; i <= 20; i++)
        {
            double leave = SwitchingRates.Leave(i / 8.0);
            p = SwitchingRates.Next(p, leave, 0.5 * leave);
            Number("leave " + i, leave);
            Number("next " + i, p);
        }
    }

    private void SocRatesOf()
    {
        SocRates rates = new SocRates();
        double[] p = new double[96], mid = new double[96], low = new double[96], high = new double[96];
        for (int i = 1; i <= 40; i++) rates.Observe(i / 3 % 2, i / 17.0, (i / 3 % 2) * i * 0.7 - 0.31 * (i % 5));
        rates.Observe(0, 0.25, double.NaN);
        rates.Observe(0, 0.01, -40);
        for (int k = 0; k < 96; k++) p[k] = (k * 31 % 97) / 96.0;
        rates.Project(47.3, p, mid);
        rates.Spread(mid, p, low, high);
        for (int s = 0; s < 2; s++)
        {
            Number("socrate " + s, rates.Rate[s]);
            Number("socrate.hours " + s, rates.Hours[s]);
        }

        for (int k = 0; k < 96; k += 5)
        {
            Number("socrate.mid " + k, mid[k]);
            Number("socrate.low " + k, low[k]);
            Number("socrate.high " + k, high[k]);
        }

        Number("socrate.empty", rates.SecondsToEmpty(47.3));
        Number("socrate.empty unknown", new SocRates().SecondsToEmpty(47.3));
    }

    private void Habit()
    {
        ChargingHabit habit = new ChargingHabit(60);
        long start = 1_783_317_600_000;
        for (int k = 0; k < 96 * 9; k++) habit.Observe(k % 96 >= 30 && k % 96 < 60 + k % 7, 50 + 40 * ((k * 13 % 96) / 96.0), start + k * ChargingHabit.SlotMs);
        habit.Forecast();
        for (int k = 0; k < ChargingHabit.Slots; k += 4) Number("habit " + k, habit.PCharging[k]);
        for (int k = 0; k < ChargingHabit.Slots; k += 4) Number("habit.soc " + k, habit.SocPct[k]);
        Number("habit.confidence", habit.Confidence);
        Whole("habit.next", habit.NextChargeMs());
        Whole("habit.end", habit.ChargeEndMs());
        for (int m = 1; m <= 256; m *= 4) Whole("window " + m, WindowChoice.Slot(habit.PCharging, 95, m, 0.5));
    }

    private void Checks()
    {
        byte[] bytes = new byte[300];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i * 7);
        for (int count = 0; count <= 300; count += 60)
        {
            uint crc = Crc32.Of(bytes, 0, count);
            byte[] hash = Sha256.Of(bytes, 0, count);
            string text = "";
            for (int shift = 28; shift >= 0; shift -= 4) text += Digits[(byte)(crc >> shift) & 15];
            text += " ";
            for (int i = 0; i < hash.Length; i++) text += Digits[hash[i] >> 4].ToString() + Digits[hash[i] & 15];
            _sink.Line("checks " + count + " " + text);
            _count++;
        }
    }

    private void Texts()
    {
        long[] moments = { 1, 951_782_399_999, 951_827_696_789, 1_783_317_600_000, 4_102_444_800_000 };
        for (int i = 0; i < moments.Length; i++)
        {
            string text = Instant.Format(moments[i]);
            _sink.Line("instant " + text + " " + Instant.Parse(text));
            _count++;
        }

        double[] numbers = { 0, 0.05, -0.05, 1.25, -1.25, 3.14159, 99.95, 4.0499999, 123456.789, -0.00004 };
        byte[] buffer = new byte[64];
        JsonWriter json = new JsonWriter(buffer);
        for (int i = 0; i < numbers.Length; i++)
        {
            for (int decimals = 0; decimals <= 4; decimals++)
            {
                json.Start(0);
                json.Number(numbers[i], decimals);
                byte[] written = json.Copy(0);
                double back = JsonView.Root(written, 0, written.Length).Number();
                Number("json " + i + " " + decimals + " " + System.Text.Encoding.UTF8.GetString(written, 0, written.Length), back);
            }
        }
    }

    private void Number(string name, double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        // One kind of not-a-number is as good as another.
        if (double.IsNaN(value)) bits = 0x7ff8000000000000;
        string text = "";
        for (int shift = 60; shift >= 0; shift -= 4) text += Digits[(int)(bits >> shift) & 15];
        _sink.Line(name + " = " + text);
        _count++;
    }

    private void Whole(string name, long value)
    {
        _sink.Line(name + " = " + value);
        _count++;
    }

    private void Flag(string name, bool value)
    {
        _sink.Line(name + " = " + (value ? "yes" : "no"));
        _count++;
    }
}
