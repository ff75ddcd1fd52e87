using System.Device.Gpio;
using EdgeAgent.Native;
using EdgeAgent.Sensors.Buses;
using EdgeAgent.Sensors.Sysfs;

namespace EdgeAgent.Tests.Sensors;

/// <summary>The number of a closed descriptor may belong to another file when Dispose is called a second time.</summary>
public sealed class SecondDisposeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_GPIO_line_that_is_disposed_twice_closes_no_file_that_got_its_descriptor_since() => AssertHarmless(NewLine());

    [Fact]
    public void A_listener_for_changed_devices_that_is_disposed_twice_closes_no_file_that_got_its_descriptor_since()
    {
        var listener = UeventListener.TryStart("power_supply", static () => { });
        Assert.SkipUnless(listener is not null, "NOT TESTED: the kernel announces no devices here");
        AssertHarmless(listener);
    }

    private void AssertHarmless(IDisposable twice)
    {
        twice.Dispose();
        // The kernel gives out the lowest number that is free; other tests free and take numbers meanwhile.
        var files = Enumerable.Range(0, 64).Select(i => new FileStream(_folder.File($"file{i}"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0)).ToList();
        twice.Dispose();
        Assert.All(files, file =>
        {
            Assert.Equal(0, file.Length);
            file.WriteByte(1);
        });
        foreach (var file in files) file.Dispose();
    }

    private static unsafe GpioLine NewLine()
    {
        int fd = Libc.eventfd(0, Libc.OCloExec);
        return new GpioLine(6, "line 6", fd, PinMode.Input, default);
    }
}
