using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Tests.Sensors;

public sealed class SystemMonitorTests : IDisposable
{
    private readonly FakeTree _tree = new();
    private readonly SystemMonitor _monitor;

    public SystemMonitorTests()
    {
        Cpu(busy: 1000, idle: 9000);
        Network(0);
        Disk(0);
        _tree.File("proc/meminfo", "MemTotal:        1000000 kB\nMemFree:          100000 kB\nMemAvailable:     400000 kB")
            .File("proc/net/route", RouteHeader + "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0");
        _monitor = new SystemMonitor(_tree.Roots, new SystemMonitorSettings { DataDirectory = _tree.Path });
    }

    private const string RouteHeader = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

    public void Dispose()
    {
        _monitor.Dispose();
        _tree.Dispose();
    }

    private void Cpu(long busy, long idle) => _tree.File("proc/stat", $"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\ncpu0 1 2 3 4");

    private void Network(long bytes) => _tree.File("proc/net/dev",
        "Inter-|   Receive  |  Transmit\n face |bytes    packets\n    lo: 999999 1 0 0 0 0 0 0 888888 1 0 0 0 0 0 0\n"
        + $"  eth0: {bytes} 1 0 0 0 0 0 0 {bytes} 1 0 0 0 0 0 0");

    private void Disk(long sectors) => _tree.File("proc/diskstats",
        $" 179 0 mmcblk0 10 0 {sectors} 5 10 0 {sectors} 5 0 0 0\n 179 1 mmcblk0p1 10 0 {sectors} 5 10 0 {sectors} 5 0 0 0\n   7 0 loop0 1 0 5000 1 1 0 5000 1 0 0 0");

    private SystemState SampleTwice(Action between, double seconds = 10)
    {
        _monitor.Sample(FakeTree.At(100));
        between();
        return _monitor.Sample(FakeTree.At(100 + seconds));
    }

    [Fact]
    public void Load_is_what_happened_since_the_last_sample_and_not_since_boot()
    {
        var state = SampleTwice(() =>
        {
            Cpu(busy: 1250, idle: 9750);
            Network(5120);
            Disk(100);
        });
        Assert.Equal(25, state.CpuPct!.Value, 6);
        Assert.Equal(1024, state.NetworkBytesPerSecond!.Value, 6);
        Assert.Equal(100 * 2 * 512 / 10.0, state.DiskBytesPerSecond!.Value, 6);
        Assert.Equal(60, state.MemoryUsedPct!.Value, 6);
        Assert.InRange(state.DiskUsedPct!.Value, 0, 100);
    }

    [Fact]
    public void The_first_sample_knows_no_rate_and_is_not_idle()
    {
        var state = _monitor.Sample(FakeTree.At(1));
        Assert.Null(state.CpuPct);
        Assert.Null(state.NetworkBytesPerSecond);
        Assert.False(state.IsIdle);
    }

    [Theory]
    [InlineData(99, 901, 5110, 9, true)]
    [InlineData(100, 900, 5110, 9, false)] // 10 % CPU
    [InlineData(0, 1000, 5120, 9, false)] // 1 KiB/s network
    [InlineData(0, 1000, 5110, 10, false)] // 1 KiB/s disk
    public void Idle_is_below_ten_percent_and_a_kibibyte_a_second(long busy, long idle, long netBytes, long sectors, bool expected)
    {
        var state = SampleTwice(() =>
        {
            Cpu(1000 + busy, 9000 + idle);
            Network(netBytes);
            Disk(sectors);
        });
        Assert.Equal(expected, state.IsIdle);
    }

    [Fact]
    public void Counters_that_went_back_void_one_period()
    {
        Network(1_000_000);
        var state = SampleTwice(() => Network(10));
        Assert.Null(state.NetworkBytesPerSecond);
        Network(10_250);
        Assert.Equal(2048, _monitor.Sample(FakeTree.At(120)).NetworkBytesPerSecond!.Value, 6);
    }

    [Fact]
    public void Our_own_tasks_do_not_make_the_machine_busy()
    {
        int cores = Environment.ProcessorCount;
        _tree.File("proc/self/cgroup", "0::/system.slice/edgeagent.service/agent")
            .File("sys/fs/cgroup/system.slice/edgeagent.service/cpu.stat", "usage_usec 0\nuser_usec 0")
            .File("sys/fs/cgroup/system.slice/edgeagent.service/io.stat", "179:0 rbytes=0 wbytes=0 rios=0")
            .Folder("sys/fs/cgroup/system.slice/edgeagent.service", "memory.max=1000", "memory.current=850");
        using var monitor = new SystemMonitor(_tree.Roots, new SystemMonitorSettings { DataDirectory = _tree.Path });
        monitor.Sample(FakeTree.At(100));
        Cpu(busy: 1500, idle: 9500);
        Disk(1000);
        _tree.File("sys/fs/cgroup/system.slice/edgeagent.service/cpu.stat", $"usage_usec {(long)(4.5e6 * cores)}")
            .File("sys/fs/cgroup/system.slice/edgeagent.service/io.stat", "179:0 rbytes=512000 wbytes=512000 rios=0");
        var state = monitor.Sample(FakeTree.At(110));
        Assert.Equal(50, state.CpuPct!.Value, 6);
        Assert.True(state.IsIdle); // 45 of the 50 % and all of the disk's bytes were ours
        Assert.Equal(85, state.CgroupMemoryPct!.Value, 6);
    }

