using EdgeAgent.Contract;
using EdgeAgent.Fleet.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Fleet.Tests.Rules;

public class TaskIdTests
{
    private static readonly Gen<string> Order = Gen.Elements("abcxyz019-".ToCharArray()).NonEmptyListOf().Select(c => new string([.. c.Take(32)]));
    private static readonly Gen<string> Device = Gen.Elements("abcxyz019-".ToCharArray()).NonEmptyListOf().Select(c => new string([.. c.Take(64)]));
    private static readonly Gen<(string Order, string Device, int Attempt)> Any =
        from o in Order
        from d in Device
        from a in Gen.Choose(1, 9999)
        select (o, d, a);

    [Fact]
    public void The_same_order_device_and_attempt_give_the_same_id() => Assert.Equal("firmware-7_pi-12_1", TaskIds.Of("firmware-7", "pi-12", 1));

    [Fact]
    public void Every_id_is_one_that_a_device_takes_and_names_its_order() => Prop.ForAll(Any.ToArbitrary(), x =>
    {
        string id = TaskIds.Of(x.Order, x.Device, x.Attempt);
        return FieldReader.IsName(id, 64) && TaskIds.OrderOf(id) == x.Order;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_devices_never_share_an_id() => Prop.ForAll(Any.Two().ToArbitrary(), p =>
        p.Item1 == p.Item2 || TaskIds.Of(p.Item1.Order, p.Item1.Device, p.Item1.Attempt) != TaskIds.Of(p.Item2.Order, p.Item2.Device, p.Item2.Attempt)).QuickCheckThrowOnFailure();
}
