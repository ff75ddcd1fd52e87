namespace EdgeAgent.Native;

/// <summary>Kind of a directory entry.</summary>
internal enum FileKind
{
    Regular,
    Folder,
    Link,

    /// <summary>A FIFO, socket or device; opening it may block for ever or affect hardware.</summary>
    Special,
}
