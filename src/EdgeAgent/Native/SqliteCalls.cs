using System.Runtime.InteropServices;
using SQLitePCL;

namespace EdgeAgent.Native;

/// <summary>Functions of SQLite that its binding lacks, under their C names.</summary>
internal static partial class SqliteCalls
{
    /// <summary>Versioned name of the library; the name without version exists only in the development package.</summary>
    public const string Library = "libsqlite3.so.0";

    /// <summary>Whether the file was renamed, replaced or deleted since it was opened (sqlite.org/c3ref/c_fcntl_begin_atomic_write.html).</summary>
    public const int FcntlHasMoved = 20;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sqlite3_file_control(sqlite3 db, string? schema, int operation, out int result);
}
