
namespace EdgeAgent.Native;

/// <summary>
/// Questions to the file system that the loop asks while it judges a document. On a dead network mount they never return, so they are
/// asked on a thread that can be left behind.
/// </summary>
internal static class BoundedWait
{
    private const int MostAbandoned = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static int _waiting;

    /// <summary>The answer; <paramref name="otherwise"/> when it takes longer than two seconds or too many are waited for already.</summary>
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
