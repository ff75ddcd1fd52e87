using System.Runtime.ExceptionServices;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Tests.Sensors;

/// <summary>What a board does not have is asked for with every sample; an exception for each would cost more than the sample.</summary>
public sealed class AbsentKernelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private int _thrown;

    public AbsentKernelFileTests() => AppDomain.CurrentDomain.FirstChanceException += Count;

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Count;
        _folder.Dispose();
    }

    [Fact]
    public void Attributes_classes_and_tables_that_are_not_there_are_absent_without_an_exception()
    {
        using var table = new KernelFile(_folder.File("diskstats"));
        Assert.Null(SysAttribute.Text(_folder.File("get_throttled")));
        Assert.Empty(SysAttribute.Folders(_folder.File("hwmon")));
        Assert.True(table.Read().IsEmpty);
        Assert.Equal(0, _thrown);
    }

    private void Count(object? sender, FirstChanceExceptionEventArgs e)
    {
        if (Environment.CurrentManagedThreadId == _thread) _thrown++;
    }
}
