using System.Globalization;

namespace EdgeAgent.Cli;

/// <summary>Reports the progress of a long simulation on stderr, with at most one line every few seconds.</summary>
internal sealed class SimulateProgress(TextWriter output, TimeProvider time, int traces)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private long _last = time.GetTimestamp();
    private int _trace;
    private string _name = "";

    public void Begin(string name)
    {
        _name = name;
        _trace++;
    }

    public void At(double share)
    {
        if (time.GetElapsedTime(_last) < Every) return;
        _last = time.GetTimestamp();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_name} ({_trace} of {traces}): {100 * share:0} %"));
    }

    public void Done(string line)
    {
        _last = time.GetTimestamp();
        output.WriteLine(line);
    }
}
