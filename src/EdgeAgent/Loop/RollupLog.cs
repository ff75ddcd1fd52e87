using EdgeAgent.Core.Power;
using EdgeAgent.Sensors;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>Keeps what samples come down to until somebody has a transaction open anyway. Used by the agent's loop.</summary>
/// <param name="bytesPerDay">Share of the write budget: decides the length of a period.</param>
internal sealed class RollupLog(AgentStore store, long bytesPerDay)
{
    // Rows wait while the store cannot be written; a day of them is enough.
    private const int MostWaiting = 288;

    private readonly RollupBuilder _builder = new(RollupBuilder.PeriodFor(bytesPerDay));
    private readonly List<Rollup> _finished = [];

    /// <summary>Finished rollups that are not yet written.</summary>
    public int Waiting => _finished.Count;

    public void Add(PowerSnapshot snapshot)
    {
        if (_builder.Add(snapshot.Power, snapshot.System, snapshot.At) is not { } finished) return;
        if (_finished.Count == MostWaiting) _finished.RemoveAt(0);
        _finished.Add(finished);
    }

    /// <summary>In the open transaction: writes what is finished. Call <see cref="Written"/> after the commit.</summary>
    public void Write()
    {
        foreach (var rollup in _finished) store.Rollups.Set(rollup.StartMs, rollup.Encode());
    }

    /// <summary>In the last transaction: also the part of the period that has passed.</summary>
    public void WriteAll()
    {
        Write();
        if (_builder.Flush() is { } rest) store.Rollups.Set(rest.StartMs, rest.Encode());
    }

    public void Written() => _finished.Clear();
}
