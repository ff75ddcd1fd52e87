using System.Device.I2c;
using System.Globalization;
using EdgeAgent.Native;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Cli;

/// <summary>Checks the I2C buses: which exist, whether they can be opened, and which chips they have.</summary>
internal sealed class DoctorBuses(HardwareAccess hardware)
{
    private static readonly string[] ForeignAdapters = ["I801", "PIIX4", "radeon", "amdgpu", "i915", "nvidia", "ddc", "hdmi"];

    private readonly MachineRoots _roots = hardware.Roots;

    /// <param name="wantedBus">The bus of the configured board; null when it needs none.</param>
    /// <param name="found">Receives the chips that were found.</param>
    internal IEnumerable<DoctorCheck> Run(int? wantedBus, List<FoundChip> found)
    {
        var buses = Buses();
        if (wantedBus is { } wanted && !buses.Contains(wanted))
        {
            yield return DoctorCheck.FromFault("bus", DoctorLevel.Fail, I2cException.Opening(Errno.ENOENT, Path.Combine(_roots.Dev, $"i2c-{wanted}")).Message);
        }
        else if (buses.Count == 0)
        {
            yield return DoctorCheck.Ok("bus", "no I2C bus; none is needed by the configured board");
        }
        foreach (int bus in buses)
        {
            foreach (var check in Examine(bus, bus == wantedBus, found)) yield return check;
        }
    }

    private List<int> Buses()
    {
        if (!Directory.Exists(_roots.Dev)) return [];
        return [.. Directory.EnumerateFileSystemEntries(_roots.Dev, "i2c-*").Select(p => Path.GetFileName(p)["i2c-".Length..])
            .Where(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(n => int.Parse(n, CultureInfo.InvariantCulture)).Order()];
    }

    private IEnumerable<DoctorCheck> Examine(int bus, bool isWanted, List<FoundChip> found)
    {
        string name = SysAttribute.Text(Path.Combine(_roots.Sys, "class/i2c-dev", $"i2c-{bus}", "name")) ?? "unnamed adapter";
        string what = $"i2c-{bus} ({name})";
        if (!isWanted && IsForeign(name)) return [DoctorCheck.Ok("bus", $"{what}: belongs to the main board or a display, not scanned")];
        try
        {
            var chips = Scan(bus);
            found.AddRange(chips);
            return [DoctorCheck.Ok("bus", $"{what}: opens, {chips.Count} known address{(chips.Count == 1 ? "" : "es")} in use"), .. chips.Select(Describe)];
        }
        catch (I2cException e)
        {
            return [DoctorCheck.FromFault("bus", isWanted ? DoctorLevel.Fail : DoctorLevel.Warn, e.Message)];
        }
    }

    // These buses have memory modules and monitors, but no battery boards, so they are not scanned.
    private static bool IsForeign(string name) => ForeignAdapters.Any(w => name.Contains(w, StringComparison.OrdinalIgnoreCase));

    private List<FoundChip> Scan(int busId)
    {
        var chips = new List<FoundChip>();
        foreach (int address in DoctorChips.Addresses)
        {
            if (ProbeOne(busId, address) is { } chip) chips.Add(chip);
        }
        return chips;
    }

    private FoundChip? ProbeOne(int busId, int address)
    {
        using var bus = hardware.OpenI2c(busId);
        if (hardware.BoundDevice(busId, address) is { } device) return Owned(busId, address, device);
        switch (Probe(bus, address))
        {
            case I2cProbe.NoAnswer:
                return null;
            case I2cProbe.Owned:
                return new FoundChip(busId, address, "", "owned by a kernel driver", "unknown");
            default:
                using (var chip = bus.CreateDevice(address)) return DoctorChips.Identify(chip, busId);
        }
    }

    private static FoundChip Owned(int busId, int address, string device)
    {
        string driver = Path.GetFileName(new DirectoryInfo(Path.Combine(device, "driver")).LinkTarget?.TrimEnd('/')) ?? "unknown";
        string name = SysAttribute.Text(Path.Combine(device, "name")) ?? "";
        return new FoundChip(busId, address, DoctorChips.TypeOfName(name), $"{name}, owned by the kernel driver {driver} and read through its files", driver);
    }

    private static I2cProbe Probe(I2cBus bus, int address)
    {
        if (bus is LinuxI2cBus linux) return linux.Probe(address);
        try
        {
            using var device = bus.CreateDevice(address);
            device.ReadByteRegister(0);
            return I2cProbe.Answers;
        }
        catch (I2cException e) when (e.IsNoAnswer || e.IsOwnedByDriver)
        {
            if (e.IsOwnedByDriver) return I2cProbe.Owned;
            return I2cProbe.NoAnswer;
        }
    }

    private static DoctorCheck Describe(FoundChip chip)
    {
        string where = $"i2c-{chip.BusId} 0x{chip.Address:x2}: {chip.Detail}";
        if (chip.Type.Length > 0) return DoctorCheck.Ok("chip", where);
        return DoctorCheck.Warn("chip", where, "if this is your battery board, name its chip under Power:Chips with Board custom; otherwise ignore it");
    }
}
