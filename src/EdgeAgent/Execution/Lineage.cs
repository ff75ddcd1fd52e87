using System.IO.Hashing;
using System.Text;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// A number that all descendants of a run inherit, even if they clear their environment, leave the session or fork twice: the resource
/// limit of file locks, which processes inherit and the kernel does not enforce. One half identifies the agent, the other half the run.
/// </summary>
/// <remarks>A program without privileges can lower the limit, but not set it back to unlimited.</remarks>
internal readonly record struct Lineage(ulong Number)
{
    private const int Bits = 31;

    public static Lineage Of(string mark)
    {
        string instance = mark[..(mark.IndexOf('/', StringComparison.Ordinal) + 1)];
        return new Lineage((Hash(instance) << Bits) | Hash(mark));
    }

    /// <summary>Whether the number belongs to a run of the agent whose marks begin with <paramref name="prefix"/>.</summary>
    public bool IsOfInstance(string prefix) => Number >> Bits == Hash(prefix);

    /// <summary>The lineage of a process; null when no run has started it, when it has ended, or when it belongs to another user.</summary>
    public static Lineage? Read(int pid)
    {
        const ulong unlimited = ulong.MaxValue;
        if (ResourceLimits.Get(pid, ResourceLimits.Locks) is { } number and not unlimited) return new Lineage(number);
        return null;
    }

    public void GiveTo(int pid) => _ = ResourceLimits.TrySet(pid, ResourceLimits.Locks, Number);

    // Never 0, so that a limit that was lowered to 0 belongs to no run. A cryptographic hash is not needed and would load OpenSSL at each start.
    private static ulong Hash(string text) => (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)) & ((1UL << Bits) - 1)) | 1;
}
