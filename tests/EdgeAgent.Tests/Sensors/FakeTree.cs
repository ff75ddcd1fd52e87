using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;

namespace EdgeAgent.Tests.Sensors;

/// <summary>Kernel files of a machine that does not exist, in a temporary folder.</summary>
public sealed class FakeTree : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MachineRoots Roots => new(_folder.File("sys"), _folder.File("proc"), _folder.File("dev"));

    public string Path => _folder.Path;

    /// <summary>Writes a file below the root, as the kernel does: one value and a line feed.</summary>
    public FakeTree File(string path, string content)
    {
        string full = _folder.File(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, content + "\n");
        return this;
    }

    /// <summary>A folder of attributes: <c>name=value</c> each.</summary>
    public FakeTree Folder(string path, params string[] attributes)
    {
        foreach (string attribute in attributes)
        {
            string[] parts = attribute.Split('=', 2);
            File($"{path}/{parts[0]}", parts[1]);
        }

        return this;
    }

    public void Remove(string path)
    {
        string full = _folder.File(path);
        if (Directory.Exists(full)) Directory.Delete(full, recursive: true);
        else System.IO.File.Delete(full);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A moment by seconds of device time.</summary>
    public static Timestamp At(double seconds) => new(DateTimeOffset.UnixEpoch.AddSeconds(seconds), (long)(seconds * 1000), ClockTrust.Ntp);
}
