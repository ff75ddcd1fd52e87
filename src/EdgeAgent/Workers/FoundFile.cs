using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>A file that a walk found, with the identity of its folder at that time.</summary>
/// <param name="Folder">Absolute path of the folder, without links when the file was found.</param>
internal sealed record FoundFile(string Folder, FileId FolderId, string Name, FileStatus Status)
{
    public string Path => $"{Folder}/{Name}";
}
