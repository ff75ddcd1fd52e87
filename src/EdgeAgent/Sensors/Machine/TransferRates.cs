namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Bytes per second over the network and on disks since the last call, from <c>/proc/net/dev</c> and <c>/proc/diskstats</c>. When a counter goes back
/// (an interface was created again, an overflow), the rate of that period is NaN.
/// </summary>
internal sealed class TransferRates(MachineRoots roots) : IDisposable
{
    // Unit of /proc/diskstats, independent of the device's sector size (Documentation/admin-guide/iostats.rst).
    private const double SectorBytes = 512;

    private readonly KernelFile _network = new($"{roots.Proc}/net/dev");
    private readonly KernelFile _disks = new($"{roots.Proc}/diskstats");
    private double _lastNetwork = double.NaN;
    private double _lastDisk = double.NaN;

    /// <param name="seconds">Length of the period; NaN for the first.</param>
    public (double Network, double Disk) Sample(double seconds)
    {
        double network = NetworkBytes(_network.Read()), disk = DiskBytes(_disks.Read());
        var rates = (Rate(network, _lastNetwork, seconds), Rate(disk, _lastDisk, seconds));
        (_lastNetwork, _lastDisk) = (network, disk);
        return rates;
    }

    public void Dispose()
    {
        _network.Dispose();
        _disks.Dispose();
    }

    private static double Rate(double now, double before, double seconds)
    {
        if (seconds > 0 && now >= before) return (now - before) / seconds;
        return double.NaN;
    }

    // Two header lines, then "name: rx_bytes 7 more tx_bytes ...". Virtual interfaces (bridges, ends of containers) are skipped, as their bytes would count twice.
    private static double NetworkBytes(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return double.NaN;
        double sum = 0;
        while (TableText.NextLine(ref text, out var line))
        {
            int colon = line.IndexOf((byte)':');
            if (colon < 0) continue;
            var name = line[..colon].Trim((byte)' ');
            if (IsVirtualInterface(name)) continue;
            var rest = line[(colon + 1)..];
            double received = TableText.Number(TableText.NextWord(ref rest));
            for (int i = 0; i < 7; i++) TableText.NextWord(ref rest);
            double sent = TableText.Number(TableText.NextWord(ref rest));
            if (!double.IsNaN(received + sent)) sum += received + sent;
        }

        return sum;
    }

    private static bool IsVirtualInterface(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("lo"u8) || name.StartsWith("veth"u8) || name.StartsWith("docker"u8) || name.StartsWith("br-"u8) || name.StartsWith("virbr"u8)
        || name.StartsWith("ifb"u8) || name.StartsWith("dummy"u8) || name.StartsWith("tun"u8) || name.StartsWith("wg"u8);

    // "major minor name reads merged sectors_read ms writes merged sectors_written ..."; whole disks only.
    private static double DiskBytes(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return double.NaN;
        double sum = 0;
        while (TableText.NextLine(ref text, out var line))
        {
            TableText.NextWord(ref line);
            TableText.NextWord(ref line);
            var name = TableText.NextWord(ref line);
            if (!IsWholeDisk(name)) continue;
            for (int i = 0; i < 2; i++) TableText.NextWord(ref line);
            double read = TableText.Number(TableText.NextWord(ref line));
            for (int i = 0; i < 3; i++) TableText.NextWord(ref line);
            double written = TableText.Number(TableText.NextWord(ref line));
            if (!double.IsNaN(read + written)) sum += (read + written) * SectorBytes;
        }

        return sum;
    }

    // Whole disks, such as sda, mmcblk0 and nvme0n1, and not their partitions; not loop, ram, zram, dm and md devices, whose disks are counted.
    private static bool IsWholeDisk(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.StartsWith("loop"u8) || name.StartsWith("ram"u8) || name.StartsWith("zram"u8) || name.StartsWith("dm-"u8)
            || name.StartsWith("md"u8)) return false;
        if (name.StartsWith("mmcblk"u8) || name.StartsWith("nvme"u8)) return name.IndexOf((byte)'p') < 0 && name.IndexOf("boot"u8) < 0;
        return !char.IsAsciiDigit((char)name[^1]);
    }
}
