using System.Diagnostics;
using EdgeAgent.Execution;

namespace EdgeAgent.Tests.Execution;

/// <summary>Counts what belongs to the whole test process, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class LeakTests
{
    [Theory]
    [InlineData("process_group")]
    [InlineData("auto")]
    public async Task A_hundred_runs_leave_no_descriptor_zombie_or_group_behind(string confinement)
    {
        using var rig = new ExecRig(confinement);
        await rig.RunAsync("exit 0");
        int before = Descriptors();
        // Tests of a crash leave a child behind that nobody waits for.
        int[] zombies = Zombies();
        long start = Stopwatch.GetTimestamp();

        for (int i = 0; i < 100; i++) Assert.True((await rig.RunAsync("exit 0")).Succeeded);

        double each = Stopwatch.GetElapsedTime(start).TotalMilliseconds / 100;
        TestContext.Current.SendDiagnosticMessage("{0}: {1:F1} ms a run from start to outcome", rig.Confinement.Kind, each);
        // Fewer is not a leak: the finalizer may close descriptors of earlier tests meanwhile.
        Assert.InRange(Descriptors(), 0, before + 5);
        Assert.Empty(Zombies().Except(zombies));
        if (rig.Confinement.CgroupPath is { } group) Assert.Empty(Directory.GetDirectories(group));
    }

    [Fact]
    public void Two_agents_with_one_device_id_have_names_of_their_own()
    {
        Assert.NotEqual(Confinement.InstanceOf("pi", "/var/lib/a"), Confinement.InstanceOf("pi", "/var/lib/b"));
        Assert.Equal(Confinement.InstanceOf("pi", "/var/lib/a"), Confinement.InstanceOf("pi", "/var/lib/a/"));
    }

    private static int[] Zombies() => [.. ProcessTable.All().Where(p => p.ParentPid == Environment.ProcessId && !p.IsAlive).Select(p => p.Pid).Order()];

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
