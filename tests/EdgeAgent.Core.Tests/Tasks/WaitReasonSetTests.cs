using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Tasks;

public class WaitReasonSetTests
{
    private static readonly WaitReason[] All = Enum.GetValues<WaitReason>();

    [Fact]
    public void The_empty_set_holds_no_reason()
    {
        Assert.True(WaitReasonSet.None.IsEmpty);
        Assert.Equal(0, WaitReasonSet.None.Count);
        Assert.All(All, r => Assert.False(WaitReasonSet.None.Contains(r)));
        Assert.Throws<InvalidOperationException>(() => WaitReasonSet.None.First);
    }

    [Fact]
    public void Every_reason_is_a_set_of_its_own()
    {
        foreach (WaitReason reason in All)
        {
            WaitReasonSet set = reason;
            Assert.Equal([reason], Items(set));
            Assert.Equal(reason, set.First);
            Assert.Equal(set, WaitReasonSet.If(true, reason));
            Assert.Equal(WaitReasonSet.None, WaitReasonSet.If(false, reason));
        }
    }

    [Fact]
    public void It_agrees_with_a_hash_set_for_all_pairs_of_subsets_of_four_reasons()
    {
        WaitReason[] four = [All[0], All[1], All[^2], All[^1]];
        HashSet<WaitReason>[] subsets = [.. Enumerable.Range(0, 16).Select(n => four.Where((_, i) => (n >> i & 1) == 1).ToHashSet())];
        foreach (HashSet<WaitReason> a in subsets)
        {
            foreach (HashSet<WaitReason> b in subsets)
            {
                (WaitReasonSet x, WaitReasonSet y) = (WaitReasonSet.Of([.. a]), WaitReasonSet.Of([.. b]));
                Assert.Equal(a.Union(b).Order(), Items(x | y));
                Assert.Equal(a.Intersect(b).Order(), Items(x & y));
                Assert.Equal(a.Except(b).Order(), Items(x.Without(y)));
                Assert.Equal(a.Except(b).Union(b.Except(a)).Order(), Items(x.Difference(y)));
                Assert.Equal(a.Overlaps(b), x.HasAny(y));
                Assert.Equal(a.SetEquals(b), x == y);
                Assert.Equal(a.Count, x.Count);
            }
        }
    }

    private static List<WaitReason> Items(WaitReasonSet set)
    {
        var items = new List<WaitReason>();
        foreach (WaitReason reason in set) items.Add(reason);
        return items;
    }
}
