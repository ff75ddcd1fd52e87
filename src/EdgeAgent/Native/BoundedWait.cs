namespace EdgeAgent.Native;

/// <summary>
/// Runs calls to the file system that the loop makes while it checks a document. On a network mount that does not answer they never return,
/// so each runs on its own thread, for which the caller waits for a limited time.
/// </summary>
internal static class BoundedWait
{
    private const int MostAbandoned = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static int _waiting;

    /// <summary>The result of the call; <paramref name="otherwise"/> when it takes longer than two seconds or too many calls are pending.</summary>
    public static T Ask<T>(Func<T> question, T otherwise)
    {
        if (Interlocked.Increment(ref _waiting) > MostAbandoned)
        {
            Interlocked.Decrement(ref _waiting);
            return otherwise;
        }

        T answer = otherwise;
        var thread = new Thread(() =>
        {
            try
            {
                answer = question();
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        })
        {
            IsBackground = true,
            Name = "path check",
        };
        thread.Start();
        if (thread.Join(Patience)) return answer;
        return otherwise;
    }
}
