namespace EdgeAgent.Native;

/// <summary>What a name in the file system stands for.</summary>
internal enum FileKind
{
    Regular,
    Folder,
    Link,

    /// <summary>A FIFO, socket or device: opening it may block for ever or act on hardware.</summary>
    Special,
}

/// <summary>Names a file for good, by whatever path, hard link or bind mount it is reached.</summary>
internal readonly record struct FileId(uint DeviceMajor, uint DeviceMinor, ulong Inode);

/// <summary>Facts about a file, as statx(2) gives them.</summary>
/// <param name="Mode">The permission bits.</param>
internal readonly record struct FileStatus(FileId Id, FileKind Kind, long Length, DateTime ModifiedUtc, int Mode);
