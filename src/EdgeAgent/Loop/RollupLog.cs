using EdgeAgent.Core.Power;
using EdgeAgent.Sensors;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>Condenses samples to rollups and keeps them until another transaction is written. Used by the loop's thread.</summary>
/// <param name="bytesPerDay">Share of the write budget, which decides the length of a period.</param>
internal sealed class RollupLog(AgentStore store, long bytesPerDay)
{
    // Rows that are kept while the store cannot be written: one day of five-minute periods.
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

    /// <summary>Writes the finished rollups. Inside a transaction; call <see cref="Written"/> after the commit.</summary>
    public void Write()
    {
        foreach (var rollup in _finished) store.Rollups.Set(rollup.StartMs, rollup.Encode());
    }

    /// <summary>Writes also the unfinished period. Inside the last transaction.</summary>
    public void WriteAll()
    {
        Write();
        if (_builder.Flush() is { } rest) store.Rollups.Set(rest.StartMs, rest.Encode());
    }

    public void Written() => _finished.Clear();
}
