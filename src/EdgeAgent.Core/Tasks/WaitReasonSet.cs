using System.Numerics;

namespace EdgeAgent.Core.Tasks;

/// <summary>A set of <see cref="WaitReason"/>. An empty set means that the task may start.</summary>
public readonly record struct WaitReasonSet
{
    private readonly uint _bits;

    private WaitReasonSet(uint bits) => _bits = bits;

    public static WaitReasonSet None => default;

    public bool IsEmpty => _bits == 0;

    public int Count => BitOperations.PopCount(_bits);

    /// <summary>The reason that the enumeration declares first.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public WaitReason First => IsEmpty ? throw new InvalidOperationException("the set is empty") : (WaitReason)BitOperations.TrailingZeroCount(_bits);

    public static WaitReasonSet Of(params ReadOnlySpan<WaitReason> reasons)
    {
        WaitReasonSet set = None;
        foreach (WaitReason reason in reasons) set |= reason;
        return set;
    }

    /// <summary>The set of <paramref name="reason"/> alone when <paramref name="condition"/> is true, else the empty set.</summary>
    public static WaitReasonSet If(bool condition, WaitReason reason)
    {
        if (condition) return reason;
        return None;
    }

    public static implicit operator WaitReasonSet(WaitReason reason) => new(1u << (int)reason);

    public static WaitReasonSet operator |(WaitReasonSet a, WaitReasonSet b) => new(a._bits | b._bits);

    public static WaitReasonSet operator &(WaitReasonSet a, WaitReasonSet b) => new(a._bits & b._bits);

    public bool Contains(WaitReason reason) => HasAny(reason);

    public bool HasAny(WaitReasonSet reasons) => !(this & reasons).IsEmpty;

    public WaitReasonSet Without(WaitReasonSet reasons) => new(_bits & ~reasons._bits);

    /// <summary>The reasons that are in exactly one of the two sets.</summary>
    public WaitReasonSet Difference(WaitReasonSet other) => new(_bits ^ other._bits);

    /// <summary>In the order of the enumeration.</summary>
    public Enumerator GetEnumerator() => new(this);

    public struct Enumerator(WaitReasonSet set)
    {
        private WaitReasonSet _left = set;

        public WaitReason Current { get; private set; }

        public bool MoveNext()
        {
            if (_left.IsEmpty) return false;
            Current = _left.First;
            _left = _left.Without(Current);
            return true;
        }
    }
}
