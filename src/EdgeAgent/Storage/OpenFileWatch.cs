namespace EdgeAgent.Storage;

/// <summary>Checks whether the name of an open file still stands for it: the kernel marks the descriptor of one that was deleted or replaced.</summary>
internal sealed class OpenFileWatch
{
    private const string Descriptors = "/proc/self/fd";
    private readonly string? _descriptor;
    private readonly string _path;

    /// <param name="path">A file that this process has open.</param>
    public OpenFileWatch(string path)
    {
        _path = Path.GetFullPath(path);
        _descriptor = Directory.Exists(Descriptors) ? Directory.GetFiles(Descriptors).FirstOrDefault(d => Target(d) == _path) : null;
    }

    public bool IsGone => _descriptor is null ? !File.Exists(_path) : Target(_descriptor) != _path;

    private static string? Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
