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
