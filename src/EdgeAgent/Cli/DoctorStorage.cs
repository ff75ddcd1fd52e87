using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.Native;
using EdgeAgent.Sensors;

namespace EdgeAgent.Cli;

/// <summary>Checks the data directory, its disk and the SQLite library.</summary>
internal static class DoctorStorage
{
    private const double LeastFreeMb = 50;

    internal static IEnumerable<DoctorCheck> Disk(MachineRoots roots, string dataDirectory)
    {
        string existing = NearestExisting(dataDirectory);
        var (mount, isReadOnly) = Mount(roots, existing);
        if (isReadOnly)
        {
            yield return DoctorCheck.Fail("disk", $"{mount} is mounted read-only", $"mount -o remount,rw {mount}; when the kernel did it after an error (dmesg), check or replace the card; "
                + "with an overlay file system put Device:DataDirectory on a writable partition");
            yield break;
        }
        double freeMb = new DriveInfo(existing).AvailableFreeSpace / 1e6;
        string space = string.Create(CultureInfo.InvariantCulture, $"{freeMb:0} MB free on {mount}");
        if (freeMb >= LeastFreeMb) yield return DoctorCheck.Ok("disk", space);
        else yield return DoctorCheck.Fail("disk", space, $"free at least {LeastFreeMb} MB (journalctl --vacuum-size=50M, apt clean) or move Device:DataDirectory");
        yield return DataDirectory(dataDirectory, existing);
    }

    internal static DoctorCheck Sqlite()
    {
        foreach (string name in new[] { "libsqlite3.so.0", "libsqlite3.so" })
        {
            if (!NativeLibrary.TryLoad(name, out nint library)) continue;
            string version = Version(library);
            NativeLibrary.Free(library);
            return DoctorCheck.Ok("sqlite", $"{name}, version {version}");
        }
        return DoctorCheck.Fail("sqlite", "libsqlite3.so.0 is not installed", "apt install libsqlite3-0");
    }

    private static unsafe string Version(nint library)
    {
        if (NativeLibrary.TryGetExport(library, "sqlite3_libversion", out nint function))
        {
            return Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)function)()) ?? "unknown";
        }

        return "unknown";
    }

    private static DoctorCheck DataDirectory(string dataDirectory, string existing)
    {
        const int writeAndSearch = 3;
        bool isWritable = Libc.access(existing, writeAndSearch) == 0;
        if (existing == dataDirectory)
        {
            if (isWritable) return DoctorCheck.Ok("disk", $"{dataDirectory} is writable");
            return DoctorCheck.Fail("disk", $"{dataDirectory} is not writable for {Environment.UserName}", $"chown -R edgeagent {dataDirectory}, or run as the service's user: sudo -u edgeagent edgeagent doctor");
        }
        if (isWritable) return DoctorCheck.Ok("disk", $"{dataDirectory} does not exist yet and can be made");
        return DoctorCheck.Fail("disk", $"{dataDirectory} does not exist and {existing} is not writable for {Environment.UserName}",
            $"install -d -o edgeagent -g edgeagent {dataDirectory} (systemd does it by StateDirectory=edgeagent), or set Device:DataDirectory");
    }

    private static string NearestExisting(string path)
    {
        while (!Directory.Exists(path)) path = Path.GetDirectoryName(path) ?? "/";
        return path;
    }

    // The longest mount point that contains the path; of equal ones the later line, because later mounts hide earlier ones.
    private static (string Mount, bool IsReadOnly) Mount(MachineRoots roots, string path)
    {
        string best = "/";
        bool isReadOnly = false;
        string mounts = Path.Combine(roots.Proc, "mounts");
        foreach (string line in File.Exists(mounts) ? File.ReadLines(mounts) : [])
        {
            string[] fields = line.Split(' ');
            if (fields.Length < 4) continue;
            string point = fields[1].Replace("\\040", " ", StringComparison.Ordinal);
            bool holds = point == "/" || path == point || path.StartsWith(point + "/", StringComparison.Ordinal);
            if (!holds || point.Length < best.Length) continue;
            (best, isReadOnly) = (point, fields[3].Split(',').Contains("ro"));
        }
        return (best, isReadOnly);
    }
}
