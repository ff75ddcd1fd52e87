using EdgeAgent.Nano.Json;
using EdgeAgent.Nano.Power;

namespace EdgeAgent.Nano.Tasks;

/// <summary>
/// <c>sample_burst</c>: measures <c>count</c> times (1 to 1000, default 10) every <c>interval_ms</c> (10 to 60000, default 200). The result has number, least, mean and
/// greatest voltage and current, in mV and mA.
/// </summary>
public sealed class SampleBurstTask : IDeviceTask
{
    public string Kind => "sample_burst";

    public bool IsAtMostOnce => false;

    public string Fault(JsonView args)
    {
        double count = Number(args, "count", 10), interval = Number(args, "interval_ms", 200);
        if (!(1 <= count && count <= 1000)) return "args.count: must be 1 to 1000";
        return 10 <= interval && interval <= 60_000 ? null : "args.interval_ms: must be 10 to 60000";
    }

    public TaskOutcome Run(JsonView args, ITaskContext context)
    {
        int count = (int)Number(args, "count", 10), interval = (int)Number(args, "interval_ms", 200);
        Span volts = new Span(), amperes = new Span();
        for (int i = 0; i < count; i++)
        {
            if (i > 0 && !context.Wait(interval)) return TaskOutcome.Stopped();
            BatteryReading reading = context.Measure();
            volts.Add(reading.VoltageV);
            amperes.Add(reading.CurrentA);
        }

        return TaskOutcome.Done("samples=" + count + " mv=" + volts.Text() + " ma=" + amperes.Text());
    }

    private static double Number(JsonView args, string name, double absent)
    {
        JsonView value = args == null ? null : args.Find(name);
        return value == null ? absent : value.Number();
    }

    /// <summary>Least, mean and greatest of a series, in thousandths.</summary>
    private sealed class Span
    {
        private int _count;
        private long _least;
        private long _greatest;
        private long _sum;

        public void Add(double value)
        {
            if (double.IsNaN(value)) return;
            long milli = (long)(value * 1000 + (value < 0 ? -0.5 : 0.5));
            if (_count == 0 || milli < _least) _least = milli;
            if (_count == 0 || milli > _greatest) _greatest = milli;
            _sum += milli;
            _count++;
        }

        // divisor: zero is asked for first
        public string Text() => _count == 0 ? "none" : _least + "/" + _sum / _count + "/" + _greatest;
    }
}
