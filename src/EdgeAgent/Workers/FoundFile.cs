using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>What a walk found, with the identity of the folder that held it then.</summary>
/// <param name="Folder">Absolute, without links when it was found.</param>
internal sealed record FoundFile(string Folder, FileId FolderId, string Name, FileStatus Status)
{
    public string Path => $"{Folder}/{Name}";
}