    [Theory]
    [InlineData("eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0", NetworkKind.Unmetered)]
    [InlineData("wwan0\t00000000\t010200C0\t0003\t0\t0\t700\t00000000\t0\t0\t0", NetworkKind.Any)]
    [InlineData("wwan0\t00000000\t0\t0003\t0\t0\t700\t00000000\t0\t0\t0\neth0\t00000000\t0\t0003\t0\t0\t100\t00000000\t0\t0\t0", NetworkKind.Unmetered)]
    [InlineData("eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0", NetworkKind.None)] // the local net only
    [InlineData("eth0\t00000000\t010200C0\t0203\t0\t0\t100\t00000000\t0\t0\t0", NetworkKind.None)] // rejected
    [InlineData("", NetworkKind.None)]
    public void The_default_route_decides_what_the_network_is(string routes, NetworkKind expected)
    {
        _tree.File("proc/net/route", RouteHeader + routes);
        Assert.Equal(expected, _monitor.Sample(FakeTree.At(1)).Network);
    }

    [Fact]
    public void A_default_route_of_ipv6_alone_is_a_network()
    {
        _tree.File("proc/net/route", RouteHeader).File("proc/net/ipv6_route",
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000002 00000000 00000003     eth0\n"
            + "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo");
        Assert.Equal(NetworkKind.Unmetered, _monitor.Sample(FakeTree.At(1)).Network);
    }

    [Fact]
    public void The_processors_zone_is_preferred_to_the_boards()
    {
        _tree.Folder("sys/class/thermal/thermal_zone0", "type=test_battery", "temp=99000")
            .Folder("sys/class/thermal/thermal_zone1", "type=acpitz", "temp=27800")
            .Folder("sys/class/thermal/thermal_zone2", "type=cpu-thermal", "temp=54321");
        Assert.Equal(54.321, _monitor.Sample(FakeTree.At(1)).CpuTemperatureC!.Value, 6);
    }

    [Theory]
    [InlineData("0", false, false)]
    [InlineData("1", true, false)]
    [InlineData("0x4", false, true)]
    [InlineData("50005", true, true)]
    [InlineData("50000", false, false)] // happened before, is over
    public void The_firmwares_throttle_bits_are_told_apart(string bits, bool undervoltage, bool throttled)
    {
        _tree.File("sys/devices/platform/soc/soc:firmware/get_throttled", bits);
        var state = _monitor.Sample(FakeTree.At(1));
        Assert.Equal(undervoltage, state.IsUndervoltage);
        Assert.Equal(throttled, state.IsThrottled);
    }

    [Fact]
    public void The_voltage_alarm_counts_where_the_firmware_has_no_file()
    {
        _tree.Folder("sys/class/hwmon/hwmon1", "name=rpi_volt", "in0_lcrit_alarm=1");
        Assert.True(_monitor.Sample(FakeTree.At(1)).IsUndervoltage);
    }

    [Fact]
    public void The_kernel_log_counts_where_nothing_else_tells_and_only_from_now_on()
    {
        _tree.File("dev/kmsg", "4,1,1,-;Under-voltage detected! (0x00050005)");
        Assert.False(_monitor.Sample(FakeTree.At(1)).IsUndervoltage); // logged before we came
        Log("4,2,2,-;hwmon hwmon1: Undervoltage detected!");
        Assert.True(_monitor.Sample(FakeTree.At(5)).IsUndervoltage);
        Log("6,3,3,-;usb 1-1: new device");
        Assert.True(_monitor.Sample(FakeTree.At(9)).IsUndervoltage);
        Log("6,4,4,-;Voltage normalised (0x00000000)");
        Assert.False(_monitor.Sample(FakeTree.At(13)).IsUndervoltage);

        void Log(string line) => File.AppendAllText(Path.Combine(_tree.Path, "dev/kmsg"), line + "\n");
    }

    [Theory]
    [InlineData("cpufreq-cpu0", "3", true)]
    [InlineData("cpufreq-cpu0", "0", false)]
    [InlineData("pwm-fan", "3", false)]
    public void An_active_cooling_device_that_slows_the_processor_is_throttling(string type, string state, bool expected)
    {
        _tree.Folder("sys/class/thermal/cooling_device0", $"type={type}", $"cur_state={state}");
        Assert.Equal(expected, _monitor.Sample(FakeTree.At(1)).IsThrottled);
    }

    [Fact]
    public void A_machine_without_any_of_these_files_is_unknown_and_not_a_crash()
    {
        using var empty = new FakeTree();
        using var monitor = new SystemMonitor(empty.Roots, new SystemMonitorSettings { DataDirectory = empty.Path + "/not/there/yet" });
        monitor.Sample(FakeTree.At(1));
        var state = monitor.Sample(FakeTree.At(2));
        Assert.Null(state.CpuPct);
        Assert.Null(state.MemoryUsedPct);
        Assert.Null(state.CpuTemperatureC);
        Assert.False(state.IsIdle);
        Assert.NotNull(state.DiskUsedPct);
    }

    [Fact]
    public void Damaged_tables_are_unknown()
    {
        foreach (string path in new[] { "stat", "meminfo", "net/dev", "diskstats", "net/route", "net/ipv6_route" })
            _tree.File($"proc/{path}", "cpu x y\n\n:::\neth0: a b\n12 0 sda 1 2\n\t\t\t");
        _monitor.Sample(FakeTree.At(1));
        Assert.Null(_monitor.Sample(FakeTree.At(5)).CpuPct);
    }
}
