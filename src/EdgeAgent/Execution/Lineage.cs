using System.IO.Hashing;
using System.Text;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// A number that every descendant of a run inherits and that a daemon does not shed by clearing its environment, leaving the session or
/// forking twice: the limit of file locks, which the kernel hands down and does not enforce. Half of it names the agent, half the run.
/// </summary>
/// <remarks>A program without privileges can only lower it, never set it back to unlimited.</remarks>
internal readonly record struct Lineage(ulong Number)
{
    private const int Bits = 31;

    public static Lineage Of(string mark)
    {
        string instance = mark[..(mark.IndexOf('/', StringComparison.Ordinal) + 1)];
        return new Lineage((Hash(instance) << Bits) | Hash(mark));
    }

    /// <summary>Whether it belongs to a run of the agent whose marks begin with <paramref name="prefix"/>.</summary>
    public bool IsOfInstance(string prefix) => Number >> Bits == Hash(prefix);

    /// <summary>Null for a process that no run has started, is gone, or belongs to another user.</summary>
    public static Lineage? Read(int pid)
    {
        const ulong unlimited = ulong.MaxValue;
        if (ResourceLimits.Get(pid, ResourceLimits.Locks) is { } number and not unlimited) return new Lineage(number);
        return null;
    }

    public void GiveTo(int pid) => _ = ResourceLimits.TrySet(pid, ResourceLimits.Locks, Number);

    // Never 0: what was lowered to nothing must not look like somebody's. A name, no secret: a cryptographic hash would load OpenSSL at each start.
    private static ulong Hash(string text) => (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)) & ((1UL << Bits) - 1)) | 1;
}
