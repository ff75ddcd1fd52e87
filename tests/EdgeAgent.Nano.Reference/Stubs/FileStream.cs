namespace System.IO;

/// <summary>Package nanoFramework.System.IO.FileSystem 1.1.</summary>
public class FileStream : Stream
{
    public FileStream(string path, FileMode mode, FileAccess access) => throw new NotSupportedException();
}

/// <summary>Package nanoFramework.System.IO.FileSystem 1.1.</summary>
public enum FileMode
{
    CreateNew = 1,
    Create,
    Open,
}

/// <summary>Package nanoFramework.System.IO.FileSystem 1.1.</summary>
public enum FileAccess
{
    Read = 1,
    Write,
}

/// <summary>Package nanoFramework.System.IO.FileSystem 1.1.</summary>
public static class File
{
    public static bool Exists(string path) => throw new NotSupportedException();
}
