using NATS.Client.Core;

namespace EdgeAgent.Fleet.Store;

/// <summary>
/// Calls into the cluster from the controller's one thread. Each call blocks, and is repeated for a bounded time while nodes are away or elect a
/// leader. So a call may have been carried out although its answer was lost; therefore the callers' writes name the revision that they replace.
/// </summary>
internal sealed class ClusterCalls(TimeSpan patience, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <exception cref="IOException">No answer within the patience.</exception>
    public T Call<T>(string what, Func<CancellationToken, Task<T>> action)
    {
        using var end = new CancellationTokenSource(patience, clock);
        // The client's own tasks run on the pool; this thread belongs to the controller alone and may block.
        return Repeat(what, action, end.Token).GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Call"/>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> came first.</exception>
    public async Task<T> CallAsync<T>(string what, Func<CancellationToken, Task<T>> action, CancellationToken stop)
    {
        using var end = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, stop);
        try
        {
            return await Repeat(what, action, either.Token).ConfigureAwait(false);
        }
        catch (IOException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
    }

    /// <summary>Makes many calls, at most 64 at a time.</summary>
    /// <inheritdoc cref="Call"/>
    public void ForEach<T>(string what, IEnumerable<T> items, Func<T, CancellationToken, Task> action)
    {
        const int AtOnce = 64;
        using var end = new CancellationTokenSource(patience, clock);
        foreach (var some in items.Chunk(AtOnce))
        {
            Task.WhenAll(some.Select(item => Repeat(what, Once(item), end.Token))).GetAwaiter().GetResult();
        }

        Func<CancellationToken, Task<bool>> Once(T item) => async cancellation =>
        {
            await action(item, cancellation).ConfigureAwait(false);
            return true;
        };
    }

    private async Task<T> Repeat<T>(string what, Func<CancellationToken, Task<T>> action, CancellationToken end)
    {
        Exception? last = null;
        while (true)
        {
            try
            {
                return await action(end).ConfigureAwait(false);
            }
            catch (Exception e) when (e is NatsException or TimeoutException && !end.IsCancellationRequested)
            {
                last = e;
            }
            catch (Exception e) when (e is OperationCanceledException or NatsException or TimeoutException)
            {
                throw new IOException($"{what}: no answer within {patience.TotalSeconds:0} s: {(last ?? e).Message}", e);
            }

            await Wait(end).ConfigureAwait(false);
        }
    }

    private async Task Wait(CancellationToken end)
    {
        try
        {
            await Task.Delay(Pause, clock, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next try throws an error that names the call.
        }
    }
}
